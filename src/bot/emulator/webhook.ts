/**
 * Delivery by webhook: each update is posted until it is answered with success, always under the same id.
 * Chats are served side by side, the updates of one chat one after the other.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { WebhookInfo } from '@grammyjs/types';
import type { EmulatorLog } from './log.ts';
import type { Settings } from './settings.ts';
import type { QueuedUpdate, Updates } from './updates.ts';

interface WebhookConfig {
  url: string;
  secret_token?: string;
  max_connections: number;
}

export interface WebhookTiming {
  retryFirst_ms: number;
  retryMost_ms: number;
  timeout_ms: number;
}

export const DEFAULT_WEBHOOK_TIMING: WebhookTiming = {
  retryFirst_ms: 1_000,
  retryMost_ms: 60_000,
  timeout_ms: 60_000,
};

export interface Webhook {
  config(): WebhookConfig | null;
  set(config: WebhookConfig): void;
  remove(): void;
  info(): WebhookInfo;
  close(): void;
}

interface Dependencies {
  updates: Updates;
  settings: Settings;
  /** Runs the method call that a webhook may answer with. */
  reply: (method: string, params: Record<string, unknown>) => Promise<unknown>;
  nowSeconds: () => number;
  timing: WebhookTiming;
  log: EmulatorLog;
}

const SETTING = 'webhook';

export const createWebhook = ({
  updates,
  settings,
  reply,
  nowSeconds,
  timing,
  log,
}: Dependencies): Webhook => {
  let running: AbortController | null = null;
  let lastError: { last_error_date: number; last_error_message: string } | null = null;
  const busyChats = new Set<number>();

  const config = () => settings.get<WebhookConfig>(SETTING) ?? null;

  const post = async (to: WebhookConfig, { update }: QueuedUpdate, stopped: AbortSignal) => {
    const response = await fetch(to.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(to.secret_token && { 'x-telegram-bot-api-secret-token': to.secret_token }),
      },
      body: JSON.stringify(update),
      signal: AbortSignal.any([stopped, AbortSignal.timeout(timing.timeout_ms)]),
    });
    const body = await response.text();
    if (!response.ok)
      throw new Error(`Wrong response from the webhook: ${response.status} ${response.statusText}`);
    return body;
  };

  const runReply = async (body: string) => {
    if (!body.startsWith('{')) return;
    const { method, ...params } = JSON.parse(body) as Record<string, unknown>;
    if (typeof method === 'string') await reply(method, params);
  };

  const deliver = async (to: WebhookConfig, queued: QueuedUpdate, stopped: AbortSignal): Promise<void> => {
    for (let wait_ms = timing.retryFirst_ms; !stopped.aborted; ) {
      try {
        const body = await post(to, queued, stopped);
        updates.confirm(queued);
        await runReply(body).catch((error: unknown) =>
          log.error({ error }, 'the webhook answered with a call that failed'),
        );
        return;
      } catch (error) {
        if (stopped.aborted) return;
        const last_error_message = error instanceof Error ? error.message : String(error);
        lastError = { last_error_date: nowSeconds(), last_error_message };
        log.warn(
          { update_id: queued.update.update_id, last_error_message, wait_ms },
          'webhook delivery failed, will retry',
        );
        await delay(wait_ms, undefined, { signal: stopped }).catch(() => {});
        wait_ms = Math.min(wait_ms * 2, timing.retryMost_ms);
      }
    }
  };

  const pump = () => {
    if (!running) return;
    const { signal } = running;
    const to = config();
    if (!to) return;
    for (const queued of updates.pending(200)) {
      if (busyChats.size >= to.max_connections) return;
      if (busyChats.has(queued.chat_id)) continue;
      busyChats.add(queued.chat_id);
      void deliver(to, queued, signal).finally(() => {
        if (signal.aborted) return;
        busyChats.delete(queued.chat_id);
        pump();
      });
    }
  };

  const stop = () => {
    running?.abort();
    running = null;
    busyChats.clear();
  };

  const start = () => {
    stop();
    lastError = null;
    running = new AbortController();
    // Later than the answer to setWebhook, as at Telegram, and never inside the caller's transaction.
    setImmediate(pump);
  };

  const unsubscribe = updates.onQueued(() => setImmediate(pump));
  if (config()) start();

  return {
    config,
    set(next) {
      settings.set(SETTING, next);
      start();
    },
    remove() {
      stop();
      settings.remove(SETTING);
    },
    info() {
      const current = config();
      const allowed_updates = updates.allowed();
      const info = {
        url: current?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: updates.pendingCount(),
        ...(current && { max_connections: current.max_connections }),
        ...lastError,
        ...(allowed_updates.length > 0 && { allowed_updates }),
      };
      return info as WebhookInfo;
    },
    close() {
      unsubscribe();
      stop();
    },
  };
};
