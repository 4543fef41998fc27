// Who one can be: a rail of people on wide screens, a strip on narrow ones.
import { api } from './api.js';
import { avatar, h, icon } from './dom.js';
import { t } from './i18n.js';
import { attempt, modal } from './notices.js';
import { state } from './state.js';

export const createPeopleView = (root, { onPick }) => {
  /** Makes somebody, whom `onCreated` gets to know. */
  const askNewPerson = (onCreated) =>
    modal(t('newPerson'), (close) => {
      const name = h('input', {
        name: 'name',
        required: true,
        maxlength: 64,
        autocomplete: 'off',
        autofocus: true,
      });
      const language = h(
        'select',
        { name: 'language' },
        h('option', { value: 'es' }, t('spanish')),
        h('option', { value: 'en' }, t('english')),
      );
      const create = async (event) => {
        event.preventDefault();
        await attempt(async () => {
          const person = await api.createPerson({
            first_name: name.value.trim(),
            language_code: language.value,
          });
          close();
          onCreated(person.id);
        });
      };
      return h(
        'form',
        { class: 'modal-body', onsubmit: create },
        h('strong', { class: 'modal-title' }, t('newPerson')),
        h('label', {}, t('name'), name),
        h('label', {}, t('language'), language),
        h(
          'div',
          { class: 'modal-buttons' },
          h('button', { type: 'button', class: 'plain', onclick: close }, t('cancel')),
          h('button', { type: 'submit', class: 'primary' }, t('create')),
        ),
      );
    });

  const card = (person) => {
    const isCurrent = person.id === state.current;
    const unread = state.unread.get(person.id) ?? 0;
    return h(
      'button',
      {
        type: 'button',
        class: `person ${isCurrent ? 'current' : ''}`,
        'aria-pressed': isCurrent,
        'data-person': person.id,
        'aria-label': [person.first_name, person.language_code, unread > 0 && t('unread', { n: unread })]
          .filter(Boolean)
          .join(', '),
        onclick: () => onPick(person.id),
      },
      h(
        'span',
        { class: 'person-face' },
        avatar(person.id, person.first_name),
        h('span', { class: 'person-language', 'aria-hidden': 'true' }, person.language_code),
        unread > 0 && h('span', { class: 'badge', 'aria-hidden': 'true' }, String(unread)),
      ),
      h('span', { class: 'person-name', 'aria-hidden': 'true' }, person.first_name),
    );
  };

  return {
    askNewPerson,
    render() {
      const focused = document.activeElement?.getAttribute?.('data-person');
      root.setAttribute('aria-label', t('people'));
      root.replaceChildren(
        ...state.people.map(card),
        h(
          'button',
          {
            type: 'button',
            class: 'person new',
            'aria-label': t('newPerson'),
            onclick: () => askNewPerson(onPick),
          },
          h('span', { class: 'person-face' }, h('span', { class: 'avatar outline' }, icon('plus'))),
          h('span', { class: 'person-name', 'aria-hidden': 'true' }, t('newShort')),
        ),
      );
      if (focused) root.querySelector(`[data-person="${focused}"]`)?.focus();
      root.querySelector('.current')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    },
  };
};
