import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../storage/store.ts';
import { readRecordFields, recordStreamName, TOMBSTONE_REVISION } from '../wire/record.ts';

/** Events of one category of streams: what stands before the first `-` of their names. */
export interface CategoryReport {
  category: string;
  streams: number;
  events: number;
  bytes: number;
  oldestMs: number;
  newestMs: number;
}

/** How large a store is and how old what it holds. */
export interface StoreReport {
  lastPosition: number;
  databaseBytes: number;
  walBytes: number;
  /** Bytes of the database that hold nothing and are used again before it grows. */
  freeBytes: number;
  scavenged: number;
  /** Largest first. */
  categories: CategoryReport[];
}

const PAGE_ROWS = 1_024;

/**
 * Reads the whole log once, as it is at the start; others have their turn between pages.
 * @param onProgress called after each page with the position reached and the last one
 */
export async function reportOn(
  store: Store,
  options: { readonly signal: AbortSignal; onProgress?(position: number, last: number): void },
): Promise<StoreReport> {
  const last = store.lastPosition;
  const categories = new Map<string, CategoryReport>();
  // Streams are numbered without gaps, so that one byte each tells which have been counted.
  const seen = new Uint8Array(store.index.streamIdEnd);
  let scavenged = 0;
  for (let next = 1; next <= last && !options.signal.aborted; ) {
    const rows = store.log.forward(next, Math.min(PAGE_ROWS, last - next + 1));
    for (const { record, stream, revision } of rows) {
      if (record.length === 0) scavenged += 1;
      else {
        const category = gather(categories, record, revision === TOMBSTONE_REVISION);
        if (seen[stream] === 0) {
          seen[stream] = 1;
          category.streams += 1;
        }
      }
    }
    next += rows.length;
    options.onProgress?.(next - 1, last);
    await nextTurn();
  }
  return {
    lastPosition: last,
    ...store.sizes(),
    scavenged,
    categories: [...categories.values()].sort((a, b) => b.bytes - a.bytes),
  };
}

function gather(
  categories: Map<string, CategoryReport>,
  record: Buffer,
  isTombstone: boolean,
): CategoryReport {
  const name = recordStreamName(record).toString('utf8');
  const dash = name.indexOf('-');
  const category = dash > 0 ? name.slice(0, dash) : name.startsWith('$') ? '$ (system)' : '(no category)';
  const { createdMs } = readRecordFields(record);
  let found = categories.get(category);
  if (found === undefined) {
    found = {
      category,
      streams: 0,
      events: 0,
      bytes: 0,
      oldestMs: createdMs,
      newestMs: createdMs,
    };
    categories.set(category, found);
  }
  if (!isTombstone) found.events += 1;
  found.bytes += record.length;
  found.oldestMs = Math.min(found.oldestMs, createdMs);
  found.newestMs = Math.max(found.newestMs, createdMs);
  return found;
}
