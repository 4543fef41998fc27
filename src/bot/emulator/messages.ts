/** The messages of every chat, as the chat shows them. */
import type {
  Document,
  InlineKeyboardButton,
  Invoice,
  MessageEntity,
  PhotoSize,
  RefundedPayment,
  SuccessfulPayment,
} from '@grammyjs/types';
import type { Database } from './database.ts';

/** What a message may hold beside text. Of a message with a picture or a file, the text is the caption. */
export interface MessageExtra {
  photo?: PhotoSize[];
  document?: Document;
  invoice?: Invoice;
  /** An invoice that was sent as a message is paid once; then this is the payment's charge. */
  receipt_charge_id?: string;
  successful_payment?: SuccessfulPayment;
  refunded_payment?: RefundedPayment;
  /** Sent by a person through the bot's inline results. */
  is_via_bot?: true;
  /** Posted in the name of this chat, by its channel or an anonymous administrator. */
  sender_chat_id?: number;
}

export interface ChatMessage {
  message_id: number;
  chat_id: number;
  /** The person who wrote it; null for the bot and for a channel. */
  author_id: number | null;
  from_bot: boolean;
  /** Unix time in seconds, as everywhere in the Bot API. */
  date: number;
  edit_date?: number;
  text: string;
  entities: MessageEntity[];
  keyboard: InlineKeyboardButton[][];
  reply_to_message_id?: number;
  /** The person's are those of a private chat; other chats keep them per person, apart from the message. */
  reactions: { person: string[]; bot: string[] };
  extra: MessageExtra;
  /** Grows with every change of any message, so that "new since" is a comparison. */
  change: number;
}

type NewMessage = Pick<ChatMessage, 'chat_id' | 'author_id' | 'from_bot' | 'date' | 'text' | 'entities'> &
  Partial<Pick<ChatMessage, 'keyboard' | 'reply_to_message_id' | 'extra'>>;

export interface Messages {
  add(message: NewMessage): ChatMessage;
  save(message: ChatMessage): ChatMessage;
  remove(message: ChatMessage): void;
  find(chatId: number, messageId: number): ChatMessage | undefined;
  /** Oldest first; at most the last `limit`. */
  list(chatId: number, limit: number): ChatMessage[];
  /** The number of the newest change. */
  lastChange(): number;
}

const fromRow = (row: Record<string, unknown>): ChatMessage => ({
  message_id: Number(row.message_id),
  chat_id: Number(row.chat_id),
  author_id: row.author_id === null ? null : Number(row.author_id),
  from_bot: row.from_bot === 1,
  date: Number(row.date),
  ...(row.edit_date !== null && { edit_date: Number(row.edit_date) }),
  text: String(row.text),
  entities: JSON.parse(String(row.entities)),
  keyboard: JSON.parse(String(row.keyboard)),
  ...(row.reply_to_message_id !== null && { reply_to_message_id: Number(row.reply_to_message_id) }),
  reactions: {
    person: JSON.parse(String(row.person_reactions)),
    bot: JSON.parse(String(row.bot_reactions)),
  },
  extra: JSON.parse(String(row.extra)),
  change: Number(row.change),
});

export const createMessages = (database: Database): Messages => {
  const insert = database.prepare(
    `INSERT INTO messages (chat_id, author_id, from_bot, date, text, entities, keyboard, reply_to_message_id, extra,
       change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE messages SET edit_date = ?, text = ?, entities = ?, keyboard = ?, person_reactions = ?,
       bot_reactions = ?, extra = ?, change = ? WHERE message_id = ?`,
  );
  const erase = database.prepare('DELETE FROM messages WHERE message_id = ?');
  const selectOne = database.prepare('SELECT * FROM messages WHERE chat_id = ? AND message_id = ?');
  const selectChat = database.prepare(
    'SELECT * FROM (SELECT * FROM messages WHERE chat_id = ? ORDER BY message_id DESC LIMIT ?) ORDER BY message_id',
  );
  let change = Number(
    database.prepare('SELECT coalesce(max(change), 0) AS change FROM messages').get()?.change,
  );
  return {
    add(message) {
      change += 1;
      const { lastInsertRowid } = insert.run(
        message.chat_id,
        message.author_id,
        message.from_bot ? 1 : 0,
        message.date,
        message.text,
        JSON.stringify(message.entities),
        JSON.stringify(message.keyboard ?? []),
        message.reply_to_message_id ?? null,
        JSON.stringify(message.extra ?? {}),
        change,
      );
      const message_id = Number(lastInsertRowid);
      return {
        ...message,
        message_id,
        keyboard: message.keyboard ?? [],
        reactions: { person: [], bot: [] },
        extra: message.extra ?? {},
        change,
      };
    },
    save(message) {
      change += 1;
      update.run(
        message.edit_date ?? null,
        message.text,
        JSON.stringify(message.entities),
        JSON.stringify(message.keyboard),
        JSON.stringify(message.reactions.person),
        JSON.stringify(message.reactions.bot),
        JSON.stringify(message.extra),
        change,
        message.message_id,
      );
      return { ...message, change };
    },
    remove: (message) => void erase.run(message.message_id),
    find(chatId, messageId) {
      const row = selectOne.get(chatId, messageId);
      return row && fromRow(row);
    },
    list: (chatId, limit) => selectChat.all(chatId, limit).map(fromRow),
    lastChange: () => change,
  };
};
