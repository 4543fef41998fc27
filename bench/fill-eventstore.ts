/** Fills an embedded node's folder: `node bench/fill-eventstore.ts FOLDER EVENTS`, ten events to each stream. */
import { randomUUID } from 'node:crypto';
import { Store } from '../src/events/embedded/storage/store.ts';
import { ANY } from '../src/events/embedded/streams/expected-revision.ts';
import { GroupCommit } from '../src/events/embedded/streams/group-commit.ts';
import { Hub } from '../src/events/embedded/streams/hub.ts';
import { StreamReader } from '../src/events/embedded/streams/stream-reader.ts';
import { eventIdFromText } from '../src/events/embedded/wire/event-id.ts';
import { DATA, METADATA } from './eventstore-sample.ts';

const EVENTS_PER_STREAM = 10;
const IN_FLIGHT = 4_096;

const [dir = '', events = '0'] = process.argv.slice(2);
const streams = Number(events) / EVENTS_PER_STREAM;
const store = Store.open(dir);
const writer = new GroupCommit(store, new StreamReader(store), new Hub(), () => {});
const event = {
  type: Buffer.from('Benchmarked'),
  isJson: true,
  metadata: Buffer.from(JSON.stringify(METADATA)),
  data: Buffer.from(JSON.stringify(DATA)),
};
const append = (stream: number): Promise<void> =>
  new Promise((resolve, reject) => {
    writer.enqueue({
      operation: 'append',
      streamName: `bench-${stream}`,
      expected: ANY,
      events: [{ ...event, id: eventIdFromText(Buffer.from(randomUUID())) }],
      deadlineMs: Number.POSITIVE_INFINITY,
      settle: (outcome) =>
        outcome.kind === 'success' ? resolve() : reject(new Error(JSON.stringify(outcome))),
    });
  });
// Streams grow side by side, a few thousand at a time, as they do in earnest.
for (let first = 0; first < streams; first += IN_FLIGHT) {
  const count = Math.min(IN_FLIGHT, streams - first);
  for (let round = 0; round < EVENTS_PER_STREAM; round += 1)
    await Promise.all(Array.from({ length: count }, (_, index) => append(first + index)));
}
writer.close();
store.close(true);
