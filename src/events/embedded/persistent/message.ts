/** An event as a group sends it out. */
export interface Message {
  /** Text of the id that a consumer answers with: the link's, if a link led to the event. */
  readonly id: string;
  readonly event: Buffer | undefined;
  readonly link: Buffer | undefined;
  /** Position in the log, of the link if there is one. */
  readonly logPosition: number;
  /** Revision or position in the group's source; what was parked and is replayed has no place there. */
  readonly place: Place | undefined;
  /** How often the event has been sent again. */
  readonly retryCount: number;
}

/** Where a message stands in its group's source. */
export interface Place {
  readonly position: number;
  /** Number of the event among all that the group has considered since it started. */
  readonly sequence: number;
  /** Position of the event considered before this one; undefined if there is none. */
  readonly previous: number | undefined;
}

/** The same message, to be sent once more. */
export function again(message: Message): Message {
  return { ...message, retryCount: message.retryCount + 1 };
}

/** Bytes that a message keeps in memory. */
export function messageBytes({ event, link }: Message): number {
  return (event?.length ?? 0) + (link?.length ?? 0);
}
