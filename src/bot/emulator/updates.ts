/**
 * The queue of updates that wait for the bot. An update leaves it when it is confirmed: by an offset above
 * its id once it was handed out, or by a webhook's success. Telegram keeps them for a day.
 */
import type { Update } from '@grammyjs/types';
import type { Database } from './database.ts';
import type { Settings } from './settings.ts';

export interface QueuedUpdate {
  seq: number;
  chat_id: number;
  /** Put there by a test: it stands outside the order of ids, so no offset may skip it. */
  is_staged: boolean;
  update: Update;
}

export type Delivery = 'once' | 'redelivered' | 'repeated';

export interface Updates {
  /** Queues it if the bot asked for its type; returns the update's id, or null when nobody wants it. */
  push(chatId: number, content: Omit<Update, 'update_id'>): number | null;
  /**
   * Queues it as often as `delivery` says: again under the same id, as after a lost confirmation, or again as an
   * update with an id of its own.
   */
  deliver(chatId: number, content: Omit<Update, 'update_id'>, delivery: Delivery): void;
  /** Keeps it apart until an instant in Unix milliseconds, or with null until `releaseDeferred`; its id comes then. */
  defer(
    chatId: number,
    content: Omit<Update, 'update_id'>,
    delivery: Delivery,
    dueAt_ms: number | null,
  ): void;
  nextDeferredAt(): number | null;
  /** Queues what is due, or all that is kept apart. Returns how many that were. */
  releaseDeferred(which: 'due' | 'all'): number;
  /** Queues exactly this update, whatever its id. */
  stage(update: Update, chatId?: number): void;
  pending(limit: number): QueuedUpdate[];
  pendingCount(): number;
  markHandedOut(queued: readonly QueuedUpdate[]): void;
  confirmBelow(updateId: number): void;
  keepLast(count: number): void;
  confirm(queued: QueuedUpdate): void;
  dropAll(): void;
  /** An update of the past or present by its id, the newest such. */
  find(updateId: number): { update: Update; chat_id: number } | undefined;
  /** The newest update of a chat. */
  lastOf(chatId: number): Update | undefined;
  setAllowed(types: readonly string[]): void;
  allowed(): string[];
  /** While held, new updates wait outside the queue. */
  hold(): void;
  release(order: (updates: Update[]) => Update[]): void;
  onQueued(listener: () => void): () => void;
}

const NOT_SENT_BY_DEFAULT: readonly string[] = ['chat_member', 'message_reaction', 'message_reaction_count'];
const DAY_MS = 86_400_000;
const HISTORY_KEPT = 5_000;

const fromRow = (row: Record<string, unknown>): QueuedUpdate => ({
  seq: Number(row.seq),
  chat_id: Number(row.chat_id),
  is_staged: row.is_staged === 1,
  update: JSON.parse(String(row.body)),
});

