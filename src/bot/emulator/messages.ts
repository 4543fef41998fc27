/** The messages of every chat, as the chat shows them, and their shape in the Bot API. */
import type {
  InlineKeyboardButton,
  Message,
  MessageEntity,
  ReactionType,
  ReactionTypeEmoji,
  User,
} from '@grammyjs/types';
import type { Database } from './database.ts';
import { type Person, toChat, toUser } from './people.ts';

export interface ChatMessage {
  message_id: number;
  chat_id: number;
  from_bot: boolean;
  /** Unix time in seconds, as everywhere in the Bot API. */
  date: number;
  edit_date?: number;
  text: string;
  entities: MessageEntity[];
  keyboard: InlineKeyboardButton[][];
  reply_to_message_id?: number;
  reactions: { person: string[]; bot: string[] };
  /** Grows with every change of any message, so that "new since" is a comparison. */
  change: number;
}

type NewMessage = Pick<ChatMessage, 'chat_id' | 'from_bot' | 'date' | 'text' | 'entities'> &
  Partial<Pick<ChatMessage, 'keyboard' | 'reply_to_message_id'>>;

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

export const toReactions = (emoji: readonly string[]): ReactionType[] =>
  emoji.map((one) => ({ type: 'emoji', emoji: one as ReactionTypeEmoji['emoji'] }));

export const toTelegramMessage = (
  message: ChatMessage,
  person: Person,
  bot: User,
  replyTo?: ChatMessage,
): Message.TextMessage => {
  const shape = {
    message_id: message.message_id,
    from: message.from_bot ? bot : toUser(person),
    chat: toChat(person),
    date: message.date,
    ...(message.edit_date !== undefined && { edit_date: message.edit_date }),
    ...(replyTo && { reply_to_message: toTelegramMessage(replyTo, person, bot) }),
    text: message.text,
    ...(message.entities.length > 0 && { entities: message.entities }),
    ...(message.keyboard.length > 0 && { reply_markup: { inline_keyboard: message.keyboard } }),
  };
  return shape as Message.TextMessage;
};

const fromRow = (row: Record<string, unknown>): ChatMessage => ({
  message_id: Number(row.message_id),
  chat_id: Number(row.chat_id),
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
  change: Number(row.change),
});

export const createMessages = (database: Database): Messages => {
  const insert = database.prepare(
    `INSERT INTO messages (chat_id, from_bot, date, text, entities, keyboard, reply_to_message_id, change)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE messages SET edit_date = ?, text = ?, entities = ?, keyboard = ?, person_reactions = ?,
       bot_reactions = ?, change = ? WHERE message_id = ?`,
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
        message.from_bot ? 1 : 0,
        message.date,
        message.text,
        JSON.stringify(message.entities),
        JSON.stringify(message.keyboard ?? []),
        message.reply_to_message_id ?? null,
        change,
      );
      const message_id = Number(lastInsertRowid);
      return {
        ...message,
        message_id,
        keyboard: message.keyboard ?? [],
        reactions: { person: [], bot: [] },
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
