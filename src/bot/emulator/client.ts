/** The emulator seen from the other side: people, their chats and what they do, for the chat page and for tests. */
import type { BotCommand, Update } from '@grammyjs/types';
import type { Actions } from './actions/actions.ts';
import { ActionError } from './actions/error.ts';
import type { PendingCallback } from './callbacks.ts';
import type { ChangeListener } from './changes.ts';
import type { Dispatcher, PlannedFailure } from './dispatcher.ts';
import type { StoredFile } from './files.ts';
import type { ChatMessage } from './messages.ts';
import { botText } from './methods/profile.ts';
import type { NewPerson, Person } from './people.ts';
import type { Schedule } from './schedule.ts';
import type { Waiting } from './waiting.ts';
import type { World } from './world.ts';

export interface BotProfile {
  id: number;
  name: string;
  username: string;
  /** "What can this bot do?", shown before the chat begins. */
  description: string;
}

export interface EmulatorClient extends Actions, Waiting {
  bot(languageCode?: string): BotProfile;
  listPeople(): Person[];
  person(personId: number): Person | undefined;
  createPerson(person: NewPerson): Person;
  /** Oldest first; the last `limit` (200) of them. */
  messages(personId: number, limit?: number): ChatMessage[];
  /** A file that the bot sent, by the id it has in a message. */
  file(fileId: string): StoredFile | undefined;
  /** The command menu this person sees. */
  commandsFor(personId: number): BotCommand[];
  unansweredTaps(personId: number): PendingCallback[];
  /** Follows one person's chat, or every chat with null. Returns how to stop. */
  subscribe(personId: number | null, listener: ChangeListener): () => void;
  pendingUpdateCount(): number;
  /** The newest update that came from this person. */
  lastUpdate(personId: number): Update | undefined;
  /** Delivers an update again under the same id, however long ago it was confirmed. */
  redeliver(updateId: number): void;
  /** Delivers exactly this update: forged, stale or out of order. */
  deliver(update: Update): void;
  /** Keeps new updates back until `releaseUpdates` lets them go in the order it gives. */
  holdUpdates(): void;
  releaseUpdates(order?: (updates: Update[]) => Update[]): void;
  /** Loses all updates that wait, as Telegram does after a day in which nobody fetched them. Returns how many. */
  loseUpdates(): number;
  /**
   * Lets so much time pass at once. What falls due on the way happens at its own instant: pre-checkouts time out,
   * subscriptions renew or end, late payments and reaction counts arrive. With 0: what is due by now. Updates that
   * wait do not grow old by it.
   */
  advanceClock(time_ms: number): void;
  /** Makes the bot's next calls of a method fail. */
  failNext(method: string, failure: PlannedFailure, times?: number): void;
}

const chatIdOf = (update: Update): number | undefined =>
  update.message?.chat.id ??
  update.callback_query?.message?.chat.id ??
  update.message_reaction?.chat.id ??
  update.my_chat_member?.chat.id ??
  update.channel_post?.chat.id ??
  update.message_reaction_count?.chat.id ??
  update.pre_checkout_query?.from.id ??
  update.inline_query?.from.id;

export const createClient = (
  world: World,
  actions: Actions,
  waiting: Waiting,
  dispatcher: Dispatcher,
  schedule: Schedule,
): EmulatorClient => ({
  ...actions,
  ...waiting,
  bot: (languageCode = 'es') => ({
    id: world.bot.id,
    name: botText(world, 'name', languageCode) || world.me.first_name,
    username: world.me.username,
    description: botText(world, 'description', languageCode),
  }),
  listPeople: () => world.people.list(),
  person: (personId) => world.people.find(personId),
  createPerson(person) {
    const isTaken =
      (person.id !== undefined && world.people.find(person.id)) ||
      (person.username !== undefined && world.people.findByUsername(person.username));
    if (isTaken) throw new ActionError('person_exists', 'the id or the username is taken');
    const created = world.people.create(person);
    world.changes.emit({ kind: 'person', chat_id: created.id, person: created });
    return created;
  },
  messages: (personId, limit = 200) => world.messages.list(personId, limit),
  file: (fileId) => world.files.find(fileId),
  commandsFor(personId) {
    const person = world.people.find(personId);
    return person ? world.commands.forPerson(personId, person.language_code) : [];
  },
  unansweredTaps: (personId) => world.callbacks.unanswered(personId),
  subscribe: (personId, listener) => world.changes.subscribe(personId, listener),
  pendingUpdateCount: () => world.updates.pendingCount(),
  lastUpdate: (personId) => world.updates.lastOf(personId),
  redeliver(updateId) {
    const found = world.updates.find(updateId);
    if (!found) throw new Error(`there was no update ${updateId}`);
    world.updates.stage(found.update, found.chat_id);
  },
  deliver: (update) => world.updates.stage(update, chatIdOf(update)),
  holdUpdates: () => world.updates.hold(),
  releaseUpdates: (order = (updates) => updates) => world.updates.release(order),
  loseUpdates() {
    const lost = world.updates.pendingCount();
    world.updates.dropAll();
    return lost;
  },
  advanceClock: (time_ms) => schedule.advance(time_ms),
  failNext: (method, failure, times = 1) => dispatcher.failNext(method, failure, times),
});
