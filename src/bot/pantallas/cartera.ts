/** The wallet's screens: balance and statement. */
import { InlineKeyboard } from 'grammy';
import { nivelDe } from '../../events/reglas.ts';
import { type MovimientoDeUsuario, movimientos } from '../../queries/movimientos.ts';
import { saldo } from '../../queries/saldo.ts';
import { type BotContext, estadoDe, reglasDe } from '../contexto.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';

const PER_PAGE = 8;
const RECEIPTS_PER_ROW = 4;

export async function pantallaSaldo(ctx: BotContext): Promise<Pantalla> {
  const aviso = await alDia(ctx, saldo);
  const reglas = reglasDe(ctx);
  const [actual, { ganado }] = await Promise.all([
    ctx.deps.cacheadas.saldo(ctx.jugador.usuarioId, ctx.escrito),
    estadoDe(ctx),
  ]);
  const nivel = nivelDe(ganado, reglas);
  const umbral = reglas.niveles[nivel - 1];
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

/** One page of the statement; `antesDe` is the cursor of the page before. Each entry opens its receipt. */
export async function pantallaMovimientos(ctx: BotContext, antesDe?: string): Promise<Pantalla> {
  const aviso = await alDia(ctx, movimientos);
  const pagina = await movimientos(ctx.deps.database, ctx.jugador.usuarioId, { limite: PER_PAGE, antesDe });
  const teclado = new InlineKeyboard();
  const filas = pagina.movimientos.map((movimiento, index) => {
    teclado.text(`🧾 ${index + 1}`, `rc:${movimiento.posicion}`);
    if (index % RECEIPTS_PER_ROW === RECEIPTS_PER_ROW - 1) teclado.row();
    return `${index + 1}. ${lineaDe(ctx, movimiento)}`;
  });
  teclado.row();
  if (antesDe !== undefined) teclado.text(ctx.t('boton-anterior'), 'movimientos');
  if (pagina.siguiente !== null) teclado.text(ctx.t('boton-siguiente'), `m:${pagina.siguiente}`);
  teclado.row().text(ctx.t('boton-saldo'), 'saldo').text(ctx.t('boton-menu'), 'menu');
  const cuerpo = filas.length > 0 ? filas.join('\n') : ctx.t('movimientos-vacio');
  return { texto: `${ctx.t('movimientos-titulo')}\n\n${cuerpo}${aviso}`, teclado };
}

type Linea = Pick<
  MovimientoDeUsuario,
  'importe' | 'razon' | 'referenciaTipo' | 'referenciaId' | 'ocurridoEn'
>;

/** An entry in a line: how much, why, when. */
export function lineaDe(ctx: BotContext, movimiento: Linea): string {
  const { importe, referenciaTipo, referenciaId, ocurridoEn } = movimiento;
  const item = referenciaTipo === 'item' ? ctx.deps.catalogo.item(referenciaId) : undefined;
  const razon = ctx.t(`razon-${motivoDe(movimiento)}`);
  return ctx.t('movimiento', {
    signo: importe < 0 ? '−' : '+',
    cantidad: Math.abs(importe),
    razon: item ? `${razon}: ${html(item.titulo[ctx.jugador.idioma])}` : razon,
    fecha: `${ocurridoEn.slice(0, 10)} ${ocurridoEn.slice(11, 16)}`,
  });
}

/** What happened, in more words than the ledger has reasons: what is set aside may be paid out or come back. */
function motivoDe({ importe, razon, referenciaTipo }: Linea): string {
  if (razon === 'compra' && importe > 0) return 'compra_anulada';
  if (razon === 'compra' && importe === 0) return 'compra_pagada';
  if (razon === 'reembolso' && referenciaTipo === 'regalo') return 'regalo_devuelto';
  if (razon === 'ajuste' && referenciaTipo === 'movimiento') return 'correccion';
  return razon;
}
