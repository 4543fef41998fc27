/**
 * The hash chain of a stream: each event's metadata carries the hash of the event before it, so that no past
 * event can be changed, removed or reordered without every later hash in its stream disagreeing.
 */
import { hash } from 'node:crypto';
import { canonicalJson } from './canonico.ts';

/** What is hashed of an event: never the server's time stamp or log position, which belong to the server. */
export interface HashedEvent {
  stream: string;
  /** Revision in the stream, from 0. */
  revision: number;
  id: string;
  type: string;
  data: unknown;
  /** Includes `prevHash`. */
  metadata: unknown;
}

/** SHA-256, in lower-case hex, over the RFC 8785 form of the six fields. */
export function hashEvent(event: HashedEvent): string {
  const { stream, revision, id, type, data, metadata } = event;
  return hash('sha256', canonicalJson({ stream, revision, id, type, data, metadata }), 'hex');
}

/** SHA-256, in hex, of the canonical form of a command's input: tells a repeat from a different request. */
export function hashInput(input: unknown): string {
  return hash('sha256', canonicalJson(input), 'hex');
}
