/** Named JSON values that outlive the process: webhook, allowed updates, the last update id, the bot's texts. */
import type { Database } from './database.ts';

export interface Settings {
  get<T>(name: string): T | undefined;
  set(name: string, value: unknown): void;
  remove(name: string): void;
}

export const createSettings = (database: Database): Settings => {
  const select = database.prepare('SELECT value FROM settings WHERE name = ?');
  const upsert = database.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const erase = database.prepare('DELETE FROM settings WHERE name = ?');
  return {
    get<T>(name: string) {
      const row = select.get(name);
      return row ? (JSON.parse(String(row.value)) as T) : undefined;
    },
    set: (name, value) => void upsert.run(name, JSON.stringify(value)),
    remove: (name) => void erase.run(name),
  };
};
