/**
 * Telegram's limits on sending: about one message a second to a chat, twenty a minute to a group or channel, thirty
 * a second in all. Short bursts pass.
 */
import { tooManyRequests } from './errors.ts';

export interface FloodLimits {
  /** Messages that may go out at once before the pace is enforced. */
  chatBurst: number;
  chatPerSecond: number;
  totalPerSecond: number;
  /** To a chat of several people. */
  groupPerMinute: number;
}

export const TELEGRAM_FLOOD_LIMITS: FloodLimits = {
  chatBurst: 3,
  chatPerSecond: 1,
  totalPerSecond: 30,
  groupPerMinute: 20,
};

const MINUTE_MS = 60_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** Returns a check that throws 429 with the seconds to wait, or one that lets everything pass. */
export const createFloodControl = (limits: FloodLimits | null, now: () => number) => {
  const buckets = new Map<number | 'all', Bucket>();
  const refilled = (key: number | 'all', capacity: number, perSecond: number): Bucket => {
    const bucket = buckets.get(key) ?? { tokens: capacity, at: now() };
    const tokens = Math.min(capacity, bucket.tokens + ((now() - bucket.at) / 1000) * perSecond);
    const next = { tokens, at: now() };
    buckets.set(key, next);
    return next;
  };
  const sentToGroup = new Map<number, number[]>();
  /** When each message of the last minute went to this group; for a person's chat nothing. */
  const lastMinute = (chatId: number): number[] =>
    (sentToGroup.get(chatId) ?? []).filter((at) => now() - at < MINUTE_MS);

  return (chatId: number): void => {
    if (!limits) return;
    const isGroup = chatId < 0;
    const recent = lastMinute(chatId);
    const [oldest] = recent;
    if (isGroup && oldest !== undefined && recent.length >= limits.groupPerMinute)
      throw tooManyRequests(Math.ceil((oldest + MINUTE_MS - now()) / 1000));
    const chat = refilled(chatId, limits.chatBurst, limits.chatPerSecond);
    const all = refilled('all', limits.totalPerSecond, limits.totalPerSecond);
    if (chat.tokens < 1) throw tooManyRequests(Math.ceil((1 - chat.tokens) / limits.chatPerSecond));
    if (all.tokens < 1) throw tooManyRequests(1);
    chat.tokens -= 1;
    all.tokens -= 1;
    if (isGroup) sentToGroup.set(chatId, [...recent, now()]);
  };
};
