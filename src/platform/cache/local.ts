/** The tier in this process: a bounded number of entries, those used longest ago leave first. */
import { LRUCache } from 'lru-cache';

export interface LocalEntry {
  value: unknown;
  position: bigint;
  /** Of its tags, in `Marks`. */
  slots: readonly number[];
  expiresMs: number;
  /** Until when it may be given past its time. */
  staleUntilMs: number;
}

export interface Local {
  get(key: string): LocalEntry | undefined;
  /** One that was read later stays. */
  set(key: string, entry: LocalEntry): void;
  delete(key: string): void;
  clear(): void;
  size(): number;
}

/** 0 entries: none at all. */
export function createLocal(entriesMax: number): Local {
  if (entriesMax === 0)
    return { get: () => undefined, set: () => {}, delete: () => {}, clear: () => {}, size: () => 0 };
  const entries = new LRUCache<string, LocalEntry>({ max: entriesMax });
  return {
    get: (key) => entries.get(key),
    set(key, entry) {
      const there = entries.peek(key);
      if (!there || there.position <= entry.position) entries.set(key, entry);
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    size: () => entries.size,
  };
}

/** Shared by all who ask: nobody may write into it. */
export function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}
