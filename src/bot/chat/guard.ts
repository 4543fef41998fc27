/**
 * The page acts for any emulated person with no password, so only this machine's browser may use it: requests
 * come over loopback, name a loopback host (against DNS rebinding), and are made by the page itself.
 */
import type { RequestHandler } from 'express';

const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.|^::1$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

export const loopbackOnly: RequestHandler = (request, response, next) => {
  const isLocal = LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '');
  // A proxy on this machine would lend its own loopback address to anyone.
  const isProxied =
    request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  if (isLocal && !isProxied && LOOPBACK_HOST.test(request.headers.host ?? '')) return next();
  response.status(403).json({ code: 'loopback_only', detail: 'The chat page works on this machine only.' });
};

const isSameOrigin = (origin: string, host: string | undefined): boolean =>
  URL.canParse(origin) && new URL(origin).host === host;

export const sameOriginOnly: RequestHandler = (request, response, next) => {
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const isForeign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && !isSameOrigin(origin, request.get('host')));
  const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
  // A form of another site can send neither this content type nor, without our consent, any header of its own.
  if (isForeign || (isWrite && !request.is('application/json')))
    return void response
      .status(403)
      .json({ code: 'foreign_origin', detail: 'Only the chat page itself may call this.' });
  next();
};

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  next();
};
