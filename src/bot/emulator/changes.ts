/** What a person looking at their chat would see happen, told to whoever subscribes. */
import type { BotCommand } from '@grammyjs/types';
import type { InlineAnswer } from './inline.ts';
import type { ChatMessage } from './messages.ts';
import type { PaymentOutcome } from './payments/outcome.ts';
import type { Person } from './people.ts';

export type ChatChange =
  | { kind: 'message'; chat_id: number; message: ChatMessage }
  | { kind: 'edited'; chat_id: number; message: ChatMessage }
  | { kind: 'reacted'; chat_id: number; message: ChatMessage }
  | { kind: 'deleted'; chat_id: number; message_id: number }
  | { kind: 'callback_answered'; chat_id: number; answer: CallbackAnswer }
  | { kind: 'chat_action'; chat_id: number; action: string }
  | { kind: 'commands'; chat_id: number; commands: BotCommand[] }
  | { kind: 'payment'; chat_id: number; outcome: PaymentOutcome }
  | { kind: 'inline_answered'; chat_id: number; answer: InlineAnswer }
  | { kind: 'person'; chat_id: number; person: Person };

export interface CallbackAnswer {
  callback_query_id: string;
  message_id: number;
  data: string;
  text?: string;
  show_alert: boolean;
  url?: string;
}

export type ChangeListener = (change: ChatChange) => void;

export interface Changes {
  emit(change: ChatChange): void;
  /** Follows one chat, or all with `null`. Returns how to stop. */
  subscribe(chatId: number | null, listener: ChangeListener): () => void;
}

export const createChanges = (): Changes => {
  const subscriptions = new Set<{ chatId: number | null; listener: ChangeListener }>();
  return {
    emit(change) {
      for (const { chatId, listener } of [...subscriptions])
        if (chatId === null || chatId === change.chat_id) listener(change);
    },
    subscribe(chatId, listener) {
      const subscription = { chatId, listener };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
  };
};
