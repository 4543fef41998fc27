// The sheet on which a person pays an invoice: what it costs, what they have, and how it went.
import { api } from './api.js';
import { h, icon } from './dom.js';
import { formatNumber, t } from './i18n.js';
import { modal } from './notices.js';
import { currentPerson, state } from './state.js';

/** Enough for most of what a toy shop sells. */
const STARS_ADDED = 500;

const price = (n) => h('span', { class: 'star-amount' }, icon('star'), formatNumber(n));

const line = (label, ...value) => h('div', { class: 'pay-line' }, h('dt', {}, label), h('dd', {}, ...value));

const failure = (outcome, form) => {
  if (outcome.status === 'declined') return t('payDeclined', { why: outcome.error_message });
  if (outcome.status === 'timed_out') return t('payTimedOut');
  if (outcome.status === 'already_paid') return t('payAlready');
  return t('starsMissing', { n: formatNumber(form.amount - (currentPerson()?.stars ?? 0)) });
};

/** @param {{ link: string } | { message_id: number }} choice */
export const openPaySheet = async (choice) => {
  const person = state.current;
  const form = await api.invoice(person, choice);
  modal(form.title, (close) => {
    const lines = h('dl', { class: 'pay-lines' });
    const trouble = h('p', { class: 'pay-trouble', role: 'alert', hidden: true });
    const add = h('button', { type: 'button', class: 'add-stars', onclick: () => addStars() });
    const pay = h('button', { type: 'submit', class: 'primary', autofocus: true });
    const label = t('pay', { n: formatNumber(form.amount) });
    let stars = form.stars;

    const say = (text) => {
      trouble.textContent = text;
      trouble.hidden = text === '';
    };

    const show = () => {
      const missing = form.amount - stars;
      lines.replaceChildren(
        line(
          t('price'),
          price(form.amount),
          form.subscription_period && h('small', {}, t('perMonth', { n: formatNumber(form.amount) })),
        ),
        line(t('yourStars'), price(stars)),
        missing <= 0 && !form.is_paid ? line(t('starsLeft'), price(-missing)) : '',
      );
      pay.disabled = form.is_paid || missing > 0;
      add.textContent = t('addStars', { n: formatNumber(STARS_ADDED) });
      add.hidden = form.is_paid || missing <= 0;
      say(
        form.is_paid ? t('payAlready') : missing > 0 ? t('starsMissing', { n: formatNumber(missing) }) : '',
      );
    };

    const addStars = async () => {
      try {
        await api.giveStars(person, STARS_ADDED);
        stars += STARS_ADDED;
        show();
        pay.focus();
      } catch (error) {
        say(t('failed', { why: error.message }));
      }
    };

    const setWaiting = (isWaiting) => {
      pay.setAttribute('aria-busy', String(isWaiting));
      pay.classList.toggle('waiting', isWaiting);
      pay.replaceChildren(isWaiting ? t('paying') : h('span', { class: 'star-amount' }, icon('star'), label));
    };

    const submit = async (event) => {
      event.preventDefault();
      // Pressed twice, it is one payment.
      if (pay.getAttribute('aria-busy') === 'true') return;
      say('');
      setWaiting(true);
      try {
        const outcome = await api.pay(person, choice);
        if (outcome.status === 'paid') {
          // The chat itself says so.
          close();
          return;
        }
        say(failure(outcome, form));
      } catch (error) {
        say(t('failed', { why: error.message }));
      }
      setWaiting(false);
    };

    setWaiting(false);
    show();
    return h(
      'form',
      { class: 'modal-body pay-sheet', onsubmit: submit },
      h('strong', { class: 'modal-title' }, form.title),
      h('p', {}, form.description),
      lines,
      trouble,
      add,
      h(
        'div',
        { class: 'modal-buttons' },
        h('button', { type: 'button', class: 'plain', onclick: close }, t('cancel')),
        pay,
      ),
    );
  });
};
