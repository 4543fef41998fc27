import { randomUUID } from 'node:crypto';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, it } from 'vitest';
import { Deframer, frame } from '../../src/events/embedded/rpc/framing.ts';
import { encodeStatusMessage } from '../../src/events/embedded/rpc/status.ts';
import {
  batchFailureFrame,
  batchSuccessFrame,
  readBatchFragment,
} from '../../src/events/embedded/wire/batch-append.ts';
import { eventIdFromHalves, eventIdFromText } from '../../src/events/embedded/wire/event-id.ts';
import type { ProposedEvent } from '../../src/events/embedded/wire/proposed-event.ts';
import { ReadResponseBatch } from '../../src/events/embedded/wire/read-response.ts';
import { WireError, WireReader } from '../../src/events/embedded/wire/reader.ts';
import {
  encodeRecord,
  readRecordFields,
  recordHasId,
  recordStreamName,
  recordType,
  TOMBSTONE_REVISION,
} from '../../src/events/embedded/wire/record.ts';
import { BEYOND, varintSize, writeVarint } from '../../src/events/embedded/wire/varint.ts';

const event = (overrides: Partial<ProposedEvent> = {}): ProposedEvent => ({
  id: eventIdFromText(Buffer.from(randomUUID())),
  type: Buffer.from('Made'),
  isJson: true,
  metadata: Buffer.from('{"m":1}'),
  data: Buffer.from('{"d":2}'),
  ...overrides,
});

const CREATED = Buffer.from('17000000000000000');

describe('varints', () => {
  it.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 28 - 1, 2 ** 28, 2 ** 31, 2 ** 35 + 7, 2 ** 49, BEYOND])(
    'hold %d',
    (value) => {
      const bytes = Buffer.alloc(12);
      const end = writeVarint(bytes, 0, value);
      expect(end).toBe(varintSize(value));
      expect(new WireReader(bytes, 0, end).varint()).toBe(value);
      expect(new WireReader(bytes, 0, end).varint64()).toBe(BigInt(value));
    },
  );

  it('read what lies beyond as such', () => {
    expect(new WireReader(Buffer.from('ffffffffffffffffff01', 'hex')).varint()).toBe(BEYOND);
  });

  it('are refused when they do not end', () => {
    expect(() => new WireReader(Buffer.from('ffff', 'hex')).varint()).toThrow(WireError);
    expect(() => new WireReader(Buffer.alloc(11, 0xff)).varint()).toThrow(WireError);
  });
});

describe('event ids', () => {
  it('are the same in text, in capitals and in halves', () => {
    const text = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const id = eventIdFromText(Buffer.from(text));
    expect(id.text.toString()).toBe(text);
    expect(eventIdFromText(Buffer.from(text.toUpperCase()))).toEqual(id);
    expect(eventIdFromHalves(0x0f8fad5bd9cb469fn, 0xa16570867728950en)).toEqual(id);
    expect(Number.isSafeInteger(id.key)).toBe(true);
  });

  it.each(['', 'no uuid', '0f8fad5b-d9cb-469f-a165-70867728950', '0f8fad5b_d9cb-469f-a165-70867728950e'])(
    'are refused if they are none: %s',
    (text) => {
      expect(() => eventIdFromText(Buffer.from(text))).toThrow(WireError);
    },
  );
});

