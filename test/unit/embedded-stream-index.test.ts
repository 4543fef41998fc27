import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareSchema } from '../../src/events/embedded/storage/schema.ts';
import { StreamIndex } from '../../src/events/embedded/storage/stream-index.ts';

/** So small that a few events fill several. */
const EPOCH_POSITIONS = 8;

type Step =
  | { kind: 'event'; stream: number; idKey: number }
  | { kind: 'flush'; rows: number }
  | { kind: 'reopen' };

const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('event' as const), stream: fc.nat(4), idKey: fc.nat(20) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('flush' as const), rows: fc.integer({ min: 1, max: 60 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  ),
  { maxLength: 120 },
);

/** What the log would hold: the stream, revision and id key at each position, from 1. */
interface Written {
  stream: number;
  revision: number;
  idKey: number;
}

function apply(db: DatabaseSync, log: Written[], given: readonly Step[]): StreamIndex {
  let index = new StreamIndex(db, EPOCH_POSITIONS);
  index.reset();
  const enter = ({ stream, revision, idKey }: Written, position: number): void =>
    index.add(index.stateOf(`s-${stream}`), revision, position, idKey);
  for (const step of given) {
    if (step.kind === 'event') {
      const revision = log.filter(({ stream }) => stream === step.stream).length;
      log.push({ ...step, revision });
      enter(log.at(-1)!, log.length);
    } else if (step.kind === 'flush') {
      index.freezeIfFull(true);
      index.flushSlice(step.rows);
    } else {
      // As after a crash: what is in the tables stays, and the rest is read from the log again.
      index = new StreamIndex(db, EPOCH_POSITIONS);
      const indexedTo = index.reset();
      for (const [at, written] of log.entries()) {
        if (at + 1 <= indexedTo) continue;
        const state = index.stateOf(`s-${written.stream}`);
        index.adopt(state, state.id === -1 ? index.streamIdEnd : state.id);
        enter(written, at + 1);
      }
    }
  }
  return index;
}

describe('the index of streams', () => {
  it('finds every event by revision, in both directions, and by id, over epochs, slices and crashes', () => {
    fc.assert(
      fc.property(steps, fc.nat(40), fc.integer({ min: 1, max: 30 }), (given, from, limit) => {
        const db = new DatabaseSync(':memory:');
        prepareSchema(db);
        const log: Written[] = [];
        const index = apply(db, log, given);
        for (let stream = 0; stream <= 4; stream += 1) {
          const positions = log.flatMap((written, at) => (written.stream === stream ? [at + 1] : []));
          const state = index.stateOf(`s-${stream}`);
          expect(state.last).toBe(positions.length - 1);
          expect(readForward(index, state, from, limit)).toEqual(positions.slice(from, from + limit));
          const end = Math.min(from, positions.length - 1);
          const backward = positions
            .slice(0, end + 1)
            .reverse()
            .slice(0, limit);
          expect(readBackward(index, state, end, limit)).toEqual(backward);
          for (const [revision, position] of positions.entries())
            expect(index.positionAt(state, revision)).toBe(position);
          for (const position of positions)
            expect(index.positionsById(log[position - 1]!.idKey, state)).toContain(position);
        }
        db.close();
      }),
      { numRuns: 400 },
    );
  });
});

type State = ReturnType<StreamIndex['stateOf']>;

/** A page may end where the memtable begins; its reader goes on from there. */
function readForward(index: StreamIndex, state: State, from: number, limit: number): number[] {
  const all: number[] = [];
  while (all.length < limit && from + all.length <= state.last)
    all.push(...index.forward(state, from + all.length, limit - all.length));
  return all;
}

function readBackward(index: StreamIndex, state: State, from: number, limit: number): number[] {
  const all: number[] = [];
  while (all.length < limit && from - all.length >= 0)
    all.push(
      ...index.backward(state, from - all.length, Math.min(limit - all.length, from - all.length + 1)),
    );
  return all;
}
