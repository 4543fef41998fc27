/** The event store adapter over the official client: the only code that talks to the log. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AllStreamRecordedEvent,
  ANY,
  BACKWARDS,
  END,
  FORWARDS,
  NO_STREAM,
  START,
  StreamDeletedError,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { BreakerState } from '../../platform/breaker.ts';
import { type EventStoreUrl, optionOf, parseEventStoreUrl } from '../../platform/event-store-url.ts';
import { PREFIJOS_DE_DOMINIO } from '../registro.ts';
import { createConnection, type Link } from './conexion.ts';
import { verdictOn } from './fallos.ts';
import { confirmed, failsWell, type ReadOptions, resumed } from './lecturas.ts';
import { inBatches, stored } from './lotes.ts';
import { createDeadlines } from './plazos.ts';
import { textsOf } from './textos.ts';
import {
  type AllOptions,
  AppendOutcomeUnknownError,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type StoredEvent,
  type StoredText,
  StoreRefusedError,
  StoreUnreachableError,
  WrongExpectedRevisionError,
} from './tipos.ts';

export interface ClientOptions {
  /** Connection string: `esdb://host:2113`, `esdb://a:2113,b:2113?nodePreference=follower`, `esdb+discover://…`. */
  url: string;
  /** How long one append may stay unanswered before it is repeated, in milliseconds. */
  appendTimeoutMs?: number;
  /** How long an append is repeated before its outcome is called unknown, in milliseconds. */
  appendGiveUpMs?: number;
  /** How long a read may stay without an event and without its end, in milliseconds. */
  readTimeoutMs?: number;
  /** How long a read of the log waits for a node to connect to, in milliseconds; a read of a stream waits as an append does. */
  readGiveUpMs?: number;
  /** How long a subscription may stay unconfirmed before it is made anew, in milliseconds. */
  confirmTimeoutMs?: number;
  /** Attempts to connect, one after the other and all in vain, after which what is asked for fails at once. */
  breakerFailures?: number;
  /** The longest pause between two attempts to connect, in milliseconds. */
  longestPauseMs?: number;
  /** Told of every repeat and reconnect, with its reason. */
  onReconnect?: (what: string, error: unknown) => void;
  /** Told when the breaker of the connection to the leader, or of that for reading the log, changes. */
  onBreaker?: (connection: 'leader' | 'log', state: BreakerState) => void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
/**
 * How long the server may keep an append before it writes it. The deadline travels as a time of day, so that it is over on
 * arrival at a server whose clock is ahead of ours by as much; writing late does no harm, as a repeat is known by its ids.
 */
const SERVER_DEADLINE_MS = 30_000;
/** For a node to answer a probe, and for each node that is asked for the cluster's members and is silent. */
const PROBE_TIMEOUT_MS = 2_000;
const GOSSIP_TIMEOUT_S = 1;
const NEWEST = { direction: BACKWARDS, fromPosition: END, maxCount: 1 } as const;

