/** Reply markup: inline keyboards are checked as Telegram checks them; other kinds are refused or need nothing. */
import type { InlineKeyboardButton } from '@grammyjs/types';
import { z } from 'zod';
import { badRequest, unsupported } from './errors.ts';

const CALLBACK_DATA_MAX_BYTES = 64;
const BUTTONS_MAX = 100;

const LOOKS = new Set(['text', 'style', 'icon_custom_emoji_id']);

const Button = z.looseObject({
  text: z.string(),
  style: z.enum(['danger', 'success', 'primary']).optional(),
  callback_data: z.string().optional(),
  url: z.string().optional(),
  pay: z.boolean().optional(),
  copy_text: z.object({ text: z.string().min(1).max(256) }).optional(),
});

const InlineKeyboard = z.object({ inline_keyboard: z.array(z.array(Button)) });

const ACTIONS = [
  'callback_data',
  'url',
  'copy_text',
  'disabled',
  'pay',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
];

const checkButton = (button: z.infer<typeof Button>): InlineKeyboardButton => {
  if (button.text.trim() === '') throw badRequest('BUTTON_TEXT_INVALID');
  const actions = Object.keys(button).filter((key) => !LOOKS.has(key));
  const [action] = actions;
  if (!action)
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  if (actions.length > 1) throw badRequest("can't parse inline keyboard button: more than one action");
  if (!ACTIONS.includes(action)) throw unsupported(`inline buttons with "${action}"`);
  if (button.callback_data !== undefined) {
    const bytes = Buffer.byteLength(button.callback_data);
    if (bytes < 1 || bytes > CALLBACK_DATA_MAX_BYTES) throw badRequest('BUTTON_DATA_INVALID');
  }
  if (button.url !== undefined && !/^(?:https?|tg):\/\/\S+$/i.test(button.url))
    throw badRequest('inline keyboard button URL is invalid: BUTTON_URL_INVALID');
  return button as unknown as InlineKeyboardButton;
};

/**
 * The rows of an inline keyboard; none when there is no markup, or one that leaves nothing to show. Only an invoice's
 * may hold a pay button, which comes first.
 */
export const readKeyboard = (markup: unknown, { canPay = false } = {}): InlineKeyboardButton[][] => {
  if (markup === undefined || markup === null) return [];
  if (typeof markup !== 'object') throw badRequest('object expected as reply markup');
  if ('remove_keyboard' in markup || 'force_reply' in markup) return [];
  if ('keyboard' in markup) throw unsupported('reply keyboards');
  const parsed = InlineKeyboard.safeParse(markup);
  if (!parsed.success) throw badRequest(`can't parse inline keyboard: ${z.prettifyError(parsed.error)}`);
  const rows = parsed.data.inline_keyboard.map((row) => row.map(checkButton)).filter((row) => row.length > 0);
  if (rows.flat().length > BUTTONS_MAX || rows.some((row) => row.length > 8))
    throw badRequest('reply markup is too long');
  if (rows.flat().some((button, at) => 'pay' in button && !(canPay && at === 0)))
    throw badRequest('BUTTON_TYPE_INVALID');
  return rows;
};
