import { randomUUID } from 'node:crypto';
import {
  EventStoreDBClient,
  type JSONEventData,
  jsonEvent,
  NO_STREAM,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { seededRandom } from '../../bench/mixed.ts';

/** An append of some events at an exact place, and what is known of it. */
interface Attempt {
  readonly firstRevision: number;
  readonly events: JSONEventData[];
  isAcknowledged: boolean;
}

interface Lane {
  readonly stream: string;
  readonly attempts: Attempt[];
}

export interface Tally {
  acknowledged: number;
  /** Appends whose answer was lost; each was sent again, or left undecided at the end. */
  unanswered: number;
}

const GIVE_UP_MS = 1_500;
const PADDING_MAX = 1_200;
const EVENTS_MAX = 8;

/**
 * Writers that append batches of 1 to 8 events, each at the exact next revision of a stream of its own. They remember what was
 * acknowledged, so that a store that was killed can be held to it: everything acknowledged is there, at its place, and what was
 * not is there wholly or not at all.
 */
export class AppendLoad {
  readonly #lanes: Lane[];
  readonly #random: () => number;
  readonly tally: Tally = { acknowledged: 0, unanswered: 0 };
  /** Messages of the errors that writers met, with how often. */
  readonly refusals = new Map<string, number>();

  constructor(lanes: number, seed: number) {
    const run = randomUUID();
    this.#lanes = Array.from({ length: lanes }, (_, index) => ({
      stream: `load-${run}-${index}`,
      attempts: [],
    }));
    this.#random = seededRandom(seed);
  }

  /** Appends on all lanes until the signal aborts, or until nothing is answered any more. */
  async run(url: string, signal: AbortSignal, appendsMax = Number.POSITIVE_INFINITY): Promise<void> {
    const client = EventStoreDBClient.connectionString(url);
    let started = 0;
    const lane = async (lane: Lane): Promise<void> => {
      while (!signal.aborted && started < appendsMax) {
        started += 1;
        if (!(await this.#step(client, lane))) return;
      }
    };
    await Promise.all(this.#lanes.map(lane));
    await client.dispose();
  }

  async #step(client: EventStoreDBClient, lane: Lane): Promise<boolean> {
    const last = lane.attempts.at(-1);
    const attempt = last !== undefined && !last.isAcknowledged ? last : this.#next(lane);
    if (attempt !== last) lane.attempts.push(attempt);
    const { firstRevision, events } = attempt;
    try {
      const expectedRevision = firstRevision === 0 ? NO_STREAM : BigInt(firstRevision - 1);
      const appended = client.appendToStream(lane.stream, events, { expectedRevision });
      await Promise.race([appended, lateness(appended)]);
      attempt.isAcknowledged = true;
      this.tally.acknowledged += 1;
      return true;
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      this.refusals.set(message, (this.refusals.get(message) ?? 0) + 1);
      this.tally.unanswered += 1;
      return false;
    }
  }

  #next({ attempts }: Lane): Attempt {
    const before = attempts.at(-1);
    const firstRevision = before === undefined ? 0 : before.firstRevision + before.events.length;
    const count = 1 + Math.floor(this.#random() * EVENTS_MAX);
    const events = Array.from({ length: count }, (_, index) =>
      jsonEvent({
        type: 'Loaded',
        data: { index, count, padding: 'x'.repeat(Math.floor(this.#random() * PADDING_MAX)) },
      }),
    );
    return { firstRevision, events, isAcknowledged: false };
  }

  /** What is wrong with the store at `url`, in sentences; nothing if it kept its word. */
  async faults(url: string): Promise<string[]> {
    const client = EventStoreDBClient.connectionString(url);
    const faults: string[] = [];
    for (const { stream, attempts } of this.#lanes) {
      const ids: string[] = [];
      try {
        for await (const { event } of client.readStream(stream)) {
          if (event!.revision !== BigInt(ids.length))
            faults.push(`${stream} has revision ${event!.revision} at ${ids.length}`);
          ids.push(event!.id);
        }
      } catch (error) {
        if (!(error instanceof StreamNotFoundError)) throw error;
      }
      faults.push(...faultsOf(stream, attempts, ids));
    }
    await client.dispose();
    return faults;
  }
}

function faultsOf(stream: string, attempts: readonly Attempt[], ids: readonly string[]): string[] {
  const faults: string[] = [];
  let end = 0;
  for (const { firstRevision, events, isAcknowledged } of attempts) {
    const present = events.filter(({ id }, index) => ids[firstRevision + index] === id).length;
    if (present === events.length) end = firstRevision + events.length;
    else if (isAcknowledged)
      faults.push(`${stream} lost ${events.length - present} acknowledged events at ${firstRevision}`);
    else if (present > 0)
      faults.push(`${stream} has ${present} of an append of ${events.length} at ${firstRevision}`);
  }
  if (ids.length !== end) faults.push(`${stream} has ${ids.length} events, ${end} were sent`);
  return faults;
}

function lateness(pending: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), GIVE_UP_MS);
    const clear = (): void => clearTimeout(timer);
    pending.then(clear, clear);
  });
}
