import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import { frame, PREFIX_SIZE } from '../rpc/framing.ts';
import { fieldSize, withIdHalves, writeField } from './read-response.ts';
import { varintSize, writeVarint } from './varint.ts';

/** An event as a consumer of a persistent subscription gets it. */
export interface PersistentEvent {
  readonly event: Buffer | undefined;
  readonly link: Buffer | undefined;
  readonly logPosition: number;
  readonly retryCount: number;
}

/** The framed message that a consumer gets first. */
export function persistentConfirmationFrame(subscriptionId: string): Buffer {
  const confirmation = new persistent.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(subscriptionId);
  const response = new persistent.ReadResp();
  response.setSubscriptionConfirmation(confirmation);
  return frame(response.serializeBinary());
}

/** Events as framed `ReadResp` messages, in one buffer. */
export function persistentEventFrames(events: readonly PersistentEvent[], isIdText: boolean): Buffer {
  const parts = isIdText
    ? events
    : events.map((part) => ({
        ...part,
        event: part.event && withIdHalves(part.event),
        link: part.link && withIdHalves(part.link),
      }));
  const sizes = parts.map(innerSize);
  const total = sizes.reduce((sum, inner) => sum + PREFIX_SIZE + 1 + varintSize(inner) + inner, 0);
  const target = Buffer.allocUnsafe(total);
  let at = 0;
  for (const [index, part] of parts.entries()) at = writeEvent(target, at, part, sizes[index] as number);
  return target;
}

function innerSize({ event, link, logPosition, retryCount }: PersistentEvent): number {
  return fieldSize(event) + fieldSize(link) + 1 + varintSize(logPosition) + 1 + varintSize(retryCount);
}

function writeEvent(target: Buffer, offset: number, part: PersistentEvent, inner: number): number {
  target[offset] = 0;
  target.writeUInt32BE(1 + varintSize(inner) + inner, offset + 1);
  target[offset + PREFIX_SIZE] = 0x0a;
  let at = writeVarint(target, offset + PREFIX_SIZE + 1, inner);
  if (part.event !== undefined) at = writeField(target, at, 0x0a, part.event);
  if (part.link !== undefined) at = writeField(target, at, 0x12, part.link);
  target[at] = 0x18;
  at = writeVarint(target, at + 1, part.logPosition);
  target[at] = 0x28;
  return writeVarint(target, at + 1, part.retryCount);
}
