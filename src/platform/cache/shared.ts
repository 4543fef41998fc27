/** The tier in Redis: entries beside the tags that they are valid by. Every function rejects when Redis does not answer. */
import { randomBytes } from 'node:crypto';
import { Cluster } from 'ioredis';
import type { RedisClient } from '../redis.ts';
import { CHANNEL, entryKey, GENERATION_KEY, ownerOf, tagKey } from './keys.ts';
import { DIGITS, nonceIn, padded, positionIn, withScripts } from './scripts.ts';
import { TAG_TTL_MS } from './tiers.ts';

export interface Found<Value> {
  /** False where a tag has changed since. */
  isCurrent: boolean;
  position: bigint;
  expiresMs: number;
  value(): Value;
}

export interface Reading<Value> {
  found: Found<Value> | null;
  /** Of the tags as they are now; null where one is missing. */
  nonces(): string[] | null;
}

export interface ToStore {
  position: bigint;
  expiresMs: number;
  /** How long Redis keeps it: past its time where it may still be given then. */
  keepMs: number;
  nonces: readonly string[];
  generation: number;
  value: unknown;
}

export interface Shared {
  /** One round trip. */
  read<Value>(key: Names, generation: number): Promise<Reading<Value>>;
  open(key: Names, position: bigint): Promise<string[]>;
  /** False when it was overtaken. */
  store(key: Names, entry: ToStore): Promise<boolean>;
  raise(positions: ReadonlyMap<string, bigint>): Promise<void>;
  /** Of no entry with one of these tags anything is left. */
  forget(tags: readonly string[]): Promise<void>;
  /** The number that entries must carry, at least `seen`; raised by `more`. */
  generation(seen: number, more: 0 | 1): Promise<number>;
  tell(message: string): Promise<void>;
}

/** The Redis keys of an entry and of those of its tags that stand in its slot: the others are not to be had in the same step. */
export interface Names {
  entry: string;
  tags: readonly string[];
}

export function namesOf(key: string, tags: readonly string[]): Names {
  const owner = ownerOf(key);
  return { entry: entryKey(key), tags: tags.filter((tag) => ownerOf(tag) === owner).map(tagKey) };
}

/** Keys of one script call, where nothing else bounds them. */
const KEYS_MAX = 500;

export function createShared(client: RedisClient): Shared {
  const redis = withScripts(client);
  const isCluster = redis instanceof Cluster;

  /** Tags that one command may name: of a cluster those of one owner. */
  function* together(tags: Iterable<string>): Generator<string[]> {
    if (isCluster) {
      const byOwner = new Map<string, string[]>();
      for (const tag of tags) {
        const of = byOwner.get(ownerOf(tag));
        if (of) of.push(tag);
        else byOwner.set(ownerOf(tag), [tag]);
      }
      yield* byOwner.values();
      return;
    }
    const all = [...tags];
    for (let from = 0; from < all.length; from += KEYS_MAX) yield all.slice(from, from + KEYS_MAX);
  }

  return {
    read: <Value>({ entry, tags }: Names, generation: number) =>
      redis.mget(entry, ...tags).then(([text, ...values]): Reading<Value> => {
        if (values.includes(null)) return { found: null, nonces: () => null };
        const known = values as string[];
        return {
          found: text ? decode<Value>(text, known, generation) : null,
          nonces: () => known.map(nonceIn),
        };
      }),
    async open({ tags }, position) {
      if (tags.length === 0) return [];
      const nonce = randomBytes(6).toString('base64url');
      const opened = await redis.besitosOpen(
        tags.length,
        ...tags,
        padded(position),
        nonce,
        String(TAG_TTL_MS),
      );
      return opened as string[];
    },
    async store({ entry, tags }, { position, expiresMs, keepMs, nonces, generation, value }) {
      const at = padded(position);
      const kept = await redis.besitosStore(
        1 + tags.length,
        entry,
        ...tags,
        `${at} ${expiresMs} ${generation} ${nonces.join(',')}\n${JSON.stringify(value)}`,
        String(keepMs),
        at,
        String(TAG_TTL_MS),
        String(generation),
        ...nonces,
      );
      return kept === 1;
    },
    async raise(positions) {
      await Promise.all(
        [...together(positions.keys())].map((tags) =>
          redis.besitosRaise(
            tags.length,
            ...tags.map(tagKey),
            String(TAG_TTL_MS),
            ...tags.map((tag) => padded(positions.get(tag)!)),
          ),
        ),
      );
    },
    async forget(tags) {
      await Promise.all([...together(tags)].map((some) => redis.del(...some.map(tagKey))));
    },
    async generation(seen, more) {
      return Number(await redis.besitosGeneration(1, GENERATION_KEY, String(seen), String(more)));
    },
    async tell(message) {
      await redis.publish(CHANNEL, message);
    },
  };
}

/**
 * An entry is `<position> <expires> <generation> <nonces>`, a line, and JSON. Null for what was stored by tags that are no
 * more, or before everybody forgot everything.
 */
function decode<Value>(text: string, tags: readonly string[], generation: number): Found<Value> | null {
  const at = text.slice(0, DIGITS);
  const afterExpires = text.indexOf(' ', DIGITS + 1);
  const afterGeneration = text.indexOf(' ', afterExpires + 1);
  if (Number(text.slice(afterExpires + 1, afterGeneration)) !== generation) return null;
  let next = afterGeneration + 1;
  let isCurrent = true;
  for (const tag of tags) {
    const nonce = nonceIn(tag);
    if (!text.startsWith(nonce, next)) return null;
    next += nonce.length + 1;
    if (tag.slice(0, DIGITS) > at) isCurrent = false;
  }
  const json = tags.length > 0 ? next : next + 1;
  return {
    isCurrent,
    position: positionIn(at),
    expiresMs: Number(text.slice(DIGITS + 1, afterExpires)),
    value: () => JSON.parse(text.slice(json)) as Value,
  };
}
