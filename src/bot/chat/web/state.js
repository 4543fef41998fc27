// What the parts of the page share: who is there and who one is playing.

export const state = {
  bot: { name: '', username: '' },
  /** @type {any[]} */
  people: [],
  /** @type {number | null} */
  current: null,
  /** @type {Map<number, number>} */
  unread: new Map(),
  /** @type {'person' | 'all'} */
  filter: 'person',
};

export const personOf = (id) => state.people.find((person) => person.id === id);
export const currentPerson = () => personOf(state.current);
