/**
 * An aggregate as the bus keeps it: the pure state, and beside it what every stream needs whatever it holds: the
 * revision, the end of the hash chain, and which commands were applied in the last seven days.
 */
import { hashEvent } from '../events/cadena.ts';
import type { Metadatos } from '../events/metadatos.ts';
import { type Evento, readEvent } from '../events/registro.ts';
import type { StoredEvent } from '../events/store/tipos.ts';

const REMEMBERED_MS = 7 * 86_400_000;

/** Which events a command made, and from which input. */
export interface AppliedCommand {
  inputHash: string;
  firstRevision: number;
  lastRevision: number;
  atMs: number;
}

export interface Aggregate<State> {
  stream: string;
  state: State;
  /** Revision of the last folded event; -1 before the first. */
  revision: number;
  /** Hash of the last folded event; null before the first. */
  lastHash: string | null;
  /** By command id, oldest first. */
  applied: Map<string, AppliedCommand>;
}

/** The stream is not the chain that this system wrote: somebody changed it, or a write went astray. */
export class BrokenChainError extends Error {
  readonly code = 'BROKEN_CHAIN';
}

export function newAggregate<State>(stream: string, state: State): Aggregate<State> {
  return { stream, state, revision: -1, lastHash: null, applied: new Map() };
}

/**
 * Folds one event of the log into the aggregate, checking that it continues the chain.
 * @throws BrokenChainError, UnreadableEventError
 */
export function fold<State>(
  aggregate: Aggregate<State>,
  stored: StoredEvent,
  evolve: (state: State, event: never) => State,
): Evento {
  const { event, metadata } = readEvent(stored.type, stored.data, stored.metadata);
  if (stored.revision !== aggregate.revision + 1 || metadata.prevHash !== aggregate.lastHash)
    throw new BrokenChainError(`${stored.stream} breaks its chain at revision ${stored.revision}`);
  const { stream, revision, id, type, data } = stored;
  advance(
    aggregate,
    event,
    metadata,
    hashEvent({ stream, revision, id, type, data, metadata: stored.metadata }),
    evolve,
  );
  return event;
}

/** Folds one event that was just appended, whose hash is known. */
export function advance<State>(
  aggregate: Aggregate<State>,
  event: Evento,
  metadata: Metadatos,
  hash: string,
  evolve: (state: State, event: never) => State,
): void {
  aggregate.state = evolve(aggregate.state, event as never);
  aggregate.revision += 1;
  aggregate.lastHash = hash;
  remember(aggregate, metadata);
}

function remember(aggregate: Aggregate<unknown>, { commandId, inputHash, occurredAt }: Metadatos): void {
  const { applied, revision } = aggregate;
  const known = applied.get(commandId);
  if (known) {
    known.lastRevision = revision;
    return;
  }
  const atMs = Date.parse(occurredAt);
  for (const [oldId, { atMs: oldMs }] of applied) {
    if (oldMs >= atMs - REMEMBERED_MS) break;
    applied.delete(oldId);
  }
  applied.set(commandId, { inputHash, firstRevision: revision, lastRevision: revision, atMs });
}
