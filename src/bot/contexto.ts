/** What every bot handler is given: the services behind the bot, and who is playing. */
import type { Context } from 'grammy';
import type { LRUCache } from 'lru-cache';
import type { CommandBus } from '../commands/bus.ts';
import type { Catalogo } from '../events/catalogo.ts';
import type { Cobro } from '../events/procesos/pago.ts';
import type { Reglas } from '../events/reglas.ts';
import type { UsuarioActivo } from '../events/usuario/estado.ts';
import type { Idioma } from '../events/usuario/eventos.ts';
import type { Seguimiento } from '../platform/analytics/seguimiento.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyStore } from '../platform/keystore/keystore.ts';
import type { Logger } from '../platform/logger.ts';
import type { Progress } from '../platform/progress.ts';
import type { RateLimiter } from '../platform/rate-limiter.ts';
import type { Cacheadas } from '../queries/cacheadas.ts';
import type { Database } from '../queries/database.ts';
import type { Textos, Variables } from './textos.ts';

/** How far a process was driven, and the last log position of what was written on the way; null when nothing was. */
export interface Conducido<Desenlace> {
  desenlace: Desenlace;
  position: bigint | null;
}

/** The processes that a player waits for: each is driven as far as it goes now, and goes on by itself if that is not its end. */
export interface Procesos {
  /** The purchase of a limited item, after `CompraIniciada`. */
  compra(usuarioId: string, compra: string): Promise<Conducido<'hecha' | 'cancelada' | 'pendiente'>>;
  /** The redemption of a promo code, after `CanjeIniciado`. */
  canje(usuarioId: string, canje: string): Promise<Conducido<'hecho' | 'cancelado' | 'pendiente'>>;
  /** A gift, by its sender, after `RegaloEnviado` or `RegaloReclamado`. */
  regalo(usuarioId: string, regalo: string): Promise<Conducido<'entregado' | 'devuelto' | 'pendiente'>>;
  /** Whether an order may be paid now; a limited item's unit is reserved. @throws CommandError when it may not */
  preCheckout(pago: { usuarioId: string; pedido: string; estrellas: number }): Promise<Conducido<void>>;
  /** Records a payment, whatever becomes of it, and delivers it or gives it back. */
  pago(cobro: Cobro, telegramId: number): Promise<Conducido<'entregado' | 'reembolsado' | 'pendiente'>>;
  /** Telegram says that it has given a payment back. */
  reembolso(pago: string): Promise<Conducido<void>>;
}

export interface BotDeps {
  bus: CommandBus;
  procesos: Procesos;
  catalogo: Catalogo;
  /** The rules as configured; what admins have changed since is read through `reglasDe`. */
  reglas: Reglas;
  keyStore: KeyStore;
  database: Database;
  /** The queries that screens repeat, through the cache. */
  cacheadas: Cacheadas;
  progress: Progress;
  limiter: RateLimiter;
  clock: Clock;
  textos: Textos;
  log: Logger;
  /** Eight characters of randomness for a button that must act once. */
  nonce: () => string;
  /** Log position that each player wrote last: the next screen, too, must show it. */
  escritos: LRUCache<string, bigint>;
  /** Where it is noted what people see and press; nowhere when absent. */
  seguimiento?: Pick<Seguimiento, 'track'>;
  onUpdate?: (kind: string, durationMs: number) => void;
}

export interface Jugador {
  usuarioId: string;
  idioma: Idioma;
  /** True when this very update registered the person. */
  nuevo: boolean;
}

export interface BotContext extends Context {
  deps: BotDeps;
  jugador: Jugador;
  /** A text in the player's language. */
  t(clave: string, variables?: Variables): string;
  /** The toast with which a tap is answered; none when absent. */
  aviso?: string;
  /** Highest log position written by this update: what the answer must show. */
  escrito: bigint | null;
  /** Screens that this update has shown so far. */
  pantallas?: number;
  /** Code of the error that one of them, or the toast, tells. */
  error?: string;
  /** Commands sent by this update so far, for their ids. */
  ordenes: number;
  /** Id of the command that this update sent last: what follows in the same update was caused by it. */
  causa?: string;
}

/** The player as `decide` sees them; registered, since `identificar` let the update through. */
export async function estadoDe(ctx: BotContext): Promise<UsuarioActivo> {
  const estado = await ctx.deps.bus.usuario(ctx.jugador.usuarioId);
  if (estado.estado !== 'activo') throw new Error('a player without a registered user');
  return estado;
}

/** The rules as they are now: admins may change them while the program runs. */
export const reglasDe = ({ deps }: Pick<BotContext, 'deps'>): Reglas => deps.catalogo.reglas(deps.reglas);

/** The moment by the program's clock: ISO, UTC. */
export const ahoraDe = ({ deps }: Pick<BotContext, 'deps'>): string =>
  new Date(deps.clock.now()).toISOString();

/** Notes what this update has written: its answer, and the player's next screen, must show it. */
export function anotarEscrito(ctx: BotContext, position: bigint | null): void {
  if (position !== null && (ctx.escrito === null || position > ctx.escrito)) ctx.escrito = position;
  const jugador = jugadorDe(ctx);
  if (!jugador || ctx.escrito === null) return;
  // Payments do not wait in the player's queue: another update may have written since this one began.
  const { escritos } = ctx.deps;
  const before = escritos.get(jugador.usuarioId);
  if (before === undefined || ctx.escrito > before) escritos.set(jugador.usuarioId, ctx.escrito);
}

/** How a process ended that was driven for the player: what it wrote is the player's own write. */
export async function conducir<Desenlace>(
  ctx: BotContext,
  proceso: Promise<Conducido<Desenlace>>,
): Promise<Desenlace> {
  const { desenlace, position } = await proceso;
  anotarEscrito(ctx, position);
  return desenlace;
}

/** Who is playing, where the update came from somebody known: in groups and inline that need not be. */
export const jugadorDe = (ctx: BotContext): Jugador | undefined => ctx.jugador;
