/** Everything the emulator knows, put together once and handed to methods, delivery and client. */
import type { User, UserFromGetMe } from '@grammyjs/types';
import { type Callbacks, createCallbacks } from './callbacks.ts';
import { type Changes, createChanges } from './changes.ts';
import { createChatReactions } from './chat-reactions.ts';
import { type Clock, createClock } from './clock.ts';
import { type Commands, createCommands } from './commands.ts';
import { type Database, openDatabase } from './database.ts';
import { createFiles } from './files.ts';
import { createFloodControl, type FloodLimits } from './flood.ts';
import { createGroups } from './groups.ts';
import { createIds, type Ids } from './ids.ts';
import { createInlineQueries } from './inline.ts';
import type { EmulatorLog } from './log.ts';
import { createMessages, type Messages } from './messages.ts';
import { createPayments } from './payments/payments.ts';
import { createPeople, type People } from './people.ts';
import { createSettings, type Settings } from './settings.ts';
import { createUpdates, type Updates } from './updates.ts';

export interface World {
  database: Database;
  settings: Settings;
  people: People;
  groups: ReturnType<typeof createGroups>;
  messages: Messages;
  /** Of groups and channels. */
  chatReactions: ReturnType<typeof createChatReactions>;
  files: ReturnType<typeof createFiles>;
  payments: ReturnType<typeof createPayments>;
  inlineQueries: ReturnType<typeof createInlineQueries>;
  updates: Updates;
  commands: Commands;
  callbacks: Callbacks;
  changes: Changes;
  me: UserFromGetMe;
  /** The bot as it appears as the sender of a message. */
  bot: User;
  ids: Ids;
  clock: Clock;
  checkFlood: (chatId: number) => void;
  now: () => number;
  nowSeconds: () => number;
  log: EmulatorLog;
}

interface WorldOptions {
  file: string;
  token: string;
  bot: { first_name: string; username: string };
  now: () => number;
  random: () => number;
  flood: FloodLimits | null;
  log: EmulatorLog;
}

export const createWorld = (options: WorldOptions): World => {
  const { random } = options;
  const database = openDatabase(options.file);
  const settings = createSettings(database);
  const clock = createClock(options.now, settings);
  const { now } = clock;
  const ids = createIds(settings, random);
  const bot: User = { id: Number.parseInt(options.token, 10), is_bot: true, ...options.bot };
  return {
    database,
    settings,
    people: createPeople(database, random),
    groups: createGroups(database, random),
    messages: createMessages(database),
    chatReactions: createChatReactions(database),
    files: createFiles(database, ids),
    payments: createPayments(database, now),
    inlineQueries: createInlineQueries(now),
    updates: createUpdates(database, settings, { now, unskippedNow: options.now }, random),
    commands: createCommands(database),
    callbacks: createCallbacks(now, random),
    changes: createChanges(),
    me: {
      ...bot,
      is_bot: true,
      username: options.bot.username,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: true,
      can_connect_to_business: false,
      has_main_web_app: false,
      has_topics_enabled: false,
      allows_users_to_create_topics: false,
      can_manage_bots: false,
      supports_join_request_queries: false,
    },
    bot,
    ids,
    clock,
    checkFlood: createFloodControl(options.flood, now),
    now,
    nowSeconds: () => Math.floor(now() / 1000),
    log: options.log,
  };
};
