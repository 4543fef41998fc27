/** How besitos come and go: the only makers of postings. */
import type { Recompensa } from '../../events/contenido.ts';
import { type Apunte, carteraDe, retenidoDe, traspaso } from '../../events/cuentas.ts';
import { countsAgainstDailyLimit, type UsuarioActivo } from '../../events/usuario/estado.ts';
import type {
  EventoDeUsuario,
  Premio,
  RazonDeGastar,
  RazonDeOtorgar,
  Referencia,
} from '../../events/usuario/eventos.ts';
import { caducados, consumir, disponible } from '../../events/usuario/lotes.ts';
import type { Mundo } from '../definicion.ts';
import { ContentNotFoundError, InsufficientFundsError } from '../errores.ts';

const DAY_MS = 86_400_000;

/** The user's UTC day, which never goes backwards: the later of now and the last day a grant was counted on. */
export function diaDe(usuario: UsuarioActivo, ahora: string): string {
  const hoy = ahora.slice(0, 10);
  return hoy > usuario.otorgado.dia ? hoy : usuario.otorgado.dia;
}

export function diaSiguiente(dia: string): string {
  return new Date(Date.parse(dia) + DAY_MS).toISOString().slice(0, 10);
}

/** The instant so many milliseconds after another. */
export const tras = (instante: string, ms: number): string =>
  new Date(Date.parse(instante) + ms).toISOString();

export const diasTras = (instante: string, dias: number): string => tras(instante, dias * DAY_MS);
export const minutosTras = (instante: string, minutos: number): string => tras(instante, minutos * 60_000);

/** Besitos that the daily limit still lets through. */
export function margenDiario(usuario: UsuarioActivo, mundo: Mundo): number {
  const dia = diaDe(usuario, mundo.ahora);
  const otorgado = usuario.otorgado.dia === dia ? usuario.otorgado.cantidad : 0;
  return Math.max(0, mundo.reglas.limiteDiario - otorgado);
}

/** The account that besitos of a reason come from, where nothing else is said. */
const origenDe = (razon: RazonDeOtorgar): string => {
  if (razon === 'regalo_recibido') return 'sistema:transito';
  return countsAgainstDailyLimit(razon) ? 'sistema:emision' : 'sistema:ajustes';
};

export function otorgar(
  usuario: UsuarioActivo,
  cantidad: number,
  razon: RazonDeOtorgar,
  referencia: Referencia,
  mundo: Mundo,
  { desde = origenDe(razon), caducaEnDias }: { desde?: string; caducaEnDias?: number | undefined } = {},
): EventoDeUsuario {
  const apuntes = traspaso(desde, carteraDe(usuario.id), cantidad);
  const caduca = caducaEnDias === undefined ? {} : { caduca: diasTras(mundo.ahora, caducaEnDias) };
  return {
    type: 'BesitosOtorgados',
    data: { cantidad, razon, referencia, dia: diaDe(usuario, mundo.ahora), ...caduca, apuntes },
  };
}

/** What has lapsed leaves the wallet; nothing when nothing has. */
export function caducar(usuario: UsuarioActivo, mundo: Mundo): EventoDeUsuario[] {
  const cantidad = caducados(usuario, mundo.ahora);
  if (cantidad === 0) return [];
  return [
    {
      type: 'BesitosGastados',
      data: {
        cantidad,
        razon: 'caducidad',
        referencia: { tipo: 'caducidad', id: mundo.ahora.slice(0, 10) },
        apuntes: traspaso(carteraDe(usuario.id), 'sistema:caducado', cantidad),
      },
    },
  ];
}

/** The account that besitos spent for a reason go to. */
const DESTINOS: Record<RazonDeGastar, string> = {
  compra: 'sistema:ventas',
  decision: 'sistema:ventas',
  regalo_enviado: 'sistema:transito',
  ajuste: 'sistema:ajustes',
  caducidad: 'sistema:caducado',
};

/** A spend, behind what has lapsed by now. @throws InsufficientFundsError */
export function gastar(
  usuario: UsuarioActivo,
  cantidad: number,
  razon: RazonDeGastar,
  referencia: Referencia,
  mundo: Mundo,
): EventoDeUsuario[] {
  const hay = disponible(usuario, mundo.ahora);
  if (hay < cantidad) throw new InsufficientFundsError(cantidad, hay);
  const apuntes = traspaso(carteraDe(usuario.id), DESTINOS[razon], cantidad);
  return [
    ...caducar(usuario, mundo),
    { type: 'BesitosGastados', data: { cantidad, razon, referencia, apuntes } },
  ];
}

/** Besitos set aside for a process, behind what has lapsed by now. @throws InsufficientFundsError */
export function retener(
  usuario: UsuarioActivo,
  proceso: string,
  cantidad: number,
  referencia: Referencia,
  mundo: Mundo,
): EventoDeUsuario[] {
  const hay = disponible(usuario, mundo.ahora);
  if (hay < cantidad) throw new InsufficientFundsError(cantidad, hay);
  const vigentes = usuario.lotes.filter(({ caduca }) => caduca > mundo.ahora);
  const { tomados: lotes } = consumir(vigentes, cantidad);
  const apuntes = traspaso(carteraDe(usuario.id), retenidoDe(usuario.id), cantidad);
  return [
    ...caducar(usuario, mundo),
    {
      type: 'BesitosRetenidos',
      data: { proceso, cantidad, razon: 'compra', referencia, lotes, apuntes },
    },
  ];
}

/** What a process has set aside goes back to the wallet, or pays; nothing when it holds nothing. */
export function soltar(
  usuario: UsuarioActivo,
  proceso: string,
  como: 'liberar' | 'cobrar',
  referencia: Referencia,
): EventoDeUsuario[] {
  const retencion = usuario.retenciones[proceso];
  if (!retencion) return [];
  const { cantidad } = retencion;
  const hacia = como === 'liberar' ? carteraDe(usuario.id) : 'sistema:ventas';
  const apuntes: Apunte[] = traspaso(retenidoDe(usuario.id), hacia, cantidad);
  const type = como === 'liberar' ? 'RetencionLiberada' : 'RetencionCobrada';
  return [{ type, data: { proceso, cantidad, razon: 'compra', referencia, apuntes } }];
}

export interface RewardResult {
  /** Absent when the reward names no besitos. */
  premio?: Premio;
  /** The grant, the items and the unlocks, to stand behind the event that earned them. */
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
  const events: EventoDeUsuario[] = [];
  const dado = (given: (evento: EventoDeUsuario) => boolean) => antes.some(given) || events.some(given);
  const tiene = (id: string) =>
    (usuario.inventario[id] ?? 0) > 0 ||
    dado(({ type, data }) => type === 'ItemOtorgado' && data.item === id);
  const estaAbierto = (contenido: string) =>
    usuario.desbloqueados[contenido] ??
    dado(({ type, data }) => type === 'ContenidoDesbloqueado' && data.contenido === contenido);
  let premio: Premio | undefined;
  if (recompensa?.besitos) {
    const solicitado = recompensa.besitos;
    const otorgado = Math.min(solicitado, Math.max(0, margenDiario(usuario, mundo) - yaOtorgado));
    premio = { solicitado, otorgado };
    const { caducaEnDias } = recompensa;
    if (otorgado > 0) events.push(otorgar(usuario, otorgado, razon, referencia, mundo, { caducaEnDias }));
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
  for (const contenido of recompensa?.desbloquea ?? [])
    if (!estaAbierto(contenido))
      events.push({ type: 'ContenidoDesbloqueado', data: { contenido, referencia } });
  return premio ? { premio, events } : { events };
}
