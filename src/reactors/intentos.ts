/** Commands that were refused or repeated, kept beside the ledger for the fraud scorer: `intentos-<usuario>`, for a while. */
import type { EventStore, NewEvent } from '../events/store/tipos.ts';
import type { Clock } from '../platform/clock.ts';
import { newUuid } from '../platform/ids.ts';
import type { Logger } from '../platform/logger.ts';

const KEPT_S = 14 * 86_400;
const FLUSH_MS = 500;
/** Of one user, between two flushes: whoever hammers is known by then. */
const MOST_PER_USER = 50;

export interface Intentos {
  anotar(usuarioId: string, comando: string, codigo: string): void;
  stop(): Promise<void>;
}

export const streamDeIntentos = (usuarioId: string): string => `intentos-${usuarioId}`;

export function createIntentos(options: { store: EventStore; clock: Clock; log: Logger }): Intentos {
  const { store, clock, log } = options;
  const pending = new Map<string, NewEvent[]>();
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    timer = null;
    const batches = [...pending];
    pending.clear();
    for (const [usuarioId, events] of batches)
      await store
        .note(streamDeIntentos(usuarioId), events, KEPT_S)
        .catch((error: unknown) => log.debug({ err: error }, 'refused commands could not be noted'));
  }

  return {
    anotar(usuarioId, comando, codigo) {
      const known = pending.get(usuarioId) ?? [];
      if (known.length >= MOST_PER_USER) return;
      known.push({
        id: newUuid(),
        type: 'IntentoRechazado',
        data: { comando, codigo },
        metadata: { occurredAt: new Date(clock.now()).toISOString() },
      });
      pending.set(usuarioId, known);
      timer ??= setTimeout(() => {
        flushing = flushing.then(flush);
      }, FLUSH_MS);
    },
    async stop() {
      if (timer) clearTimeout(timer);
      await flushing;
      await flush();
    },
  };
}
