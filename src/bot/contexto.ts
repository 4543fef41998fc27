/** What every bot handler is given: the services behind the bot, and who is playing. */
import type { Context } from 'grammy';
import type { LRUCache } from 'lru-cache';
import type { CommandBus } from '../commands/bus.ts';
import type { Catalogo } from '../events/catalogo.ts';
import type { Cobro } from '../events/procesos/pago.ts';
import type { Reglas } from '../events/reglas.ts';
import type { UsuarioActivo } from '../events/usuario/estado.ts';
import type { Idioma } from '../events/usuario/eventos.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyStore } from '../platform/keystore/keystore.ts';
import type { Logger } from '../platform/logger.ts';
import type { Progress } from '../platform/progress.ts';
import type { RateLimiter } from '../platform/rate-limiter.ts';
import type { Database } from '../queries/database.ts';
import type { Textos, Variables } from './textos.ts';

/** The processes that a player waits for: each is driven as far as it goes now, and goes on by itself if that is not its end. */
export interface Procesos {
  /** The purchase of a limited item, after `CompraIniciada`. */
  compra(usuarioId: string, compra: string): Promise<'hecha' | 'cancelada' | 'pendiente'>;
  /** The redemption of a promo code, after `CanjeIniciado`. */
  canje(usuarioId: string, canje: string): Promise<'hecho' | 'cancelado' | 'pendiente'>;
  /** A gift, by its sender, after `RegaloEnviado` or `RegaloReclamado`. */
  regalo(usuarioId: string, regalo: string): Promise<'entregado' | 'devuelto' | 'pendiente'>;
  /** Whether an order may be paid now; a limited item's unit is reserved. @throws CommandError when it may not */
  preCheckout(pago: { usuarioId: string; pedido: string; estrellas: number }): Promise<void>;
  /** Records a payment, whatever becomes of it, and delivers it or gives it back. */
  pago(cobro: Cobro, telegramId: number): Promise<'entregado' | 'reembolsado' | 'pendiente'>;
  /** Telegram says that it has given a payment back. */
  reembolso(pago: string): Promise<void>;
}

export interface BotDeps {
  bus: CommandBus;
  procesos: Procesos;
  catalogo: Catalogo;
  /** The rules as configured; what admins have changed since is read through `reglasDe`. */
  reglas: Reglas;
  keyStore: KeyStore;
  database: Database;
  progress: Progress;
  limiter: RateLimiter;
  clock: Clock;
  textos: Textos;
  log: Logger;
  /** Eight characters of randomness for a button that must act once. */
  nonce: () => string;
  /** Log position that each player wrote last: the next screen, too, must show it. */
  escritos: LRUCache<string, bigint>;
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

/** Who is playing, where the update came from somebody known: in groups and inline that need not be. */
export const jugadorDe = (ctx: BotContext): Jugador | undefined => ctx.jugador;
