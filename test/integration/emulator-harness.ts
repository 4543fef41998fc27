/** An emulator over real HTTP for one test, and grammY to call it. All is closed when the test ends. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ResponseParameters, Update } from '@grammyjs/types';
import express from 'express';
import { Bot, type BotConfig, type Context, GrammyError } from 'grammy';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/bot/emulator/emulator.ts';

export const TOKEN = '4242:test-token';
export const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

/** Tests look into results freely; grammY's own types are checked where grammY makes the call. */
interface ApiAnswer {
  ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the method
  result?: any;
  description?: string;
  parameters?: ResponseParameters;
}

let cleanups: (() => unknown)[] = [];
export const atEnd = (cleanup: () => unknown) => void cleanups.push(cleanup);
beforeEach(() => {
  vi.clearAllMocks();
});
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

export const listen = async (app: express.Express): Promise<{ server: Server; origin: string }> => {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

export const start = async (options: Partial<EmulatorOptions> = {}) => {
  const emulator: Emulator = createEmulator({
    file: ':memory:',
    token: TOKEN,
    log,
    webhook: { retryFirst_ms: 20, retryMost_ms: 40 },
    ...options,
  });
  const app = express();
  app.use('/telegram', emulator.router);
  const { origin } = await listen(app);
  const apiRoot = `${origin}/telegram`;
  let isOpen = true;
  const close = () => {
    if (isOpen) emulator.close();
    isOpen = false;
  };
  cleanups.push(close);
  const call = async (method: string, body: unknown = {}, token = TOKEN) => {
    const response = await fetch(`${apiRoot}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, ...((await response.json()) as ApiAnswer) };
  };
  const makeBot = (config: BotConfig<Context> = {}) =>
    new Bot(TOKEN, { ...config, client: { apiRoot, ...config.client } });
  const getUpdates = async (body: object = {}): Promise<Required<Update>[]> =>
    (await call('getUpdates', body)).result;
  const { client } = emulator;
  // After a restart she is there already.
  const ana =
    client.listPeople()[0] ??
    client.createPerson({ first_name: 'Ana', username: 'ana_test', language_code: 'es' });
  return { client, apiRoot, call, getUpdates, makeBot, ana, close };
};

/** Starts long polling and stops it when the test ends. */
export const poll = async (bot: Bot) => {
  bot.catch((error) => {
    throw error.error;
  });
  let stopped: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve) => {
    stopped = bot.start({ onStart: () => resolve() }).catch(() => {});
  });
  cleanups.push(async () => {
    await bot.stop().catch(() => {});
    await stopped;
  });
};

export const refusal = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GrammyError);
  const { error_code, description } = error as GrammyError;
  return `${error_code} ${description}`;
};
