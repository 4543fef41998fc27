// One message: bubble, reactions and inline keyboard. An edited message keeps its element, so that it changes in place.
import { h, icon } from './dom.js';
import { formatTime, t } from './i18n.js';
import { attachment, invoiceCard, serviceNote } from './payment-view.js';
import { richText } from './rich-text.js';
import { state } from './state.js';

/** Telegram's heart has no variation selector, and of its laughing faces a reaction can only be this one. */
const REACTIONS = ['❤', '🔥', '👏', '😢', '🤣'];
const shownEmoji = (emoji) => (emoji === '❤' ? '❤️' : emoji);

const PENDING_GIVE_UP_MS = 12_000;

/**
 * @param {{
 *   send: (text: string) => void, tap: (message: any, data: string) => Promise<boolean>,
 *   react: (message: any, emoji: string | null) => void, openLink: (url: string) => boolean, pay: (message: any) => void,
 *   copy: (text: string) => void, noAnswer: () => void,
 * }} actions
 */
export const createMessageView = (actions) => {
  const turn = h('li', { class: 'turn' });
  let message;
  let isPicking = false;
  /** Callback data of taps that wait for an answer. */
  const pending = new Map();

  const settle = (data) => {
    clearTimeout(pending.get(data));
    pending.delete(data);
    render();
  };

  const markPending = (data) => {
    clearTimeout(pending.get(data));
    pending.set(
      data,
      setTimeout(() => {
        settle(data);
        actions.noAnswer();
      }, PENDING_GIVE_UP_MS),
    );
  };

  const tap = async (data) => {
    if (pending.has(data)) return;
    markPending(data);
    render();
    if (!(await actions.tap(message, data))) settle(data);
  };

  const button = (one) => {
    const isPending = one.callback_data !== undefined && pending.has(one.callback_data);
    const look = `key ${one.style ?? ''} ${isPending ? 'pending' : ''}`;
    if (one.callback_data !== undefined)
      return h(
        'button',
        {
          type: 'button',
          class: look,
          'aria-busy': isPending,
          'data-callback': one.callback_data,
          onclick: () => tap(one.callback_data),
        },
        h('span', {}, one.text),
      );
    if (one.pay) {
      const isPaid = message.extra.receipt_charge_id !== undefined;
      return h(
        'button',
        { type: 'button', class: look, disabled: isPaid, onclick: () => actions.pay(message) },
        isPaid && icon('check'),
        h('span', {}, isPaid ? t('receipt') : one.text),
      );
    }
    if (one.url !== undefined)
      return h(
        'a',
        {
          class: look,
          href: one.url,
          target: '_blank',
          rel: 'noopener noreferrer',
          onclick: (event) => actions.openLink(one.url) && event.preventDefault(),
        },
        h('span', {}, one.text),
        icon('link'),
      );
    if (one.copy_text)
      return h(
        'button',
        { type: 'button', class: look, onclick: () => actions.copy(one.copy_text.text) },
        h('span', {}, one.text),
        icon('copy'),
      );
    return h('button', { type: 'button', class: look, disabled: true }, h('span', {}, one.text));
  };

  const chip = (emoji, isMine) =>
    h(
      'button',
      {
        type: 'button',
        class: `reaction ${isMine ? 'mine' : ''}`,
        disabled: !isMine,
        'aria-label': isMine ? t('removeReaction', { emoji }) : emoji,
        onclick: () => actions.react(message, null),
      },
      shownEmoji(emoji),
    );

  const openPicker = (isOpen) => {
    isPicking = isOpen;
    render();
    turn.querySelector(isOpen ? '.picker button' : '.react')?.focus();
  };

  const picker = () =>
    h(
      'div',
      {
        class: 'picker',
        role: 'group',
        'aria-label': t('react'),
        onkeydown: (event) => event.key === 'Escape' && openPicker(false),
      },
      ...REACTIONS.map((emoji) =>
        h(
          'button',
          {
            type: 'button',
            'aria-label': t('reactWith', { emoji }),
            'aria-pressed': message.reactions.person.includes(emoji),
            onclick: () => {
              actions.react(message, message.reactions.person.includes(emoji) ? null : emoji);
              openPicker(false);
            },
          },
          shownEmoji(emoji),
        ),
      ),
    );

  const foot = () =>
    h(
      'div',
      { class: 'bubble-foot' },
      ...message.reactions.person.map((emoji) => chip(emoji, true)),
      ...message.reactions.bot.map((emoji) => chip(emoji, false)),
      message.from_bot &&
        h(
          'button',
          {
            type: 'button',
            class: 'react',
            'aria-label': t('react'),
            'aria-expanded': isPicking,
            onclick: () => openPicker(!isPicking),
          },
          icon('smile'),
        ),
      h(
        'span',
        { class: 'stamp' },
        message.edit_date !== undefined && `${t('edited')} `,
        h(
          'time',
          { datetime: new Date(message.date * 1000).toISOString() },
          formatTime(new Date((message.edit_date ?? message.date) * 1000)),
        ),
      ),
    );

  const render = () => {
    const focusedCallback = turn.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-callback')
      : null;
    turn.dataset.message = message.message_id;
    const note = serviceNote(message);
    turn.className = `turn ${note ? 'service' : message.from_bot ? 'in' : 'out'}`;
    if (note) return turn.replaceChildren(note);
    turn.replaceChildren(
      h(
        'div',
        { class: 'bubble' },
        attachment(message),
        message.extra.invoice && invoiceCard(message.extra.invoice),
        message.extra.is_via_bot && h('div', { class: 'via' }, t('viaBot', { name: state.bot.username })),
        message.text !== '' &&
          h('div', { class: 'bubble-text' }, ...richText(message.text, message.entities, actions)),
        foot(),
        isPicking && picker(),
      ),
    );
    if (message.keyboard.length > 0)
      turn.append(
        h(
          'div',
          { class: 'keyboard' },
          ...message.keyboard.map((row) => h('div', { class: 'keyboard-row' }, ...row.map(button))),
        ),
      );
    // An edit replaces the buttons; whoever works by keyboard stays where they were.
    if (focusedCallback) {
      const same = [...turn.querySelectorAll('[data-callback]')].find(
        (one) => one.getAttribute('data-callback') === focusedCallback,
      );
      /** @type {HTMLElement | null} */ (same ?? turn.querySelector('.key'))?.focus();
    }
  };

  return {
    element: turn,
    show(next) {
      message = next;
      render();
    },
    edit(next) {
      message = next;
      for (const data of [...pending.keys()])
        if (!next.keyboard.flat().some((one) => one.callback_data === data)) {
          clearTimeout(pending.get(data));
          pending.delete(data);
        }
      render();
      turn.classList.remove('edited');
      // Reading the layout restarts the animation.
      void turn.offsetWidth;
      turn.classList.add('edited');
    },
    wait(data) {
      markPending(data);
      render();
    },
    answered: (data) => pending.has(data) && settle(data),
    dispose() {
      for (const timer of pending.values()) clearTimeout(timer);
      turn.remove();
    },
  };
};
