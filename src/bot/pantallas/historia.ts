/** The story's screens: the stories there are, and the page the player is on with its choices. */
import { InlineKeyboard } from 'grammy';
import { edicionDe } from '../../commands/usuario/edicion.ts';
import type { Publicado } from '../../events/catalogo.ts';
import type { Decision, Fragmento } from '../../events/contenido.ts';
import { esVip, faltantes } from '../../events/requisitos.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { historias } from '../../queries/progreso.ts';
import { ahoraDe, type BotContext, estadoDe, reglasDe } from '../contexto.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';

/** Emoji offered as buttons below a page that has no reaction yet; in this order in their callback data. */
export const EMOJIS_DE_BOTON = ['❤', '🔥', '😢', '🤣'] as const;

/** The story the player last moved in, and the page; null before the first. */
export function historiaActual(estado: UsuarioActivo): { historia: string; fragmento: string } | null {
  const last = Object.entries(estado.posiciones).at(-1);
  return last ? { historia: last[0], fragmento: last[1] } : null;
}

export async function pantallaHistorias(ctx: BotContext): Promise<Pantalla> {
  const aviso = await alDia(ctx, historias);
  const filas = await ctx.deps.cacheadas.historias(ctx.jugador.usuarioId, ctx.escrito);
  const teclado = new InlineKeyboard();
  const { idioma } = ctx.jugador;
  if (filas.length === 0)
    return { texto: ctx.t('historias-vacio') + aviso, teclado: teclado.text(ctx.t('boton-menu'), 'menu') };
  const fichas = filas.map((fila) => {
    const titulo = fila.titulo[idioma];
    teclado.text(`📖 ${titulo}`, `h:${fila.historia}`).row();
    const { visitados, fragmentos, finales, finalesTotal } = fila;
    return ctx.t('historia-ficha', {
      titulo: html(titulo),
      sinopsis: html(fila.sinopsis[idioma]),
      visitados,
      fragmentos,
      finales,
      finalesTotal,
    });
  });
  teclado.text(ctx.t('boton-menu'), 'menu');
  return { texto: `${ctx.t('historias-titulo')}\n\n${fichas.join('\n\n')}${aviso}`, teclado };
}

/** The page the player is on in a story; `novedades` are lines about what the last step brought. */
export async function pantallaFragmento(
  ctx: BotContext,
  historia: string,
  novedades: string[] = [],
): Promise<Pantalla> {
  const estado = await estadoDe(ctx);
  const { catalogo } = ctx.deps;
  const id = estado.posiciones[historia];
  // The page as the player's own edition of the story has it.
  const fragmento =
    id === undefined ? undefined : catalogo.fragmento(id, edicionDe(estado, historia, catalogo));
  if (!fragmento) return pantallaHistorias(ctx);
  const { idioma } = ctx.jugador;
  const partes = [`<b>${html(fragmento.titulo[idioma])}</b>`, html(fragmento.texto[idioma])];
  if (fragmento.final)
    partes.push(ctx.t('fragmento-final', { titulo: html(fragmento.final.titulo[idioma]) }));
  const { saldo } = estado;
  if (novedades.length === 0) partes.push(ctx.t('fragmento-pie', { saldo }));
  else partes.push(ctx.t('fragmento-pie-cambio', { saldo, cambio: novedades.join('\n') }));
  const teclado = tecladoDe(ctx, fragmento, estado);
  return { texto: partes.join('\n\n'), teclado, imagen: fragmento.imagen };
}

function tecladoDe(ctx: BotContext, fragmento: Publicado<Fragmento>, estado: UsuarioActivo): InlineKeyboard {
  const teclado = new InlineKeyboard();
  const nonce = ctx.deps.nonce();
  for (const decision of fragmento.decisiones) {
    const texto = textoDeDecision(ctx, fragmento, decision, estado);
    if (texto !== null) teclado.text(texto, `d:${fragmento.id}:${decision.id}:${nonce}`).row();
  }
  if (!estado.reacciones[fragmento.id]) {
    EMOJIS_DE_BOTON.forEach((emoji, index) => {
      teclado.text(emoji, `r:${fragmento.id}:${index}`);
    });
    teclado.row();
  }
  if (fragmento.final) teclado.text(ctx.t('boton-reempezar'), `n:${fragmento.historia}`).row();
  return teclado.text(ctx.t('boton-menu'), 'menu');
}

/** A choice's button; null for one that is hidden from this player. */
function textoDeDecision(
  ctx: BotContext,
  fragmento: Publicado<Fragmento>,
  decision: Decision,
  estado: UsuarioActivo,
): string | null {
  const { catalogo } = ctx.deps;
  const ahora = ahoraDe(ctx);
  const destino = catalogo.fragmento(decision.destino, edicionDe(estado, fragmento.historia, catalogo));
  if (!destino) return null;
  const contexto = { ahora, reglas: reglasDe(ctx) };
  const cerrada = faltantes(decision.requisitos, estado, contexto).length > 0;
  if (cerrada && decision.oculta) return null;
  const texto = decision.texto[ctx.jugador.idioma];
  if (destino.vip && !esVip(estado, ahora)) return ctx.t('decision-vip', { texto });
  const abierto = estado.desbloqueados[destino.id];
  if (cerrada || (!abierto && faltantes(destino.requisitos, estado, contexto).length > 0))
    return ctx.t('decision-cerrada', { texto });
  const pagada = estado.decisiones[`${fragmento.id}/${decision.id}`];
  return decision.cuesta && !pagada ? ctx.t('decision-coste', { texto, coste: decision.cuesta }) : texto;
}
