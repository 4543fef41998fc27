/**
 * The cache: an in-process tier before one in Redis, before the source. An entry carries the log position that it was read
 * at, and is valid while none of its tags has changed since. Why it is our own: adr/017.
 */
import type { RedisClient } from '../redis.ts';
import { type CacheCounts, hitRateOf, noCounts } from './counts.ts';
import { createFlights, type Flown } from './flights.ts';
import { createInvalidations, type Message } from './invalidations.ts';
import { type Link, startLink } from './link.ts';
import { createLocal, frozen } from './local.ts';
import { createMarks } from './marks.ts';
import { createShared, namesOf } from './shared.ts';
import { STALE_MAX_MS, type Tier, TTL_MS } from './tiers.ts';

/** What is cached under a key, and how it is come by. */
export interface Entry<Value> {
  tier: Tier;
  /** `<owner>:<name>`: a user's id, or a word for what is everybody's. */
  key: string;
  /** `<owner>:<name>` each. Those of the entry's own owner are checked in Redis itself, the others by what this process was told. */
  tags: readonly string[];
  /** Log position that the source holds for sure; asked before it is read. Null: nothing yet. */
  position(): bigint | null;
  /** Plain data: it is stored as JSON, and frozen. */
  load(): Promise<Value>;
  /** For how long past its time it may be given, while a new one is loaded; never once a tag has changed. Only where that is harmless. */
  staleMs?: number;
}

export interface CacheStats extends CacheCounts {
  /** 0 to 1; null before anything was asked for. */
  hitRate: number | null;
  entries: number;
  /** `away`: not relied on, until all is known that may have been missed. */
  redis: 'none' | 'up' | 'away';
  /** Whether the in-process tier is used. */
  inProcess: boolean;
}

export interface Cache {
  /** The cached value, at least as new as a log position where one is given; loaded once however many ask. */
  get<Value>(entry: Entry<Value>, options?: { atLeast?: bigint | null }): Promise<Value>;
  /** The rows behind these tags have changed, up to this log position. Resolves once all were told, or are to be told all. */
  invalidate(tags: readonly string[], position: bigint): Promise<void>;
  /** Forgets by hand, whatever the positions; false when Redis and the other processes could not be told. */
  drop(tags: readonly string[] | 'all'): Promise<boolean>;
  /** Whether this process's own projector changes the rows: without Redis the in-process tier is used only then. */
  drivenBy(leads: () => boolean): void;
  stats(): CacheStats;
  close(): Promise<void>;
}

export interface CacheOptions {
  redis: RedisClient | null;
  /** The highest checkpoint of any projection group, by the database's own word. */
  reached(): Promise<bigint | null>;
  /** Milliseconds since the Unix epoch. */
  now?(): number;
  /** Told why Redis was not to be relied on any more. */
  onError?(error: unknown): void;
  /** Entries of the in-process tier; 0: none. */
  entriesMax?: number;
}

const ENTRIES_MAX = 10_000;
/** From one look at who projects to the next; a lease changes hands more slowly. */
const LOOK_MS = 250;

type Source = 'redis' | 'stale' | 'load';
interface Outcome extends Flown<unknown> {
  source: Source;
}

