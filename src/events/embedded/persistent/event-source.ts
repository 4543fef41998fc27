import { compileFilter } from '../streams/filter.ts';
import type { StoredEvent } from '../streams/stream-reader.ts';
import { isVisibleInLog } from '../streams/visible.ts';
import type { PersistentContext } from './context.ts';
import { revisionOf } from './revision.ts';
import type { GroupSource } from './source.ts';

/** An event that a group looked at; without `stored` it is none of the group's. */
export interface Considered {
  readonly position: number;
  readonly stored: StoredEvent | undefined;
}

export type SourcePage =
  /** The stream has a tombstone. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'page';
      readonly considered: readonly Considered[];
      /** Where the next page starts. */
      readonly next: number;
      /** Whether there is nothing beyond this page now. */
      readonly isEnd: boolean;
    };

/** What a group reads, in pages; positions are revisions of a stream, or positions of the log. */
export interface EventSource {
  /** Whether much that is considered may not be delivered. */
  readonly isFiltered: boolean;
  /** Position after the newest event. */
  end(): number;
  /** Up to `limit` events from `from` on; what is live is shown whatever the stream's metadata hides by now. */
  read(from: number, limit: number, isLive: boolean): SourcePage;
  /** Calls `wake` once when there is more; the function returned takes that back. */
  onMore(wake: () => void): () => void;
}

/** The reading end of a group's source. */
export function eventSourceOf(source: GroupSource, context: PersistentContext): EventSource {
  return source.kind === 'all' ? logSource(source, context) : streamSource(source.name, context);
}

function streamSource(name: string, { reader, hub }: PersistentContext): EventSource {
  const end = (): number => reader.stateOf(name).last + 1;
  return {
    isFiltered: false,
    end,
    read(from, limit, isLive) {
      const page = isLive
        ? reader.forwardAll(name, from, limit)
        : reader.forward(name, from, limit, Date.now());
      if (page.kind === 'tombstoned') return { kind: 'gone' };
      if (page.kind === 'not-found') {
        return { kind: 'page', considered: [], next: Math.max(from, end()), isEnd: true };
      }
      const considered = page.events.map((stored) => ({ position: revisionOf(stored.record), stored }));
      return { kind: 'page', considered, next: Math.max(from, page.next), isEnd: page.isEnd };
    },
    onMore: (wake) => hub.onStreamCommit(name, wake),
  };
}

function logSource(
  { filter }: Extract<GroupSource, { kind: 'all' }>,
  { store, hub }: PersistentContext,
): EventSource {
  const matches = filter && compileFilter(filter);
  return {
    isFiltered: filter !== undefined,
    end: () => store.lastPosition + 1,
    read(from, limit) {
      const first = Math.max(from, 1);
      const records = hub.from(first, limit) ?? store.log.forward(first, limit).map((row) => row.record);
      const considered: Considered[] = [];
      for (const [offset, record] of records.entries()) {
        if (!isVisibleInLog(record)) continue;
        const position = first + offset;
        const isWanted = matches === undefined || matches(record);
        considered.push({ position, stored: isWanted ? { position, record } : undefined });
      }
      const next = first + records.length;
      return { kind: 'page', considered, next, isEnd: next > store.lastPosition };
    },
    onMore: (wake) => hub.onCommit(wake),
  };
}
