/** What every bot handler is given: the services behind the bot, and who is playing. */
import type { Context } from 'grammy';
import type { LRUCache } from 'lru-cache';
import type { CommandBus } from '../commands/bus.ts';
import type { Catalogo } from '../events/catalogo.ts';
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

export interface BotDeps {
  bus: CommandBus;
  catalogo: Catalogo;
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
