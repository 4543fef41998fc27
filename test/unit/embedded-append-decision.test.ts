import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decideAppend, type StreamFacts } from '../../src/events/embedded/streams/append-decision.ts';
import { ANY, NO_STREAM, STREAM_EXISTS } from '../../src/events/embedded/streams/expected-revision.ts';
import { type EventId, eventIdFromText } from '../../src/events/embedded/wire/event-id.ts';

const newId = (): EventId => eventIdFromText(Buffer.from(randomUUID()));
const stored = [newId(), newId(), newId()];

interface Given {
  ids?: EventId[];
  tombstoned?: boolean;
  softDeleted?: boolean;
  metadata?: boolean;
}

function stream({ ids = [], tombstoned = false, softDeleted = false, metadata = false }: Given): StreamFacts {
  return {
    current: ids.length - 1,
    tombstoned,
    softDeleted,
    hasMetadata: () => metadata,
    revisionOf: (id) => {
      const revision = ids.indexOf(id);
      return revision < 0 ? undefined : revision;
    },
    isAt: (revision, id) => ids[revision] === id,
  };
}

const kind = (given: Given, expected: number, ids: EventId[]): string =>
  decideAppend(stream(given), expected, ids).kind;

describe('the append decision', () => {
  it.each([
    ['any', ANY, 'append'],
    ['no_stream', NO_STREAM, 'append'],
    ['stream_exists', STREAM_EXISTS, 'wrong-expected-version'],
    ['a revision', 0, 'wrong-expected-version'],
  ])('on a new stream expecting %s', (_name, expected, decided) => {
    expect(kind({}, expected, [newId()])).toBe(decided);
  });

  it.each([ANY, NO_STREAM, STREAM_EXISTS, 0, 2])(
    'on a tombstoned stream expecting %d is: deleted',
    (expected) => {
      expect(kind({ ids: stored, tombstoned: true }, expected, [newId()])).toBe('stream-deleted');
      expect(kind({ ids: stored, tombstoned: true }, expected, stored)).toBe('stream-deleted');
    },
  );

  it('takes a stream with metadata alone for one that exists', () => {
    expect(kind({ metadata: true }, STREAM_EXISTS, [newId()])).toBe('append');
  });

  it('takes a soft-deleted stream for deleted if it should exist', () => {
    expect(kind({ ids: stored, softDeleted: true }, STREAM_EXISTS, [newId()])).toBe('stream-deleted');
  });

  it.each([
    ['any', ANY],
    ['no_stream', NO_STREAM],
    ['the last revision', 2],
  ])('lets a soft-deleted stream be written expecting %s', (_name, expected) => {
    expect(kind({ ids: stored, softDeleted: true }, expected, [newId()])).toBe('append');
  });

  it('refuses another revision of a soft-deleted stream', () => {
    expect(kind({ ids: stored, softDeleted: true }, 1, [newId()])).toBe('wrong-expected-version');
  });

  it.each([ANY, STREAM_EXISTS])('knows a repeat by its ids expecting %d', (expected) => {
    expect(decideAppend(stream({ ids: stored }), expected, stored.slice(0, 2))).toEqual({
      kind: 'idempotent',
      revision: 1,
    });
    expect(kind({ ids: stored }, expected, [stored[0]!, newId()])).toBe('wrong-expected-version');
    expect(kind({ ids: stored }, expected, [newId(), stored[0]!])).toBe('append');
  });

  it('knows a repeat by what follows the revision', () => {
    const facts = stream({ ids: stored });
    expect(decideAppend(facts, NO_STREAM, stored)).toEqual({ kind: 'idempotent', revision: 2 });
    expect(decideAppend(facts, 0, stored.slice(1))).toEqual({ kind: 'idempotent', revision: 2 });
    expect(decideAppend(facts, 0, [stored[1]!])).toEqual({ kind: 'idempotent', revision: 1 });
  });

  it('refuses a repeat that differs', () => {
    expect(kind({ ids: stored }, 0, [newId()])).toBe('wrong-expected-version');
    expect(kind({ ids: stored }, 0, [stored[1]!, newId()])).toBe('wrong-expected-version');
    expect(kind({ ids: stored }, 0, [...stored.slice(1), newId()])).toBe('wrong-expected-version');
    expect(kind({ ids: stored }, NO_STREAM, [newId()])).toBe('wrong-expected-version');
  });

  it('compares an exact revision with the current one', () => {
    expect(kind({ ids: stored }, 2, [newId()])).toBe('append');
    expect(kind({ ids: stored }, 3, [newId()])).toBe('wrong-expected-version');
  });

  it('lets an append of nothing pass', () => {
    expect(kind({ ids: stored }, ANY, [])).toBe('append');
    expect(kind({}, ANY, [])).toBe('append');
  });
});
