import { type EventId, readUuid } from './event-id.ts';
import { WireReader } from './reader.ts';

/** An event as a client proposes it; the byte fields are views on the request. */
export interface ProposedEvent {
  readonly id: EventId;
  readonly type: Buffer;
  readonly isJson: boolean;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

/** A proposed event lacks metadata that the protocol requires. */
export class MissingMetadataError extends Error {
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(`Required Metadata Property missing: ${missing.join(',')}`);
    this.missing = missing;
  }
}

const EMPTY = Buffer.alloc(0);
const TYPE = Buffer.from('type');
const CONTENT_TYPE = Buffer.from('content-type');
const JSON_CONTENT = Buffer.from('application/json');

/** Reads a `ProposedMessage` (the same in unary and batch appends) that ends at `end`. */
export function readProposedEvent(outer: WireReader, end: number): ProposedEvent {
  const reader = new WireReader(outer.bytes, outer.position, end);
  outer.position = end;
  let id: EventId | undefined;
  let type: Buffer | undefined;
  let contentType: Buffer | undefined;
  let metadata: Buffer = EMPTY;
  let data: Buffer = EMPTY;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    switch (tag) {
      case 0x0a:
        id = readUuid(reader, reader.delimited());
        break;
      case 0x12: {
        const entry = readMapEntry(reader);
        if (entry.key.equals(TYPE)) type = entry.value;
        else if (entry.key.equals(CONTENT_TYPE)) contentType = entry.value;
        break;
      }
      case 0x1a:
        metadata = reader.view();
        break;
      case 0x22:
        data = reader.view();
        break;
      default:
        reader.skip(tag);
    }
  }
  const missing: string[] = [];
  if (id === undefined) missing.push('id');
  if (type === undefined) missing.push('type');
  if (contentType === undefined) missing.push('content-type');
  if (missing.length > 0) throw new MissingMetadataError(missing);
  return { id: id!, type: type!, isJson: contentType!.equals(JSON_CONTENT), metadata, data };
}

function readMapEntry(reader: WireReader): { key: Buffer; value: Buffer } {
  const end = reader.delimited();
  const entry = new WireReader(reader.bytes, reader.position, end);
  reader.position = end;
  let key: Buffer = EMPTY;
  let value: Buffer = EMPTY;
  for (let tag = entry.tag(); tag !== 0; tag = entry.tag()) {
    if (tag === 0x0a) key = entry.view();
    else if (tag === 0x12) value = entry.view();
    else entry.skip(tag);
  }
  return { key, value };
}
