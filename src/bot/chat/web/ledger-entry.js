// One event of the log as a row, and the card that holds the events of one command.
import { avatar, h, icon } from './dom.js';
import { formatNumber, formatSigned, formatTime, t } from './i18n.js';
import { personOf } from './state.js';

const sumOf = (postings) => postings.reduce((sum, { importe }) => sum + importe, 0);

const ownPostings = (entry) => entry.postings.filter(({ cuenta }) => cuenta.startsWith('usuario:'));
const walletPostings = (entry) => ownPostings(entry).filter(({ cuenta }) => cuenta.endsWith(':cartera'));

/** What the entry did to the wallet alone, whose sum is the balance. */
export const walletChange = (entry) => sumOf(walletPostings(entry));

/** What the entry did to a person's own accounts: the wallet if it is touched, else whatever is. */
const amountFor = (entry) => {
  const wallet = walletPostings(entry);
  return sumOf(wallet.length > 0 ? wallet : ownPostings(entry));
};

/** Keeps both ends of an account's long middle part. */
const shortAccount = (account) => account.replace(/([\w-]{6})[\w-]{6,}([\w-]{3})(?=:|$)/g, '$1…$2');

const signClass = (amount) => (amount > 0 ? 'plus' : amount < 0 ? 'minus' : 'zero');

const shownValue = (value) => (typeof value === 'boolean' ? (value ? '✓' : '✗') : String(value));

const facts = (entry) => Object.entries(entry.summary).filter(([name]) => name !== 'motivo');

const postingsTable = (entry) => {
  const sum = sumOf(entry.postings);
  return h(
    'table',
    { class: 'postings' },
    h(
      'tbody',
      {},
      ...entry.postings.map(({ cuenta, importe }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row', title: cuenta }, shortAccount(cuenta)),
          h('td', { class: signClass(importe) }, formatSigned(importe)),
        ),
      ),
    ),
    h(
      'tfoot',
      {},
      h(
        'tr',
        { class: sum === 0 ? 'balanced' : 'unbalanced' },
        h('th', { scope: 'row' }, t('sum')),
        h('td', {}, formatNumber(sum), sum === 0 && icon('check')),
      ),
    ),
  );
};

const metadata = (entry) =>
  h(
    'dl',
    { class: 'metadata' },
    ...[
      ['stream', entry.stream],
      ['revision', String(entry.revision)],
      ['position', entry.position],
      ['event', entry.eventId],
      ['command', entry.commandId],
      ['hash', entry.hash],
    ].flatMap(([key, value]) => [h('dt', {}, t(key)), h('dd', {}, value)]),
  );

const row = (entry) => {
  const moves = entry.postings.length > 0;
  const amount = amountFor(entry);
  const { motivo } = entry.summary;
  return h(
    'li',
    { class: `entry ${moves ? 'money' : 'slim'}`, 'data-position': entry.position },
    h(
      'details',
      {},
      h(
        'summary',
        { 'aria-label': `${moves ? `${formatSigned(amount)} ` : ''}${t('details', { type: entry.type })}` },
        h(
          'span',
          { class: 'moved' },
          h(
            'span',
            { class: `amount ${moves ? signClass(amount) : ''}` },
            moves ? formatSigned(amount) : '•',
          ),
          moves && h('span', { class: 'after', title: t('balanceAfter') }),
        ),
        h(
          'span',
          { class: 'what' },
          h('span', { class: 'type' }, entry.type),
          motivo !== undefined && h('span', { class: 'chip reason', title: t('reason') }, String(motivo)),
          ...facts(entry).map(([name, value]) =>
            h('span', { class: 'chip' }, h('span', { class: 'chip-name' }, name), shownValue(value)),
          ),
        ),
        h(
          'span',
          { class: 'proof' },
          h('span', { title: t('position') }, `#${entry.position}`),
          h('span', { title: `${t('hash')} ${entry.hash}` }, entry.hash.slice(0, 8)),
        ),
      ),
      metadata(entry),
    ),
    moves && postingsTable(entry),
  );
};

/** The events of one command, oldest first, under the person they belong to. */
export const createCard = (entry) => {
  const person = personOf(entry.telegramId);
  const at = new Date(entry.at);
  const rows = h('ol', { class: 'entries' });
  const card = h(
    'li',
    { class: 'card' },
    h(
      'div',
      { class: 'card-head' },
      person ? avatar(person.id, person.first_name, 'tiny') : h('span', { class: 'avatar tiny outline' }),
      h(
        'span',
        { class: 'card-who' },
        person?.first_name ?? (entry.telegramId === null ? t('system') : String(entry.telegramId)),
      ),
      h('time', { datetime: entry.at, title: at.toLocaleString() }, formatTime(at, true)),
    ),
    rows,
  );
  return {
    element: card,
    telegramId: entry.telegramId,
    /** Returns the element that shows the balance after this entry; null where none moved. */
    add(one) {
      const element = row(one);
      rows.append(element);
      return element.querySelector('.after');
    },
  };
};

/** One line for the narrow screen's closed sheet: the besitos that a command moved, or else what it did first. */
export const headline = (entries) => {
  const moved = entries.find(({ postings }) => postings.length > 0);
  if (!moved) return entries[0].type;
  return `${formatSigned(amountFor(moved))} · ${moved.summary.motivo ?? moved.type}`;
};
