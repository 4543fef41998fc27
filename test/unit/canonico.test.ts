import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CanonicalFormError, canonicalJson, isSameJson } from '../../src/events/canonico.ts';

/** Any JSON, with the strings and numbers that serializers get wrong. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const awkward = fc.constantFrom(
  '',
  '__proto__',
  'constructor',
  'toJSON',
  '\u0000',
  '\u2028',
  '1',
  '10',
  '2',
  'é',
  'é',
  '😀',
  'ﬃ',
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      text,
      awkward,
    ),
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .uniqueArray(fc.tuple(fc.oneof(text, awkward), tie('value')), {
        maxLength: 6,
        selector: ([key]) => key,
      })
      .map((entries) => {
        const object: Record<string, unknown> = {};
        for (const [key, value] of entries)
          Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
        return object;
      }),
  ),
})).value;

describe('canonicalJson', () => {
  it('gives what the reference implementation gives, for any JSON', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is the same whatever the order of properties, and survives parsing', () => {
    fc.assert(
      fc.property(json, (value) => {
        const canonical = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(canonical);
        expect(canonicalJson(JSON.parse(canonical))).toBe(canonical);
      }),
      { numRuns: 1_000 },
    );
  });

  describe('gives the examples of RFC 8785', () => {
    it('3.2.2, literals, numbers and strings', () => {
      const input = String.raw`{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }`;
      expect(canonicalJson(JSON.parse(input))).toBe(
        String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
      );
    });

    it('3.2.3, sorting by UTF-16 code units', () => {
      const input = String.raw`{
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"
      }`;
      const canonical = canonicalJson(JSON.parse(input));
      expect([...canonical.matchAll(/:"([^"]*)"/g)].map(([, name]) => name)).toEqual([
        'Carriage Return',
        'One',
        'Control',
        'Latin Small Letter O With Diaeresis',
        'Euro Sign',
        'Emoji: Grinning Face',
        'Hebrew Letter Dalet With Dagesh',
      ]);
      expect(canonical).toMatch(/^\{"\\r":"Carriage Return",/);
    });

    it.each([
      ['0000000000000000', '0'],
      ['8000000000000000', '0'],
      ['0000000000000001', '5e-324'],
      ['8000000000000001', '-5e-324'],
      ['7fefffffffffffff', '1.7976931348623157e+308'],
      ['ffefffffffffffff', '-1.7976931348623157e+308'],
      ['4340000000000000', '9007199254740992'],
      ['c340000000000000', '-9007199254740992'],
      ['4430000000000000', '295147905179352830000'],
      ['44b52d02c7e14af5', '9.999999999999997e+22'],
      ['44b52d02c7e14af6', '1e+23'],
      ['44b52d02c7e14af7', '1.0000000000000001e+23'],
      ['444b1ae4d6e2ef4e', '999999999999999700000'],
      ['444b1ae4d6e2ef4f', '999999999999999900000'],
      ['444b1ae4d6e2ef50', '1e+21'],
      ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['41b3de4355555553', '333333333.3333332'],
      ['41b3de4355555554', '333333333.33333325'],
      ['41b3de4355555555', '333333333.3333333'],
      ['41b3de4355555556', '333333333.3333334'],
      ['41b3de4355555557', '333333333.33333343'],
      ['becbf647612f3696', '-0.0000033333333333333333'],
      ['43143ff3c1cb0959', '1424953923781206.2'],
    ])('appendix B: %s is %s', (bits, expected) => {
      expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(expected);
    });
  });

  it('leaves out properties that are undefined, as JSON does', () => {
    expect(canonicalJson({ b: undefined, a: 1, c: { d: undefined } })).toBe('{"a":1,"c":{}}');
  });

  it('keeps the own property called __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"a":1},"a":2}'))).toBe('{"__proto__":{"a":1},"a":2}');
  });

  describe('refuses, naming the place', () => {
    it.each([
      ['a lone high surrogate', { a: [1, '\ud83d'] }, '$.a[1]'],
      ['a lone low surrogate', '\ude00', '$'],
      ['surrogates in the wrong order', { a: '\ude00\ud83d' }, '$.a'],
      ['a lone surrogate in a key', { a: { '\ud83d': 1 } }, '$.a'],
      ['NaN', [Number.NaN], '$[0]'],
      ['infinity', { a: -Infinity }, '$.a'],
      ['a bigint', { a: 1n }, '$.a'],
      ['a function', { a: () => {} }, '$.a'],
      ['a symbol', [Symbol('a')], '$[0]'],
      ['undefined in an array', [undefined], '$[0]'],
      ['nothing at all', undefined, '$'],
    ])('%s', (_what, value, place) => {
      expect(() => canonicalJson(value)).toThrow(CanonicalFormError);
      expect(() => canonicalJson(value)).toThrow(place);
    });

    it('any string that is not well-formed, as the reference implementation does', () => {
      const broken = fc
        .tuple(fc.string(), fc.integer({ min: 0xd800, max: 0xdfff }), fc.string())
        .map(([before, unit, after]) => before + String.fromCharCode(unit) + after);
      fc.assert(
        fc.property(broken, (value) => {
          expect(() => canonicalJson([value])).toThrow(CanonicalFormError);
          expect(() => canonicalize([value])).toThrow();
        }),
      );
    });
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value).reverse())
    Object.defineProperty(copy, key, {
      value: reversed(part),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return copy;
}

describe('isSameJson', () => {
  it('says of any two values whether they have the same canonical text', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(isSameJson(one, structuredClone(one))).toBe(true);
        expect(isSameJson(one, other)).toBe(canonicalJson(one) === canonicalJson(other));
      }),
      { numRuns: 3_000 },
    );
  });

  it('passes over what is undefined and the order of properties, and sees every other difference', () => {
    expect(isSameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(isSameJson({ a: 1 }, { b: undefined, a: 1 })).toBe(true);
    expect(isSameJson({ a: 1, b: [2, { c: 3 }] }, { b: [2, { c: 3 }], a: 1 })).toBe(true);
    const different: [unknown, unknown][] = [
      [{ a: 1 }, { a: 1, b: null }],
      [{ a: 1, b: 2 }, { a: 1 }],
      [
        { a: 1, b: undefined },
        { a: 1, b: 2 },
      ],
      [[1, 2], [1]],
      [[], {}],
      [null, {}],
      [1, '1'],
      [{ toString: 1 }, {}],
    ];
    for (const [one, other] of different) {
      expect(isSameJson(one, other)).toBe(false);
      expect(isSameJson(other, one)).toBe(false);
    }
  });
});
