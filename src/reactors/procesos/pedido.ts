/** An order of an invoice: asked at pre-checkout, and closed when nobody has paid it in time. */
import { OrderNotFoundError } from '../../commands/errores.ts';
import type { Catalogo } from '../../events/catalogo.ts';
import { newUuid } from '../../platform/ids.ts';
import type { Tareas } from '../tareas.ts';
import { ahoraDe, type Entorno, ordenar, usuarioDe } from './entorno.ts';

/** A limited item's unit is reserved for the payer. @throws CommandError when the order may not be paid now */
export async function preCheckout(
  entorno: Entorno & { catalogo: Catalogo },
  { usuarioId, pedido, estrellas }: { usuarioId: string; pedido: string; estrellas: number },
): Promise<void> {
  // Asked again, it is decided again: what was true of the first question need not be of the second.
  await entorno.bus.execute({
    id: newUuid(),
    tipo: 'AceptarPedido',
    datos: { usuarioId, pedido, estrellas },
    actor: { tipo: 'sistema', id: 'procesos' },
    correlationId: pedido,
  });
  const aceptado = (await usuarioDe(entorno, usuarioId))?.pedidos[pedido];
  if (!aceptado?.aceptadoHasta) throw new OrderNotFoundError(pedido);
  const { objeto, aceptadoHasta: hasta } = aceptado;
  if (objeto.tipo !== 'item' || entorno.catalogo.item(objeto.item)?.tipo !== 'limitado') return;
  await ordenar(entorno, pedido, 'ReservarExistencias', {
    item: objeto.item,
    reserva: pedido,
    usuarioId,
    hasta,
  });
}

/** Closes the order once its time is over; gives when to look again while it is not. */
export async function cerrarPedido(
  entorno: Entorno & { catalogo: Catalogo },
  { usuarioId, pedido, item }: Tareas['pedido'],
): Promise<{ otraVez: string } | undefined> {
  const usuario = await usuarioDe(entorno, usuarioId);
  const abierto = usuario?.pedidos[pedido];
  if (usuario && abierto) {
    const { caduca, aceptadoHasta } = abierto;
    const hasta = aceptadoHasta !== null && aceptadoHasta > caduca ? aceptadoHasta : caduca;
    if (ahoraDe(entorno) < hasta && !usuario.eliminacion) return { otraVez: hasta };
    const motivo = usuario.eliminacion ? 'anulado' : 'caducado';
    await ordenar(entorno, pedido, 'CerrarPedido', { usuarioId, pedido, motivo });
  }
  if (item !== null && entorno.catalogo.item(item)?.tipo === 'limitado')
    await ordenar(entorno, pedido, 'LiberarReserva', { item, reserva: pedido, motivo: 'pedido cerrado' });
  return undefined;
}
