/**
 * A payment in Stars, in its own stream: received → delivered, or → to be refunded → refunded → taken back. Telegram is
 * asked for a refund until it has been given; that it was given already is a success.
 */

import { PaymentUndeliverableError } from '../../commands/errores.ts';
import { canonicalJson } from '../../events/canonico.ts';
import type { Catalogo } from '../../events/catalogo.ts';
import type { Cobro } from '../../events/procesos/pago.ts';
import type { Telegram } from '../telegram.ts';
import { ahoraDe, type Entorno, ordenar, pasoDe, rechazo, usuarioDe } from './entorno.ts';
import type { Personas } from './personas.ts';
import { terminarSuscripciones } from './suscripciones.ts';

export interface EntornoDePagos extends Entorno {
  catalogo: Catalogo;
  telegram: Telegram;
  personas: Personas;
}

export type DesenlaceDePago = 'entregado' | 'reembolsado' | 'pendiente';

/**
 * Records that Stars were paid. Telegram's update and the nightly comparison tell of one charge in words of their own, and
 * either may come first: each telling is a command of its own, of which the first is the one that counts.
 */
export async function registrarPago(entorno: Pick<Entorno, 'bus'>, cobro: Cobro): Promise<void> {
  await ordenar(entorno, cobro.pago, 'RegistrarPago', { cobro }, `RegistrarPago/${canonicalJson(cobro)}`);
}

/** `telegramId` is the payer's, where it is at hand: for one whom the key store does not know. */
export async function impulsarPago(
  entorno: EntornoDePagos,
  pago: string,
  telegramId: number | null = null,
): Promise<DesenlaceDePago> {
  for (;;) {
    const { estado, cobro, entregado } = await entorno.bus.estado('pago', pago, true);
    if (!cobro) return 'pendiente';
    switch (estado) {
      case 'recibido':
        await entregar(entorno, cobro);
        break;
      case 'por_reembolsar':
        await reembolsar(entorno, cobro, telegramId);
        break;
      case 'reembolsado':
        await revocar(entorno, cobro, entregado);
        break;
      case 'entregado':
        return 'entregado';
      default:
        return 'reembolsado';
    }
  }
}

async function entregar(entorno: EntornoDePagos, cobro: Cobro): Promise<void> {
  const { pago, usuarioId, pedido, objeto, estrellas, suscripcion } = cobro;
  const devolver = (motivo: string) => ordenar(entorno, pago, 'SolicitarReembolso', { pago, motivo });
  if (usuarioId === null || objeto === null) {
    await devolver(usuarioId === null ? 'sin_usuario' : 'sin_pedido');
    return;
  }
  const datos = { usuarioId, pago, pedido, estrellas, objeto };
  if (suscripcion === 'renovacion') {
    const codigo = await rechazo(ordenar(entorno, pago, 'RenovarVip', datos));
    if (codigo === null) await ordenar(entorno, pago, 'ConfirmarEntrega', { pago });
    else await devolver(codigo);
    return;
  }
  const item =
    objeto.tipo === 'item' && entorno.catalogo.item(objeto.item)?.tipo === 'limitado' ? objeto.item : null;
  const reserva = item === null ? null : await reservar(entorno, cobro, usuarioId, item);
  try {
    await ordenar(entorno, pago, 'EntregarPago', { ...datos, reserva });
  } catch (error) {
    if (!(error instanceof PaymentUndeliverableError)) throw error;
    if (item !== null && reserva !== null)
      await ordenar(entorno, pago, 'LiberarReserva', { item, reserva, motivo: 'pago sin entrega' });
    await devolver(String(error.data.motivo));
    return;
  }
  if (item !== null && reserva !== null) await ordenar(entorno, pago, 'ConfirmarReserva', { item, reserva });
  await ordenar(entorno, pago, 'ConfirmarEntrega', { pago });
}

/** The payment's own reservation: that of its order if it still stands, else any unit that is left; null when none is. */
async function reservar(
  entorno: EntornoDePagos,
  { pago, pedido }: Cobro,
  usuarioId: string,
  item: string,
): Promise<string | null> {
  const reserva = pasoDe(pago, 'reserva');
  // Taken when it is delivered: nobody else ends it.
  const hasta = ahoraDe(entorno);
  const known = (await entorno.bus.estado('existencias', item, true)).reservas[reserva];
  if (known) return known.estado === 'liberada' ? null : reserva;
  const codigo = await rechazo(
    ordenar(entorno, pago, 'ReservarExistencias', {
      item,
      reserva,
      usuarioId,
      hasta,
      ...(pedido !== null && { enLugarDe: pedido }),
    }),
  );
  return codigo === null ? reserva : null;
}

async function reembolsar(entorno: EntornoDePagos, cobro: Cobro, telegramId: number | null): Promise<void> {
  const { pago, cargo, usuarioId, suscripcion } = cobro;
  const payer = telegramId ?? (usuarioId === null ? null : await entorno.personas.telegramId(usuarioId));
  if (payer === null) throw new Error(`payment ${pago} cannot be refunded: its payer is not known any more`);
  if (suscripcion !== 'no') await entorno.telegram.cancelarSuscripcion(payer, cargo);
  await entorno.telegram.reembolsar(payer, cargo);
  await ordenar(entorno, pago, 'RegistrarReembolso', { pago, origen: 'bot' });
}

async function revocar(entorno: EntornoDePagos, cobro: Cobro, entregado: boolean): Promise<void> {
  const { pago, usuarioId, objeto } = cobro;
  if (usuarioId !== null && (entregado || (await usuarioDe(entorno, usuarioId))?.pagos[pago]))
    await rechazo(ordenar(entorno, pago, 'RevocarPago', { usuarioId, pago }));
  // What is left of the access does not renew: no other subscription of the payer's may go on charging for it.
  if (usuarioId !== null && objeto?.tipo === 'vip') {
    const usuario = await usuarioDe(entorno, usuarioId);
    const payer = await entorno.personas.telegramId(usuarioId);
    if (usuario && payer !== null) await terminarSuscripciones(entorno, usuario, payer);
  }
  if (objeto?.tipo === 'item' && entorno.catalogo.item(objeto.item)?.tipo === 'limitado')
    await ordenar(entorno, pago, 'DevolverExistencia', {
      item: objeto.item,
      reserva: pasoDe(pago, 'reserva'),
    });
  await ordenar(entorno, pago, 'ConfirmarRevocacion', { pago });
}
