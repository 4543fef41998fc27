// Where a person writes: text, the command menu, and what stands in its place while nothing can be written.
import { h, icon } from './dom.js';
import { t } from './i18n.js';

const MAX_LENGTH = 4096;

/** @param {{ send: (text: string) => Promise<boolean>, unblock: () => void }} actions */
export const createComposer = (actions) => {
  const root = h('div', { class: 'composer' });
  let commands = [];
  let mode = 'write';
  let isMenuOpen = false;

  const input = h('textarea', { rows: 1, maxlength: MAX_LENGTH, autocomplete: 'off', enterkeyhint: 'send' });
  const menuButton = h('button', {
    type: 'button',
    class: 'menu-button',
    onclick: () => toggleMenu(!isMenuOpen),
  });
  const menu = h('ul', { class: 'command-menu', hidden: true, onkeydown: (event) => onMenuKey(event) });
  const sendButton = h('button', { type: 'submit', class: 'send-button' }, icon('send'));

  const grow = () => {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
    sendButton.disabled = input.value.trim() === '';
  };

  const submit = async (text) => {
    const written = input.value;
    toggleMenu(false);
    input.value = '';
    grow();
    if (await actions.send(text)) return;
    input.value = written;
    grow();
  };

  const shownCommands = () => {
    const typed = input.value.match(/^\/(\w*)$/)?.[1] ?? '';
    return commands.filter(({ command }) => command.startsWith(typed));
  };

  const fillMenu = () =>
    menu.replaceChildren(
      ...shownCommands().map(({ command, description }) =>
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', onclick: () => submit(`/${command}`) },
            h('span', { class: 'command-name' }, `/${command}`),
            h('span', { class: 'command-description' }, description),
          ),
        ),
      ),
    );

  function toggleMenu(isOpen) {
    isMenuOpen = isOpen && commands.length > 0;
    if (isMenuOpen) fillMenu();
    menu.hidden = !isMenuOpen || menu.childElementCount === 0;
    menuButton.setAttribute('aria-expanded', String(!menu.hidden));
  }

  function onMenuKey(event) {
    const items = [...menu.querySelectorAll('button')];
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (at + step < 0 || at + step >= items.length) input.focus();
      else items[at + step].focus();
    }
    if (event.key === 'Escape') {
      toggleMenu(false);
      input.focus();
    }
  }

  input.addEventListener('input', () => {
    grow();
    toggleMenu(/^\/\w*$/.test(input.value));
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') toggleMenu(false);
    if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && !menu.hidden) {
      event.preventDefault();
      const items = menu.querySelectorAll('button');
      items[event.key === 'ArrowUp' ? items.length - 1 : 0]?.focus();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (input.value.trim() !== '') void submit(input.value.trim());
  });
  menuButton.addEventListener('click', () => isMenuOpen && menu.querySelector('button')?.focus());
  document.addEventListener('click', (event) => {
    if (isMenuOpen && !root.contains(event.target)) toggleMenu(false);
  });

  const form = h(
    'form',
    {
      class: 'write',
      onsubmit: (event) => {
        event.preventDefault();
        if (input.value.trim() !== '') void submit(input.value.trim());
      },
    },
    menuButton,
    input,
    sendButton,
  );

  return {
    element: root,
    /** `write`, `start` (nothing to write yet) or `blocked`. */
    render(nextMode, nextCommands, note = '') {
      mode = nextMode;
      commands = nextCommands;
      input.placeholder = t('write');
      input.setAttribute('aria-label', t('write'));
      sendButton.setAttribute('aria-label', t('send'));
      menu.setAttribute('aria-label', t('commands'));
      menuButton.setAttribute('aria-label', t('commands'));
      menuButton.replaceChildren(icon('menu'), h('span', {}, t('commands')));
      menuButton.hidden = commands.length === 0;
      toggleMenu(isMenuOpen && mode === 'write');
      grow();
      root.hidden = mode === 'start';
      if (mode === 'blocked')
        root.replaceChildren(
          h(
            'div',
            { class: 'blocked' },
            h('span', {}, note),
            h('button', { type: 'button', class: 'primary', onclick: actions.unblock }, t('unblock')),
          ),
        );
      else if (form.parentElement !== root) root.replaceChildren(menu, form);
    },
    clear() {
      input.value = '';
      grow();
      toggleMenu(false);
    },
    focus: () => matchMedia('(hover: hover)').matches && input.focus({ preventScroll: true }),
  };
};
