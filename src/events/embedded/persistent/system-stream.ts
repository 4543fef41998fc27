import type { AppendOutcome } from '../streams/append-outcome.ts';
import { ANY } from '../streams/expected-revision.ts';
import type { GroupCommit } from '../streams/group-commit.ts';
import { metastreamOf } from '../streams/metadata.ts';
import { type OwnEvent, writeOwn } from '../streams/own-write.ts';
import type { StreamReader } from '../streams/stream-reader.ts';
import { readRecordFields } from '../wire/record.ts';
import { BEYOND } from '../wire/varint.ts';

const NOBODY_BUT_ADMINS = { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' };

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

  append(event: OwnEvent): Promise<AppendOutcome> {
    return writeOwn(this.#writer, this.name, ANY, event);
  }

  /** Replaces the stream's metadata; it stays closed to all but administrators if `isRestricted`. */
  setMetadata(metadata: object, isRestricted: boolean): Promise<AppendOutcome> {
    const data = JSON.stringify(isRestricted ? { ...metadata, $acl: NOBODY_BUT_ADMINS } : metadata);
    return writeOwn(this.#writer, metastreamOf(this.name), ANY, { type: '$metadata', isJson: true, data });
  }

  /** Hides all events; a stream that never was stays so. */
  delete(): Promise<AppendOutcome> {
    return writeOwn(this.#writer, this.name, ANY, undefined);
  }
}
