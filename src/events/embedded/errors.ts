/** Stable codes of the reasons for which a node does not start or stops serving. */
export type EmbeddedNodeErrorCode =
  | 'EVENTSTORE_DIR_UNWRITABLE'
  | 'EVENTSTORE_PORT_IN_USE'
  | 'EVENTSTORE_LOCKED'
  | 'EVENTSTORE_CORRUPT'
  | 'EVENTSTORE_HOST_NOT_LOOPBACK'
  | 'EVENTSTORE_TLS_UNREADABLE'
  | 'EVENTSTORE_TLS_INVALID'
  | 'EVENTSTORE_PASSWORD_TOO_SHORT'
  | 'EVENTSTORE_START_FAILED';

/** An error of the embedded node that a caller tells apart by `code`. */
export class EmbeddedNodeError extends Error {
  readonly code: EmbeddedNodeErrorCode;

  constructor(code: EmbeddedNodeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedNodeError';
    this.code = code;
  }
}

/** The log holds something that was not written by this node: it is refused, never served. */
export function corrupt(message: string, cause?: unknown): EmbeddedNodeError {
  return new EmbeddedNodeError('EVENTSTORE_CORRUPT', message, cause === undefined ? undefined : { cause });
}
