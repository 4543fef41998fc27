/** Anonymous reactions, told some time after they were made and only in sum. */
import { isBotAdministrator } from './chats.ts';
import { toGroupChat } from './groups.ts';
import type { World } from './world.ts';

export const tellCountsDue = (world: World): void => {
  for (const { chat_id, message_id } of world.chatReactions.takeCountsDue(world.now())) {
    const group = world.groups.find(chat_id);
    if (!group || !isBotAdministrator(world, chat_id)) continue;
    world.updates.push(chat_id, {
      message_reaction_count: {
        chat: toGroupChat(group),
        message_id,
        date: world.nowSeconds(),
        reactions: world.chatReactions.counts(message_id),
      },
    });
  }
};
