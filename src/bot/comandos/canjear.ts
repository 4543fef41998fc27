/** `/canjear`: a promo code. */
import { Composer, InlineKeyboard } from 'grammy';
import { Slug } from '../../events/contenido.ts';
import { IDIOMAS } from '../../events/usuario/eventos.ts';
import { type BotContext, conducir, estadoDe } from '../contexto.ts';
import { botonMenu, mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import { recompensaEnTexto } from '../pantallas/experiencias.ts';
import { preguntar, respuestaA } from '../preguntas.ts';
import { html } from '../textos.ts';

export const canjear = new Composer<BotContext>();

const WRITTEN_MAX = 64;

/** A code as people write it — capitals, spaces, underscores — in the one way it is known; null when it can be none. */
export function normalizarCodigo(escrito: string): string | null {
  if (escrito.length > WRITTEN_MAX) return null;
  const codigo = escrito
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_‐-―]+/g, '-')
    .replaceAll(/-{2,}/g, '-');
  return Slug.safeParse(codigo).success ? codigo : null;
}

/** One word in capitals, or with a digit or hyphen in it, is more likely a code than talk. */
export function pareceCodigo(texto: string): boolean {
  return /^(?=.*[\d_-]|[A-Z]{4,}$)[\w-]{4,24}$/.test(texto.trim()) && normalizarCodigo(texto) !== null;
}

canjear.command('canjear', async (ctx) => {
  if (ctx.match.trim() === '') await preguntar(ctx, 'pregunta-codigo');
  else await canjeo(ctx, ctx.match);
});
canjear.callbackQuery('canjear', (ctx) => preguntar(ctx, 'pregunta-codigo'));
canjear.callbackQuery(/^k:([a-z0-9-]+):([A-Za-z0-9_-]+)$/, (ctx) =>
  canjeo(ctx, ctx.match[1]!, `k/${ctx.match[2]}`),
);

canjear.on('message:text', async (ctx, next) => {
  const { text } = ctx.message;
  if (IDIOMAS.some((idioma) => respuestaA(ctx, idioma, 'pregunta-codigo'))) return canjeo(ctx, text);
  if (!pareceCodigo(text)) return next();
  const codigo = normalizarCodigo(text)!;
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-canjear', { codigo }), `k:${codigo}:${ctx.deps.nonce()}`)
    .row()
    .add(botonMenu(ctx));
  return mostrar(ctx, { texto: ctx.t('codigo-pregunta', { codigo: html(codigo) }), teclado });
});

async function canjeo(ctx: BotContext, escrito: string, unaVez?: string): Promise<void> {
  const codigo = normalizarCodigo(escrito);
  const teclado = new InlineKeyboard();
  if (codigo === null) {
    teclado.text(ctx.t('boton-otro-codigo'), 'canjear').row().add(botonMenu(ctx));
    return mostrar(ctx, { texto: ctx.t('codigo-imposible'), teclado });
  }
  const { eventos } = await ordenar(ctx, 'CanjearCodigo', { codigo }, unaVez);
  const iniciado = eventos.find((evento) => evento.type === 'CanjeIniciado');
  const desenlace = iniciado
    ? await conducir(ctx, ctx.deps.procesos.canje(ctx.jugador.usuarioId, iniciado.data.canje))
    : 'hecho';
  const recompensa = recompensaEnTexto(ctx, ctx.deps.catalogo.codigo(codigo)?.recompensa);
  const { saldo } = await estadoDe(ctx);
  teclado
    .text(ctx.t('boton-historia'), 'historia')
    .row()
    .text(ctx.t('boton-saldo'), 'saldo')
    .add(botonMenu(ctx));
  await mostrar(ctx, { texto: ctx.t(`canje-${desenlace}`, { codigo, recompensa, saldo }), teclado });
}
