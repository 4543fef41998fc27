import { randomUUID } from 'node:crypto';
import type { AppendOutcome } from '../streams/append-outcome.ts';
import { ANY } from '../streams/expected-revision.ts';
import type { GroupCommit } from '../streams/group-commit.ts';
import { metastreamOf } from '../streams/metadata.ts';
import type { StreamReader } from '../streams/stream-reader.ts';
import { eventIdFromText } from '../wire/event-id.ts';
import { readRecordFields } from '../wire/record.ts';
import { BEYOND } from '../wire/varint.ts';

const EMPTY = Buffer.alloc(0);

const NOBODY_BUT_ADMINS = { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' };

/** An event that the node writes for itself. */
export interface SystemEvent {
  readonly type: string;
  readonly isJson: boolean;
  readonly data: string;
  readonly metadata?: string;
}

/** A stream that the node keeps for itself: one writer, whatever the revision, and no time-out. */
export class SystemStream {
  readonly name: string;
  readonly #reader: StreamReader;
  readonly #writer: GroupCommit;

  constructor(name: string, reader: StreamReader, writer: GroupCommit) {
    this.name = name;
    this.#reader = reader;
    this.#writer = writer;
  }

  /** Data and type of the newest event that can be read. */
  last(): { readonly type: string; readonly data: Buffer } | undefined {
    const page = this.#reader.backward(this.name, BEYOND, 1, Date.now());
    const stored = page.kind === 'page' ? page.events[0] : undefined;
    return stored && readRecordFields(stored.record);
  }

  get hasMetadata(): boolean {
    return this.#reader.stateOf(metastreamOf(this.name)).last >= 0;
  }

  append(event: SystemEvent): Promise<AppendOutcome> {
    return this.#write('append', this.name, event);
  }

  /** Replaces the stream's metadata; it stays closed to all but administrators if `isRestricted`. */
  setMetadata(metadata: object, isRestricted: boolean): Promise<AppendOutcome> {
    const data = JSON.stringify(isRestricted ? { ...metadata, $acl: NOBODY_BUT_ADMINS } : metadata);
    return this.#write('append', metastreamOf(this.name), { type: '$metadata', isJson: true, data });
  }

  /** Hides all events; a stream that never was stays so. */
  delete(): Promise<AppendOutcome> {
    return this.#write('delete', this.name, undefined);
  }

  #write(
    operation: 'append' | 'delete',
    streamName: string,
    event: SystemEvent | undefined,
  ): Promise<AppendOutcome> {
    return new Promise((settle) => {
      this.#writer.enqueue({
        operation,
        streamName,
        expected: ANY,
        events:
          event === undefined
            ? []
            : [
                {
                  id: eventIdFromText(Buffer.from(randomUUID())),
                  type: Buffer.from(event.type),
                  isJson: event.isJson,
                  metadata: event.metadata === undefined ? EMPTY : Buffer.from(event.metadata),
                  data: Buffer.from(event.data),
                },
              ],
        deadlineMs: Number.POSITIVE_INFINITY,
        settle,
      });
    });
  }
}
