/** Who calls, whether that key's role may, and how often. */
import type { Request, Response } from 'express';
import { RateLimitExceededError } from '../commands/errores.ts';
import type { ApiKey, FindKey } from './api-keys.ts';
import { exchangeOf } from './exchange.ts';
import { ApiError } from './failures.ts';
import type { AdminOptions } from './options.ts';
import type { Access } from './route.ts';

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i;
const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.|^::1$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** A proxy on this machine would lend its own address to anyone, and a page that rebinds a name, its browser's. */
function isLoopback(request: Request): boolean {
  const { headers, socket } = request;
  const isProxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return (
    !isProxied && LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') && LOOPBACK_HOST.test(headers.host ?? '')
  );
}

/**
 * The caller's key, or null where the route asks for none.
 * @throws ApiError UNAUTHENTICATED or FORBIDDEN, RateLimitExceededError
 */
export async function authenticate(
  options: AdminOptions,
  findKey: FindKey,
  request: Request,
  response: Response,
  access: Access,
): Promise<ApiKey | null> {
  if (access.roles === 'anyone' || (access.openOnLoopback && isLoopback(request))) return null;
  const presented = BEARER.exec(request.get('authorization') ?? '')?.[1];
  const key = presented === undefined ? null : await lookUp(findKey, presented);
  if (!key) {
    // Guessing is hopeless, but it is not free either: failures of one address count against a limit of their own.
    await count(options, `direccion:${request.socket.remoteAddress}`);
    throw new ApiError('UNAUTHENTICATED', { presentada: presented !== undefined });
  }
  exchangeOf(response).keyId = key.id;
  await count(options, `clave:${key.id}`);
  if (!access.roles.includes(key.rol)) throw new ApiError('FORBIDDEN', { rol: key.rol, roles: access.roles });
  return key;
}

async function lookUp(findKey: FindKey, presented: string): Promise<ApiKey | null> {
  try {
    return await findKey(presented);
  } catch (error) {
    throw new ApiError('DATABASE_UNAVAILABLE', {}, { cause: error });
  }
}

async function count({ limiter, now }: AdminOptions, subject: string): Promise<void> {
  const verdict = await limiter.hit(subject, 'api_call', now());
  if (!verdict.allowed) throw new RateLimitExceededError('api_call', verdict.retryAfterMs);
}
