/**
 * Names. An entry is `<owner>:<name>` and so is a tag; what has one owner stands in one slot of a Redis Cluster, since the
 * owner is the hash tag of its key: `besitos:{<owner>}:e:<name>`, and `besitos:{<owner>}:t:<name>` for a tag.
 */
const PREFIX = 'besitos';

/** Where every process tells what has changed. */
export const CHANNEL = `${PREFIX}:cache`;
/** The number that goes up when everybody is to forget everything. */
export const GENERATION_KEY = `${PREFIX}:{cache}:generacion`;
/** Heard by one process alone, to know that it still hears. */
export const echoChannel = (instance: string): string => `${PREFIX}:cache:eco:${instance}`;

export const ownerOf = (name: string): string => name.slice(0, name.indexOf(':'));

const keyOf = (kind: 'e' | 't', name: string): string => {
  const colon = name.indexOf(':');
  if (colon < 1) throw new TypeError(`"${name}" is not <owner>:<name>`);
  return `${PREFIX}:{${name.slice(0, colon)}}:${kind}${name.slice(colon)}`;
};
export const entryKey = (name: string): string => keyOf('e', name);
export const tagKey = (tag: string): string => keyOf('t', tag);
