/** The shape of what is known of one user after folding that user's stream. */
import type { NombreDeSenal } from './eventos-cuenta.ts';
import type { Idioma, Lote, Objeto } from './valores.ts';

export interface ProgresoDeExperiencia {
  version: number;
  /** Ids of the completed components, in order. */
  completados: readonly string[];
  total: number;
  terminada: boolean;
}

/** Besitos set aside, and the promotional lots among them. */
export interface Retencion {
  cantidad: number;
  lotes: readonly Lote[];
}

/** A limited item that was asked for; gone from the state once the purchase is over. */
export interface CompraEnCurso {
  item: string;
  version: number;
  precio: number;
  caduca: string;
}

/** A promo code that was entered; gone from the state once its uses were counted. */
export interface CanjeEnCurso {
  codigo: string;
  caduca: string;
}

/** An invoice in Stars; gone from the state once it was paid or closed. */
export interface Pedido {
  objeto: Objeto;
  estrellas: number;
  caduca: string;
  /** Until when Telegram was told that it may be paid; null before pre-checkout. */
  aceptadoHasta: string | null;
}

/** Besitos on their way to another user. `para` is null while a link waits to be opened. */
export interface RegaloEnCamino {
  para: string | null;
  cantidad: number;
  caduca: string;
}

/** What a payment brought; `revocado` once it was refunded. */
export interface PagoConocido {
  objeto: Objeto;
  estado: 'entregado' | 'revocado';
}

export interface Vip {
  /** Instant until which access lasts. */
  hasta: string;
  /** The last payment that extended it; null when an admin gave it. */
  pago: string | null;
  /** Whether Telegram will charge again, as far as this stream knows. */
  renovacion: 'activa' | 'cancelando' | 'cancelada' | 'ninguna';
}

export interface Revision {
  id: string;
  severidad: 'media' | 'alta';
  senales: readonly NombreDeSenal[];
}

export interface UsuarioActivo {
  estado: 'activo';
  id: string;
  idioma: Idioma;
  suspendido: boolean;
  /** The erasure under way; null otherwise. */
  eliminacion: { desde: string } | null;
  /** The fraud review that is open; null when there is none. */
  revision: Revision | null;
  arquetipo: string | null;
  /** Besitos in the wallet, lapsed lots included until they are swept; never negative. */
  saldo: number;
  /** The promotional ones among them, earliest expiry first. */
  lotes: readonly Lote[];
  /** Besitos set aside, by the process that holds them. */
  retenciones: Readonly<Record<string, Retencion>>;
  /** Besitos earned in all; decides the level. */
  ganado: number;
  /** Besitos granted on `dia` that count against the daily limit. */
  otorgado: { dia: string; cantidad: number };
  /** Revisions of movements and purchases that were undone. */
  deshechos: Readonly<Record<number, true>>;
  /** Where the user stands in each story; the one moved in last comes last. */
  posiciones: Readonly<Record<string, string>>;
  /** Edition in which each story is read, where it has editions. */
  ediciones: Readonly<Record<string, number>>;
  /** Fragments ever reached. */
  visitados: Readonly<Record<string, true>>;
  /** Decisions ever taken, as `fragmento/decision`. */
  decisiones: Readonly<Record<string, true>>;
  /** Decisions taken in all, repeats included. */
  tomadas: number;
  /** Fragments reacted to: each is rewarded once. */
  reacciones: Readonly<Record<string, true>>;
  /** Posts reacted to. */
  publicaciones: Readonly<Record<string, true>>;
  inventario: Readonly<Record<string, number>>;
  /** Fragments and experiences that may be entered whatever they require. */
  desbloqueados: Readonly<Record<string, true>>;
  experiencias: Readonly<Record<string, ProgresoDeExperiencia>>;
  regalo: { dia: string; racha: number } | null;
  vip: Vip | null;
  compras: Readonly<Record<string, CompraEnCurso>>;
  canjes: Readonly<Record<string, CanjeEnCurso>>;
  /** What became of the purchases of limited items that are over. */
  comprasCerradas: Readonly<Record<string, { item: string; como: 'hecha' | 'cancelada' }>>;
  /** Promo codes redeemed, and by which redemption. */
  codigos: Readonly<Record<string, string>>;
  pedidos: Readonly<Record<string, Pedido>>;
  pagos: Readonly<Record<string, PagoConocido>>;
  /** Gifts sent that have neither arrived nor come back. */
  regalosEnCamino: Readonly<Record<string, RegaloEnCamino>>;
  /** Gifts that arrived here, or that can no longer. */
  regalosRecibidos: Readonly<Record<string, 'recibido' | 'rehusado'>>;
  /** Who brought this user, and whether it counted yet. */
  referidoPor: { usuarioId: string; calificado: boolean } | null;
  /** Users brought by this one whose referral was rewarded. */
  referidosPremiados: Readonly<Record<string, true>>;
  ofertas: Readonly<Record<string, { precio: number; hasta: string }>>;
}

export type EstadoDeUsuario =
  | { estado: 'inexistente' }
  | UsuarioActivo
  /** Erased: nothing is known any more but that it was. */
  | { estado: 'eliminado'; id: string };

/** An event that cannot follow from the state: the stream is not one that this system wrote. */
export class ImpossibleEventError extends Error {
  readonly code = 'IMPOSSIBLE_EVENT';
}
