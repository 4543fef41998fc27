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
  tap: (person, message_id, data) => call('POST', `people/${person}/taps`, { message_id, data }),
  react: (person, message_id, emoji) =>
    call('PUT', `people/${person}/messages/${message_id}/reaction`, { emoji }),
  setBlocked: (person, blocked) => call('PUT', `people/${person}/blocked`, { blocked }),
};
