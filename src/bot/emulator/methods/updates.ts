/** How the bot gets its updates: getUpdates, setWebhook, deleteWebhook, getWebhookInfo. */
import { z } from 'zod';
import { badRequest, conflict } from '../errors.ts';
import { flag, integer, json } from '../params.ts';
import { method } from './method.ts';

const allowed_updates = json(z.array(z.string())).optional();

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Telegram demands HTTPS on four ports; the emulator reaches this machine only, where plain HTTP will do. */
const checkedUrl = (url: string): string => {
  if (!URL.canParse(url)) throw badRequest('bad webhook: invalid webhook URL specified');
  const { protocol, hostname } = new URL(url);
  if (!LOOPBACK_HOSTS.has(hostname) || !['http:', 'https:'].includes(protocol))
    throw badRequest('bad webhook: the local emulator delivers to this machine only');
  return url;
};

export const getUpdates = method(
  'getUpdates',
  z.object({
    offset: integer.default(0),
    limit: integer.default(100),
    timeout: integer.default(0),
    allowed_updates,
  }),
  (params, { world, polling, webhook, signal }) => {
    if (webhook.config())
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    if (params.allowed_updates) world.updates.setAllowed(params.allowed_updates);
    const limit = params.limit >= 1 && params.limit <= 100 ? params.limit : 100;
    return polling.poll(
      { offset: params.offset, limit, timeout_s: Math.min(Math.max(params.timeout, 0), 50) },
      signal,
    );
  },
);

export const deleteWebhook = method(
  'deleteWebhook',
  z.object({ drop_pending_updates: flag.default(false) }),
  (params, { world, webhook }) => {
    webhook.remove();
    if (params.drop_pending_updates) world.updates.dropAll();
    return true;
  },
);

export const setWebhook = method(
  'setWebhook',
  z.object({
    url: z.string().default(''),
    max_connections: integer.default(40),
    secret_token: z.string().optional(),
    drop_pending_updates: flag.default(false),
    allowed_updates,
  }),
  (params, { world, polling, webhook }) => {
    if (params.secret_token !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(params.secret_token))
      throw badRequest('secret token contains unallowed characters');
    const url = params.url === '' ? '' : checkedUrl(params.url);
    if (params.allowed_updates) world.updates.setAllowed(params.allowed_updates);
    if (params.drop_pending_updates) world.updates.dropAll();
    if (url === '') {
      webhook.remove();
      return true;
    }
    polling.interrupt('terminated by setWebhook request');
    webhook.set({
      url,
      max_connections: Math.min(Math.max(params.max_connections, 1), 100),
      ...(params.secret_token !== undefined && { secret_token: params.secret_token }),
    });
    return true;
  },
);

export const getWebhookInfo = method('getWebhookInfo', z.object({}), (_params, { webhook }) =>
  webhook.info(),
);
