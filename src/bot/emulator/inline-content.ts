/** What an inline result sends when somebody chooses it. Read when it is offered, so that the bot hears of faults. */
import type { InlineKeyboardButton } from '@grammyjs/types';
import { z } from 'zod';
import { badRequest, unsupported } from './errors.ts';
import type { FormattedText } from './html.ts';
import { readKeyboard } from './keyboard.ts';
import { formatCaption, formatText } from './text.ts';

interface InlineContent extends FormattedText {
  keyboard: InlineKeyboardButton[][];
  photo_url?: string;
}

const entities = z.array(z.custom<never>((value) => typeof value === 'object')).optional();

const Text = z.looseObject({ message_text: z.string(), parse_mode: z.string().optional(), entities });
const Article = z.looseObject({ title: z.string().min(1), input_message_content: Text });
const Photo = z.looseObject({
  photo_url: z.url(),
  caption: z.string().optional(),
  parse_mode: z.string().optional(),
  caption_entities: entities,
  input_message_content: Text.optional(),
});

const parse = <T extends z.ZodType>(schema: T, result: unknown): z.infer<T> => {
  const parsed = schema.safeParse(result);
  if (!parsed.success) throw badRequest(`can't parse inline query result: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

const fromText = ({ message_text, parse_mode, entities }: z.infer<typeof Text>) =>
  formatText(message_text, parse_mode, entities);

export const readInlineResult = (result: { type: string; reply_markup?: unknown }): InlineContent => {
  const keyboard = readKeyboard(result.reply_markup);
  switch (result.type) {
    case 'article':
      return { keyboard, ...fromText(parse(Article, result).input_message_content) };
    case 'photo': {
      const photo = parse(Photo, result);
      if (photo.input_message_content) return { keyboard, ...fromText(photo.input_message_content) };
      const caption = formatCaption(photo.caption, photo.parse_mode, photo.caption_entities);
      return { keyboard, ...caption, photo_url: photo.photo_url };
    }
    default:
      throw unsupported(`inline results of type "${result.type}"`);
  }
};