/** @throws StoreUnreachableError when the connection string is not one; nothing is connected to before it is needed */
export function createEventStore(options: ClientOptions): EventStore {
  const {
    appendTimeoutMs = 3_000,
    appendGiveUpMs = 9_000,
    readTimeoutMs = 10_000,
    readGiveUpMs = 30_000,
    confirmTimeoutMs = 5_000,
    breakerFailures = 5,
    longestPauseMs = 1_000,
    onReconnect = () => {},
    onBreaker = () => {},
  } = options;
  const url = parsed(options.url);
  const closing = new AbortController();
  const deadlines = createDeadlines();

  /**
   * What commands are decided on and what they write goes to the leader, over a connection of its own: its batch stream is
   * the only one in the process, and a long read does not stand in the way of an append. The log is read, and followed,
   * from the node that the connection string prefers.
   */
  const connect = (name: 'leader' | 'log', override: Record<string, string>, requiresLeader: boolean) =>
    createConnection({
      url,
      override: { ...ownOptions(url), ...override },
      probe: (client) => Array.fromAsync(failsWell(client.readAll({ ...NEWEST, requiresLeader }))),
      probeTimeoutMs: PROBE_TIMEOUT_MS + GOSSIP_TIMEOUT_S * 1_000 * (url.hosts.length - 1),
      failuresMax: breakerFailures,
      longestPauseMs,
      deadlines,
      onBreaker: (state) => onBreaker(name, state),
      // Followers of the log send nothing by which they would notice that nobody is there any more.
      onLost: () => (name === 'leader' ? log : leader).check(),
    });
  const { leader, log } = usable(url, () => ({
    leader: connect('leader', { nodePreference: 'leader' }, true),
    log: connect('log', {}, false),
  }));
  const reading = { deadlines, idleTimeoutMs: readTimeoutMs, onReconnect };
  const leaderReads: ReadOptions = {
    ...reading,
    connection: leader,
    waitMs: appendGiveUpMs,
    failsFast: true,
  };
  // Who reads the log rebuilds, verifies or starts, and would rather wait than begin again.
  const logReads: ReadOptions = { ...reading, connection: log, waitMs: readGiveUpMs, failsFast: false };

  async function append(stream: string, expected: number, events: NewEvent[]): Promise<AppendResult> {
    const batch = events.map(({ id, type, data, metadata }) => ({
      id,
      type,
      data,
      metadata,
      contentType: 'application/json' as const,
    }));
    const expectedRevision = expected < 0 ? NO_STREAM : BigInt(expected);
    const giveUpAt = performance.now() + appendGiveUpMs;
    let pauseMs = FIRST_PAUSE_MS;
    let timeoutMs = appendTimeoutMs;
    let cause: unknown;
    for (let attempt = 1; ; attempt++) {
      const link = leader.link ?? (await leaderFor(attempt, giveUpAt, stream, cause));
      const answersBefore = link.answers;
      try {
        // The client sets no timer on a batch append: a lost answer would be waited for without end. The call that the
        // first append opens is the one that all others go through, and takes its header from that first one.
        const appended = link.client.appendToStream(stream, batch, {
          expectedRevision,
          deadline: SERVER_DEADLINE_MS,
          requiresLeader: true,
        });
        const { position } = await deadlines.within(timeoutMs, appended);
        link.answers += 1;
        return { position: position?.commit ?? 0n, repeated: attempt > 1 };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError || error instanceof StreamDeletedError) {
          link.answers += 1;
          throw new WrongExpectedRevisionError(`${stream} is not at revision ${expected}`, { cause: error });
        }
        cause = error;
        const verdict = verdictOn(error);
        const isRefusal = verdict === 'refused';
        // A store that is slow because it is busy would be kept so by repeats that come too early.
        if (verdict === 'silent') timeoutMs *= 2;
        if (isRefusal && attempt === 1)
          throw new StoreRefusedError(`the event store refused an append to ${stream}`, { cause: error });
        leader.failed(link, error, answersBefore);
        if (isRefusal || closing.signal.aborted || performance.now() + pauseMs > giveUpAt)
          throw unknownOutcome(stream, error);
        onReconnect('append', error);
        // A new client paces those who wait for it; an old one that is only slow is given time.
        if (leader.link === null) continue;
        await sleep(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  async function note(stream: string, events: NewEvent[], maxAgeS: number): Promise<void> {
    const link = leader.link ?? (await leader.wait(appendTimeoutMs));
    const batch = events.map((event) => ({ ...event, contentType: 'application/json' as const }));
    const { nextExpectedRevision } = await deadlines.within(
      appendTimeoutMs,
      link.client.appendToStream(stream, batch, { expectedRevision: ANY, deadline: SERVER_DEADLINE_MS }),
    );
    link.answers += 1;
    if (nextExpectedRevision === BigInt(events.length - 1))
      await link.client.setStreamMetadata(stream, { maxAge: maxAgeS }, { deadline: SERVER_DEADLINE_MS });
  }

  /** What was never sent fails as soon as nobody is there to take it; what may have been written is seen through. */
  async function leaderFor(attempt: number, giveUpAt: number, stream: string, cause: unknown): Promise<Link> {
    const waitMs = Math.max(0, giveUpAt - performance.now());
    if (attempt === 1) return leader.wait(waitMs);
    try {
      return await leader.wait(waitMs, true);
    } catch {
      throw unknownOutcome(stream, cause);
    }
  }

  async function* readStream(stream: string, first: number, maxCount?: number): AsyncIterable<StoredEvent> {
    let next = first;
    const events = resumed(leaderReads, (client) =>
      client.readStream(stream, {
        direction: FORWARDS,
        fromRevision: BigInt(next),
        requiresLeader: true,
        ...(maxCount && { maxCount: maxCount - (next - first) }),
      }),
    );
    for await (const { event } of events) {
      if (!event) continue;
      const one = stored(event as AllStreamRecordedEvent);
      next = one.revision + 1;
      yield one;
      if (maxCount && next - first >= maxCount) return;
    }
  }

  async function* readAll({ after, prefixes = PREFIJOS_DE_DOMINIO }: AllOptions): AsyncIterable<StoredEvent> {
    let last = after;
    const events = resumed(logReads, (client) =>
      client.readAll({ direction: FORWARDS, fromPosition: positionOf(last) }),
    );
    for await (const { event } of events) {
      // Reads are inclusive of the position they start from.
      if (!event?.position || (last !== null && event.position.commit <= last)) continue;
      last = event.position.commit;
      if (prefixes.some((prefix) => event.streamId.startsWith(prefix))) yield stored(event);
    }
  }

  async function* readTexts({
    after,
    prefixes = PREFIJOS_DE_DOMINIO,
  }: AllOptions): AsyncIterable<StoredText[]> {
    let last = after;
    for await (const texts of resumed(logReads, (client) => textsOf(client, last))) {
      const fresh = texts.filter(
        ({ position, stream }) =>
          (last === null || position > last) && prefixes.some((prefix) => stream.startsWith(prefix)),
      );
      last = texts.at(-1)!.position;
      if (fresh.length > 0) yield fresh;
    }
  }

  async function* subscribe(
    subscription: AllOptions & { signal: AbortSignal; batchMax?: number },
  ): AsyncIterable<StoredEvent[]> {
    const { prefixes = PREFIJOS_DE_DOMINIO, batchMax = 1_000 } = subscription;
    const signal = AbortSignal.any([subscription.signal, closing.signal]);
    let last = subscription.after;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const link = log.link ?? (await orNull(log.wait(readTimeoutMs, true), signal));
      if (!link || signal.aborted) continue;
      const answersBefore = link.answers;
      const filter = streamNameFilter({ prefixes: [...prefixes] });
      const { live, end } = confirmed(
        link,
        deadlines,
        confirmTimeoutMs,
        link.client.subscribeToAll({ fromPosition: positionOf(last), filter }),
      );
      try {
        for await (const batch of inBatches(live, batchMax, signal)) {
          link.answers += 1;
          // After a reconnect the server may begin with what was delivered before.
          const fresh = batch.filter(({ position }) => last === null || position > last);
          if (fresh.length === 0) continue;
          last = fresh.at(-1)!.position;
          pauseMs = FIRST_PAUSE_MS;
          yield fresh;
        }
      } catch (error) {
        if (!signal.aborted) {
          log.failed(link, error, answersBefore);
          onReconnect('subscription', error);
        }
      } finally {
        end();
      }
      if (signal.aborted) return;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async function head(): Promise<bigint | null> {
    // An open breaker says so at once, whatever a node that only reads would answer.
    const newest = await Array.fromAsync(
      resumed(leaderReads, (client) => client.readAll({ ...NEWEST, requiresLeader: true })),
    );
    return newest[0]?.event?.position?.commit ?? null;
  }

  async function close(): Promise<void> {
    closing.abort();
    await Promise.all([leader.close(), log.close()]);
  }

  return { url: options.url, append, note, readStream, readAll, readTexts, subscribe, head, close };
}

function parsed(url: string): EventStoreUrl {
  const result = parseEventStoreUrl(url);
  if (typeof result !== 'string') return result;
  throw new StoreUnreachableError(`the event store's address must be ${result}`);
}

/** @throws StoreUnreachableError for options that the client does not take, as a certificate that is not there */
function usable<Result>(url: EventStoreUrl, connect: () => Result): Result {
  try {
    return connect();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreUnreachableError(
      `the event store at ${url.hosts.join(', ')} cannot be connected to: ${reason}`,
      { cause: error },
    );
  }
}

/**
 * One round of asking the nodes for each attempt to connect, which is repeated at a pace of its own; and, unless the string
 * says otherwise, a node that is cut off holds the round up for no longer than it takes the others to be asked.
 */
function ownOptions(url: EventStoreUrl): Record<string, string> {
  const unlessGiven = (name: string, value: string) =>
    optionOf(url.options, name) === undefined ? { [name]: value } : {};
  return {
    maxDiscoverAttempts: '1',
    ...unlessGiven('gossipTimeout', String(GOSSIP_TIMEOUT_S)),
    ...unlessGiven('connectionName', 'besitos'),
  };
}

/** What comes of some work, or null once it fails or the signal aborts. */
function orNull<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | null> {
  return new Promise((resolve) => {
    const give = (result: Result | null): void => {
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const abort = (): void => give(null);
    signal.addEventListener('abort', abort);
    work.then(give, abort);
  });
}

const positionOf = (last: bigint | null) => (last === null ? START : { commit: last, prepare: last });

const unknownOutcome = (stream: string, cause: unknown) =>
  new AppendOutcomeUnknownError(`no answer to an append to ${stream}`, { cause });
