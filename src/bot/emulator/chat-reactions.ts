/** Who reacted how to messages of groups and channels, and which channels owe the bot their counts. */
import type { ReactionCount, ReactionType } from '@grammyjs/types';
import type { Database } from './database.ts';

const keyOf = (type: ReactionType): string => JSON.stringify(type);

export const createChatReactions = (database: Database) => {
  const select = database.prepare(
    'SELECT reactions FROM chat_reactions WHERE message_id = ? AND actor_id = ?',
  );
  const selectAll = database.prepare(
    'SELECT reactions, stars FROM chat_reactions WHERE message_id = ? ORDER BY rowid',
  );
  const upsert = database.prepare(
    `INSERT INTO chat_reactions (message_id, actor_id, reactions) VALUES (?, ?, ?)
     ON CONFLICT (message_id, actor_id) DO UPDATE SET reactions = excluded.reactions`,
  );
  const upsertStars = database.prepare(
    `INSERT INTO chat_reactions (message_id, actor_id, reactions, stars) VALUES (?, ?, '[]', ?)
     ON CONFLICT (message_id, actor_id) DO UPDATE SET stars = stars + excluded.stars`,
  );
  const insertDue = database.prepare(
    'INSERT INTO reaction_counts_due (message_id, chat_id, due_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const selectNextDue = database.prepare('SELECT min(due_at) AS at FROM reaction_counts_due');
  const takeDue = database.prepare('DELETE FROM reaction_counts_due WHERE due_at <= ? RETURNING *');
  return {
    of(messageId: number, actorId: number): ReactionType[] {
      const row = select.get(messageId, actorId);
      return row ? JSON.parse(String(row.reactions)) : [];
    },
    set: (messageId: number, actorId: number, reactions: readonly ReactionType[]) =>
      void upsert.run(messageId, actorId, JSON.stringify(reactions)),
    addStars: (messageId: number, actorId: number, stars: number) =>
      void upsertStars.run(messageId, actorId, stars),
    /** Paid reactions count by Star, and come first, as clients show them. */
    counts(messageId: number): ReactionCount[] {
      const totals = new Map<string, ReactionCount>();
      const add = (type: ReactionType, n: number) => {
        if (n === 0) return;
        const before = totals.get(keyOf(type))?.total_count ?? 0;
        totals.set(keyOf(type), { type, total_count: before + n });
      };
      const rows = selectAll.all(messageId);
      for (const row of rows) add({ type: 'paid' }, Number(row.stars));
      for (const row of rows) for (const type of JSON.parse(String(row.reactions))) add(type, 1);
      return [...totals.values()];
    },
    /** The first change sets when the counts are told; later ones ride along. */
    oweCounts: (messageId: number, chatId: number, dueAt_ms: number) =>
      void insertDue.run(messageId, chatId, dueAt_ms),
    nextCountsAt(): number | null {
      const at = selectNextDue.get()?.at;
      return typeof at === 'number' ? at : null;
    },
    takeCountsDue: (now_ms: number) =>
      takeDue
        .all(now_ms)
        .map((row) => ({ message_id: Number(row.message_id), chat_id: Number(row.chat_id) })),
  };
};
