/**
 * What Redis does as one step. A tag's value is its position in 20 digits, which compare as text, and a nonce made when the
 * tag was: whoever finds another nonce knows that the tag was away meanwhile, and what it then missed is unknown.
 */
import type { RedisClient } from '../redis.ts';

export const DIGITS = 20;

/** -1, from before the first event, is 0. */
export const padded = (position: bigint): string => String(position + 1n).padStart(DIGITS, '0');
export const positionIn = (text: string): bigint => BigInt(text.slice(0, DIGITS)) - 1n;
export const nonceIn = (tagValue: string): string => tagValue.slice(DIGITS + 1);

/** Makes the tags that are missing, at the position that is about to be read at; the nonces of all. */
const OPEN = `
local nonces = {}
for index, key in ipairs(KEYS) do
  local value = redis.call('get', key)
  if not value then
    value = ARGV[1] .. ':' .. ARGV[2]
    redis.call('set', key, value, 'PX', ARGV[3])
  end
  nonces[index] = string.sub(value, ${DIGITS + 2})
end
return nonces`;

/**
 * Keeps an entry unless something changed since it was read: each of its tags must be the one that was opened, and at no
 * later position. One that is there already and was read later stays. 1 when it was kept.
 */
const STORE = `
for index = 2, #KEYS do
  local value = redis.call('get', KEYS[index])
  if not value or string.sub(value, ${DIGITS + 2}) ~= ARGV[index + 4] or string.sub(value, 1, ${DIGITS}) > ARGV[3] then
    return 0
  end
end
local header = redis.call('getrange', KEYS[1], 0, 63)
local position, generation = string.match(header, '^(%d+) %d+ (%d+) ')
if generation == ARGV[5] and position > ARGV[3] then return 1 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
for index = 2, #KEYS do redis.call('pexpire', KEYS[index], ARGV[4]) end
return 1`;

/** Raises tags that are there; of those that are not, no entry is valid. */
const RAISE = `
for index, key in ipairs(KEYS) do
  local value = redis.call('get', key)
  if value and string.sub(value, 1, ${DIGITS}) < ARGV[index + 1] then
    redis.call('set', key, ARGV[index + 1] .. string.sub(value, ${DIGITS + 1}), 'PX', ARGV[1])
  end
end
return #KEYS`;

/** The generation: never less than what the caller has seen, and so many more. */
const GENERATION = `
local value = math.max(tonumber(redis.call('get', KEYS[1]) or '0'), tonumber(ARGV[1])) + tonumber(ARGV[2])
redis.call('set', KEYS[1], string.format('%d', value))
return value`;

type Script = (keyCount: number, ...keysAndArguments: string[]) => Promise<unknown>;

export interface Scripts {
  besitosOpen: Script;
  besitosStore: Script;
  besitosRaise: Script;
  besitosGeneration: Script;
}

/** Sent by their hash, and whole to a server that does not know them. */
export function withScripts<Client extends RedisClient>(redis: Client): Client & Scripts {
  const scripts = {
    besitosOpen: OPEN,
    besitosStore: STORE,
    besitosRaise: RAISE,
    besitosGeneration: GENERATION,
  };
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { lua });
  return redis as Client & Scripts;
}
