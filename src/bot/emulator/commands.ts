/** Command menus by scope and language, and which of them a person sees in their private chat. */
import type { BotCommand, BotCommandScope } from '@grammyjs/types';
import type { Database } from './database.ts';

export interface Commands {
  set(scope: BotCommandScope, languageCode: string, commands: readonly BotCommand[]): void;
  get(scope: BotCommandScope, languageCode: string): BotCommand[];
  remove(scope: BotCommandScope, languageCode: string): void;
  /** What the menu shows: the most particular scope wins, and within it the person's language. */
  forPerson(personId: number, languageCode: string): BotCommand[];
}

const keyOf = (scope: BotCommandScope): string =>
  [scope.type, 'chat_id' in scope && scope.chat_id, 'user_id' in scope && scope.user_id]
    .filter(Boolean)
    .join(':');

export const createCommands = (database: Database): Commands => {
  const upsert = database.prepare(
    `INSERT INTO commands (scope, language_code, commands) VALUES (?, ?, ?)
     ON CONFLICT (scope, language_code) DO UPDATE SET commands = excluded.commands`,
  );
  const select = database.prepare('SELECT commands FROM commands WHERE scope = ? AND language_code = ?');
  const erase = database.prepare('DELETE FROM commands WHERE scope = ? AND language_code = ?');
  const get = (scope: BotCommandScope, languageCode: string): BotCommand[] => {
    const row = select.get(keyOf(scope), languageCode);
    return row ? JSON.parse(String(row.commands)) : [];
  };
  return {
    set: (scope, languageCode, commands) =>
      void upsert.run(keyOf(scope), languageCode, JSON.stringify(commands)),
    get,
    remove: (scope, languageCode) => void erase.run(keyOf(scope), languageCode),
    forPerson(personId, languageCode) {
      const scopes: BotCommandScope[] = [
        { type: 'chat', chat_id: personId },
        { type: 'all_private_chats' },
        { type: 'default' },
      ];
      for (const scope of scopes)
        for (const language of [languageCode, '']) {
          const commands = get(scope, language);
          if (commands.length > 0) return commands;
        }
      return [];
    },
  };
};
