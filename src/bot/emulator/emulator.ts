/**
 * A Bot API server for this machine, so that the bot can be played with no token and no internet.
 * It is not Telegram: it has what this bot needs, and answers in Telegram's words where a bot depends on them.
 */
import type { Router } from 'express';
import { createActions } from './actions/actions.ts';
import { createClient, type EmulatorClient } from './client.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { type FloodLimits, TELEGRAM_FLOOD_LIMITS } from './flood.ts';
import { consoleLog, type EmulatorLog } from './log.ts';
import { timeOutCheckouts } from './payments/checkout-flow.ts';
import { renewNext } from './payments/renewal.ts';
import { createPolling } from './polling.ts';
import { tellCountsDue } from './reaction-counts.ts';
import { createRouter } from './router.ts';
import { createSchedule, type TimedWork } from './schedule.ts';
import { createWaiting } from './waiting.ts';
import { createWebhook, DEFAULT_WEBHOOK_TIMING, type WebhookTiming } from './webhook.ts';
import { createWorld, type World } from './world.ts';

export interface EmulatorOptions {
  /** The SQLite file that keeps bot, people, chats and pending updates; `:memory:` forgets them. */
  file: string;
  /** `<bot id>:<secret>`, as BotFather gives it. */
  token: string;
  bot?: { first_name: string; username: string };
  /** Unix time in milliseconds. */
  now?: () => number;
  /** In [0, 1): ids of people, taps and the first update. */
  random?: () => number;
  /** Telegram's sending limits: true, or limits of one's own. Off by default. */
  flood?: boolean | FloodLimits;
  webhook?: Partial<WebhookTiming>;
  log?: EmulatorLog;
}

export interface Emulator {
  /** To be mounted anywhere, for example at `/telegram`; grammY's `apiRoot` is then `http://…/telegram`. */
  router: Router;
  client: EmulatorClient;
  close(): void;
}

const timedWorks = (world: World): TimedWork[] => {
  const { checkouts, subscriptions } = world.payments;
  return [
    { nextAt: () => checkouts.nextExpiryAt(), runDue: () => timeOutCheckouts(world) },
    {
      nextAt() {
        const next = subscriptions.next();
        return next ? next.expires_at * 1000 : null;
      },
      runDue: () => renewNext(world),
    },
    { nextAt: () => world.updates.nextDeferredAt(), runDue: () => void world.updates.releaseDeferred('due') },
    { nextAt: () => world.chatReactions.nextCountsAt(), runDue: () => tellCountsDue(world) },
  ];
};

export const createEmulator = (options: EmulatorOptions): Emulator => {
  if (!/^\d+:\S+$/.test(options.token)) throw new Error('a bot token reads <bot id>:<secret>');
  const log = options.log ?? consoleLog;
  const world = createWorld({
    file: options.file,
    token: options.token,
    bot: options.bot ?? { first_name: 'Besitos', username: 'besitos_local_bot' },
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    flood: options.flood === true ? TELEGRAM_FLOOD_LIMITS : options.flood || null,
    log,
  });
  const polling = createPolling(world.updates);
  const webhook = createWebhook({
    updates: world.updates,
    settings: world.settings,
    nowSeconds: world.nowSeconds,
    reply: (method, params) => dispatcher.call(method, params),
    timing: { ...DEFAULT_WEBHOOK_TIMING, ...options.webhook },
    log,
  });
  const dispatcher: Dispatcher = createDispatcher({ world, polling, webhook });
  const actions = createActions(world);
  const waiting = createWaiting(world, actions, dispatcher);
  const schedule = createSchedule(world.clock, timedWorks(world), log);
  return {
    router: createRouter(dispatcher, options.token, log),
    client: createClient(world, actions, waiting, dispatcher, schedule),
    close() {
      schedule.close();
      polling.close();
      webhook.close();
      world.database.close();
    },
  };
};
