/**
 * A connection that heals. The official client mends itself after some faults and after others stays broken: a failed
 * look at the server's features is kept for ever, and a half-open connection is used again. So a client that met a fault
 * is replaced, by one caller for all, and the new one is handed out only once it has answered.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStoreDBClient, NotLeaderError } from '@eventstore/db-client';
import { type BreakerState, createBreaker } from '../../platform/breaker.ts';
import { type EventStoreUrl, formatEventStoreUrl, optionOf } from '../../platform/event-store-url.ts';
import { verdictOn } from './fallos.ts';
import { type OpenClient, openClient } from './oficial.ts';
import type { Deadlines } from './plazos.ts';
import { StoreRefusedError, StoreUnreachableError } from './tipos.ts';

/** One client, from its first answer to its first fault. */
export interface Link {
  readonly client: EventStoreDBClient;
  /** Answers that came over it: a time-out during which others were answered is no fault of the connection. */
  answers: number;
  /** It was given up: what its calls say from then on, an end included, means nothing. */
  isLost: boolean;
}

export interface Connection {
  /** The client in use; null while there is none, and `wait` is to be called. */
  readonly link: Link | null;
  readonly breaker: BreakerState;
  /**
   * A client that has answered.
   * @param patient goes on waiting when the breaker opens, for a caller that must learn what became of its append
   * @throws StoreUnreachableError when there is none in time, or the breaker is open
   * @throws StoreRefusedError when the server answers that it will not serve this user
   */
  wait(timeoutMs: number, patient?: boolean): Promise<Link>;
  /** Tells of an error that came over a link; the link is replaced if that is what the error means. */
  failed(link: Link, error: unknown, answersBefore: number): void;
  /** Finds out whether the link, if there is one, still answers. */
  check(): void;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  url: EventStoreUrl;
  /** Options of the connection string that take the place of those given. */
  override: Readonly<Record<string, string>>;
  /** Resolves when the server has answered as it should. */
  probe: (client: EventStoreDBClient) => Promise<unknown>;
  probeTimeoutMs: number;
  /** So many attempts in vain, one after the other, open the breaker. */
  failuresMax: number;
  longestPauseMs: number;
  deadlines: Deadlines;
  onBreaker: (state: BreakerState) => void;
  /** The link met a fault that other connections to the same servers may have met without knowing it yet. */
  onLost: () => void;
}

const FIRST_PAUSE_MS = 50;
/** A link that was up for so long was a good one. */
const SETTLED_MS = 1_000;
/** By the client's default. */
const KEEP_ALIVE_TIMEOUT_MS = 10_000;
const NO_KEEP_ALIVE_TIMEOUT_MS = 2_000_000_000;
const DISTINCT_MAX = 1_000;

let made = 0;

