/** How besitos come and go: the only makers of postings. */
import type { Recompensa } from '../../events/contenido.ts';
import { carteraDe, traspaso } from '../../events/cuentas.ts';
import { countsAgainstDailyLimit, type UsuarioActivo } from '../../events/usuario/estado.ts';
import type {
  EventoDeUsuario,
  Premio,
  RazonDeGastar,
  RazonDeOtorgar,
  Referencia,
} from '../../events/usuario/eventos.ts';
import type { Mundo } from '../definicion.ts';
import { ContentNotFoundError, InsufficientFundsError } from '../errores.ts';

/** The user's UTC day, which never goes backwards: the later of now and the last day a grant was counted on. */
export function diaDe(usuario: UsuarioActivo, ahora: string): string {
  const hoy = ahora.slice(0, 10);
  return hoy > usuario.otorgado.dia ? hoy : usuario.otorgado.dia;
}

export function diaSiguiente(dia: string): string {
  return new Date(Date.parse(dia) + 86_400_000).toISOString().slice(0, 10);
}

/** Besitos that the daily limit still lets through. */
export function margenDiario(usuario: UsuarioActivo, mundo: Mundo): number {
  const dia = diaDe(usuario, mundo.ahora);
  const otorgado = usuario.otorgado.dia === dia ? usuario.otorgado.cantidad : 0;
  return Math.max(0, mundo.reglas.limiteDiario - otorgado);
}

export function otorgar(
  usuario: UsuarioActivo,
  cantidad: number,
  razon: RazonDeOtorgar,
  referencia: Referencia,
  mundo: Mundo,
): EventoDeUsuario {
  const contra = countsAgainstDailyLimit(razon) ? 'sistema:emision' : 'sistema:ajustes';
  const apuntes = traspaso(contra, carteraDe(usuario.id), cantidad);
  return {
    type: 'BesitosOtorgados',
    data: { cantidad, razon, referencia, dia: diaDe(usuario, mundo.ahora), apuntes },
  };
}

/** @throws InsufficientFundsError */
export function gastar(
  usuario: UsuarioActivo,
  cantidad: number,
  razon: RazonDeGastar,
  referencia: Referencia,
): EventoDeUsuario {
  if (usuario.saldo < cantidad) throw new InsufficientFundsError(cantidad, usuario.saldo);
  const apuntes = traspaso(carteraDe(usuario.id), 'sistema:ventas', cantidad);
  return { type: 'BesitosGastados', data: { cantidad, razon, referencia, apuntes } };
}

export interface RewardResult {
  /** Absent when the reward names no besitos. */
  premio?: Premio;
  /** The grant and the items, to stand behind the event that earned them. */
  events: EventoDeUsuario[];
}

/** A reward, its besitos cut to what the daily limit lets through; what was asked and what was given are both told. */
export function recompensar(
  usuario: UsuarioActivo,
  recompensa: Recompensa | undefined,
  razon: RazonDeOtorgar,
  referencia: Referencia,
  mundo: Mundo,
  /** What the same command has given already. */
  antes: readonly EventoDeUsuario[] = [],
): RewardResult {
  const yaOtorgado = antes.reduce(
    (sum, { type, data }) => sum + (type === 'BesitosOtorgados' ? data.cantidad : 0),
    0,
  );
  const tiene = (id: string) =>
    (usuario.inventario[id] ?? 0) > 0 ||
    antes.some(({ type, data }) => type === 'ItemOtorgado' && data.item === id);
  const events: EventoDeUsuario[] = [];
  let premio: Premio | undefined;
  if (recompensa?.besitos) {
    const solicitado = recompensa.besitos;
    const otorgado = Math.min(solicitado, Math.max(0, margenDiario(usuario, mundo) - yaOtorgado));
    premio = { solicitado, otorgado };
    if (otorgado > 0) events.push(otorgar(usuario, otorgado, razon, referencia, mundo));
  }
  for (const id of recompensa?.items ?? []) {
    const item = mundo.catalogo.item(id);
    if (!item) throw new ContentNotFoundError('item', id);
    if (item.tipo !== 'consumible' && tiene(id)) continue;
    events.push({
      type: 'ItemOtorgado',
      data: { item: id, version: item.version, tipo: item.tipo, referencia },
    });
  }
  return premio ? { premio, events } : { events };
}
