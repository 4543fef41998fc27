// The log as it grows: newest command on top, the playing person's own in full strength.
import { h, icon } from './dom.js';
import { formatNumber, t } from './i18n.js';
import { createCard, headline, walletChange } from './ledger-entry.js';
import { currentPerson, state } from './state.js';

const CARDS_KEPT = 200;

export const createLedgerView = (root) => {
  /** Every entry once, oldest first: the page draws itself anew from these when its language changes. */
  let entries = new Map();
  let cards = new Map();
  const balances = new Map();
  /** Where each movement shows the balance it led to, by event id. */
  let afterwards = new Map();
  let isOpen = false;
  let isFollowing = true;
  let shownBalance = { person: null, value: null };

  const list = h('ol', { class: 'cards' });
  const empty = h('div', { class: 'ledger-empty' });
  const head = h('header', { class: 'ledger-head' });
  const balance = h('output', { class: 'balance-value', 'aria-live': 'polite' });
  const balanceLabel = h('span', { class: 'balance-label' });
  const unit = h('span', { class: 'balance-unit' });
  const total = h('footer', { class: 'ledger-total' });
  const peekText = h('span', { class: 'peek-text' });
  const peekBalance = h('span', { class: 'peek-balance' });
  const peek = h(
    'button',
    { type: 'button', class: 'peek', 'aria-controls': 'ledger-panel', onclick: () => setOpen(!isOpen) },
    peekBalance,
    peekText,
    icon('chevron'),
  );
  const backdrop = h('div', { class: 'backdrop', onclick: () => setOpen(false) });
  const panel = h(
    'div',
    { class: 'ledger-panel', id: 'ledger-panel' },
    head,
    h('div', { class: 'ledger-scroll', tabindex: 0 }, empty, list),
    total,
  );

  const setOpen = (next) => {
    isOpen = next;
    root.classList.toggle('open', isOpen);
    peek.setAttribute('aria-expanded', String(isOpen));
    peek.setAttribute(
      'aria-label',
      `${isOpen ? t('closeLedger') : t('openLedger')}. ${peekBalance.textContent} ${peekText.textContent}`,
    );
  };
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !isOpen) return;
    setOpen(false);
    peek.focus();
  });

  const isShown = (telegramId) => state.filter === 'all' || telegramId === state.current;

  const filterCards = () => {
    for (const card of cards.values()) {
      card.element.hidden = !isShown(card.telegramId);
      card.element.classList.toggle('foreign', card.telegramId !== state.current);
    }
  };

  const renderTotal = () => {
    const shown = [...entries.values()].filter(({ telegramId }) => isShown(telegramId));
    const sum = shown.flatMap(({ postings }) => postings).reduce((all, { importe }) => all + importe, 0);
    const isEmpty = shown.length === 0;
    empty.hidden = !isEmpty;
    total.hidden = isEmpty && isFollowing;
    total.classList.toggle('bad', sum !== 0 || !isFollowing);
    total.replaceChildren(
      isFollowing ? t('entries', { n: formatNumber(shown.length), sum: formatNumber(sum) }) : t('ledgerAway'),
      isFollowing && sum === 0 ? icon('check') : '',
    );
    const ofLatestCommand = shown.filter(({ commandId }) => commandId === shown.at(-1)?.commandId);
    peekText.textContent = isEmpty ? t('ledger') : t('latestEntry', { what: headline(ofLatestCommand) });
  };

  const renderBalance = () => {
    const value = balances.get(state.current) ?? null;
    const text = value === null ? '—' : formatNumber(value);
    const before = shownBalance;
    shownBalance = { person: state.current, value };
    balance.textContent = text;
    balance.classList.toggle('unknown', value === null);
    unit.textContent = value === null ? t('notKnown') : t('besitos');
    peekBalance.textContent = `💋 ${text}`;
    const hasMoved =
      before.person === state.current && before.value !== null && value !== null && before.value !== value;
    if (!hasMoved) return;
    for (const element of [balance, peekBalance]) {
      element.classList.remove('up', 'down');
      void element.offsetWidth;
      element.classList.add(value > before.value ? 'up' : 'down');
    }
  };

  /** Counts back from the balance of now, so that no row depends on entries older than those shown. */
  const renderAfterwards = (telegramId) => {
    let running = balances.get(telegramId) ?? null;
    if (running === null) return;
    for (const entry of [...entries.values()].reverse()) {
      if (entry.telegramId !== telegramId) continue;
      const element = afterwards.get(entry.eventId);
      if (element) element.textContent = `= ${formatNumber(running)}`;
      running -= walletChange(entry);
    }
  };

  const filterButton = (filter, label) =>
    h(
      'button',
      {
        type: 'button',
        'aria-pressed': state.filter === filter,
        onclick: () => {
          state.filter = filter;
          render();
          head.querySelector('[aria-pressed="true"]')?.focus();
        },
      },
      label,
    );

  const renderHead = () => {
    const name = currentPerson()?.first_name ?? '';
    balanceLabel.textContent = t('balanceOf', { name });
    head.replaceChildren(
      h('h2', {}, h('span', { class: 'live', 'aria-hidden': 'true' }), t('ledger')),
      h('div', { class: 'balance' }, balanceLabel, h('span', { class: 'balance-line' }, balance, unit)),
      h(
        'div',
        { class: 'filter', role: 'group', 'aria-label': t('show') },
        filterButton('person', t('onlyThis', { name })),
        filterButton('all', t('everyone')),
      ),
    );
    empty.replaceChildren(
      h('div', { class: 'ghost', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
      h('strong', {}, t('emptyTitle')),
      h('p', {}, t('emptyText')),
    );
    root.setAttribute('aria-label', t('ledger'));
  };

  const place = (entry, isNew) => {
    // One command may touch several people's streams: each has a card of its own.
    const key = `${entry.commandId} ${entry.telegramId}`;
    let card = cards.get(key);
    if (!card) {
      card = createCard(entry);
      cards.set(key, card);
      list.prepend(card.element);
    }
    const afterElement = card.add(entry);
    if (afterElement) afterwards.set(entry.eventId, afterElement);
    if (isNew) card.element.classList.add('arriving');
  };

  const dropOldest = () => {
    while (cards.size > CARDS_KEPT) {
      const [key, card] = cards.entries().next().value;
      card.element.remove();
      cards.delete(key);
    }
  };

  const render = () => {
    renderHead();
    filterCards();
    renderTotal();
    renderBalance();
    setOpen(isOpen);
  };

  root.append(backdrop, peek, panel);

  return {
    render,
    /** Draws all anew. @param {any[]} newestFirst */
    show(newestFirst = [...entries.values()].reverse()) {
      entries = new Map();
      cards = new Map();
      afterwards = new Map();
      list.replaceChildren();
      for (const entry of newestFirst.toReversed()) {
        entries.set(entry.eventId, entry);
        place(entry, false);
      }
      dropOldest();
      for (const telegramId of balances.keys()) renderAfterwards(telegramId);
      render();
    },
    add(entry) {
      if (entries.has(entry.eventId)) return;
      entries.set(entry.eventId, entry);
      place(entry, true);
      dropOldest();
      filterCards();
      renderTotal();
      setOpen(isOpen);
    },
    setBalance(telegramId, value) {
      balances.set(telegramId, value);
      renderAfterwards(telegramId);
      if (telegramId === state.current) renderBalance();
    },
    setFollowing(next) {
      isFollowing = next;
      root.classList.toggle('not-following', !isFollowing);
      renderTotal();
    },
  };
};
