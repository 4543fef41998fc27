import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashEvent, hashInput } from '../../src/events/cadena.ts';
import { CanonicalFormError } from '../../src/events/canonico.ts';
import { leavesOf, objectsOf, valueAt, withAt } from '../support/mutations.ts';
import { SAMPLES } from '../support/samples.ts';

describe('hashEvent', () => {
  it('is the SHA-256 of the six fields in their canonical form', () => {
    // From: printf '%s' '{"data":{"idioma":"en"},"id":…,"type":"IdiomaCambiado"}' | sha256sum
    expect(
      hashEvent({
        stream: 'usuario-1',
        revision: 0,
        id: '00000000-0000-4000-8000-000000000001',
        type: 'IdiomaCambiado',
        data: { idioma: 'en' },
        metadata: { prevHash: null },
      }),
    ).toBe('45f8020d0e52f05bd6a94812425be579cd4e197e2619efbd238241c0789b0445');
  });

  it.each(SAMPLES)('can be repeated for $name with other tools', ({ event, hash }) => {
    const { stream, revision, id, type, data, metadata } = event;
    const canonical = canonicalize({ stream, revision, id, type, data, metadata })!;
    expect(createHash('sha256').update(canonical, 'utf8').digest('hex')).toBe(hash);
    expect(hashEvent(event)).toBe(hash);
  });

  it.each(SAMPLES)('changes with anything in $name', ({ event, hash }) => {
    const leaves = leavesOf(event);
    const inside = objectsOf({ data: event.data, metadata: event.metadata }).filter(
      ({ length }) => length > 0,
    );
    const hashes = [
      ...leaves.map((path) => withAt(event, path, changed(valueAt(event, path)))),
      ...leaves.filter((path) => valueAt(event, path) !== null).map((path) => withAt(event, path, null)),
      ...inside.map((path) => withAt(event, [...path, 'intruso'], 1)),
    ].map(hashEvent);
    expect(hashes).not.toContain(hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('leaves out what the server adds', () => {
    const { event, hash } = SAMPLES[0]!;
    expect(hashEvent({ ...event, position: 77n, created: new Date(0) } as typeof event)).toBe(hash);
  });

  it('tells where one field ends and the next begins', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (stream, id, type) => {
        const base = { revision: 0, data: {}, metadata: {} };
        fc.pre(id !== type);
        expect(hashEvent({ ...base, stream, id, type })).not.toBe(
          hashEvent({ ...base, stream, id: type, type: id }),
        );
      }),
    );
  });
});

describe('hashInput', () => {
  it('is the same whatever the order of properties', () => {
    // From: printf '%s' '{"datos":{"cantidad":10,"nota":"Café ☕"},"tipo":"OtorgarBesitos"}' | sha256sum
    const golden = 'fab005b7e0813b5d6ed2d6762b3746b1881d657bee2d64b6f6a28b0b0d1e0f9b';
    expect(hashInput({ tipo: 'OtorgarBesitos', datos: { nota: 'Café ☕', cantidad: 10 } })).toBe(golden);
    expect(hashInput({ datos: { cantidad: 10, nota: 'Café ☕' }, tipo: 'OtorgarBesitos' })).toBe(golden);
  });

  it('is the same with an optional field that is undefined as without it', () => {
    expect(hashInput({ a: 1, b: undefined })).toBe(hashInput({ a: 1 }));
  });

  it('tells texts apart that look alike', () => {
    const looks = ['é', 'e\u0301', 'É', ' é', '\u200bé'];
    expect(new Set(looks.map((nota) => hashInput({ nota }))).size).toBe(looks.length);
    expect(hashInput({ cantidad: 1 })).not.toBe(hashInput({ cantidad: '1' }));
  });

  it('refuses what has no canonical form', () => {
    expect(() => hashInput({ nota: '\ud800' })).toThrow(CanonicalFormError);
  });
});

function changed(leaf: unknown): unknown {
  if (typeof leaf === 'string') return `${leaf}.`;
  if (typeof leaf === 'number') return leaf + 1;
  return typeof leaf === 'boolean' ? !leaf : 'something';
}
