/**
 * Sealing of personal data: AES-256-GCM under a key of the user's own. The nonce is derived from key and plaintext
 * (HMAC-SHA-256, cut to 96 bits), so that a repeated command seals to the same bytes and is known for a repeat; equal
 * texts of one user can be told to be equal, and nothing more.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Data that does not open: another key sealed it, or it was changed. */
export class UnsealError extends Error {
  readonly code = 'UNSEAL_FAILED';
}

export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** A key for one purpose out of another. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `besitos/${purpose}`, KEY_BYTES));
}

/** Sealed form `v1.<base64url of nonce, tag and ciphertext>` of a JSON value. */
export function seal(key: Buffer, value: unknown): string {
  const plaintext = Buffer.from(JSON.stringify(value), 'utf8');
  const nonce = createHmac('sha256', deriveKey(key, 'nonce'))
    .update(plaintext)
    .digest()
    .subarray(0, NONCE_BYTES);
  return `v1.${encrypt(deriveKey(key, 'seal'), nonce, plaintext).toString('base64url')}`;
}

/** @throws UnsealError */
export function unseal(key: Buffer, sealed: string): unknown {
  if (!sealed.startsWith('v1.')) throw new UnsealError('not sealed by a version this program knows');
  return JSON.parse(
    decrypt(deriveKey(key, 'seal'), Buffer.from(sealed.slice(3), 'base64url')).toString('utf8'),
  );
}

/** A user's key under the master key. */
export function wrapKey(master: Buffer, key: Buffer): Buffer {
  return encrypt(deriveKey(master, 'wrap'), randomBytes(NONCE_BYTES), key);
}

/** @throws UnsealError when the master key is not the one it was wrapped with */
export function unwrapKey(master: Buffer, wrapped: Buffer): Buffer {
  return decrypt(deriveKey(master, 'wrap'), wrapped);
}

/** Index under which something is found again without being stored: HMAC-SHA-256 under the master key. */
export function blindIndex(master: Buffer, kind: string, value: string): Buffer {
  return createHmac('sha256', deriveKey(master, `index/${kind}`))
    .update(value)
    .digest();
}

function encrypt(key: Buffer, nonce: Buffer, plaintext: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

function decrypt(key: Buffer, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new UnsealError('sealed data does not open with this key', { cause: error });
  }
}
