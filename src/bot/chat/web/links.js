// Links that lead to the bot itself: a newcomer opens them as somebody else, which is how a referral is tried out.
import { avatar, h, icon } from './dom.js';
import { t } from './i18n.js';
import { modal } from './notices.js';
import { state } from './state.js';

/** The address where it is `https://t.me/<this bot>?start=…`, also inside a share link; null for any other. */
export const deepLink = (address) => {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.hostname !== 't.me') return null;
  if (url.pathname === '/share/url') return deepLink(url.searchParams.get('url') ?? '');
  return url.pathname.slice(1).toLowerCase() === state.bot.username.toLowerCase() ? address : null;
};

/** Whether the address is that of an invoice. */
export const isInvoiceLink = (address) => /^https?:\/\/t\.me\/(\$|invoice\/)[\w-]+$/.test(address);

/** @param {{ onPick: (person: number) => void, onNew: () => void }} choices */
export const askWhoOpens = ({ onPick, onNew }) =>
  modal(t('openAs'), (close) =>
    h(
      'div',
      { class: 'modal-body' },
      h('strong', { class: 'modal-title' }, t('openAs')),
      h('p', {}, t('openAsNote')),
      h(
        'div',
        { class: 'choices' },
        ...state.people.map((person) =>
          h(
            'button',
            {
              type: 'button',
              class: 'choice',
              onclick: () => {
                close();
                onPick(person.id);
              },
            },
            avatar(person.id, person.first_name, 'small'),
            person.first_name,
          ),
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'choice',
            onclick: () => {
              close();
              onNew();
            },
          },
          h('span', { class: 'avatar outline small' }, icon('plus')),
          t('openAsNew'),
        ),
      ),
      h('button', { type: 'button', class: 'plain', onclick: close }, t('cancel')),
    ),
  );
