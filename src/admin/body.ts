/** What a POST brings: the key that makes it happen once, the caller's trace, and a JSON body of bounded size. */
import express, { type Request, type Response } from 'express';
import { z } from 'zod';
import { Traceparent } from '../events/metadatos.ts';
import { exchangeOf } from './exchange.ts';
import { ApiError } from './failures.ts';
import { parse, parseJson } from './input.ts';
import type { Sent } from './route.ts';

/** Above every piece of content, far below what the log takes in one append. */
export const BODY_MAX_BYTES = 256 * 1024;

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;
const JSON_TYPE = 'application/json';
const readRaw = express.raw({ type: JSON_TYPE, limit: BODY_MAX_BYTES, inflate: false });

/** Read after the caller is known: nobody else's bytes are taken in. @throws ApiError, ValidationError */
export async function readSent(request: Request, response: Response, schema: z.ZodType): Promise<Sent> {
  const { language } = exchangeOf(response);
  const idempotencyKey = request.get('idempotency-key') ?? '';
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) throw new ApiError('IDEMPOTENCY_KEY_REQUIRED');
  const body = parseJson(await readBytes(request, response), language);
  parse('body', schema, body, language);
  const trace = Traceparent.safeParse(request.get('traceparent'));
  // By W3C Trace Context a trace that is malformed or all zeros is begun anew.
  const traceparent = trace.success && !/-0+-/.test(trace.data) ? trace.data : undefined;
  return { body, idempotencyKey, ...(traceparent && { traceparent }) };
}

async function readBytes(request: Request, response: Response): Promise<Uint8Array> {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.get('content-type') ?? '')?.[1];
  if (!request.is(JSON_TYPE) || (charset && charset.toLowerCase() !== 'utf-8'))
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE');
  await new Promise<void>((resolve, reject) =>
    readRaw(request, response, (error?: unknown) => (error ? reject(refused(error)) : resolve())),
  );
  return Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
}

const Refused = z.object({ type: z.string() });

/** The body reader's own refusals, told apart by their `type`. */
function refused(error: unknown): unknown {
  switch (Refused.safeParse(error).data?.type) {
    case 'entity.too.large':
      return new ApiError('PAYLOAD_TOO_LARGE', { maximo: BODY_MAX_BYTES });
    case 'encoding.unsupported':
      return new ApiError('UNSUPPORTED_MEDIA_TYPE');
    case 'request.aborted':
    case 'request.size.invalid':
      return new ApiError('VALIDATION', { issues: [] });
    default:
      return error;
  }
}
