// The chat of the person who plays.
import { api } from './api.js';
import { createComposer } from './composer.js';
import { h, icon } from './dom.js';
import { currentLanguage, formatDay, formatNumber, t } from './i18n.js';
import { askWhoOpens, deepLink, isInvoiceLink } from './links.js';
import { createMessageView } from './message-view.js';
import { alertBox, attempt, toast } from './notices.js';
import { openPaySheet } from './pay-sheet.js';
import { openStarsSheet } from './stars-sheet.js';
import { currentPerson, personOf, state } from './state.js';

const NEAR_BOTTOM_PX = 120;
/** Telegram shows a chat action for five seconds or until the next message. */
const TYPING_MS = 5_000;

export const createChatView = (root, { onLanguage, onOpenAs, onOpenAsNew }) => {
  /** @type {Map<number, ReturnType<typeof createMessageView>>} */
  const views = new Map();
  let chat = { messages: [], commands: [], description: '' };
  let typingTimer = 0;
  let lastDay = '';

  const header = h('header', { class: 'chat-head' });
  const list = h('ol', { class: 'messages', role: 'log', 'aria-live': 'polite', tabindex: 0 });
  const typing = h('div', { class: 'typing', hidden: true }, h('i'), h('i'), h('i'));
  const welcome = h('div', { class: 'welcome', hidden: true });
  const toBottom = h(
    'button',
    { type: 'button', class: 'to-bottom', hidden: true, onclick: () => scrollDown() },
    icon('down'),
  );
  const toasts = h('div', { id: 'toasts', class: 'toasts', role: 'status', 'aria-live': 'polite' });
  const scroller = h('div', { class: 'scroller' }, welcome, list, typing);

  const send = (text) => attempt(() => api.sendText(state.current, text));
  const setBlocked = (blocked) => attempt(() => api.setBlocked(state.current, blocked));
  const composer = createComposer({ send, unblock: () => setBlocked(false) });

  const actions = {
    send,
    tap: (message, data) => attempt(() => api.tap(message.chat_id, message.message_id, data)),
    react: (message, emoji) => attempt(() => api.react(message.chat_id, message.message_id, emoji)),
    openLink(url) {
      if (isInvoiceLink(url)) {
        void attempt(() => openPaySheet({ link: url }));
        return true;
      }
      const link = deepLink(url);
      if (link === null) return false;
      askWhoOpens({ onPick: (id) => onOpenAs(id, link), onNew: () => onOpenAsNew(link) });
      return true;
    },
    pay: ({ message_id }) => attempt(() => openPaySheet({ message_id })),
    copy: (text) =>
      attempt(async () => {
        await navigator.clipboard.writeText(text);
        toast(t('copied'));
      }),
    noAnswer: () => toast(t('noAnswer'), 'bad'),
  };

  const isNearBottom = () =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;
  const scrollDown = (behavior = 'smooth') => scroller.scrollTo({ top: scroller.scrollHeight, behavior });
  scroller.addEventListener('scroll', () => {
    toBottom.hidden = isNearBottom();
  });
  // Also when the composer grows or the screen turns, what was last stays in view.
  new ResizeObserver(() => isNearBottom() && scrollDown('instant')).observe(scroller);

  const setTyping = (isTyping) => {
    clearTimeout(typingTimer);
    typing.hidden = !isTyping;
    header.querySelector('.bot-state')?.classList.toggle('is-typing', isTyping);
    const label = header.querySelector('.bot-state');
    if (label) label.textContent = isTyping ? t('typing') : t('bot');
    if (!isTyping) return;
    if (isNearBottom()) scrollDown();
    typingTimer = setTimeout(() => setTyping(false), TYPING_MS);
  };

  const add = (message) => {
    const day = formatDay(new Date(message.date * 1000));
    if (day !== lastDay) list.append(h('li', { class: 'day' }, h('span', {}, day)));
    lastDay = day;
    const view = createMessageView(actions);
    view.show(message);
    views.set(message.message_id, view);
    list.append(view.element);
    return view;
  };

  const renderHeader = () => {
    const person = currentPerson();
    header.replaceChildren(
      h(
        'span',
        { class: 'avatar bot-avatar', 'aria-hidden': 'true' },
        h('img', { src: 'icon.svg', alt: '' }),
      ),
      h(
        'div',
        { class: 'bot-title' },
        h('h1', {}, state.bot.name),
        h('span', { class: 'bot-state' }, t('bot')),
      ),
      h('span', { class: 'local-note' }, t('local')),
      person &&
        h(
          'button',
          {
            type: 'button',
            class: 'head-button stars-button',
            'aria-label': t('starsOf', { name: person.first_name, n: formatNumber(person.stars) }),
            title: t('stars', { name: person.first_name }),
            onclick: () => attempt(openStarsSheet),
          },
          icon('star'),
          formatNumber(person.stars),
        ),
      h(
        'button',
        {
          type: 'button',
          class: 'head-button',
          lang: currentLanguage() === 'es' ? 'en' : 'es',
          'aria-label': t('switchLanguage'),
          onclick: onLanguage,
        },
        currentLanguage() === 'es' ? 'EN' : 'ES',
      ),
      h(
        'button',
        {
          type: 'button',
          class: `head-button ${person?.has_blocked_bot ? 'on' : ''}`,
          'aria-label': person?.has_blocked_bot ? t('unblock') : t('block'),
          title: person?.has_blocked_bot ? t('unblock') : t('block'),
          'aria-pressed': Boolean(person?.has_blocked_bot),
          onclick: () => setBlocked(!person?.has_blocked_bot),
        },
        icon('block'),
      ),
    );
  };

  const renderWelcome = () => {
    const person = currentPerson();
    const isEmpty = views.size === 0;
    welcome.hidden = !isEmpty;
    list.hidden = isEmpty;
    if (!isEmpty) return welcome.replaceChildren();
    welcome.replaceChildren(
      h('img', { src: 'icon.svg', alt: '', class: 'welcome-icon' }),
      h('h2', {}, state.bot.name),
      chat.description !== '' &&
        h('p', { class: 'welcome-description', 'aria-label': t('whatBot') }, chat.description),
      h('p', {}, t('welcome', { name: person?.first_name ?? '' })),
      !person?.has_blocked_bot &&
        h('button', { type: 'button', class: 'start-button', onclick: () => send('/start') }, t('start')),
    );
  };

  const renderComposer = () => {
    const person = currentPerson();
    const mode = person?.has_blocked_bot ? 'blocked' : views.size === 0 ? 'start' : 'write';
    composer.render(mode, chat.commands, t('blockedNote', { name: person?.first_name ?? '' }));
  };

  const renderAround = () => {
    toBottom.setAttribute('aria-label', t('latest'));
    list.setAttribute('aria-label', t('messages'));
    renderHeader();
    renderWelcome();
    renderComposer();
  };

  root.append(header, h('div', { class: 'chat-body' }, scroller, toBottom, toasts), composer.element);

  return {
    renderAround,

    show(next) {
      for (const view of views.values()) view.dispose();
      views.clear();
      list.replaceChildren();
      lastDay = '';
      chat = next;
      // A whole chat read out at once would drown what happens now.
      list.setAttribute('aria-live', 'off');
      for (const message of chat.messages) add(message);
      for (const { message_id, data } of chat.waiting) views.get(message_id)?.wait(data);
      setTyping(false);
      renderAround();
      scrollDown('instant');
      requestAnimationFrame(() => list.setAttribute('aria-live', 'polite'));
    },

    /** @param {any} change of the current person's chat */
    change(change) {
      const follow = isNearBottom();
      if (change.kind === 'message') {
        if (views.has(change.message.message_id)) return;
        const wasEmpty = views.size === 0;
        if (change.message.from_bot) setTyping(false);
        add(change.message).element.classList.add('arriving');
        if (wasEmpty) {
          renderAround();
          composer.focus();
        }
        if (follow || !change.message.from_bot) scrollDown();
      } else if (change.kind === 'edited') {
        setTyping(false);
        const view = views.get(change.message.message_id);
        view?.edit(change.message);
        if (follow) scrollDown();
        else view?.element.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
      } else if (change.kind === 'reacted') {
        views.get(change.message.message_id)?.show(change.message);
        if (follow) scrollDown();
      } else if (change.kind === 'deleted') {
        views.get(change.message_id)?.dispose();
        views.delete(change.message_id);
        renderAround();
      } else if (change.kind === 'callback_answered') {
        const { message_id, data, text, show_alert, url } = change.answer;
        views.get(message_id)?.answered(data);
        if (text && show_alert) alertBox(state.bot.name, text);
        else if (text) toast(text);
        if (url) actions.openLink(url);
      } else if (change.kind === 'chat_action') {
        setTyping(change.action === 'typing');
      } else if (change.kind === 'commands') {
        chat.commands = change.commands;
        renderComposer();
      } else if (change.kind === 'person') {
        if (personOf(change.person.id)) renderAround();
      }
    },
    clearDraft: () => composer.clear(),
  };
};
