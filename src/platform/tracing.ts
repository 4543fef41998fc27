/** W3C Trace Context: the `traceparent` that ties a request to the events it made. */
import { randomBytes } from 'node:crypto';

const POOL_BYTES = 24 * 512;
let pool = Buffer.alloc(0);

/** A new, sampled trace: `00-<trace id>-<span id>-01`. Random bytes are drawn in bulk, as this is on every command's path. */
export function newTraceparent(): string {
  if (pool.length < 24) pool = randomBytes(POOL_BYTES);
  const traceId = pool.toString('hex', 0, 16);
  const spanId = pool.toString('hex', 16, 24);
  pool = pool.subarray(24);
  return `00-${traceId}-${spanId}-01`;
}
