/**
 * What the rules of the domain promise of any log, read from raw events without the product's folds: stock, gifts,
 * payments, access, rewards, limits, reversals.
 */
import { REGLAS } from '../../events/reglas.ts';
import type { StoredEvent } from '../../events/store/tipos.ts';
import type { Raw } from './raw.ts';
import { type Check, createChecker } from './report.ts';

export interface DomainChecks {
  event(stored: StoredEvent): void;
  /** `transito` is what the account `sistema:transito` holds at the end. */
  finish(transito: number): Check[];
}

export function createDomainChecks(): DomainChecks {
  const stock = createChecker('stock: never more reserved and sold than was brought in');
  const transit = createChecker('transit: holds the gifts that are under way');
  const gifts = createChecker('gifts: each arrives or comes back, once');
  const payments = createChecker('payments: each is recorded once and delivered at most once');
  const access = createChecker('access: no VIP without a payment or a grant');
  const rewards = createChecker('rewards: one for each reaction, referral, code and daily gift');
  const limits = createChecker('limits: no user is granted more in a day than the rules allow');
  const reversals = createChecker('reversals: each movement and purchase is undone at most once');
  const checkers = [stock, transit, gifts, payments, access, rewards, limits, reversals];

  const items = new Map<string, { brought: number; open: Set<string>; sold: Set<string> }>();
  const sent = new Map<string, { cantidad: number; settled: string | null }>();
  const received = new Set<string>();
  const days = new Map<string, number>();
  const once = new Set<string>();
  let limit: number = REGLAS.limiteDiario;

  function only(checker: typeof rewards, what: string, where: string): void {
    checker.compared();
    if (once.has(what)) checker.differs(`${what} again in ${where}`);
    once.add(what);
  }

  function event({ stream, revision, type, data: raw, metadata }: StoredEvent): void {
    const data = (raw ?? {}) as Raw;
    const where = `${stream}@${revision}`;
    const user = stream.replace(/^usuario-/, '');
    units(type, data, where);
    gift(type, data, where);
    switch (type) {
      case 'PagoRecibido':
        only(payments, `payment ${data.pago}`, where);
        received.add(data.pago);
        return;
      case 'PagoEntregado':
        only(payments, `delivery of ${data.pago}`, where);
        if (!received.has(data.pago)) payments.differs(`${where} delivers ${data.pago}, which nobody paid`);
        return;
      case 'VipActivado':
      case 'VipRenovado': {
        access.compared();
        const { tipo, id } = data.origen ?? {};
        if (tipo === 'pago' ? !received.has(id) : (metadata as Raw)?.actor?.tipo === 'usuario')
          access.differs(`${where} gives access for ${tipo} ${id}`);
        if (tipo === 'pago') only(access, `access for payment ${id}`, where);
        return;
      }
      case 'ContenidoReaccionado':
        only(rewards, `reaction of ${user} to ${data.fragmento}`, where);
        return;
      case 'PublicacionReaccionada':
        only(rewards, `reaction of ${user} to post ${data.publicacion}`, where);
        return;
      case 'RegaloDiarioReclamado':
        only(rewards, `daily gift of ${user} on ${data.dia}`, where);
        return;
      case 'ReferidoPremiado':
        only(rewards, `referral of ${data.referido}`, where);
        return;
      case 'CodigoCanjeado':
        only(rewards, `code ${data.codigo} of ${user}`, where);
        return;
      case 'MovimientoRevertido':
      case 'CompraReembolsada':
        only(reversals, `reversal of ${stream}@${data.original?.revision}`, where);
        return;
      case 'RecompensasConfiguradas':
        limit = data.cambios?.limiteDiario ?? limit;
        return;
      case 'BesitosOtorgados': {
        if (data.razon === 'reembolso' || data.razon === 'ajuste') return;
        limits.compared();
        const key = `${user} on ${data.dia}`;
        const granted = (days.get(key) ?? 0) + data.cantidad;
        days.set(key, granted);
        if (granted > limit) limits.differs(`${key}: ${granted} after ${where}, the limit is ${limit}`);
        return;
      }
      default:
    }
  }

  function units(type: string, data: Raw, where: string): void {
    if (!STOCK.includes(type)) return;
    const item = items.get(data.item) ?? { brought: 0, open: new Set(), sold: new Set() };
    items.set(data.item, item);
    if (type === 'ExistenciasRepuestas') item.brought += data.cantidad;
    else if (type === 'ExistenciasReservadas') item.open.add(data.reserva);
    else if (type === 'ReservaLiberada') item.open.delete(data.reserva);
    else if (type === 'ExistenciaDevuelta') item.sold.delete(data.reserva);
    else {
      if (!item.open.delete(data.reserva))
        stock.differs(`${where} sells ${data.reserva}, which is not reserved`);
      item.sold.add(data.reserva);
    }
    stock.compared();
    const taken = item.open.size + item.sold.size;
    if (taken > item.brought) stock.differs(`${data.item}: ${taken} of ${item.brought} taken after ${where}`);
  }

  function gift(type: string, data: Raw, where: string): void {
    if (type === 'RegaloEnviado') {
      only(gifts, `gift ${data.regalo}`, where);
      sent.set(data.regalo, { cantidad: data.cantidad, settled: null });
    }
    if (type !== 'RegaloRecibido' && type !== 'RegaloDevuelto') return;
    gifts.compared();
    const known = sent.get(data.regalo);
    if (!known) gifts.differs(`${where} settles gift ${data.regalo}, which nobody sent`);
    else if (known.settled) gifts.differs(`${where} settles gift ${data.regalo}, as ${known.settled} did`);
    else known.settled = where;
  }

  return {
    event,
    finish(transito) {
      const abiertos = [...sent.values()].reduce(
        (sum, { cantidad, settled }) => sum + (settled ? 0 : cantidad),
        0,
      );
      transit.compared();
      if (transito !== abiertos)
        transit.differs(`sistema:transito holds ${transito}, gifts under way are ${abiertos}`);
      return checkers.map(({ check }) => check);
    },
  };
}

const STOCK = [
  'ExistenciasRepuestas',
  'ExistenciasReservadas',
  'ReservaConfirmada',
  'ReservaLiberada',
  'ExistenciaDevuelta',
];
