/** What was once stored can be read for ever: a new version brings an upcaster and a sample, and changes no old file. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hashEvent } from '../../src/events/cadena.ts';
import { defineEvent } from '../../src/events/definicion.ts';
import { currentData, EVENTOS, readEvent, UnreadableEventError } from '../../src/events/registro.ts';
import { SAMPLES, sampleOf } from '../support/samples.ts';

const versions = [...EVENTOS.values()].flatMap(({ type, version }) =>
  Array.from({ length: version }, (_, index) => `${type}.v${index + 1}`),
);

describe('stored samples', () => {
  it('are there for each version of each event, and for nothing else', () => {
    expect(SAMPLES.map(({ name }) => name)).toEqual(versions.sort());
  });

  it.each(SAMPLES)('$name can be read', ({ name, event }) => {
    const { type, data, metadata } = event;
    const read = readEvent(type, data, metadata);
    expect(name).toBe(`${type}.v${read.metadata.schemaVersion}`);
    expect(read.event.type).toBe(type);
    expect(read.metadata).toStrictEqual(metadata);
    if (read.metadata.schemaVersion === EVENTOS.get(type)!.version)
      expect(read.event.data).toStrictEqual(data);
  });

  it.each(SAMPLES)('$name hashes to what it hashed to then', ({ event, hash }) => {
    expect(hashEvent(event)).toBe(hash);
  });
});

describe('data of an old version', () => {
  /** Version 2 named its amount otherwise, version 3 says in what. */
  const pago = defineEvent('PagoHecho', z.strictObject({ importe: z.int(), moneda: z.string() }), 3, {
    1: (data) => ({ importe: (data as { cantidad: number }).cantidad }),
    2: (data) => ({ ...(data as object), moneda: 'besitos' }),
  });

  it.each([
    [1, { cantidad: 5 }],
    [2, { importe: 5 }],
    [3, { importe: 5, moneda: 'besitos' }],
  ])('(%i) is brought up step by step', (version, data) => {
    expect(currentData(pago, data, version)).toEqual({ importe: 5, moneda: 'besitos' });
  });

  it('is refused where a step is missing, it is too new, or what comes of it breaks the schema', () => {
    const { 2: second } = pago.upcasters;
    const broken = { ...pago, upcasters: { 2: second! } };
    expect(() => currentData(broken, { cantidad: 5 }, 1)).toThrow('no way up from version 1');
    expect(() => currentData(pago, { importe: 5, moneda: 'besitos' }, 4)).toThrow(
      "version 4 is newer than this program's 3",
    );
    expect(() => currentData(pago, { importe: 5.5 }, 2)).toThrow('data breaks its schema');
  });
});

describe('an event that cannot be read', () => {
  const { type, data, metadata } = sampleOf('BesitosOtorgados').event;
  const reading = (...[t, d, m]: Parameters<typeof readEvent>) => {
    try {
      return readEvent(t, d, m);
    } catch (error) {
      return error as UnreadableEventError;
    }
  };
  const refused = (error: unknown, reason: string) => {
    expect(error).toBeInstanceOf(UnreadableEventError);
    expect(error).toMatchObject({ code: 'UNREADABLE_EVENT', message: expect.stringContaining(reason) });
  };

  it('is of an unknown type, and the error names it', () => {
    const error = reading('BesitosQuemados', data, metadata);
    refused(error, 'unknown type');
    expect(error).toHaveProperty('type', 'BesitosQuemados');
  });

  it.each(['toString', '__proto__', 'constructor', '', 'besitosotorgados'])('is of the type %j', (name) => {
    refused(reading(name, data, metadata), 'unknown type');
  });

  it('was written by a newer program', () => {
    refused(
      reading(type, data, { ...metadata, schemaVersion: 2 }),
      "version 2 is newer than this program's 1",
    );
  });

  it('breaks its schema', () => {
    const error = reading(type, { ...data, cantidad: 31.5 }, metadata);
    refused(error, 'data breaks its schema');
    expect(error).toHaveProperty('cause.issues.0.path', ['cantidad']);
  });

  it.each([
    ['no metadata', undefined],
    ['null', null],
    ['none of it', {}],
    ['a field too many', { ...metadata, extra: 1 }],
    ['version 0', { ...metadata, schemaVersion: 0 }],
    ['a version and a half', { ...metadata, schemaVersion: 1.5 }],
    ['a command id that is no UUID', { ...metadata, commandId: 'x' }],
    ['an unknown kind of actor', { ...metadata, actor: { tipo: 'robot', id: 'x' } }],
    ['an actor without a name', { ...metadata, actor: { tipo: 'admin', id: '' } }],
    ['a trace in no known form', { ...metadata, traceparent: 'trace' }],
    ['a time without milliseconds', { ...metadata, occurredAt: '2026-03-10T12:00:00Z' }],
    ['a time of another zone', { ...metadata, occurredAt: '2026-03-10T12:00:00.000+02:00' }],
    ['a time that never was', { ...metadata, occurredAt: '2026-02-30T12:00:00.000Z' }],
    ['a hash in capitals', { ...metadata, prevHash: 'A'.repeat(64) }],
    ['a short hash', { ...metadata, inputHash: 'a'.repeat(63) }],
    ['an empty correlation', { ...metadata, $correlationId: '' }],
  ])('has metadata with %s', (_what, bad) => {
    refused(reading(type, data, bad), 'bad metadata');
  });

  it.each(Object.keys(metadata))('has metadata without %s', (key) => {
    const { [key]: _, ...rest } = metadata;
    refused(reading(type, data, rest), 'bad metadata');
  });
});
