/** The catalogue kept current from the log: folded once at the start, then followed by subscription. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Catalogo, createCatalogo } from '../events/catalogo.ts';
import { readEvent } from '../events/registro.ts';
import type { EventStore, StoredEvent } from '../events/store/tipos.ts';

const PREFIJOS = [
  'fragmento-',
  'experiencia-',
  'item-',
  'historia-',
  'publicacion-',
  'codigo-',
  'configuracion-',
  'funcion-',
] as const;
const CHECK_EVERY_MS = 5;

export interface CatalogoVivo {
  catalogo: Catalogo;
  /** Resolves once everything published up to a log position is in the catalogue. */
  reach(position: bigint): Promise<void>;
  stop(): Promise<void>;
}

/** Resolves when all that is published is in the catalogue. */
export async function startCatalogoVivo(
  store: EventStore,
  onError: (error: unknown) => void,
): Promise<CatalogoVivo> {
  const catalogo = createCatalogo();
  const stopping = new AbortController();
  let reached: bigint | null = null;

  function put(stored: StoredEvent): void {
    try {
      const { event } = readEvent(stored.type, stored.data, stored.metadata);
      catalogo.aplicar(event);
    } catch (error) {
      onError(error);
    }
    reached = stored.position;
  }

  for await (const stored of store.readAll({ after: null, prefixes: PREFIJOS })) put(stored);
  const following = (async () => {
    for await (const batch of store.subscribe({
      after: reached,
      prefixes: PREFIJOS,
      signal: stopping.signal,
    }))
      for (const stored of batch) put(stored);
  })().catch(onError);

  return {
    catalogo,
    async reach(position) {
      while (!stopping.signal.aborted && (reached === null || reached < position))
        await sleep(CHECK_EVERY_MS);
    },
    async stop() {
      stopping.abort();
      await following;
    },
  };
}
