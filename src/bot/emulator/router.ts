/** `/bot<token>/<method>` over HTTP. */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Router } from 'express';
import { readBody } from './body.ts';
import type { Dispatcher } from './dispatcher.ts';
import { TelegramError, unauthorized } from './errors.ts';
import type { EmulatorLog } from './log.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

const toError = (error: unknown, log: EmulatorLog): TelegramError => {
  if (error instanceof TelegramError) return error;
  log.error({ error }, 'the emulator failed');
  return new TelegramError(500, 'Internal Server Error');
};

export const createRouter = (dispatcher: Dispatcher, token: string, log: EmulatorLog): Router => {
  const router = express.Router();
  const expected = digest(token);
  router.all('/bot:token/:method', async (request, response) => {
    const hangUp = new AbortController();
    response.on('close', () => hangUp.abort());
    try {
      if (!timingSafeEqual(digest(request.params.token), expected)) throw unauthorized();
      const params = await readBody(request);
      const result = await dispatcher.call(request.params.method, params, hangUp.signal);
      response.json({ ok: true, result });
    } catch (thrown) {
      const error = toError(thrown, log);
      response.status(error.errorCode).json({
        ok: false,
        error_code: error.errorCode,
        description: error.message,
        ...(error.parameters && { parameters: error.parameters }),
      });
    }
  });
  return router;
};
