import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sellado } from '../../src/events/usuario/eventos.ts';
import {
  blindIndex,
  deriveKey,
  newKey,
  seal,
  UnsealError,
  unseal,
  unwrapKey,
  wrapKey,
} from '../../src/platform/keystore/sealing.ts';

/** Fixed keys, so that a failure can be repeated. */
const key = (name: string) => createHash('sha256').update(name).digest();
const KEY = key('ana');
const OTHER = key('bea');

const json = fc.jsonValue({ stringUnit: 'grapheme' }).filter((value) => JSON.stringify(value).length < 4_000);

function changedAt(bytes: Buffer, index: number, by: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = copy[index]! ^ by;
  return copy;
}
const bytesOf = (sealed: string) => Buffer.from(sealed.slice('v1.'.length), 'base64url');
const sealedOf = (bytes: Buffer) => `v1.${bytes.toString('base64url')}`;

describe('sealed data', () => {
  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(unseal(KEY, seal(KEY, value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is the same for the same data and key, so that a repeat is known for one', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(seal(KEY, value)).toBe(seal(KEY, structuredClone(value)));
      }),
    );
  });

  it('is as it was when the first of it was stored', () => {
    expect(seal(KEY, { nombre: 'Ana', usuario: 'ana', chat: 7 })).toBe(
      'v1.yqvlEq3o3XJJ6JuuQTrj0Qxgpfuk9V7unp0T6fOSjYv9QlLZskIjFqqWM6Mp1y4RWG-orBpbnu2U7bBv26h-s-f_yq61',
    );
    expect(
      unseal(
        KEY,
        'v1.yqvlEq3o3XJJ6JuuQTrj0Qxgpfuk9V7unp0T6fOSjYv9QlLZskIjFqqWM6Mp1y4RWG-orBpbnu2U7bBv26h-s-f_yq61',
      ),
    ).toEqual({ nombre: 'Ana', usuario: 'ana', chat: 7 });
  });

  it('differs wherever the data or the key does, from the nonce on', () => {
    const values = ['Ana', 'ana', 'Ana ', { nombre: 'Ana' }, ['Ana'], null, 0, ''];
    const sealed = [KEY, OTHER].flatMap((each) => values.map((value) => seal(each, value)));
    expect(new Set(sealed.map((text) => bytesOf(text).subarray(0, 12).toString('hex'))).size).toBe(
      sealed.length,
    );
  });

  it('shows nothing of what it holds but its length', () => {
    const sealed = bytesOf(seal(KEY, { nombre: 'Ana Ana Ana Ana' }));
    expect(sealed.toString('latin1')).not.toContain('Ana');
    expect(sealed).toHaveLength(12 + 16 + JSON.stringify({ nombre: 'Ana Ana Ana Ana' }).length);
  });

  it('has the form that events take', () => {
    for (const value of [null, 0, '', { nombre: '💋'.repeat(200) }])
      expect(Sellado.safeParse(seal(KEY, value)).success).toBe(true);
  });

  it('does not open with another key', () => {
    expect(() => unseal(OTHER, seal(KEY, 'Ana'))).toThrow(UnsealError);
  });

  it('does not open when any bit of it was changed', () => {
    const sealed = bytesOf(seal(KEY, { nombre: 'Ana' }));
    for (let index = 0; index < sealed.length; index++)
      for (let bit = 0; bit < 8; bit++)
        expect(() => unseal(KEY, sealedOf(changedAt(sealed, index, 1 << bit)))).toThrow(UnsealError);
  });

  it('does not open when it was cut or added to', () => {
    const sealed = bytesOf(seal(KEY, { nombre: 'Ana' }));
    for (let length = 0; length < sealed.length; length++)
      expect(() => unseal(KEY, sealedOf(sealed.subarray(0, length)))).toThrow(UnsealError);
    expect(() => unseal(KEY, sealedOf(Buffer.concat([sealed, Buffer.alloc(1)])))).toThrow(UnsealError);
  });

  it.each(['', 'v1', 'v1.', 'v2.AAAA', 'Ana', '{"nombre":"Ana"}', 'v1.¡no!'])('is not %j', (text) => {
    expect(() => unseal(KEY, text)).toThrow(UnsealError);
    expect(() => unseal(KEY, text)).toThrow(expect.objectContaining({ code: 'UNSEAL_FAILED' }));
  });
});

describe('a wrapped key', () => {
  it('is the key again with the master key, and with no other', () => {
    const wrapped = wrapKey(KEY, OTHER);
    expect(unwrapKey(KEY, wrapped)).toEqual(OTHER);
    expect(() => unwrapKey(OTHER, wrapped)).toThrow(UnsealError);
  });

  it('is another each time it is wrapped', () => {
    expect(wrapKey(KEY, OTHER)).not.toEqual(wrapKey(KEY, OTHER));
  });

  it('is refused when any byte of it was changed', () => {
    const wrapped = wrapKey(KEY, OTHER);
    for (let index = 0; index < wrapped.length; index++)
      expect(() => unwrapKey(KEY, changedAt(wrapped, index, 1))).toThrow(UnsealError);
  });

  it('cannot be taken for sealed data', () => {
    expect(() => unseal(KEY, sealedOf(wrapKey(KEY, OTHER)))).toThrow(UnsealError);
  });
});

describe('keys', () => {
  it('are 32 random bytes', () => {
    expect(newKey()).toHaveLength(32);
    expect(newKey()).not.toEqual(newKey());
  });

  it('for one purpose are no keys for another', () => {
    const derived = ['seal', 'nonce', 'wrap', 'index/telegram'].map((purpose) => deriveKey(KEY, purpose));
    expect(new Set([...derived, KEY].map((each) => each.toString('hex'))).size).toBe(5);
    expect(deriveKey(KEY, 'seal')).toEqual(derived[0]);
  });
});

describe('a blind index', () => {
  it('is the same for the same value, and tells kinds, values and keys apart', () => {
    const index = blindIndex(KEY, 'telegram', '77');
    expect(index).toHaveLength(32);
    expect(blindIndex(KEY, 'telegram', '77')).toEqual(index);
    for (const other of [
      blindIndex(KEY, 'telegram', '78'),
      blindIndex(KEY, 'correo', '77'),
      blindIndex(OTHER, 'telegram', '77'),
    ])
      expect(other).not.toEqual(index);
  });
});
