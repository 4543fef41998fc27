/** Identifiers that look as arbitrary as Telegram's, from the emulator's own source of chance. */
import { createHash } from 'node:crypto';
import type { Settings } from './settings.ts';

export interface Ids {
  /** Of letters, digits, `-` and `_`. */
  text(prefix?: string): string;
  digits(): string;
}

export const createIds = (settings: Settings, random: () => number): Ids => {
  /** Counted, so that a test whose chance always falls alike still gets different ids. */
  const next = (): number => {
    const n = (settings.get<number>('ids_given') ?? 0) + 1;
    settings.set('ids_given', n);
    return n;
  };
  return {
    text: (prefix = '') =>
      prefix + createHash('sha256').update(`${next()} ${random()}`).digest('base64url').slice(0, 32),
    digits: () => `${1_000_000_000 + Math.floor(random() * 8_000_000_000)}${String(next()).padStart(6, '0')}`,
  };
};
