// A person's toy Stars, and what they subscribe to.
import { api } from './api.js';
import { h, icon } from './dom.js';
import { formatDate, formatNumber, t } from './i18n.js';
import { attempt, modal } from './notices.js';
import { currentPerson } from './state.js';

const STARS_ADDED = 500;

const fate = ({ expires_at, is_canceled, is_canceled_by_bot }) => {
  const date = formatDate(new Date(expires_at * 1000));
  return t(is_canceled_by_bot ? 'endsByBot' : is_canceled ? 'endsOn' : 'renewsOn', { date });
};

export const openStarsSheet = async () => {
  const { id, first_name } = currentPerson();
  let subscriptions = await api.subscriptions(id);
  modal(t('stars', { name: first_name }), (close) => {
    const balance = h('span', { class: 'star-amount big', role: 'status' });
    const list = h('ul', { class: 'subscriptions' });
    const listTitle = h('strong', {}, t('subscriptions'));

    const toggle = (one) =>
      attempt(async () => {
        await api.setCanceled(id, one.id, !one.is_canceled);
        subscriptions = await api.subscriptions(id);
        show();
        list.querySelector(`[data-subscription="${one.id}"]`)?.focus();
      });

    const row = (one) =>
      h(
        'li',
        {},
        h('div', {}, h('strong', {}, one.title), h('small', {}, fate(one))),
        h('span', { class: 'star-amount' }, icon('star'), formatNumber(one.amount)),
        !one.is_canceled_by_bot &&
          h(
            'button',
            {
              type: 'button',
              class: 'plain',
              'data-subscription': one.id,
              'aria-label': t(one.is_canceled ? 'resumeSubscription' : 'cancelSubscription', {
                title: one.title,
              }),
              onclick: () => toggle(one),
            },
            t(one.is_canceled ? 'resumeShort' : 'cancelShort'),
          ),
      );

    const show = (stars = currentPerson().stars) => {
      balance.replaceChildren(icon('star'), formatNumber(stars));
      listTitle.hidden = subscriptions.length === 0;
      list.replaceChildren(...subscriptions.map(row));
    };

    const add = () =>
      attempt(async () => {
        const before = currentPerson().stars;
        await api.giveStars(id, STARS_ADDED);
        show(before + STARS_ADDED);
      });

    show();
    return h(
      'div',
      { class: 'modal-body' },
      h('strong', { class: 'modal-title' }, t('stars', { name: first_name })),
      balance,
      h('p', {}, t('starsNote')),
      h('button', { type: 'button', class: 'add-stars', onclick: add }, t('addStars', { n: STARS_ADDED })),
      listTitle,
      list,
      h(
        'div',
        { class: 'modal-buttons' },
        h('button', { type: 'button', class: 'primary', autofocus: true, onclick: close }, t('ok')),
      ),
    );
  });
};
