import { readUuid } from './event-id.ts';
import { WireReader } from './reader.ts';

/** A message of a consumer; its options are left to the generated class, as they come once. */
export type ConsumerMessage =
  | { readonly kind: 'options'; readonly bytes: Buffer }
  | { readonly kind: 'ack'; readonly ids: string[] }
  | { readonly kind: 'nack'; readonly ids: string[]; readonly action: number; readonly reason: string };

/** Reads a `ReadReq` of persistent subscriptions; undefined if it is empty. */
export function readConsumerMessage(bytes: Buffer): ConsumerMessage | undefined {
  const reader = new WireReader(bytes);
  let message: ConsumerMessage | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) message = { kind: 'options', bytes };
    if (tag === 0x12) message = { kind: 'ack', ids: answer(new WireReader(reader.view())).ids };
    else if (tag === 0x1a) message = { kind: 'nack', ...answer(new WireReader(reader.view())) };
    else reader.skip(tag);
  }
  return message;
}

/** An `Ack` or a `Nack`: they have the ids in the same place. */
function answer(reader: WireReader): { ids: string[]; action: number; reason: string } {
  const ids: string[] = [];
  let action = 0;
  let reason = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x12) ids.push(readUuid(reader, reader.delimited()).text.toString('latin1'));
    else if (tag === 0x18) action = reader.varint();
    else if (tag === 0x22) reason = reader.view().toString('utf8');
    else reader.skip(tag);
  }
  return { ids, action, reason };
}
