/** An answer of `event_store.client.streams.Streams/Read` from its protocol buffer, as far as a read of the log needs it. */
import jspb from 'google-protobuf';
import type { StoredText } from './tipos.ts';

export interface Respuesta {
  /** Null of an answer that is no event, and of a link to what is gone. */
  texto: StoredText | null;
}

/** Numbers of fields: `ReadResp.event`, `ReadEvent.event`, and those of `RecordedEvent`. */
const EVENT = 1;
const RECORD = 1;
const ID = 1;
const STREAM = 2;
const REVISION = 3;
const COMMIT_POSITION = 5;
const PROPERTIES = 6;
const METADATA = 7;
const DATA = 8;
/** `UUID.string`, `StreamIdentifier.stream_name`, and the two of an entry of a map. */
const ID_AS_TEXT = 2;
const STREAM_NAME = 3;
const KEY = 1;
const VALUE = 2;

export function respuestaDe(message: Uint8Array): Respuesta {
  const event = fieldOf(message, EVENT);
  const record = event && fieldOf(event, RECORD);
  return { texto: record ? textOf(record) : null };
}

function textOf(record: Uint8Array): StoredText | null {
  const reader = new jspb.BinaryReader(record);
  let position: string | null = null;
  let isJson = false;
  const text: Omit<StoredText, 'position'> = {
    stream: '',
    revision: 0,
    id: '',
    type: '<no-event-type-provided>',
    data: '',
    metadata: '',
  };
  while (reader.nextField()) {
    switch (reader.getFieldNumber()) {
      case ID:
        text.id = utf8(fieldOf(reader.readBytes(), ID_AS_TEXT));
        break;
      case STREAM:
        text.stream = utf8(fieldOf(reader.readBytes(), STREAM_NAME));
        break;
      case REVISION:
        text.revision = reader.readUint64();
        break;
      case COMMIT_POSITION:
        position = reader.readUint64String();
        break;
      case PROPERTIES: {
        const entry = reader.readBytes();
        const key = utf8(fieldOf(entry, KEY));
        if (key === 'type') text.type = utf8(fieldOf(entry, VALUE));
        else if (key === 'content-type') isJson = utf8(fieldOf(entry, VALUE)) === 'application/json';
        break;
      }
      case METADATA:
        text.metadata = utf8(reader.readBytes());
        break;
      case DATA:
        text.data = utf8(reader.readBytes());
        break;
      default:
        reader.skipField();
    }
  }
  if (position === null) return null;
  return { ...text, data: isJson ? text.data : null, position: BigInt(position) };
}

/** Bytes of a field of a message; none where it is not there. */
function fieldOf(message: Uint8Array, number: number): Uint8Array | undefined {
  const reader = new jspb.BinaryReader(message);
  while (reader.nextField()) {
    if (reader.getFieldNumber() === number) return reader.readBytes();
    reader.skipField();
  }
  return undefined;
}

const utf8 = (bytes: Uint8Array | undefined): string =>
  bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : '';
