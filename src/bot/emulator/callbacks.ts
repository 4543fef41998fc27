/** Taps on buttons that wait for `answerCallbackQuery`. They live as briefly as at Telegram, so memory is enough. */
import { badRequest } from './errors.ts';

export interface PendingCallback {
  id: string;
  person_id: number;
  message_id: number;
  data: string;
  at: number;
  is_answered: boolean;
}

const CALLBACK_LIFETIME_MS = 60_000;

export const createCallbacks = (now: () => number, random: () => number) => {
  const callbacks = new Map<string, PendingCallback>();
  const dropExpired = () => {
    for (const [id, { at }] of callbacks) if (now() - at > CALLBACK_LIFETIME_MS) callbacks.delete(id);
  };
  return {
    open(person_id: number, message_id: number, data: string): PendingCallback {
      dropExpired();
      const id = String(BigInt(person_id) * 1_000_000_000n + BigInt(Math.floor(random() * 1e9)));
      const callback = { id, person_id, message_id, data, at: now(), is_answered: false };
      callbacks.set(id, callback);
      return callback;
    },
    /** Marks it answered; a second answer is accepted and shows nothing. */
    answer(id: string): { callback: PendingCallback; isFirst: boolean } {
      dropExpired();
      const callback = callbacks.get(id);
      if (!callback) throw badRequest('query is too old and response timeout expired or query ID is invalid');
      const isFirst = !callback.is_answered;
      callback.is_answered = true;
      return { callback, isFirst };
    },
    unanswered(personId: number): PendingCallback[] {
      dropExpired();
      return [...callbacks.values()].filter((one) => one.person_id === personId && !one.is_answered);
    },
  };
};

export type Callbacks = ReturnType<typeof createCallbacks>;
