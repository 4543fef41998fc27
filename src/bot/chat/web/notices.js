// Toasts, alerts and small questions.
import { h } from './dom.js';
import { t } from './i18n.js';

const TOAST_MS = 3_500;

export const toast = (text, kind = '') => {
  const place = document.querySelector('#toasts');
  const note = h('div', { class: `toast ${kind}` }, text);
  place?.replaceChildren(note);
  setTimeout(() => note.classList.add('leaving'), TOAST_MS - 250);
  setTimeout(() => note.remove(), TOAST_MS);
};

/** Opens a modal; `fill` gets how to close it and returns its content. */
export const modal = (label, fill) => {
  const dialog = h('dialog', { class: 'modal', 'aria-label': label });
  const close = () => dialog.close();
  dialog.append(fill(close));
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
};

export const alertBox = (title, text) =>
  modal(title, (close) =>
    h(
      'div',
      { class: 'modal-body' },
      h('strong', { class: 'modal-title' }, title),
      h('p', {}, text),
      h('button', { type: 'button', class: 'primary', autofocus: true, onclick: close }, t('ok')),
    ),
  );

/** Runs what a person did; tells them when it fails, and returns whether it worked. */
export const attempt = async (work) => {
  try {
    await work();
    return true;
  } catch (error) {
    toast(t('failed', { why: error.message }), 'bad');
    return false;
  }
};
