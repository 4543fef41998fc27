/** A missing requirement in words, with the way to get it. */
import type { InlineKeyboard } from 'grammy';
import { decisionDe } from '../events/catalogo.ts';
import type { Faltante } from '../events/requisitos.ts';
import { ARQUETIPOS } from '../events/usuario/eventos-cuenta.ts';
import type { BotContext } from './contexto.ts';
import { html } from './textos.ts';

export function describir(ctx: BotContext, faltante: Faltante): string {
  switch (faltante.tipo) {
    case 'vip':
    case 'ninguno':
      return ctx.t(`falta-${faltante.tipo}`);
    case 'saldo':
    case 'nivel':
      return ctx.t(`falta-${faltante.tipo}`, { necesario: faltante.necesario, actual: faltante.actual });
    case 'desde':
    case 'hasta':
      return ctx.t(`falta-${faltante.tipo}`, { instante: faltante.instante.slice(0, 10) });
    case 'arquetipo':
      return ctx.t(faltante.no ? 'falta-no-arquetipo' : 'falta-arquetipo', {
        arquetipo: nombreDeArquetipo(ctx, faltante.id),
      });
    default:
      return ctx.t(
        `falta-${faltante.no ? 'no-' : ''}${faltante.tipo}`,
        nombres(ctx, faltante.tipo, faltante.id),
      );
  }
}

/** A button that leads to what is missing, where there is one: the item in the shop, the experience. */
export function caminos(
  ctx: BotContext,
  faltan: readonly Faltante[],
  teclado: InlineKeyboard,
): InlineKeyboard {
  for (const faltante of faltan) {
    if (faltante.tipo === 'item' && !faltante.no)
      teclado
        .text(
          ctx.t('boton-ir-item', { titulo: nombres(ctx, 'item', faltante.id).titulo }),
          `i:${faltante.id}`,
        )
        .row();
    if (faltante.tipo === 'experiencia' && !faltante.no)
      teclado
        .text(
          ctx.t('boton-ir-experiencia', { titulo: nombres(ctx, 'experiencia', faltante.id).titulo }),
          `x:${faltante.id}`,
        )
        .row();
    if (faltante.tipo === 'vip') teclado.text(ctx.t('boton-hazte-vip'), 'vip').row();
    if (faltante.tipo === 'saldo') teclado.text(ctx.t('boton-regalo'), 'regalo').row();
  }
  return teclado;
}

/** The archetype by its name; as editors wrote it where it is none that the program knows. */
function nombreDeArquetipo(ctx: BotContext, id: string): string {
  return ARQUETIPOS.some((known) => known === id) ? ctx.t(`arquetipo-${id}`) : html(id);
}

function nombres(ctx: BotContext, tipo: string, id: string): { titulo: string; texto: string } {
  const { catalogo } = ctx.deps;
  const { idioma } = ctx.jugador;
  const [contenidoId = id, decisionId = ''] = id.split('/');
  const contenido =
    tipo === 'item'
      ? catalogo.item(id)
      : tipo === 'experiencia'
        ? catalogo.experiencia(id)
        : catalogo.fragmento(contenidoId);
  const fragmento = tipo === 'decision' ? catalogo.fragmento(contenidoId) : undefined;
  const decision = fragmento && decisionDe(fragmento, decisionId);
  return {
    titulo: html(contenido?.titulo[idioma] ?? id),
    texto: html(decision?.texto[idioma] ?? decisionId),
  };
}