export function createConnection(options: ConnectionOptions): Connection {
  const { url, override, probe, probeTimeoutMs, longestPauseMs, deadlines } = options;
  const closing = new AbortController();
  const breaker = createBreaker(options.failuresMax, (state) => {
    if (state === 'open') impatient.reject(failure());
    options.onBreaker(state);
  });
  let link: Link | null = null;
  /** Of the link, or of the attempt that is to become the link. */
  let current: OpenClient | null = null;
  // Made at once, so that a connection string that the client cannot use is known from the start.
  let first: OpenClient | null = openClient(distinct(url, override, null));
  let opening: Promise<void> | null = null;
  let isChecking = false;
  let pauseMs = FIRST_PAUSE_MS;
  let openedMs = Number.NEGATIVE_INFINITY;
  let lastError: unknown;
  /** What those wait for who fail when the breaker opens, and those who do not. */
  let impatient = awaited();
  let patient = awaited();

  function failure(): StoreRefusedError | StoreUnreachableError {
    if (lastError instanceof Error && verdictOn(lastError) === 'refused')
      return new StoreRefusedError(
        `the event store at ${url.hosts.join(', ')} refuses: ${lastError.message}`,
        {
          cause: lastError,
        },
      );
    return new StoreUnreachableError(`the event store at ${url.hosts.join(', ')} does not answer`, {
      cause: lastError,
      retryAfterMs: longestPauseMs,
    });
  }

  async function pause(): Promise<void> {
    // Programs that lost the same server do not all come back at once.
    const thisMs = pauseMs * (0.75 + 0.25 * Math.random());
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    await sleep(thisMs, undefined, { signal: closing.signal }).catch(() => {});
  }

  async function open(before: OpenClient | null, hint: NotLeaderError['leader'] | null): Promise<void> {
    // A late error of an old stream rejects appends of the new one, so it must have had its say.
    await before?.retire();
    let leader = hint;
    // A server that takes connections and breaks each at once is not come back to as fast as it does so.
    if (performance.now() - openedMs >= SETTLED_MS) pauseMs = FIRST_PAUSE_MS;
    else if (!hint) await pause();
    while (!closing.signal.aborted) {
      let candidate = first;
      first = null;
      try {
        candidate ??= openClient(distinct(url, override, leader));
        const { client } = candidate;
        current = candidate;
        leader = null;
        await breaker.attempt(() => deadlines.within(probeTimeoutMs, probe(client)));
        if (closing.signal.aborted) break;
        link = { client, answers: 0, isLost: false };
        openedMs = performance.now();
        opening = null;
        impatient.resolve(link);
        patient.resolve(link);
        return;
      } catch (error) {
        lastError = error;
        if (error instanceof NotLeaderError) leader = error.leader;
        // Credentials that are wrong are worth no wait; the attempts go on, as the server's users may be put right.
        if (verdictOn(error) === 'refused') impatient.reject(failure());
        await candidate?.retire();
      }
      await pause();
    }
    impatient.reject(failure());
    patient.reject(failure());
  }

  function begin(before: OpenClient | null, hint: NotLeaderError['leader'] | null): void {
    impatient = awaited();
    patient = awaited();
    opening = open(before, hint);
  }

  function failed(from: Link, error: unknown, answersBefore: number): void {
    if (from !== link || closing.signal.aborted) return;
    const verdict = verdictOn(error);
    if (verdict === 'refused' || verdict === 'busy') return;
    if (verdict === 'silent' && from.answers > answersBefore) return;
    lastError = error;
    from.isLost = true;
    link = null;
    begin(current, error instanceof NotLeaderError ? error.leader : null);
    options.onLost();
  }

  async function check(): Promise<void> {
    const from = link;
    if (!from || isChecking) return;
    isChecking = true;
    const answersBefore = from.answers;
    try {
      await deadlines.within(probeTimeoutMs, probe(from.client));
    } catch (error) {
      failed(from, error, answersBefore);
    } finally {
      isChecking = false;
    }
  }

  return {
    get link() {
      return link;
    },
    get breaker() {
      return breaker.state;
    },
    failed,
    check: () => void check(),
    async wait(timeoutMs, isPatient = false) {
      if (closing.signal.aborted) throw failure();
      if (link) return link;
      if (!isPatient && breaker.state !== 'closed') throw failure();
      if (!opening) begin(null, null);
      const next = isPatient ? patient : impatient;
      try {
        return await deadlines.within(timeoutMs, next.promise);
      } catch {
        throw failure();
      }
    },
    async close() {
      closing.abort();
      if (link) link.isLost = true;
      link = null;
      await Promise.all([first?.retire(), current?.retire(), opening]);
    },
  };
}

function awaited(): PromiseWithResolvers<Link> {
  const waiting = Promise.withResolvers<Link>();
  // It may fail without anybody waiting for it.
  waiting.promise.catch(() => {});
  return waiting;
}

/**
 * The string for one client. Clients whose settings are equal share one TCP connection, also when the first of them was
 * given up because that connection is half-open; by a millisecond of a time-out no two settings are equal.
 */
function distinct(
  url: EventStoreUrl,
  override: Readonly<Record<string, string>>,
  leader: NotLeaderError['leader'] | null,
): string {
  made = (made + 1) % DISTINCT_MAX;
  const given = Number(optionOf(url.options, 'keepAliveTimeout') ?? KEEP_ALIVE_TIMEOUT_MS);
  const keepAliveTimeout = String((given < 0 ? NO_KEEP_ALIVE_TIMEOUT_MS : given) + made);
  const at = leader ? { ...url, discover: false, hosts: [`${leader.address}:${leader.port}`] } : url;
  return formatEventStoreUrl(at, { ...override, keepAliveTimeout });
}
