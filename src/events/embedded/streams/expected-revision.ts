/**
 * What an append expects of its stream: a revision (0 or more), or one of three markers, numbered as the server's own
 * error trailers number them.
 */
export type ExpectedRevision = number;

export const NO_STREAM: ExpectedRevision = -1;
export const ANY: ExpectedRevision = -2;
export const STREAM_EXISTS: ExpectedRevision = -4;
