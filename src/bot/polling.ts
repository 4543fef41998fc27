/**
 * Long polling, many people at a time. To ask for the next updates is to confirm those before, so the next are not asked
 * for while a payment among them is not in the log: it is tried again until it is, and when the program ends first,
 * Telegram delivers it again. All other updates may be lost with the process: a tap is tapped again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createConcurrentSink, createRunner, createSource, createUpdateFetcher } from '@grammyjs/runner';
import { type Bot, BotError, GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import { CommandError } from '../commands/errores.ts';
import type { Logger } from '../platform/logger.ts';
import { ALLOWED_UPDATES, esPago } from './actualizaciones.ts';
import type { BotContext } from './contexto.ts';

const FETCH_TIMEOUT_S = 25;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 15_000;
/** Attempts to record a payment that fails for another reason than an outage: what is left then is found by reconciliation. */
const ATTEMPTS_MAX = 20;
const DRAIN_MAX_MS = 10_000;
const CONFLICT_PAUSE_MS = 3_000;

export interface Polling {
  /** Asks for nothing more, finishes what was begun, and confirms it. */
  stop(): Promise<void>;
}

export function startPolling(bot: Bot<BotContext>, log?: Logger): Polling {
  const stopping = new AbortController();
  const unrecorded = new Set<Promise<void>>();
  let nextOffset: number | null = null;
  const fetchUpdates = createUpdateFetcher(bot, {
    fetch: { allowed_updates: [...ALLOWED_UPDATES], timeout: FETCH_TIMEOUT_S },
    silent: true,
  });

  const source = createSource({
    async supply(batchSize, signal) {
      // With a webhook set, Telegram refuses to be polled.
      if (nextOffset === null) await bot.api.deleteWebhook(undefined, signal as never).catch(() => {});
      if (unrecorded.size > 0) await Promise.race([Promise.all(unrecorded), aborted(stopping.signal)]);
      const updates = await fetchUpdates(batchSize, signal).catch(async (error: unknown) => {
        // Another process still polls: it is about to stop, or somebody has to stop it.
        if (!(error instanceof GrammyError && error.error_code === 409)) throw error;
        log?.warn({ err: error }, 'another process polls for the updates of this bot');
        await sleep(CONFLICT_PAUSE_MS, undefined, { signal: stopping.signal });
        return [];
      });
      nextOffset = (updates.at(-1)?.update_id ?? (nextOffset ?? 0) - 1) + 1;
      return updates;
    },
  });
  const sink = createConcurrentSink<Update>(
    {
      consume(update) {
        if (!esPago(update)) return bot.handleUpdate(update);
        const recording = registrar(bot, update, stopping.signal);
        unrecorded.add(recording);
        // One that ended without being recorded, because the program ends, keeps its batch unconfirmed.
        void recording.then(() => unrecorded.delete(recording)).catch(() => {});
        return recording;
      },
    },
    async (error) => {
      if (error instanceof BotError) await bot.errorHandler(error as BotError<BotContext>);
    },
  );
  const runner = createRunner(source, sink);
  runner.start();
  runner
    .task()
    ?.catch((error: unknown) => log?.fatal({ err: error }, 'polling has ended: the bot hears nothing'));

  return {
    async stop() {
      stopping.abort();
      await runner.stop();
      const giveUpAt = Date.now() + DRAIN_MAX_MS;
      while (sink.size() > 0 && Date.now() < giveUpAt) await sleep(10);
      if (sink.size() > 0 || unrecorded.size > 0 || nextOffset === null) return;
      // What was handled is not delivered again to the next process.
      await bot.api.getUpdates({ offset: nextOffset, limit: 1, timeout: 0 }).catch(() => {});
    },
  };
}

/** @throws Error when the program ends before the payment was recorded */
async function registrar(bot: Bot<BotContext>, update: Update, signal: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      await bot.handleUpdate(update);
      return;
    } catch (error) {
      if (error instanceof BotError) await bot.errorHandler(error as BotError<BotContext>);
      if (!isOutage(error) && attempt >= ATTEMPTS_MAX) return;
      await sleep(pauseMs, undefined, { signal });
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
}

/** Nothing is wrong with the payment: what would keep it is away. */
function isOutage(error: unknown): boolean {
  const cause = error instanceof BotError ? error.error : error;
  if (cause instanceof CommandError)
    return cause.code === 'STORE_UNAVAILABLE' || cause.code === 'CONCURRENCY';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^(?:E[A-Z]+|08...|57P..|53...)$/.test(code);
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
