/** Kinds of update the bot asks for, and those that must not be lost. */
import type { Update } from 'grammy/types';

/** Reactions, payments and inline queries come only to who names them. */
export const ALLOWED_UPDATES = [
  'message',
  'callback_query',
  'message_reaction',
  'pre_checkout_query',
  'inline_query',
] as const;

/** Stars that were paid or given back: recorded before Telegram is told that the update arrived. */
export function esPago({ message }: Update): boolean {
  return message?.successful_payment !== undefined || message?.refunded_payment !== undefined;
}
