/** What the chat page shows beside the chat: the log as it grows, told in a person's terms. */

import type { CommandBus } from '../commands/bus.ts';
import { hashEvent } from '../events/cadena.ts';
import { PREFIJOS_DE_DOMINIO } from '../events/registro.ts';
import type { EventStore, StoredEvent } from '../events/store/tipos.ts';
import type { KeyStore } from '../platform/keystore/keystore.ts';
import type { LedgerEntry, LedgerFeed } from './chat/ledger-feed.ts';

const KEPT = 500;
const HIDDEN = new Set(['apuntes', 'personal', 'premio', 'referencia']);

/** Keeps the newest entries in memory and hands on what comes; local use only, where everyone is made up. */
export function createLedgerFeed(options: {
  store: EventStore;
  keyStore: KeyStore;
  bus: CommandBus;
  /** Log position after which entries are kept. */
  after: bigint | null;
  onError: (error: unknown) => void;
}): { feed: LedgerFeed; stop(): Promise<void> } {
  const { store, keyStore, bus, after, onError } = options;
  const stopping = new AbortController();
  const kept: LedgerEntry[] = [];
  const listeners = new Set<(entry: LedgerEntry) => void>();

  const people = new Map<string, number | null>();

  /** Whose stream an event stands in, by the sealed data of the stream's first event. */
  async function telegramIdOf({ stream }: StoredEvent): Promise<number | null> {
    const known = people.get(stream);
    if (known !== undefined) return known;
    let telegramId: number | null = null;
    for await (const { type, data } of store.readStream(stream, 0, 1)) {
      if (type !== 'UsuarioRegistrado') continue;
      const { usuarioId, personal } = data as { usuarioId: string; personal: string };
      const opened = await keyStore.open(usuarioId, personal).catch(() => null);
      telegramId = (opened as { telegramId?: number } | null)?.telegramId ?? null;
    }
    people.set(stream, telegramId);
    return telegramId;
  }

  const following = (async () => {
    const prefixes = PREFIJOS_DE_DOMINIO.filter((prefix) => prefix === 'usuario-');
    for await (const batch of store.subscribe({ after, prefixes, signal: stopping.signal }))
      for (const stored of batch) {
        const entry = entryOf(stored, await telegramIdOf(stored));
        kept.push(entry);
        if (kept.length > KEPT) kept.shift();
        for (const listener of listeners) listener(entry);
      }
  })().catch(onError);

  const feed: LedgerFeed = {
    recent: async (limit) => kept.slice(-limit).reverse(),
    async *subscribe(signal) {
      const waiting: LedgerEntry[] = [];
      let wake = () => {};
      const listen = (entry: LedgerEntry) => {
        waiting.push(entry);
        wake();
      };
      const onAbort = () => wake();
      listeners.add(listen);
      signal.addEventListener('abort', onAbort);
      stopping.signal.addEventListener('abort', onAbort);
      try {
        while (!signal.aborted && !stopping.signal.aborted) {
          const next = waiting.shift();
          if (next) yield next;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        listeners.delete(listen);
        signal.removeEventListener('abort', onAbort);
        stopping.signal.removeEventListener('abort', onAbort);
      }
    },
    async balanceOf(telegramId) {
      const person = await keyStore.find(telegramId);
      const estado = person ? await bus.usuario(person.usuarioId) : null;
      return estado?.estado === 'activo' ? estado.saldo : null;
    },
  };
  return {
    feed,
    async stop() {
      stopping.abort();
      await following;
    },
  };
}

function entryOf(stored: StoredEvent, telegramId: number | null): LedgerEntry {
  const { stream, revision, id, type, position } = stored;
  const data = stored.data as Record<string, unknown>;
  const metadata = stored.metadata as { occurredAt: string; commandId: string };
  return {
    position: position.toString(),
    stream,
    revision,
    eventId: id,
    type,
    at: metadata.occurredAt,
    commandId: metadata.commandId,
    hash: hashEvent({ stream, revision, id, type, data, metadata: stored.metadata }),
    telegramId,
    summary: summaryOf(data),
    postings: (data.apuntes as LedgerEntry['postings'] | undefined) ?? [],
  };
}

function summaryOf(data: Record<string, unknown>): LedgerEntry['summary'] {
  const facts = Object.entries(data).flatMap(([name, value]) =>
    !HIDDEN.has(name) &&
    (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      ? [[name === 'razon' ? 'motivo' : name, value] as const]
      : [],
  );
  return Object.fromEntries(facts);
}
