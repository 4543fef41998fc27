// Links that lead to the bot itself: a newcomer opens them as somebody else, which is how a referral is tried out.
import { avatar, h } from './dom.js';
import { t } from './i18n.js';
import { modal } from './notices.js';
import { state } from './state.js';

/** The payload of `https://t.me/<this bot>?start=…`, also inside a share link; null for any other address. */
export const startPayload = (address) => {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.hostname !== 't.me') return null;
  if (url.pathname === '/share/url') return startPayload(url.searchParams.get('url') ?? '');
  const isOurs = url.pathname.slice(1).toLowerCase() === state.bot.username.toLowerCase();
  return isOurs ? (url.searchParams.get('start') ?? '') : null;
};

export const askWhoOpens = (payload, onPick) =>
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
                onPick(person.id, `/start ${payload}`.trim());
              },
            },
            avatar(person.id, person.first_name, 'small'),
            person.first_name,
          ),
        ),
      ),
      h('button', { type: 'button', class: 'plain', onclick: close }, t('cancel')),
    ),
  );