export const createUpdates = (
  database: Database,
  settings: Settings,
  { now, unskippedNow }: { now: () => number; unskippedNow: () => number },
  random: () => number,
): Updates => {
  const insert = database.prepare(
    'INSERT INTO updates (update_id, chat_id, body, created_at, is_staged) VALUES (?, ?, ?, ?, ?)',
  );
  const selectPending = database.prepare('SELECT * FROM updates WHERE is_pending = 1 ORDER BY seq LIMIT ?');
  const countPending = database.prepare('SELECT count(*) AS n FROM updates WHERE is_pending = 1');
  const handOut = database.prepare('UPDATE updates SET is_handed_out = 1 WHERE seq = ?');
  const confirmBelow = database.prepare(
    'UPDATE updates SET is_pending = 0 WHERE is_pending = 1 AND is_handed_out = 1 AND update_id < ?',
  );
  const keepLast = database.prepare(
    `UPDATE updates SET is_pending = 0 WHERE is_pending = 1 AND seq NOT IN
       (SELECT seq FROM updates WHERE is_pending = 1 ORDER BY seq DESC LIMIT ?)`,
  );
  const confirmOne = database.prepare('UPDATE updates SET is_pending = 0 WHERE seq = ?');
  const confirmAll = database.prepare('UPDATE updates SET is_pending = 0 WHERE is_pending = 1');
  const expire = database.prepare(
    'UPDATE updates SET is_pending = 0 WHERE is_pending = 1 AND created_at < ?',
  );
  const prune = database.prepare('DELETE FROM updates WHERE is_pending = 0 AND seq < ?');
  const selectById = database.prepare('SELECT * FROM updates WHERE update_id = ? ORDER BY seq DESC LIMIT 1');
  const selectLastOf = database.prepare('SELECT * FROM updates WHERE chat_id = ? ORDER BY seq DESC LIMIT 1');

  const insertDeferred = database.prepare(
    'INSERT INTO deferred_updates (chat_id, body, due_at) VALUES (?, ?, ?)',
  );
  const selectNextDeferred = database.prepare('SELECT min(due_at) AS at FROM deferred_updates');
  const takeDeferred = database.prepare(
    'DELETE FROM deferred_updates WHERE due_at <= ? OR ? RETURNING seq, chat_id, body',
  );

  const listeners = new Set<() => void>();
  let held: QueuedUpdate[] | null = null;

  const enqueue = (update: Update, chatId: number, isStaged: boolean) => {
    const { lastInsertRowid } = insert.run(
      update.update_id,
      chatId,
      JSON.stringify(update),
      unskippedNow(),
      isStaged ? 1 : 0,
    );
    prune.run(Number(lastInsertRowid) - HISTORY_KEPT);
    for (const listener of [...listeners]) listener();
  };

  /** Ids rise by one; they start at a random number, and do so again after a quiet week. */
  const nextId = (): number => {
    const last = settings.get<{ id: number; at: number }>('last_update');
    const isFresh = !last || now() - last.at >= 7 * DAY_MS;
    const id = isFresh ? 100_000_000 + Math.floor(random() * 800_000_000) : last.id + 1;
    settings.set('last_update', { id, at: now() });
    return id;
  };

  const allowed = () => settings.get<string[]>('allowed_updates') ?? [];
  const isWanted = (type: string) => {
    const types = allowed();
    return types.length === 0 ? !NOT_SENT_BY_DEFAULT.includes(type) : types.includes(type);
  };

  const push = (chatId: number, content: Omit<Update, 'update_id'>): number | null => {
    if (!Object.keys(content).every(isWanted)) return null;
    const update = { update_id: nextId(), ...content };
    if (held) held.push({ seq: 0, chat_id: chatId, is_staged: true, update });
    else enqueue(update, chatId, false);
    return update.update_id;
  };

  const deliver: Updates['deliver'] = (chatId, content, delivery) => {
    const update_id = push(chatId, content);
    if (update_id === null) return;
    if (delivery === 'redelivered') enqueue({ update_id, ...content }, chatId, true);
    if (delivery === 'repeated') push(chatId, content);
  };

  return {
    push,
    deliver,
    defer: (chatId, content, delivery, dueAt_ms) =>
      void insertDeferred.run(chatId, JSON.stringify({ content, delivery }), dueAt_ms),
    nextDeferredAt() {
      const at = selectNextDeferred.get()?.at;
      return typeof at === 'number' ? at : null;
    },
    releaseDeferred(which) {
      const rows = takeDeferred
        .all(now(), which === 'all' ? 1 : 0)
        .toSorted((one, other) => Number(one.seq) - Number(other.seq));
      for (const row of rows) {
        const { content, delivery } = JSON.parse(String(row.body));
        deliver(Number(row.chat_id), content, delivery);
      }
      return rows.length;
    },
    stage: (update, chatId = 0) => enqueue(update, chatId, true),
    pending(limit) {
      // Through time that was skipped a bot would have been there to fetch them.
      expire.run(unskippedNow() - DAY_MS);
      return selectPending.all(limit).map(fromRow);
    },
    pendingCount: () => Number(countPending.get()?.n),
    markHandedOut(queued) {
      for (const { seq } of queued) handOut.run(seq);
    },
    confirmBelow: (updateId) => void confirmBelow.run(updateId),
    keepLast: (count) => void keepLast.run(count),
    confirm: ({ seq }) => void confirmOne.run(seq),
    dropAll: () => void confirmAll.run(),
    find(updateId) {
      const row = selectById.get(updateId);
      return row && fromRow(row);
    },
    lastOf(chatId) {
      const row = selectLastOf.get(chatId);
      return row && fromRow(row).update;
    },
    setAllowed: (types) => settings.set('allowed_updates', types),
    allowed,
    hold() {
      held ??= [];
    },
    release(order) {
      const waiting = held ?? [];
      held = null;
      for (const update of order(waiting.map((one) => one.update)))
        enqueue(update, waiting.find((one) => one.update === update)?.chat_id ?? 0, true);
    },
    onQueued(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