export function createCache({
  redis,
  reached,
  now = Date.now,
  onError = () => {},
  entriesMax = ENTRIES_MAX,
}: CacheOptions): Cache {
  const counts = noCounts();
  const marks = createMarks();
  const local = createLocal(entriesMax);
  const flights = createFlights<Outcome>();
  const storing = new Set<Promise<void>>();
  const shared = redis && createShared(redis);
  let link: Link | null = null;
  let leads = () => false;
  let led = false;
  let generation = 0;
  /** How often the in-process tier was emptied: what was under way then is not kept. */
  let emptied = 0;

  function empty(): void {
    emptied += 1;
    local.clear();
  }

  function failed(error: unknown): void {
    counts.errors += 1;
    // Once for an outage: what was under way then fails with it.
    if (link?.isUp()) onError(error);
    link?.doubt();
  }

  /** Null where Redis does not answer: whoever asked goes on without. */
  const attempt = <Answer>(answer: Promise<Answer>): Promise<Answer | null> =>
    answer.catch((error: unknown) => {
      failed(error);
      return null;
    });

  /** Everybody, this process included, forgets everything. */
  async function forgetAll(): Promise<void> {
    generation = Math.max(generation, await shared!.generation(generation, 1));
    empty();
    await tell({ tipo: 'generacion', generacion: generation });
  }

  const tell = (message: Message) => shared!.tell(JSON.stringify(message));

  function hear(text: string): void {
    const message = JSON.parse(text) as Message;
    switch (message.tipo) {
      case 'marcas':
        for (const [tag, position] of message.marcas) marks.raise([tag], BigInt(position));
        return;
      case 'soltar':
        empty();
        return;
      case 'generacion':
        if (message.generacion > generation) {
          generation = message.generacion;
          empty();
        }
        return;
      default:
        message satisfies never;
    }
  }

  const invalidations =
    shared && createInvalidations({ shared, isUp: () => link?.isUp() ?? false, forgetAll, onError: failed });
  if (redis && shared && invalidations)
    link = startLink({
      redis,
      onMessage: hear,
      onDoubt: empty,
      onUp: () => invalidations.resume(),
      async prepare() {
        const position = await reached();
        if (position !== null) marks.raiseFloor(position);
        generation = Math.max(generation, await shared.generation(generation, 0));
        empty();
      },
    });

  /** Whether this process learns of every change. */
  function isInformed(): boolean {
    if (link) return link.isUp();
    if (leads() !== led) look();
    return led;
  }

  /** A projector that begins may follow one that ended before it had told what it changed. */
  function look(): void {
    const before = led;
    led = leads();
    if (led === before) return;
    if (!invalidations) empty();
    else if (led) {
      invalidations.owe();
      invalidations.resume();
    }
  }
  const looking = setInterval(look, LOOK_MS);
  looking.unref();

  function keep<Value>(
    entry: Entry<Value>,
    slots: number[],
    found: { value: Value; position: bigint; expiresMs: number },
    since: number,
  ): void {
    if (since !== emptied || !isInformed()) return;
    local.set(entry.key, {
      ...found,
      value: frozen(found.value),
      slots,
      staleUntilMs: found.expiresMs + graceOf(entry),
    });
  }

  /** From Redis, or else from the source. */
  async function fetch<Value>(
    entry: Entry<Value>,
    slots: number[],
    asked: bigint,
    isRefresh = false,
  ): Promise<Outcome> {
    const since = emptied;
    const ofGeneration = generation;
    const names = namesOf(entry.key, entry.tags);
    const isShared = () => shared !== null && link!.isUp() && since === emptied;
    let nonces: readonly string[] | null = null;
    if (isShared()) {
      const reading = await attempt(shared!.read<Value>(names, ofGeneration));
      const found = reading?.found;
      if (found && !isRefresh && found.position >= asked) {
        const { position, expiresMs } = found;
        if (found.isCurrent && marks.covers(slots, position) && now() < expiresMs + graceOf(entry)) {
          const value = found.value();
          keep(entry, slots, { value, position, expiresMs }, since);
          return { value, position, source: now() < expiresMs ? 'redis' : 'stale' };
        }
      }
      nonces = reading?.nonces() ?? null;
    }
    const position = entry.position() ?? -1n;
    if (isShared() && nonces === null) nonces = await attempt(shared!.open(names, position));
    const expiresMs = now() + TTL_MS[entry.tier];
    counts.loads += 1;
    const value = await entry.load();
    const outcome: Outcome = { value, position, source: 'load' };
    if (since !== emptied || !marks.covers(slots, position)) {
      counts.overtaken += 1;
      return outcome;
    }
    keep(entry, slots, { value, position, expiresMs }, since);
    if (nonces !== null && isShared()) {
      const keepMs = TTL_MS[entry.tier] + graceOf(entry);
      const stored = shared!
        .store(names, { position, expiresMs, keepMs, nonces, generation: ofGeneration, value })
        .then((isStored) => {
          if (isStored) return;
          counts.overtaken += 1;
          local.delete(entry.key);
        })
        .catch(failed);
      storing.add(stored);
      void stored.finally(() => storing.delete(stored));
    }
    return outcome;
  }

  function refresh<Value>(entry: Entry<Value>): void {
    if (flights.isUnderWay(entry.key)) return;
    flights
      .board(
        entry.key,
        -1n,
        () => true,
        () => fetch(entry, marks.slotsOf(entry.tags), -1n, true),
      )
      .catch(() => {
        counts.errors += 1;
      });
  }

  return {
    async get<Value>(
      entry: Entry<Value>,
      { atLeast = null }: { atLeast?: bigint | null } = {},
    ): Promise<Value> {
      const asked = atLeast ?? -1n;
      const here = isInformed() ? local.get(entry.key) : undefined;
      if (here && here.position >= asked && marks.covers(here.slots, here.position)) {
        const nowMs = now();
        if (nowMs < here.expiresMs) {
          counts.hitsInProcess += 1;
          return here.value as Value;
        }
        if (nowMs < here.staleUntilMs) {
          counts.stale += 1;
          refresh(entry);
          return here.value as Value;
        }
      }
      const slots = marks.slotsOf(entry.tags);
      const isGood = ({ position }: Outcome) => position >= asked && marks.covers(slots, position);
      const { value, source } = await flights.board(entry.key, asked, isGood, () =>
        fetch(entry, slots, asked),
      );
      switch (source) {
        case 'redis':
          counts.hitsRedis += 1;
          break;
        case 'stale':
          counts.stale += 1;
          refresh(entry);
          break;
        case 'load':
          counts.misses += 1;
          break;
        default:
          source satisfies never;
      }
      return value as Value;
    },

    async invalidate(tags, position) {
      counts.invalidations += tags.length;
      marks.raise(tags, position);
      await invalidations?.send(tags, position);
    },

    async drop(tags) {
      empty();
      if (!shared || !invalidations) return true;
      try {
        if (tags === 'all') await forgetAll();
        else {
          await shared.forget(tags);
          await tell({ tipo: 'soltar' });
        }
        return true;
      } catch (error) {
        invalidations.owe();
        failed(error);
        return false;
      }
    },

    drivenBy(projects) {
      leads = projects;
      look();
    },

    stats: () => ({
      ...counts,
      hitRate: hitRateOf(counts),
      entries: local.size(),
      redis: link ? (link.isUp() ? 'up' : 'away') : 'none',
      inProcess: entriesMax > 0 && isInformed(),
    }),

    async close() {
      clearInterval(looking);
      await Promise.allSettled(storing);
      link?.close();
    },
  };
}

const graceOf = ({ staleMs = 0 }: Pick<Entry<unknown>, 'staleMs'>): number => Math.min(staleMs, STALE_MAX_MS);
