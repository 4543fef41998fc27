/**
 * The purchase of a limited item: price set aside → unit reserved → bought → unit sold; or given up, price released, unit
 * free. The buyer's stream says which, once; the stock follows it. Every step may be taken again.
 */
import type { Tareas } from '../tareas.ts';
import { ahoraDe, type Entorno, ordenar, rechazo, usuarioDe } from './entorno.ts';

export type DesenlaceDeCompra = 'hecha' | 'cancelada' | 'pendiente';

export async function impulsarCompra(
  entorno: Entorno,
  { usuarioId, compra, item }: Tareas['compra'],
): Promise<DesenlaceDeCompra> {
  const usuario = await usuarioDe(entorno, usuarioId);
  const enCurso = usuario?.compras[compra];
  if (usuario && enCurso)
    await decidir(entorno, { usuarioId, compra, item }, enCurso.caduca, usuario.eliminacion !== null);
  const despues = await usuarioDe(entorno, usuarioId);
  if (despues?.compras[compra]) return 'pendiente';
  // Of an erased user nothing is known any more; an erasure does not end before its purchases have.
  const desenlace = despues?.comprasCerradas[compra]?.como ?? 'cancelada';
  if (despues) await asentar(entorno, compra, item, desenlace);
  return desenlace;
}

async function decidir(
  entorno: Entorno,
  { usuarioId, compra, item }: Tareas['compra'],
  caduca: string,
  seVa: boolean,
): Promise<void> {
  const cancelar = (motivo: 'agotado' | 'caducada' | 'anulada') =>
    ordenar(entorno, compra, 'CancelarCompra', { usuarioId, compra, motivo });
  if (seVa) {
    await cancelar('anulada');
    return;
  }
  if (ahoraDe(entorno) >= caduca) {
    await cancelar('caducada');
    return;
  }
  const reserva = { item, reserva: compra, usuarioId, hasta: caduca };
  switch (await rechazo(ordenar(entorno, compra, 'ReservarExistencias', reserva))) {
    case null:
      await ordenar(entorno, compra, 'ConfirmarCompra', { usuarioId, compra });
      return;
    case 'ITEM_NOT_AVAILABLE':
      await cancelar('agotado');
      return;
    default:
      await cancelar('caducada');
  }
}

/** The stock learns how a purchase has ended; nothing when it knows. */
export async function asentar(
  entorno: Entorno,
  compra: string,
  item: string,
  desenlace: 'hecha' | 'cancelada',
): Promise<void> {
  if (desenlace === 'hecha') await ordenar(entorno, compra, 'ConfirmarReserva', { item, reserva: compra });
  else
    await ordenar(entorno, compra, 'LiberarReserva', { item, reserva: compra, motivo: 'compra cancelada' });
}
