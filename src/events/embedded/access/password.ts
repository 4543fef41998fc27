import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** A password as it is stored. */
export interface HashedPassword {
  /** Base64. */
  readonly hash: string;
  /** Base64. */
  readonly salt: string;
}

const deriveKey = promisify<string, Buffer, number, Buffer>(scrypt);

const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** Hashes a password with a salt of its own; slow on purpose, and outside of this thread. */
export async function hashPassword(password: string): Promise<HashedPassword> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await deriveKey(password, salt, KEY_BYTES);
  return { hash: hash.toString('base64'), salt: salt.toString('base64') };
}

/** Whether `password` is the one that was hashed. */
export async function isPassword(password: string, { hash, salt }: HashedPassword): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64');
  const derived = await deriveKey(password, Buffer.from(salt, 'base64'), KEY_BYTES);
  return expected.length === KEY_BYTES && timingSafeEqual(derived, expected);
}

/** Fixed-length digests of two texts can be compared in a time that tells nothing of either. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

export function isSame(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(a, b);
}
