/** Waiting for the bot, with a bound, so that tests need no sleeps. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Actions } from './actions/actions.ts';
import type { CallbackAnswer, ChatChange } from './changes.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { InlineAnswer } from './inline.ts';
import type { ChatMessage } from './messages.ts';
import type { PaymentOutcome } from './payments/outcome.ts';
import type { World } from './world.ts';

export interface Waiting {
  /**
   * A message of the bot that is new or was edited since the person's last action and satisfies the predicate.
   * Rejects after `timeout_ms`, telling what the bot did say.
   */
  waitForBotMessage(
    personId: number,
    predicate?: (message: ChatMessage) => boolean,
    timeout_ms?: number,
  ): Promise<ChatMessage>;
  /** How the bot answers a tap. Call it right after the tap: answers are not kept. */
  waitForAnswer(callbackQueryId: string, timeout_ms?: number): Promise<CallbackAnswer>;
  /** How a payment ended, by the id that `pay` returned. */
  waitForPayment(checkoutId: string, timeout_ms?: number): Promise<PaymentOutcome>;
  /** What the bot, or Telegram's cache, answers to an inline query. */
  waitForInlineAnswer(queryId: string, timeout_ms?: number): Promise<InlineAnswer>;
  /** All updates are confirmed and the bot has made no call for `calm_ms`. */
  waitForQuiet(timeout_ms?: number, calm_ms?: number): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 5_000;
const POLL_MS = 5;

export const createWaiting = (world: World, actions: Actions, dispatcher: Dispatcher): Waiting => {
  const waitForChange = <T>(
    pick: (change: ChatChange) => T | undefined,
    timeout_ms: number,
    explain: () => string,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        unsubscribe();
        reject(new Error(`waited ${timeout_ms} ms in vain: ${explain()}`));
      }, timeout_ms);
      const unsubscribe = world.changes.subscribe(null, (change) => {
        const value = pick(change);
        if (value === undefined) return;
        clearTimeout(timer);
        unsubscribe();
        resolve(value);
      });
    });

  return {
    async waitForBotMessage(personId, predicate = () => true, timeout_ms = DEFAULT_TIMEOUT_MS) {
      const since = actions.lastActionChange(personId);
      const answers = () =>
        world.messages.list(personId, 200).filter((one) => one.from_bot && one.change > since);
      const present = answers().findLast(predicate);
      if (present) return present;
      return waitForChange(
        (change) =>
          change.chat_id === personId &&
          (change.kind === 'message' || change.kind === 'edited') &&
          change.message.from_bot &&
          predicate(change.message)
            ? change.message
            : undefined,
        timeout_ms,
        () => `the bot said ${JSON.stringify(answers().map((one) => one.text))} to ${personId}`,
      );
    },
    waitForAnswer: (callbackQueryId, timeout_ms = DEFAULT_TIMEOUT_MS) =>
      waitForChange(
        (change) =>
          change.kind === 'callback_answered' && change.answer.callback_query_id === callbackQueryId
            ? change.answer
            : undefined,
        timeout_ms,
        () => `the bot did not answer the tap ${callbackQueryId}`,
      ),
    async waitForPayment(checkoutId, timeout_ms = DEFAULT_TIMEOUT_MS) {
      const known = world.payments.outcomes.get(checkoutId);
      if (known) return known;
      return waitForChange(
        (change) =>
          change.kind === 'payment' && change.outcome.checkout_id === checkoutId ? change.outcome : undefined,
        timeout_ms,
        () => `the payment ${checkoutId} has no outcome`,
      );
    },
    async waitForInlineAnswer(queryId, timeout_ms = DEFAULT_TIMEOUT_MS) {
      const known = world.inlineQueries.find(queryId)?.answer;
      if (known) return known;
      return waitForChange(
        (change) =>
          change.kind === 'inline_answered' && change.answer.inline_query_id === queryId
            ? change.answer
            : undefined,
        timeout_ms,
        () => `the bot did not answer the inline query ${queryId}`,
      );
    },
    async waitForQuiet(timeout_ms = DEFAULT_TIMEOUT_MS, calm_ms = 50) {
      const startedAt = performance.now();
      for (;;) {
        const calmFor_ms = performance.now() - Math.max(dispatcher.lastCallAt(), startedAt);
        if (world.updates.pendingCount() === 0 && dispatcher.inFlight() === 0 && calmFor_ms >= calm_ms)
          return;
        if (performance.now() - startedAt > timeout_ms)
          throw new Error(
            `not quiet after ${timeout_ms} ms: ${world.updates.pendingCount()} updates pending`,
          );
        await delay(POLL_MS);
      }
    },
  };
};
