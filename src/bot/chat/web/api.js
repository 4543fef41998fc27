// Calls to the page's own server.
import { t } from './i18n.js';

/** Refused by the server, or not reached (`status` 0). */
class CallFailed extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

const call = async (method, path, body) => {
  let response;
  try {
    response = await fetch(`api/${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new CallFailed(0, 'offline', t('offline'));
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new CallFailed(response.status, answer.code, answer.detail ?? response.statusText);
  return answer;
};

export const api = {
  start: () => call('GET', 'start'),
  chat: (person) => call('GET', `people/${person}/chat`),
  createPerson: (person) => call('POST', 'people', person),
  sendText: (person, text) => call('POST', `people/${person}/messages`, { text }),
  openLink: (person, url) => call('POST', `people/${person}/links`, { url }),
  invoice: (person, choice) => call('GET', `people/${person}/invoice?${new URLSearchParams(choice)}`),
  /** Comes back when the payment is over: `status` says how. */
  pay: (person, choice) => call('POST', `people/${person}/payments`, choice),
  giveStars: (person, stars) => call('POST', `people/${person}/stars`, { stars }),
  subscriptions: (person) => call('GET', `people/${person}/subscriptions`),
  setCanceled: (person, id, is_canceled) =>
    call('PUT', `people/${person}/subscriptions/${id}`, { is_canceled }),
  tap: (person, message_id, data) => call('POST', `people/${person}/taps`, { message_id, data }),
  react: (person, message_id, emoji) =>
    call('PUT', `people/${person}/messages/${message_id}/reaction`, { emoji }),
  setBlocked: (person, blocked) => call('PUT', `people/${person}/blocked`, { blocked }),
};
