import fc from 'fast-check';
import { v5 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { newUuid, uuidFrom } from '../../src/platform/ids.ts';

describe('derived ids', () => {
  it('are the UUIDv5 of RFC 9562: the example of its appendix', () => {
    expect(uuidFrom('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('agree with the uuid package for every name and namespace', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string({ unit: 'grapheme' }), (namespace, name) => {
        expect(uuidFrom(namespace, name)).toBe(v5(name, namespace));
      }),
    );
  });

  it('serve as namespaces themselves', () => {
    expect(uuidFrom(uuidFrom(newUuid(), 'a'), 'b')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
