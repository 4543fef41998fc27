// Puts the parts together: loads, follows the stream, and tells each part what concerns it.
import { api } from './api.js';
import { createChatView } from './chat-view.js';
import { currentLanguage, setLanguage, t } from './i18n.js';
import { createLedgerView } from './ledger-view.js';
import { attempt } from './notices.js';
import { createPeopleView } from './people-view.js';
import { personOf, state } from './state.js';
import { followStream } from './stream.js';

const PERSON_KEY = 'besitos-chat-person';
/** A hiccup is not worth a banner. */
const AWAY_AFTER_MS = 1_200;

const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const away = element('away');
const people = createPeopleView(element('people'), { onPick: (id) => attempt(() => pick(id)) });
const ledger = createLedgerView(element('ledger'));
const chat = createChatView(element('chat'), {
  onLanguage: switchLanguage,
  onOpenAs: openAs,
  onOpenAsNew: (url) => people.askNewPerson((id) => openAs(id, url)),
});

function switchLanguage() {
  setLanguage(currentLanguage() === 'es' ? 'en' : 'es');
  renderAll();
}

function renderAll() {
  people.render();
  chat.renderAround();
  ledger.show();
  away.textContent = t('away');
}

async function loadChat() {
  const asked = state.current;
  const answer = await api.chat(asked);
  if (asked !== state.current) return;
  chat.show(answer);
  ledger.setBalance(asked, answer.balance);
}

async function pick(id) {
  state.current = id;
  state.unread.delete(id);
  localStorage.setItem(PERSON_KEY, String(id));
  chat.clearDraft();
  people.render();
  ledger.render();
  await loadChat();
}

async function openAs(id, url) {
  await attempt(async () => {
    if (id !== state.current) await pick(id);
    await api.openLink(id, url);
  });
}

async function load() {
  const start = await api.start();
  state.bot = start.bot;
  state.people = start.people;
  const remembered = Number(localStorage.getItem(PERSON_KEY));
  state.current ??= (personOf(remembered) ?? state.people[0])?.id ?? null;
  document.title = `${start.bot.name} · ${t('local')}`;
  ledger.show(start.ledger);
  people.render();
  if (state.current !== null) await loadChat();
}

function onChange(change) {
  if (change.kind === 'person') {
    const at = state.people.findIndex((person) => person.id === change.person.id);
    if (at < 0) state.people.push(change.person);
    else state.people[at] = change.person;
    people.render();
  }
  if (change.chat_id === state.current) return chat.change(change);
  if (change.kind !== 'message' || !change.message.from_bot) return;
  state.unread.set(change.chat_id, (state.unread.get(change.chat_id) ?? 0) + 1);
  people.render();
}

let awayTimer = 0;
let isAway = false;
const onConnection = (isConnected) => {
  if (isConnected === !isAway) return;
  isAway = !isConnected;
  clearTimeout(awayTimer);
  if (isConnected) {
    away.hidden = true;
    return;
  }
  awayTimer = setTimeout(() => {
    away.hidden = false;
    ledger.setFollowing(false);
  }, AWAY_AFTER_MS);
};

setLanguage(currentLanguage());
away.textContent = t('away');

// What happens while the page loads is kept back, and then told in order.
let backlog = [];
const orKept = (handle) => (data) => (backlog ? backlog.push(() => handle(data)) : handle(data));
// Where loading fails the server is away, and its next hello loads again.
const reload = async () => {
  backlog ??= [];
  try {
    await load();
  } catch {
    onConnection(false);
  }
  const kept = backlog;
  backlog = null;
  for (const tell of kept) tell();
};

followStream(
  {
    hello: reload,
    chat: orKept(onChange),
    ledger: orKept((entry) => ledger.add(entry)),
    balance: ({ telegramId, balance }) => ledger.setBalance(telegramId, balance),
    'ledger-state': ({ following }) => ledger.setFollowing(following),
  },
  onConnection,
);
