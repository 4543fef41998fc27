/**
 * The bot behind a webhook: Telegram posts each update and takes the answer 200 for its receipt. It is given once the
 * update was dealt with; a payment that could not be recorded is answered with 500, and Telegram sends it again.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { type Bot, BotError } from 'grammy';
import type { Update } from 'grammy/types';
import { z } from 'zod';
import { ALLOWED_UPDATES, esPago } from './actualizaciones.ts';
import type { BotContext } from './contexto.ts';

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
const BODY_MAX = '1mb';

const Actualizacion = z.looseObject({ update_id: z.int() });

/**
 * Handles the posts of one path; reads the body by itself where nothing before has. `secret` is 1 to 256 of
 * `[A-Za-z0-9_-]`, the one that `startWebhook` told Telegram.
 */
export function createWebhookHandler(bot: Bot<BotContext>, secret: string): RequestHandler {
  if (!/^[\w-]{1,256}$/.test(secret)) throw new TypeError('a webhook secret is 1 to 256 of A-Z a-z 0-9 _ -');
  const expected = hash('sha256', secret, 'buffer');
  const isOurs = (request: Request) =>
    timingSafeEqual(hash('sha256', request.header(SECRET_HEADER) ?? '', 'buffer'), expected);
  const parseBody = express.json({ limit: BODY_MAX });

  async function answer(request: Request, response: Response): Promise<void> {
    const parsed = Actualizacion.safeParse(request.body);
    if (!parsed.success) {
      response.sendStatus(400);
      return;
    }
    const update = parsed.data as unknown as Update;
    try {
      await bot.handleUpdate(update);
    } catch (error) {
      if (error instanceof BotError) await bot.errorHandler(error as BotError<BotContext>);
      if (esPago(update)) {
        response.sendStatus(500);
        return;
      }
    }
    response.sendStatus(200);
  }

  return (request, response, next) => {
    // Before the body is read: nobody but Telegram has anything parsed here.
    if (!isOurs(request)) {
      response.sendStatus(401);
      return;
    }
    parseBody(request, response, (error?: unknown) => {
      if (error) {
        response.sendStatus(400);
        return;
      }
      answer(request, response).catch(next);
    });
  };
}

/** Tells Telegram where to post updates from now on, and the secret by which they are known to be its own. */
export async function startWebhook(
  bot: Bot<BotContext>,
  { url, secret }: { url: string; secret: string },
): Promise<void> {
  await bot.api.setWebhook(url, { secret_token: secret, allowed_updates: [...ALLOWED_UPDATES] });
}
