// The page's own words. The bot speaks each person's language whatever stands here.

const WORDS = {
  es: {
    local: 'Emulador local: esto no es Telegram',
    people: 'Personas',
    newPerson: 'Nueva persona',
    newShort: 'Nueva',
    name: 'Nombre',
    language: 'Idioma',
    spanish: 'Español',
    english: 'Inglés',
    create: 'Crear',
    cancel: 'Cancelar',
    ok: 'Entendido',
    bot: 'bot',
    typing: 'escribe…',
    start: 'Empezar',
    welcome: 'Hola, {name}. Toca «Empezar» y mira cómo cada toque queda escrito en el libro en vivo.',
    whatBot: '¿Qué hace este bot?',
    write: 'Mensaje',
    send: 'Enviar',
    commands: 'Comandos',
    react: 'Reaccionar',
    reactWith: 'Reaccionar con {emoji}',
    removeReaction: 'Quitar {emoji}',
    edited: 'editado',
    block: 'Bloquear el bot',
    unblock: 'Desbloquear el bot',
    blockedNote: '{name} ha bloqueado el bot.',
    messages: 'Mensajes',
    today: 'Hoy',
    latest: 'Ir al final',
    noAnswer: 'El bot no respondió al toque.',
    unread: '{n} sin leer',
    openAs: 'Abrir el enlace como…',
    openAsNote: 'Es un enlace del bot. Ábrelo como otra persona para ver qué ocurre.',
    copied: 'Copiado',
    ledger: 'Libro en vivo',
    balanceOf: 'Saldo de {name}',
    balanceAfter: 'saldo después',
    besitos: 'besitos',
    notKnown: 'aún sin registrar',
    onlyThis: 'Solo {name}',
    everyone: 'Todos',
    show: 'Mostrar',
    emptyTitle: 'Aquí verás cada hecho',
    emptyText:
      'Cada toque escribe eventos en un registro que nadie puede editar. Los que mueven besitos llevan apuntes por partida doble: lo que sale de una cuenta entra en otra, y juntos suman cero.',
    sum: 'suma',
    reason: 'motivo',
    stream: 'flujo',
    revision: 'revisión',
    event: 'evento',
    command: 'comando',
    hash: 'hash',
    position: 'posición',
    details: 'Ver detalles de {type}',
    system: 'sistema',
    entries: '{n} eventos · apuntes que suman {sum}',
    latestEntry: 'Último: {what}',
    openLedger: 'Abrir el libro',
    closeLedger: 'Cerrar el libro',
    away: 'El servidor no responde. Reintentando…',
    ledgerAway: 'El libro no llega ahora mismo. Reintentando…',
    failed: 'No se pudo: {why}',
    offline: 'no hay conexión con el servidor',
    switchLanguage: 'Switch the page to English',
  },
  en: {
    local: 'Local emulator: this is not Telegram',
    people: 'People',
    newPerson: 'New person',
    newShort: 'New',
    name: 'Name',
    language: 'Language',
    spanish: 'Spanish',
    english: 'English',
    create: 'Create',
    cancel: 'Cancel',
    ok: 'Got it',
    bot: 'bot',
    typing: 'typing…',
    start: 'Start',
    welcome: 'Hello, {name}. Tap “Start” and watch how every tap is written into the live ledger.',
    whatBot: 'What can this bot do?',
    write: 'Message',
    send: 'Send',
    commands: 'Commands',
    react: 'React',
    reactWith: 'React with {emoji}',
    removeReaction: 'Take back {emoji}',
    edited: 'edited',
    block: 'Block the bot',
    unblock: 'Unblock the bot',
    blockedNote: '{name} has blocked the bot.',
    messages: 'Messages',
    today: 'Today',
    latest: 'Go to the latest',
    noAnswer: 'The bot did not answer the tap.',
    unread: '{n} unread',
    openAs: 'Open the link as…',
    openAsNote: 'This link leads to the bot. Open it as somebody else to see what happens.',
    copied: 'Copied',
    ledger: 'Live ledger',
    balanceOf: 'Balance of {name}',
    balanceAfter: 'balance afterwards',
    besitos: 'besitos',
    notKnown: 'not registered yet',
    onlyThis: 'Only {name}',
    everyone: 'Everyone',
    show: 'Show',
    emptyTitle: 'Every fact will appear here',
    emptyText:
      'Each tap writes events into a log that nobody can edit. Those that move besitos carry double-entry postings: what leaves one account enters another, and together they sum to zero.',
    sum: 'sum',
    reason: 'reason',
    stream: 'stream',
    revision: 'revision',
    event: 'event',
    command: 'command',
    hash: 'hash',
    position: 'position',
    details: 'Show details of {type}',
    system: 'system',
    entries: '{n} events · postings that sum to {sum}',
    latestEntry: 'Latest: {what}',
    openLedger: 'Open the ledger',
    closeLedger: 'Close the ledger',
    away: 'The server does not answer. Trying again…',
    ledgerAway: 'The ledger is not coming through. Trying again…',
    failed: 'That did not work: {why}',
    offline: 'no connection to the server',
    switchLanguage: 'Cambiar la página a español',
  },
};

const KEY = 'besitos-chat-language';

let language = localStorage.getItem(KEY) === 'en' ? 'en' : 'es';

export const currentLanguage = () => language;

export const setLanguage = (next) => {
  language = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
};

/**
 * @param {keyof typeof WORDS.es} key
 * @param {Record<string, string | number>} [values]
 */
export const t = (key, values = {}) =>
  WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));

export const formatTime = (date, withSeconds = false) =>
  date.toLocaleTimeString(language, {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds && { second: '2-digit' }),
  });

export const formatDay = (date) =>
  date.toDateString() === new Date().toDateString()
    ? t('today')
    : date.toLocaleDateString(language, { day: 'numeric', month: 'long' });

export const formatNumber = (value) => value.toLocaleString(language);

export const formatSigned = (value) =>
  value > 0 ? `+${formatNumber(value)}` : value < 0 ? `−${formatNumber(-value)}` : '0';
