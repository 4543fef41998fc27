/**
 * What this process knows to have changed, and when: for every tag the log position of its last change. Tags share a fixed
 * number of slots by their hash; two that share one make each other's entries miss, never serve what is outdated.
 */

const SLOTS = 1 << 16;

export interface Marks {
  /** The slots of tags, to be kept with an entry: looking them up again costs no hashing. */
  slotsOf(tags: readonly string[]): number[];
  raise(tags: readonly string[], position: bigint): void;
  /** From here on nothing older than this position is known to be current, whatever its tags. */
  raiseFloor(position: bigint): void;
  /** Whether what was read at the position holds everything that is known to have changed. */
  covers(slots: readonly number[], position: bigint): boolean;
}

export function createMarks(): Marks {
  const positions = new BigInt64Array(SLOTS).fill(-1n);
  let floor = -1n;
  return {
    slotsOf: (tags) => tags.map(slotOf),
    raise(tags, position) {
      for (const tag of tags) {
        const slot = slotOf(tag);
        if (position > positions[slot]!) positions[slot] = position;
      }
    },
    raiseFloor(position) {
      if (position > floor) floor = position;
    },
    covers(slots, position) {
      if (position < floor) return false;
      for (const slot of slots) if (position < positions[slot]!) return false;
      return true;
    },
  };
}

/** FNV-1a, folded. */
function slotOf(tag: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < tag.length; index++) {
    hash ^= tag.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
}
