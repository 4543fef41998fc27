/** Membership as the Bot API shows it. */
import type { ChatMember, ChatMemberUpdated, User } from '@grammyjs/types';
import { type GroupChat, type Membership, toGroupChat } from './groups.ts';
import { toUser } from './people.ts';
import type { World } from './world.ts';

const userOf = (world: World, userId: number): User | undefined => {
  if (userId === world.bot.id) return world.bot;
  const person = world.people.find(userId);
  return person && toUser(person);
};

/** Rights that the emulator keeps no account of; an administrator has them. */
const OTHER_RIGHTS = {
  can_be_edited: false,
  can_manage_chat: true,
  can_manage_video_chats: true,
  can_restrict_members: true,
  can_promote_members: false,
  can_change_info: true,
  can_invite_users: true,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_send_welcome_messages: false,
};

/** Undefined for a user whom nobody knows. */
export const toChatMember = (
  world: World,
  userId: number,
  membership: Membership,
): ChatMember | undefined => {
  const user = userOf(world, userId);
  if (!user) return undefined;
  const { status, is_anonymous = false } = membership;
  switch (status) {
    case 'creator':
      return { status, user, is_anonymous };
    case 'administrator':
      return {
        status,
        user,
        is_anonymous,
        ...OTHER_RIGHTS,
        can_delete_messages: membership.can_delete_messages ?? false,
        can_post_messages: membership.can_post_messages ?? false,
        can_edit_messages: membership.can_edit_messages ?? false,
      };
    case 'member':
    case 'left':
      return { status, user };
    case 'kicked':
      return { status, user, until_date: 0 };
  }
};

export const toMemberUpdate = (
  world: World,
  group: GroupChat,
  userId: number,
  { by, before, after }: { by: User; before: Membership; after: Membership },
): ChatMemberUpdated => ({
  chat: toGroupChat(group),
  from: by,
  date: world.nowSeconds(),
  old_chat_member: toChatMember(world, userId, before) as ChatMember,
  new_chat_member: toChatMember(world, userId, after) as ChatMember,
});
