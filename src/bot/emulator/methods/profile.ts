/** The bot's own face: getMe, command menus per scope and language, name and descriptions. */
import type { BotCommandScope, MenuButton } from '@grammyjs/types';
import { z } from 'zod';
import { badRequest } from '../errors.ts';
import { integer, json } from '../params.ts';
import type { World } from '../world.ts';
import { type Method, method } from './method.ts';

const language_code = z
  .string()
  .regex(/^(?:[a-z]{2})?$/, 'a two-letter ISO 639-1 code')
  .default('');

const scope = json(
  z.discriminatedUnion('type', [
    z.object({
      type: z.enum(['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators']),
    }),
    z.object({ type: z.enum(['chat', 'chat_administrators']), chat_id: z.union([z.int(), z.string()]) }),
    z.object({ type: z.literal('chat_member'), chat_id: z.union([z.int(), z.string()]), user_id: z.int() }),
  ]),
)
  .default({ type: 'default' })
  .transform((value) => value as BotCommandScope);

const tellPeople = (world: World) => {
  for (const { id, language_code } of world.people.list())
    world.changes.emit({
      kind: 'commands',
      chat_id: id,
      commands: world.commands.forPerson(id, language_code),
    });
};

export const getMe = method('getMe', z.object({}), (_params, { world }) => world.me);

export const setMyCommands = method(
  'setMyCommands',
  z.object({
    commands: json(z.array(z.object({ command: z.string(), description: z.string() })).max(100)),
    scope,
    language_code,
  }),
  (params, { world }) => {
    const commands = params.commands.map(({ command, description }) => {
      const name = command.replace(/^\//, '');
      if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest('BOT_COMMAND_INVALID');
      if (description.length < 1 || description.length > 256)
        throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
      return { command: name, description };
    });
    world.commands.set(params.scope, params.language_code, commands);
    tellPeople(world);
    return true;
  },
);

const whichCommands = z.object({ scope, language_code });

export const getMyCommands = method('getMyCommands', whichCommands, (params, { world }) =>
  world.commands.get(params.scope, params.language_code),
);

export const deleteMyCommands = method('deleteMyCommands', whichCommands, (params, { world }) => {
  world.commands.remove(params.scope, params.language_code);
  tellPeople(world);
  return true;
});

const TEXTS = [
  { suffix: 'Name', field: 'name', max: 64 },
  { suffix: 'Description', field: 'description', max: 512 },
  { suffix: 'ShortDescription', field: 'short_description', max: 120 },
] as const;

type BotTextField = (typeof TEXTS)[number]['field'];

/** The text in this language, or the one for people of every other language. */
export const botText = (world: World, field: BotTextField, language: string): string =>
  world.settings.get<string>(`${field}:${language}`) || world.settings.get<string>(`${field}:`) || '';

/** setMyName, getMyName, setMyDescription … : three texts that differ in name and length only. */
export const textMethods: Record<string, Method> = Object.fromEntries(
  TEXTS.flatMap(({ suffix, field, max }) => [
    [
      `setMy${suffix}`,
      method(
        `setMy${suffix}`,
        z.object({ [field]: z.string().max(max).default(''), language_code }),
        (params, { world }) => {
          world.settings.set(`${field}:${params.language_code}`, params[field]);
          return true;
        },
      ),
    ],
    [
      `getMy${suffix}`,
      method(`getMy${suffix}`, z.object({ language_code }), (params, { world }) => ({
        [field]: botText(world, field, params.language_code) || (field === 'name' ? world.me.first_name : ''),
      })),
    ],
  ]),
);

const menu_button = json(
  z.discriminatedUnion('type', [
    z.object({ type: z.enum(['commands', 'default']) }),
    z.object({ type: z.literal('web_app'), text: z.string().min(1), web_app: z.object({ url: z.url() }) }),
  ]),
).default({ type: 'default' });

const privateChat = { chat_id: integer.optional() };

const menuButtonOf = (chatId: number | undefined) => `menu_button:${chatId ?? ''}`;

const checkPrivateChat = (world: World, chatId: number | undefined) => {
  if (chatId !== undefined && !world.people.find(chatId)) throw badRequest('chat not found');
};

export const setChatMenuButton = method(
  'setChatMenuButton',
  z.object({ ...privateChat, menu_button }),
  (params, { world }) => {
    checkPrivateChat(world, params.chat_id);
    world.settings.set(menuButtonOf(params.chat_id), params.menu_button);
    return true;
  },
);

export const getChatMenuButton = method(
  'getChatMenuButton',
  z.object(privateChat),
  (params, { world }): MenuButton => {
    checkPrivateChat(world, params.chat_id);
    const own = world.settings.get<MenuButton>(menuButtonOf(params.chat_id));
    return own ?? world.settings.get<MenuButton>(menuButtonOf(undefined)) ?? { type: 'default' };
  },
);
