/**
 * Whether this process can rely on Redis. It can while every connection stands, the one that brings invalidations is heard
 * to live, and nothing failed; at the first doubt it relies on nothing, until all that was asked anew: an answer of every
 * node, its own voice over the channel, how far the read models have come, and the generation. What is older than that may
 * have changed without a word.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import { newUuid } from '../ids.ts';
import { mastersOf, type RedisClient } from '../redis.ts';
import { CHANNEL, echoChannel } from './keys.ts';

/** From one word to oneself to the next. */
const BEAT_MS = 1_000;
/** Silence after which the connection that brings invalidations is not taken to live. */
const SILENCE_MAX_MS = 3_000;
const ANSWER_MAX_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

export interface Link {
  isUp(): boolean;
  /** Something failed: nothing is relied on until all is asked anew. */
  doubt(): void;
  close(): void;
}

export interface LinkOptions {
  redis: RedisClient;
  /** A message of another process, or of this one. */
  onMessage(message: string): void;
  onDoubt(): void;
  onUp(): void;
  /** Asked once all connections stand: whatever must be known before Redis is relied on. Rejects when it cannot be known. */
  prepare(): Promise<void>;
}

export function startLink({ redis, onMessage, onDoubt, onUp, prepare }: LinkOptions): Link {
  const echo = echoChannel(newUuid());
  const closing = new AbortController();
  let up = false;
  let doubts = 0;
  let heardMs = 0;
  let subscriber: Redis | null = null;
  let recovering = false;

  function doubt(): void {
    doubts += 1;
    if (up) {
      up = false;
      onDoubt();
    }
    if (!recovering && !closing.signal.aborted) void recover();
  }

  const watch = (node: Redis) => void node.on('close', doubt);
  if (redis instanceof Cluster) {
    for (const node of redis.nodes()) watch(node);
    redis.on('+node', watch);
  } else watch(redis);

  async function recover(): Promise<void> {
    recovering = true;
    let pauseMs = FIRST_PAUSE_MS;
    while (!closing.signal.aborted) {
      const before = doubts;
      try {
        await Promise.all(mastersOf(redis).map((node) => node.ping()));
        await subscribe();
        await hearOneself();
        await prepare();
        if (doubts === before) {
          up = true;
          onUp();
          break;
        }
      } catch {
        // Whatever it was, it is tried again.
      }
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
    recovering = false;
  }

  /** A connection of its own that is never repaired: when it closes, words may have been missed. */
  async function subscribe(): Promise<void> {
    subscriber?.disconnect();
    const nodes = mastersOf(redis);
    const node = nodes[Math.floor(Math.random() * nodes.length)];
    if (!node) throw new Error('no node is known');
    const fresh = node.duplicate({
      lazyConnect: true,
      retryStrategy: null,
      autoResubscribe: false,
      enableOfflineQueue: false,
    });
    subscriber = fresh;
    fresh.on('error', () => {});
    fresh.on('close', () => {
      if (fresh === subscriber) doubt();
    });
    fresh.on('message', (channel: string, message: string) => {
      heardMs = performance.now();
      if (channel === CHANNEL) onMessage(message);
    });
    await fresh.connect();
    await fresh.subscribe(CHANNEL, echo);
  }

  async function hearOneself(): Promise<void> {
    const beganMs = performance.now();
    await redis.publish(echo, '');
    while (heardMs < beganMs) {
      if (performance.now() - beganMs > ANSWER_MAX_MS) throw new Error('the channel is silent');
      await sleep(2, undefined, { signal: closing.signal });
    }
  }

  const isHeard = () => performance.now() - heardMs < SILENCE_MAX_MS;
  const beat = setInterval(() => {
    if (!up) return;
    if (isHeard()) redis.publish(echo, '').catch(doubt);
    else doubt();
  }, BEAT_MS);
  beat.unref();
  void recover();

  return {
    isUp: () => up && isHeard(),
    doubt,
    close() {
      closing.abort();
      up = false;
      clearInterval(beat);
      if (redis instanceof Cluster) {
        redis.off('+node', watch);
        for (const node of redis.nodes()) node.off('close', doubt);
      } else redis.off('close', doubt);
      subscriber?.disconnect();
    },
  };
}
