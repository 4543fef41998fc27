// Text with Telegram's entities as DOM nodes. Only this list of elements can come out of it.
import { h } from './dom.js';

const TAGS = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

const isWebLink = (url) => /^https?:\/\//i.test(url);

const element = (entity, text, actions) => {
  if (TAGS[entity.type]) return h(TAGS[entity.type]);
  if (entity.type === 'spoiler') {
    const reveal = (event) => event.currentTarget.classList.add('shown');
    return h('span', {
      class: 'spoiler',
      role: 'button',
      tabindex: 0,
      onclick: reveal,
      onkeydown: (event) => event.key === 'Enter' && reveal(event),
    });
  }
  if (entity.type === 'bot_command')
    return h('button', { type: 'button', class: 'inline-command', onclick: () => actions.send(text) });
  const url = entity.type === 'text_link' ? entity.url : entity.type === 'url' ? text : '';
  if (isWebLink(url))
    return h('a', {
      href: url,
      target: '_blank',
      rel: 'noopener noreferrer',
      onclick: (event) => actions.openLink(url) && event.preventDefault(),
    });
  return h('span');
};

/**
 * @param {string} text
 * @param {{ type: string, offset: number, length: number, url?: string }[]} entities sorted: by start, longer first
 * @param {{ send: (text: string) => void, openLink: (url: string) => boolean }} actions
 */
export const richText = (text, entities, actions) => {
  const build = (from, to, inner) => {
    const nodes = [];
    let at = from;
    for (let index = 0; index < inner.length; ) {
      const entity = inner[index];
      const end = Math.min(entity.offset + entity.length, to);
      if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
      let next = index + 1;
      while (next < inner.length && inner[next].offset < end) next += 1;
      const node = element(entity, text.slice(entity.offset, end), actions);
      node.append(...build(entity.offset, end, inner.slice(index + 1, next)));
      nodes.push(node);
      at = end;
      index = next;
    }
    if (at < to) nodes.push(text.slice(at, to));
    return nodes;
  };
  return build(0, text.length, entities);
};
