/** Calls to Telegram: slowed down when it says so, and not repeated otherwise, since nobody knows what became of them. */
import { autoRetry } from '@grammyjs/auto-retry';
import type { Api } from 'grammy';

/** Telegram names longer waits than this to bots that misbehave; whoever waits for a screen does not. */
const LONGEST_WAIT_S = 60;
const MOST_RETRIES = 3;

/** Makes every call obey `retry_after` of a 429. */
export function obedecerLimites(api: Api): void {
  api.config.use(
    autoRetry({
      maxDelaySeconds: LONGEST_WAIT_S,
      maxRetryAttempts: MOST_RETRIES,
      rethrowHttpErrors: true,
      rethrowInternalServerErrors: true,
    }),
  );
}
