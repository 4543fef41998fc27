/** Leaderboards of besitos earned, under names that say nothing of who it is. */
import { InlineKeyboard } from 'grammy';
import { clasificacion, type PuestoDeClasificacion } from '../../queries/clasificacion.ts';
import { aliasDe } from '../alias.ts';
import { ahoraDe, type BotContext } from '../contexto.ts';
import { semanaDe } from '../fechas.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';

const LISTED = 10;
const MEDALLAS = ['🥇', '🥈', '🥉'] as const;

export async function pantallaRanking(ctx: BotContext, periodo: 'semana' | 'siempre'): Promise<Pantalla> {
  const aviso = await alDia(ctx, clasificacion);
  const { usuarioId, idioma } = ctx.jugador;
  const { primeros, propia } = await ctx.deps.cacheadas.clasificacion(
    {
      periodo,
      semana: semanaDe(ahoraDe(ctx)),
      usuarioId,
      limite: LISTED,
    },
    ctx.escrito,
  );
  const linea = ({ puesto, usuarioId: quien, besitos }: PuestoDeClasificacion): string => {
    const clave = quien === usuarioId ? 'ranking-fila-propia' : 'ranking-fila';
    return ctx.t(clave, {
      puesto: MEDALLAS[puesto - 1] ?? `${puesto}.`,
      alias: aliasDe(quien, idioma),
      besitos,
    });
  };
  const lineas = primeros.map(linea);
  if (propia && !primeros.some((fila) => fila.usuarioId === usuarioId)) lineas.push('…', linea(propia));
  if (lineas.length === 0) lineas.push(ctx.t('ranking-vacio'));
  else if (!propia) lineas.push('', ctx.t('ranking-fuera'));
  const teclado = new InlineKeyboard();
  if (periodo === 'semana') teclado.text(ctx.t('boton-ranking-siempre'), 'ranking:siempre');
  else teclado.text(ctx.t('boton-ranking-semana'), 'ranking');
  teclado.row().text(ctx.t('boton-perfil'), 'perfil').text(ctx.t('boton-menu'), 'menu');
  return {
    texto: `${ctx.t(`ranking-${periodo}`)}\n\n${lineas.join('\n')}\n\n${ctx.t('ranking-nota')}${aviso}`,
    teclado,
  };
}
