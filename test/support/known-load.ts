/**
 * Appends whose ids are known, from many lanes at once, and a subscriber beside them; afterwards the log must hold every
 * acknowledged append exactly once, and the subscriber must have seen each event once and in order.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppendOutcomeUnknownError,
  type EventStore,
  type NewEvent,
  type StoredEvent,
  StoreUnreachableError,
} from '../../src/events/store/tipos.ts';
import { idNamed } from './fixtures.ts';

export interface KnownLoad {
  /** Appends that were acknowledged so far. */
  readonly acknowledged: number;
  /** Appends that failed before anything was sent, and were tried again. */
  readonly failedFast: number;
  /** Appends whose outcome was called unknown, and were tried again. */
  readonly unknown: number;
  /** Waits until every lane has had another append acknowledged; how long that took, in milliseconds. */
  recovery(): Promise<number>;
  /** Lets the lanes finish what they are at. */
  stop(): Promise<void>;
  /** What is wrong, in sentences: nothing, if log and subscriber hold what they must. */
  faults(): Promise<string[]>;
}

interface Lane {
  stream: string;
  /** Ids by revision, of what was acknowledged. */
  ids: string[];
}

const PREFIX = 'usuario-';

export function startKnownLoad(
  store: EventStore,
  options: { lanes: number; name: string; pauseMs?: number },
): KnownLoad {
  const { name, pauseMs = 0 } = options;
  const stopping = new AbortController();
  const watching = new AbortController();
  const lanes: Lane[] = Array.from({ length: options.lanes }, (_unused, index) => ({
    stream: `${PREFIX}${name}-${index}`,
    ids: [],
  }));
  const seen: StoredEvent[] = [];
  let acknowledged = 0;
  let failedFast = 0;
  let unknown = 0;

  async function run(lane: Lane): Promise<void> {
    while (!stopping.signal.aborted) {
      const first = lane.ids.length;
      const events: NewEvent[] = Array.from({ length: 1 + (first % 3) }, (_unused, index) => ({
        id: idNamed(`${lane.stream}/${first + index}`),
        type: 'Probado',
        data: { revision: first + index },
        metadata: {},
      }));
      // An append of unknown outcome is repeated until it is known, also when the load is to end: half a lane proves nothing.
      for (;;) {
        try {
          await store.append(lane.stream, first - 1, events);
          break;
        } catch (error) {
          if (error instanceof StoreUnreachableError) {
            failedFast += 1;
            await sleep(50);
          } else if (error instanceof AppendOutcomeUnknownError) unknown += 1;
          else throw error;
        }
      }
      lane.ids.push(...events.map(({ id }) => id));
      acknowledged += 1;
      if (pauseMs > 0) await sleep(pauseMs);
    }
  }

  const running = Promise.all(lanes.map(run));
  // A lane that fails is told of by `stop`, not by the runtime.
  running.catch(() => {});
  const following = (async () => {
    const prefixes = [`${PREFIX}${name}-`];
    for await (const batch of store.subscribe({ after: null, prefixes, signal: watching.signal }))
      seen.push(...batch);
  })();

  async function inLog(lane: Lane): Promise<string[]> {
    const faults: string[] = [];
    const ids: string[] = [];
    for await (const { id, revision } of store.readStream(lane.stream, 0)) {
      if (revision !== ids.length) faults.push(`${lane.stream} has revision ${revision} at ${ids.length}`);
      ids.push(id);
    }
    if (ids.length !== lane.ids.length)
      faults.push(`${lane.stream} holds ${ids.length} events, ${lane.ids.length} were acknowledged`);
    lane.ids.forEach((id, revision) => {
      if (ids[revision] !== id) faults.push(`${lane.stream} does not hold acknowledged event ${revision}`);
    });
    return faults;
  }

  return {
    get acknowledged() {
      return acknowledged;
    },
    get failedFast() {
      return failedFast;
    },
    get unknown() {
      return unknown;
    },
    async recovery() {
      const startedMs = performance.now();
      const before = lanes.map(({ ids }) => ids.length);
      const waiting = () => lanes.filter(({ ids }, index) => ids.length === before[index]);
      while (waiting().length > 0) {
        if (performance.now() > startedMs + 45_000)
          throw new Error(`no recovery of ${waiting().length} of ${lanes.length} lanes`);
        await Promise.race([sleep(5), running]);
      }
      return Math.round(performance.now() - startedMs);
    },
    async stop() {
      stopping.abort();
      await running;
    },
    async faults() {
      const total = lanes.reduce((sum, { ids }) => sum + ids.length, 0);
      const giveUpAtMs = performance.now() + 45_000;
      while (seen.length < total && performance.now() < giveUpAtMs) await sleep(20);
      watching.abort();
      await following;
      const faults = (await Promise.all(lanes.map(inLog))).flat();
      if (seen.length !== total) faults.push(`the subscriber saw ${seen.length} events of ${total}`);
      const next = new Map<string, number>();
      let last = -1n;
      for (const { stream, revision, position } of seen) {
        const expected = next.get(stream) ?? 0;
        if (revision !== expected)
          faults.push(`the subscriber saw ${stream}@${revision}, ${expected} was next`);
        if (position <= last) faults.push(`the subscriber saw position ${position} after ${last}`);
        next.set(stream, revision + 1);
        last = position;
      }
      return faults;
    },
  };
}
