/** How far each projection group has come, so that a reader can wait, with a bound, for its own write. */
export interface Progress {
  report(group: string, position: bigint): void;
  /** Resolves to true once every group has passed the position, to false when the time is up first. */
  waitFor(groups: readonly string[], position: bigint, timeoutMs: number): Promise<boolean>;
  position(group: string): bigint | null;
}

interface Waiter {
  groups: readonly string[];
  position: bigint;
  done(reached: boolean): void;
}

export function createProgress(): Progress {
  const positions = new Map<string, bigint>();
  const waiters = new Set<Waiter>();
  const passed = ({ groups, position }: Pick<Waiter, 'groups' | 'position'>) =>
    groups.every((group) => (positions.get(group) ?? -1n) >= position);

  return {
    report(group, position) {
      positions.set(group, position);
      for (const waiter of waiters) if (passed(waiter)) waiter.done(true);
    },
    waitFor(groups, position, timeoutMs) {
      if (passed({ groups, position })) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => waiter.done(false), timeoutMs);
        const waiter: Waiter = {
          groups,
          position,
          done(reached) {
            clearTimeout(timer);
            waiters.delete(waiter);
            resolve(reached);
          },
        };
        waiters.add(waiter);
      });
    },
    position: (group) => positions.get(group) ?? null,
  };
}
