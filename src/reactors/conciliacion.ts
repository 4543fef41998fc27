/**
 * The nightly comparison of payments with Telegram's own account of Stars. What Telegram has and this side has not is
 * recorded then and there, as a late payment or refund; every difference stands in the log.
 */
import { leerCarga, pagoDe } from '../events/procesos/carga.ts';
import type { Diferencia } from '../events/procesos/conciliacion.ts';
import type { KeyStore } from '../platform/keystore/keystore.ts';
import { type Entorno, ordenar } from './procesos/entorno.ts';
import { type EntornoDePagos, impulsarPago, registrarPago } from './procesos/pago.ts';
import type { Tareas } from './tareas.ts';
import type { Telegram, TransaccionDeEstrellas } from './telegram.ts';

const PAGE = 100;
/** Transactions before the last one looked at that are looked at again: a refund may come to stand among them. */
const AGAIN = 200;
const DAYS_BACK = 30;
/** Younger payments may still be on their way here. */
const SETTLED_AFTER_MS = 3_600_000;

/** A payment as the read model has it. */
export interface PagoConocido {
  pago: string;
  estrellas: number;
  /** ISO instant. */
  recibidoEn: string;
  estado: string;
}

export interface EntornoDeConciliacion extends EntornoDePagos {
  keyStore: KeyStore;
  /** Payments recorded between two instants. */
  pagosEntre: (desde: string, hasta: string) => Promise<readonly PagoConocido[]>;
}

export async function conciliar(
  entorno: EntornoDeConciliacion,
  { dia }: Tareas['conciliacion'],
): Promise<undefined> {
  const hecha = await entorno.bus.estado('conciliacion', dia, true);
  if (hecha.veces > 0) return;
  const desde = Math.max(0, (await ultimaPosicion(entorno, dia)) - AGAIN);
  const transacciones = await leer(entorno.telegram, desde);
  const diferencias: Diferencia[] = [];
  const devueltos = new Set(
    transacciones.filter(({ sentido }) => sentido === 'salida').map(({ id }) => pagoDe(id)),
  );
  for (const transaccion of transacciones) diferencias.push(...(await comparar(entorno, transaccion)));
  diferencias.push(...(await faltanAlla(entorno, transacciones, devueltos)));
  await ordenar(entorno, dia, 'RegistrarConciliacion', {
    dia,
    transacciones: transacciones.length,
    hasta: desde + transacciones.length,
    diferencias: diferencias.slice(0, 1000),
  });
}

/** How far into Telegram's account the comparison before went. */
async function ultimaPosicion({ bus }: Entorno, dia: string): Promise<number> {
  for (let back = 1; back <= DAYS_BACK; back += 1) {
    const before = new Date(Date.parse(dia) - back * 86_400_000).toISOString().slice(0, 10);
    const { veces, hasta } = await bus.estado('conciliacion', before, true);
    if (veces > 0) return hasta;
  }
  return 0;
}

async function leer(telegram: Telegram, desde: number): Promise<TransaccionDeEstrellas[]> {
  const todas: TransaccionDeEstrellas[] = [];
  for (;;) {
    const page = await telegram.transacciones(desde + todas.length, PAGE);
    todas.push(...page);
    if (page.length < PAGE) return todas;
  }
}

async function comparar(
  entorno: EntornoDeConciliacion,
  { id: cargo, estrellas, sentido, usuario, carga, suscripcion }: TransaccionDeEstrellas,
): Promise<Diferencia[]> {
  // Withdrawals, gifts of Telegram's and the like are no payments of users.
  if (usuario === null) return [];
  const pago = pagoDe(cargo);
  const { cobro, estado } = await entorno.bus.estado('pago', pago, true);
  if (sentido === 'salida') {
    if (!cobro || estado === 'reembolsado' || estado === 'cerrado') return [];
    const datos = { pago, origen: 'conciliacion' } as const;
    await ordenar(entorno, pago, 'RegistrarReembolso', datos, 'RegistrarReembolso/conciliacion');
    return [{ tipo: 'reembolso_falta_aqui', pago, detalle: `${estrellas}` }];
  }
  // Of a payer whom nobody knows here, only Telegram's own account says to whom a refund goes.
  if (estado === 'por_reembolsar') await impulsarPago(entorno, pago, usuario);
  if (cobro)
    return cobro.estrellas === estrellas
      ? []
      : [{ tipo: 'importe', pago, detalle: `aquí ${cobro.estrellas}, en Telegram ${estrellas}` }];
  const persona = await entorno.keyStore.find(usuario);
  await registrarPago(entorno, {
    pago,
    cargo,
    usuarioId: persona?.usuarioId ?? null,
    ...leerCarga(carga ?? ''),
    estrellas,
    // Which charge of a subscription it was does not show here; either brings its days.
    suscripcion: suscripcion ? 'primera' : 'no',
    origen: 'conciliacion',
  });
  return [{ tipo: 'falta_aqui', pago, detalle: `${estrellas}` }];
}

async function faltanAlla(
  entorno: EntornoDeConciliacion,
  transacciones: readonly TransaccionDeEstrellas[],
  devueltos: ReadonlySet<string>,
): Promise<Diferencia[]> {
  const primera = transacciones[0];
  if (!primera) return [];
  const desde = new Date((primera.fecha + 1) * 1000).toISOString();
  const hasta = new Date(entorno.clock.now() - SETTLED_AFTER_MS).toISOString();
  const alla = new Set(
    transacciones.filter(({ sentido }) => sentido === 'entrada').map(({ id }) => pagoDe(id)),
  );
  return (await entorno.pagosEntre(desde, hasta)).flatMap(({ pago, estrellas, estado }): Diferencia[] => {
    if (!alla.has(pago)) return [{ tipo: 'falta_en_telegram', pago, detalle: `${estrellas}` }];
    const reembolsado = estado === 'reembolsado' || estado === 'cerrado';
    if (reembolsado && !devueltos.has(pago))
      return [{ tipo: 'reembolso_falta_en_telegram', pago, detalle: `${estrellas}` }];
    return [];
  });
}
