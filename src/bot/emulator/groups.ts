/** Groups, supergroups and channels, and what each user is in them. A person's own chat with the bot is not here. */
import type { Chat } from '@grammyjs/types';
import type { Database } from './database.ts';

export interface GroupChat {
  /** Negative, as in Telegram; those of supergroups and channels begin with -100. */
  id: number;
  type: 'group' | 'supergroup' | 'channel';
  title: string;
  username?: string;
}

export interface NewGroupChat {
  id?: number;
  type: GroupChat['type'];
  title: string;
  username?: string;
}

/** What an administrator may do, as far as the emulator asks. */
export interface AdministratorRights {
  can_post_messages?: boolean;
  can_edit_messages?: boolean;
  can_delete_messages?: boolean;
}

export interface Membership extends AdministratorRights {
  status: 'creator' | 'administrator' | 'member' | 'left' | 'kicked';
  /** An administrator who writes and reacts in the name of the chat. */
  is_anonymous?: boolean;
}

export const isAdministrator = ({ status }: Membership) => status === 'administrator' || status === 'creator';
export const isPresent = (membership: Membership) =>
  isAdministrator(membership) || membership.status === 'member';

export const toGroupChat = ({ id, type, title, username }: GroupChat): Chat =>
  ({ id, type, title, ...(username && { username }) }) as Chat;

const SUPERGROUP_ID_BASE = -1_000_000_000_000;

const fromRow = (row: Record<string, unknown>): GroupChat => ({
  id: Number(row.id),
  type: row.type as GroupChat['type'],
  title: String(row.title),
  ...(row.username !== null && { username: String(row.username) }),
});

export const createGroups = (database: Database, random: () => number) => {
  const insert = database.prepare('INSERT INTO chats (id, type, title, username) VALUES (?, ?, ?, ?)');
  const selectOne = database.prepare('SELECT * FROM chats WHERE id = ?');
  const selectByUsername = database.prepare('SELECT * FROM chats WHERE username = ?');
  const upsertMember = database.prepare(
    `INSERT INTO members (chat_id, user_id, membership) VALUES (?, ?, ?)
     ON CONFLICT (chat_id, user_id) DO UPDATE SET membership = excluded.membership`,
  );
  const selectMember = database.prepare('SELECT membership FROM members WHERE chat_id = ? AND user_id = ?');
  const selectMembers = database.prepare(
    'SELECT user_id, membership FROM members WHERE chat_id = ? ORDER BY rowid',
  );
  const find = (id: number) => {
    const row = selectOne.get(id);
    return row && fromRow(row);
  };
  return {
    find,
    findByUsername(username: string) {
      const row = selectByUsername.get(username.replace(/^@/, ''));
      return row && fromRow(row);
    },
    create({ id, type, title, username }: NewGroupChat): GroupChat {
      const number = 1_000_000_000 + Math.floor(random() * 1_000_000_000);
      const chosen = id ?? (type === 'group' ? -number : SUPERGROUP_ID_BASE - number);
      insert.run(chosen, type, title, username ?? null);
      return find(chosen) as GroupChat;
    },
    setMember: (chatId: number, userId: number, membership: Membership) =>
      void upsertMember.run(chatId, userId, JSON.stringify(membership)),
    /** Whoever was never there has left. */
    member(chatId: number, userId: number): Membership {
      const row = selectMember.get(chatId, userId);
      return row ? JSON.parse(String(row.membership)) : { status: 'left' };
    },
    members: (chatId: number): (Membership & { user_id: number })[] =>
      selectMembers
        .all(chatId)
        .map((row) => ({ user_id: Number(row.user_id), ...JSON.parse(String(row.membership)) })),
  };
};
