/** `/regalar`: besitos for somebody else, behind a link that whoever opens it first takes. Nothing is kept in memory. */
import { Composer } from 'grammy';
import { BESITOS_MAX } from '../../events/contenido.ts';
import { IDIOMAS } from '../../events/usuario/eventos.ts';
import { type BotContext, estadoDe } from '../contexto.ts';
import { mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import {
  pantallaConfirmarRegalo,
  pantallaEnlaceDeRegalo,
  pantallaMisRegalos,
  pantallaRegalar,
} from '../pantallas/regalos.ts';
import { preguntar, respuestaA } from '../preguntas.ts';

export const regalar = new Composer<BotContext>();

/** A whole amount as people write it: `25`, `25 💋`, `+25`; null when it is none. */
export function leerCantidad(texto: string): number | null {
  const digits = /^\+?(\d{1,10})(?:\s*(?:💋|besitos?))?$/iu.exec(texto.trim())?.[1];
  const cantidad = Number(digits ?? Number.NaN);
  return cantidad >= 1 && cantidad <= BESITOS_MAX ? cantidad : null;
}

const elegir = async (ctx: BotContext) => mostrar(ctx, await pantallaRegalar(ctx));
const confirmar = async (ctx: BotContext, cantidad: number) =>
  mostrar(ctx, await pantallaConfirmarRegalo(ctx, cantidad));

regalar.command('regalar', async (ctx) => {
  const cantidad = leerCantidad(ctx.match);
  await (cantidad === null ? elegir(ctx) : confirmar(ctx, cantidad));
});
regalar.callbackQuery('regalar', elegir);
regalar.callbackQuery(/^rg:(\d{1,10})$/, (ctx) => confirmar(ctx, Number(ctx.match[1])));
regalar.callbackQuery('rgo', (ctx) => preguntar(ctx, 'pregunta-cantidad'));

regalar.callbackQuery(/^rgl:(\d{1,10}):([A-Za-z0-9_-]+)$/, async (ctx) => {
  const cantidad = Number(ctx.match[1]);
  const { eventos } = await ordenar(ctx, 'RegalarBesitos', { cantidad }, `regalo/${ctx.match[2]}`);
  const enviado = eventos.find((evento) => evento.type === 'RegaloEnviado');
  await mostrar(ctx, enviado ? pantallaEnlaceDeRegalo(ctx, enviado.data) : await pantallaMisRegalos(ctx));
});

regalar.callbackQuery('rgs', async (ctx) => mostrar(ctx, await pantallaMisRegalos(ctx)));
regalar.callbackQuery(/^rgv:([0-9a-f-]{36})$/, async (ctx) => {
  const regalo = ctx.match[1]!;
  const known = (await estadoDe(ctx)).regalosEnCamino[regalo];
  await mostrar(
    ctx,
    known ? pantallaEnlaceDeRegalo(ctx, { regalo, ...known }) : await pantallaMisRegalos(ctx),
  );
});

/** The answer to the question, or simply a number: what else would somebody mean by it. */
regalar.on('message:text', async (ctx, next) => {
  const cantidad = leerCantidad(ctx.message.text);
  if (cantidad !== null) return confirmar(ctx, cantidad);
  if (!IDIOMAS.some((idioma) => respuestaA(ctx, idioma, 'pregunta-cantidad'))) return next();
  return elegir(ctx);
});
