import type { StreamMetadata } from './metadata.ts';

/** What the node keeps in memory of a stream it has met. */
export interface StreamState {
  /** Numeric id in the tables, -1 until the stream's first event is written. */
  id: number;
  readonly name: string;
  /** Revision of the first event that scavenging has left, 0 if it has taken none. */
  first: number;
  /** Position of the first event that the stream ever had, 0 if there never was one. */
  origin: number;
  /** Position of the last event, 0 if there never was one. */
  lastPosition: number;
  /** Whether the stream's own row is still to be written. */
  isUnwritten: boolean;
  /** Revision of the last event, -1 if there never was one; a tombstone does not count. */
  last: number;
  /** Position of the tombstone, 0 if there is none. */
  tombstone: number;
  /** Parsed metadata, undefined until asked for and after each change of it. */
  metadata: StreamMetadata | undefined;
}

export function newStreamState(name: string): StreamState {
  return {
    id: -1,
    name,
    origin: 0,
    lastPosition: 0,
    isUnwritten: false,
    first: 0,
    last: -1,
    tombstone: 0,
    metadata: undefined,
  };
}
