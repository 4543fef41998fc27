/** Text as it is stored: parsed, trimmed, bounded, with the entities that Telegram finds by itself. */
import type { MessageEntity } from '@grammyjs/types';
import { badRequest, unsupported } from './errors.ts';
import { type FormattedText, parseHtml } from './html.ts';

export const TEXT_MAX_LENGTH = 4096;
const CAPTION_MAX_LENGTH = 1024;

const BOT_COMMAND = /(?<![\w/])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w@])/gi;
const URL_IN_TEXT = /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)]/gi;

const found = (text: string, pattern: RegExp, type: 'bot_command' | 'url'): MessageEntity[] =>
  [...text.matchAll(pattern)].map((match) => ({ type, offset: match.index, length: match[0].length }));

const overlaps = (one: MessageEntity, other: MessageEntity) =>
  one.offset < other.offset + other.length && other.offset < one.offset + one.length;

/** Entities that nobody marked: commands and links. A person's message has only these. */
export const findEntities = (text: string, marked: readonly MessageEntity[] = []): MessageEntity[] => {
  const urls = found(text, URL_IN_TEXT, 'url');
  const commands = found(text, BOT_COMMAND, 'bot_command').filter(
    (one) => !urls.some((url) => overlaps(one, url)),
  );
  const opaque = marked.filter((one) => ['code', 'pre', 'text_link', 'text_mention'].includes(one.type));
  return [...urls, ...commands].filter((one) => !opaque.some((mark) => overlaps(one, mark)));
};

const trimmed = ({ text, entities }: FormattedText): FormattedText => {
  const start = text.length - text.trimStart().length;
  const body = text.trim();
  const kept = entities.flatMap((entity) => {
    const from = Math.max(0, entity.offset - start);
    const to = Math.min(body.length, entity.offset - start + entity.length);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: body, entities: kept };
};

const checkedEntities = (text: string, entities: readonly MessageEntity[]): FormattedText => {
  for (const { offset, length } of entities)
    if (!Number.isInteger(offset) || !Number.isInteger(length) || offset < 0 || offset + length > text.length)
      throw badRequest('entity beyond the end of the text');
  return { text, entities: [...entities] };
};

const format = (
  source: string | undefined,
  parseMode: string | undefined,
  marked: readonly MessageEntity[] | undefined,
): FormattedText => {
  if (parseMode && parseMode.toLowerCase() !== 'html')
    throw unsupported(`parse_mode "${parseMode}", only HTML`);
  const parsed = parseMode ? parseHtml(source ?? '') : checkedEntities(source ?? '', marked ?? []);
  const { text, entities } = trimmed(parsed);
  const all = [...entities, ...findEntities(text, entities)];
  return { text, entities: all.sort((one, other) => one.offset - other.offset || other.length - one.length) };
};

export const formatText: typeof format = (...source) => {
  const formatted = format(...source);
  if (formatted.text === '') throw badRequest('message text is empty');
  // Telegram counts after parsing; UTF-16 units are the stricter of the two counts that clients use.
  if (formatted.text.length > TEXT_MAX_LENGTH) throw badRequest('message is too long');
  return formatted;
};

/** Text under a picture or a file: there may be none. */
export const formatCaption: typeof format = (...source) => {
  const formatted = format(...source);
  if (formatted.text.length > CAPTION_MAX_LENGTH) throw badRequest('message caption is too long');
  return formatted;
};
