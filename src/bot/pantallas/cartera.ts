/** The wallet's screens: balance, statement, inventory. */
import { InlineKeyboard } from 'grammy';
import { nivelDe } from '../../events/reglas.ts';
import { inventario } from '../../queries/inventario.ts';
import { movimientos } from '../../queries/movimientos.ts';
import { saldo } from '../../queries/saldo.ts';
import { type BotContext, estadoDe } from '../contexto.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';

const PER_PAGE = 8;

export async function pantallaSaldo(ctx: BotContext): Promise<Pantalla> {
  const aviso = await alDia(ctx, 'dinero');
  const { niveles } = ctx.deps.reglas;
  const [actual, { ganado }] = await Promise.all([
    saldo(ctx.deps.database, ctx.jugador.usuarioId),
    estadoDe(ctx),
  ]);
  const nivel = nivelDe(ganado, ctx.deps.reglas);
  const umbral = niveles[nivel - 1];
  const texto = ctx.t('saldo', {
    saldo: actual,
    nivel,
    ganado,
    falta: umbral === undefined ? 0 : umbral - ganado,
    siguiente: nivel + 1,
  });
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-movimientos'), 'movimientos')
    .text(ctx.t('boton-regalo'), 'regalo')
    .row()
    .text(ctx.t('boton-menu'), 'menu');
  return { texto: texto + aviso, teclado };
}

/** One page of the statement; `antesDe` is the cursor of the page before. */
export async function pantallaMovimientos(ctx: BotContext, antesDe?: string): Promise<Pantalla> {
  const aviso = await alDia(ctx, 'dinero');
  const pagina = await movimientos(ctx.deps.database, ctx.jugador.usuarioId, { limite: PER_PAGE, antesDe });
  const teclado = new InlineKeyboard();
  if (antesDe !== undefined) teclado.text(ctx.t('boton-anterior'), 'movimientos');
  if (pagina.siguiente !== null) teclado.text(ctx.t('boton-siguiente'), `m:${pagina.siguiente}`);
  teclado.row().text(ctx.t('boton-saldo'), 'saldo').text(ctx.t('boton-menu'), 'menu');
  const filas = pagina.movimientos.map(({ importe, razon, ocurridoEn }) =>
    ctx.t('movimiento', {
      signo: importe < 0 ? '−' : '+',
      cantidad: Math.abs(importe),
      razon: ctx.t(`razon-${razon}`),
      fecha: `${ocurridoEn.slice(0, 10)} ${ocurridoEn.slice(11, 16)}`,
    }),
  );
  const cuerpo = filas.length > 0 ? filas.join('\n') : ctx.t('movimientos-vacio');
  return { texto: `${ctx.t('movimientos-titulo')}\n\n${cuerpo}${aviso}`, teclado };
}

export async function pantallaInventario(ctx: BotContext): Promise<Pantalla> {
  const aviso = await alDia(ctx, 'tienda', 'catalogo');
  const filas = await inventario(ctx.deps.database, ctx.jugador.usuarioId);
  const { idioma } = ctx.jugador;
  const lineas = filas.map(
    ({ icono, titulo, descripcion, cantidad }) =>
      `${ctx.t('inventario-fila', { icono, titulo: html(titulo[idioma]), cantidad })}\n${html(descripcion[idioma])}`,
  );
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-tienda'), 'tienda')
    .text(ctx.t('boton-menu'), 'menu');
  const cuerpo = lineas.length > 0 ? lineas.join('\n\n') : ctx.t('inventario-vacio');
  return { texto: `${ctx.t('inventario-titulo')}\n\n${cuerpo}${aviso}`, teclado };
}
