/** `parse_mode: HTML`, following the parser of TDLib: the same tags, the same complaints, the same byte offsets. */
import type { MessageEntity } from '@grammyjs/types';
import { badRequest } from './errors.ts';

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

const TYPE_OF_TAG: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};

const CHARACTER_REFERENCE = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot)(?![a-z]));?/iy;
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Reads the character reference at `at`; what is not one stays as it is. */
const readReference = (source: string, at: number): { character: string; length: number } => {
  CHARACTER_REFERENCE.lastIndex = at;
  const match = CHARACTER_REFERENCE.exec(source);
  if (!match) return { character: '&', length: 1 };
  const [whole, hex, decimal, name] = match;
  if (name) return { character: NAMED[name.toLowerCase()] as string, length: whole.length };
  const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
  if (code === 0 || code >= 0x10ffff) return { character: '&', length: 1 };
  return { character: String.fromCodePoint(code), length: whole.length };
};

const decode = (value: string): string => {
  let decoded = '';
  for (let at = 0; at < value.length; ) {
    if (value[at] !== '&') {
      decoded += value[at];
      at += 1;
      continue;
    }
    const { character, length } = readReference(value, at);
    decoded += character;
    at += length;
  }
  return decoded;
};

interface OpenTag {
  name: string;
  attributes: Map<string, string>;
  offset: number;
}

const ATTRIBUTE = /\s*([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([a-z0-9.-]+)))?\s*/iy;

/** Reads `<name attributes>` whose `<` stands at `begin`; returns what follows it too. */
const readStartTag = (source: string, begin: number, fail: (reason: string) => Error) => {
  const name = (/^[^\s>]*/.exec(source.slice(begin + 1)) as RegExpExecArray)[0].toLowerCase();
  let at = begin + 1 + name.length;
  if (at >= source.length) throw fail('Unclosed start tag');
  if (!Object.hasOwn(TYPE_OF_TAG, name)) throw fail(`Unsupported start tag "${name}"`);
  const attributes = new Map<string, string>();
  while (/\s/.test(source[at] ?? '')) at += 1;
  while (source[at] !== '>') {
    if (at >= source.length) throw fail(`Unclosed start tag "${name}"`);
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(source);
    if (!match) throw fail(`Empty attribute name in the tag "${name}"`);
    attributes.set((match[1] as string).toLowerCase(), decode(match[2] ?? match[3] ?? match[4] ?? ''));
    at += match[0].length;
    if (source[at] === '=') throw fail(`Unclosed start tag "${name}"`);
  }
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler')
    throw fail('Tag "span" must have class "tg-spoiler"');
  if (name === 'tg-emoji' && !attributes.get('emoji-id'))
    throw fail('Custom emoji entity must have a valid identifier');
  return { name, attributes, end: at + 1 };
};

const LINK = /^(?:https?:\/\/|tg:\/\/|ton:\/\/|mailto:|tel:)|^[^\s/]+\.[^\s]+$/i;

const toEntity = (tag: OpenTag, text: string): MessageEntity | null => {
  const base = { offset: tag.offset, length: text.length - tag.offset };
  const type = TYPE_OF_TAG[tag.name];
  if (tag.name === 'a') {
    const url = tag.attributes.get('href') || text.slice(tag.offset);
    if (!LINK.test(url)) return null;
    return { ...base, type: 'text_link', url: /^[a-z]+:/i.test(url) ? url : `http://${url}` };
  }
  if (tag.name === 'tg-emoji')
    return { ...base, type: 'custom_emoji', custom_emoji_id: tag.attributes.get('emoji-id') as string };
  if (tag.name === 'blockquote')
    return { ...base, type: tag.attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote' };
  const language = tag.name === 'code' && tag.attributes.get('class')?.match(/^language-(.+)$/)?.[1];
  if (language) return { ...base, type: 'pre', language };
  return { ...base, type } as MessageEntity;
};

export const parseHtml = (source: string): FormattedText => {
  let text = '';
  const entities: MessageEntity[] = [];
  const open: OpenTag[] = [];
  for (let at = 0; at < source.length; ) {
    const character = source[at];
    if (character === '&') {
      const reference = readReference(source, at);
      text += reference.character;
      at += reference.length;
      continue;
    }
    if (character !== '<') {
      text += character;
      at += 1;
      continue;
    }
    const begin = at;
    const fail = (reason: string, detail = '') =>
      badRequest(
        `can't parse entities: ${reason} at byte offset ${Buffer.byteLength(source.slice(0, begin))}${detail}`,
      );
    if (source[at + 1] !== '/') {
      const { name, attributes, end } = readStartTag(source, begin, fail);
      open.push({ name, attributes, offset: text.length });
      at = end;
      continue;
    }
    const tag = open.pop();
    if (!tag) throw fail('Unexpected end tag');
    const end = source.indexOf('>', begin);
    if (end < 0) throw fail('Unclosed end tag');
    const name = source
      .slice(begin + 2, end)
      .trim()
      .toLowerCase();
    if (name !== '' && name !== tag.name)
      throw fail('Unmatched end tag', `, expected "</${tag.name}>", found "</${name}>"`);
    const entity = text.length > tag.offset ? toEntity(tag, text) : null;
    if (entity) {
      // `<pre><code class="language-x">` is one block with a language, not two entities.
      const inner = entities.at(-1);
      const isWrapped =
        tag.name === 'pre' && inner && inner.offset === entity.offset && inner.length === entity.length;
      if (isWrapped && inner.type === 'code') entities.pop();
      if (!(isWrapped && inner.type === 'pre')) entities.push(entity);
    }
    at = end + 1;
  }
  const unclosed = open.at(-1);
  if (unclosed)
    throw badRequest(
      `can't parse entities: Can't find end tag corresponding to start tag "${unclosed.name}"`,
    );
  return { text, entities };
};