describe('records', () => {
  it('are the RecordedEvent message that the generated class reads', () => {
    const proposed = event();
    const bytes = encodeRecord(Buffer.from('stream-ñ'), 300, 70_000, CREATED, proposed);
    const recorded = streams.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(bytes);
    expect(recorded.getId()?.getString()).toBe(proposed.id.text.toString());
    expect(Buffer.from(recorded.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe('stream-ñ');
    expect(recorded.getStreamRevision()).toBe('300');
    expect(recorded.getCommitPosition()).toBe('70000');
    expect(recorded.getPreparePosition()).toBe('70000');
    expect(recorded.getMetadataMap().toArray().sort()).toEqual([
      ['content-type', 'application/json'],
      ['created', CREATED.toString()],
      ['type', 'Made'],
    ]);
    expect(Buffer.from(recorded.getData_asU8()).toString()).toBe('{"d":2}');
    expect(Buffer.from(recorded.getCustomMetadata_asU8()).toString()).toBe('{"m":1}');
    expect(Buffer.from(recorded.serializeBinary()).length).toBe(bytes.length);
  });

  it.each([1, 200, 20_000])('give their parts back, whatever their lengths (%d)', (length) => {
    const proposed = event({
      type: Buffer.from('t'.repeat(length)),
      data: Buffer.alloc(length, 1),
      isJson: false,
    });
    const record = encodeRecord(Buffer.from('s'.repeat(length)), length, length * 9, CREATED, proposed);
    expect(recordStreamName(record).length).toBe(length);
    expect(recordType(record)).toBe('t'.repeat(length));
    expect(recordHasId(record, proposed.id.text)).toBe(true);
    expect(recordHasId(record, event().id.text)).toBe(false);
    expect(readRecordFields(record)).toMatchObject({
      revision: length,
      position: length * 9,
      isJson: false,
      createdMs: 1_700_000_000_000,
      data: Buffer.alloc(length, 1),
    });
  });

  it('of a tombstone have the highest revision', () => {
    const record = encodeRecord(Buffer.from('s'), TOMBSTONE_REVISION, 5, CREATED, event());
    const recorded = streams.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record);
    expect(recorded.getStreamRevision()).toBe('9223372036854775807');
    expect(readRecordFields(record).revision).toBe(TOMBSTONE_REVISION);
    expect(recordType(record)).toBe('Made');
  });

  it('are wrapped into read responses', () => {
    const record = encodeRecord(Buffer.from('s'), 1, 5, CREATED, event());
    const batch = new ReadResponseBatch(true);
    batch.event(record, undefined, 5);
    batch.event(undefined, record, 300);
    const messages: Buffer[] = [];
    new Deframer(1_000_000, (message) => messages.push(message)).push(batch.take());
    const [plain, link] = messages.map((message) => streams.ReadResp.deserializeBinary(message).getEvent());
    expect([plain?.hasEvent(), plain?.hasLink(), plain?.getCommitPosition()]).toEqual([true, false, '5']);
    expect([link?.hasEvent(), link?.hasLink(), link?.getCommitPosition()]).toEqual([false, true, '300']);
    expect(batch.isEmpty).toBe(true);
  });
});

describe('batch appends on the wire', () => {
  const correlation = Buffer.from('1203666666', 'hex');
  const identifier = Buffer.concat([Buffer.of(0x1a, 3), Buffer.from('abc')]);
  const message = (framed: Buffer) => streams.BatchAppendResp.deserializeBinary(framed.subarray(5));

  it('take deadlines as points in time and as durations', () => {
    const options = (field: number, seconds: number): Buffer => {
      const time = Buffer.of(0x08, seconds);
      const inner = Buffer.concat([
        Buffer.of(0x0a, identifier.length),
        identifier,
        Buffer.of(field, time.length),
        time,
      ]);
      return Buffer.concat([Buffer.of(0x12, inner.length), inner]);
    };
    expect(readBatchFragment(options(0x32, 100), 7).options?.deadlineMs).toBe(100_000);
    expect(readBatchFragment(options(0x3a, 100), 7).options?.deadlineMs).toBe(100_007);
    expect(readBatchFragment(options(0x3a, 1), 0).options?.streamName.toString()).toBe('abc');
  });

  it('answer success by revision and position', () => {
    const reply = message(batchSuccessFrame(correlation, identifier, 7, 2 ** 40));
    expect(reply.getSuccess()?.getCurrentRevision()).toBe('7');
    expect(reply.getSuccess()?.getPosition()?.getCommitPosition()).toBe(String(2 ** 40));
    expect(Buffer.from(reply.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe('abc');
  });

  it('answer success without either if nothing was ever written', () => {
    const reply = message(batchSuccessFrame(correlation, identifier, -1, undefined));
    expect(reply.getSuccess()?.hasNoStream()).toBe(true);
    expect(reply.getSuccess()?.hasNoPosition()).toBe(true);
  });

  it.each([
    [{ kind: 'wrong-expected-version', current: 3 }, 6, 'WrongExpectedVersion'],
    [{ kind: 'stream-deleted' }, 5, 'StreamDeleted'],
    [{ kind: 'access-denied', message: 'no' }, 7, 'AccessDenied'],
    [{ kind: 'timeout' }, 4, 'Timeout'],
    [{ kind: 'too-large', maximumBytes: 9 }, 3, 'MaximumAppendSizeExceeded'],
    [{ kind: 'invalid', message: 'bad' }, 3, 'BadRequest'],
    [{ kind: 'failed', message: 'read-only', unknown: false }, 14, 'BadRequest'],
    [{ kind: 'failed', message: 'lost', unknown: true }, 2, 'BadRequest'],
  ] as const)('answer %o with a status that has details', (failure, code, detail) => {
    const reply = message(batchFailureFrame(correlation, identifier, 1, failure));
    expect(reply.getError()?.getCode()).toBe(code);
    expect(reply.getError()?.getDetails()?.getTypeName()).toBe(`event_store.client.${detail}`);
    expect(reply.hasStreamIdentifier()).toBe(true);
  });
});

describe('gRPC framing', () => {
  it('puts messages together however they arrive', () => {
    const sent = [0, 1, 5, 300, 70_000].map((size) => Buffer.alloc(size, size % 251));
    const bytes = Buffer.concat(sent.map(frame));
    for (const step of [1, 3, 7, 1_024, 65_536, bytes.length]) {
      const got: Buffer[] = [];
      const deframer = new Deframer(100_000, (message) => got.push(Buffer.from(message)));
      for (let at = 0; at < bytes.length; at += step) deframer.push(bytes.subarray(at, at + step));
      expect(got.length).toBe(sent.length);
      expect(got.every((message, index) => message.equals(sent[index]!))).toBe(true);
      expect(deframer.isIncomplete).toBe(false);
    }
  });

  it('refuses compressed and oversize messages', () => {
    const deframer = () => new Deframer(10, () => {});
    expect(() => deframer().push(Buffer.of(1, 0, 0, 0, 1, 0))).toThrow(/Compressed/);
    expect(() => deframer().push(frame(Buffer.alloc(11)))).toThrow(/exceeds/);
  });

  it('keeps status messages within ASCII', () => {
    expect(encodeStatusMessage('50% of ñ\n')).toBe('50%25 of %C3%B1%0A');
  });
});
