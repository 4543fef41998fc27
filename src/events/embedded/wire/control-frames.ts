import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { frame } from '../rpc/framing.ts';

/** Framed `ReadResp` messages that carry no event. */

export function confirmationFrame(subscriptionId: string): Buffer {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(subscriptionId);
  const response = new streams.ReadResp();
  response.setConfirmation(confirmation);
  return frame(response.serializeBinary());
}

export function caughtUpFrame(): Buffer {
  const response = new streams.ReadResp();
  response.setCaughtUp(new streams.ReadResp.CaughtUp());
  return frame(response.serializeBinary());
}

export function checkpointFrame(position: number): Buffer {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const response = new streams.ReadResp();
  response.setCheckpoint(checkpoint);
  return frame(response.serializeBinary());
}

export function streamNotFoundFrame(streamName: string): Buffer {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(streamName, 'utf8'));
  const notFound = new streams.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifier);
  const response = new streams.ReadResp();
  response.setStreamNotFound(notFound);
  return frame(response.serializeBinary());
}
