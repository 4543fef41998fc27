/**
 * Carries invalidations to Redis and to the other processes, in the order of their positions and as fast as Redis takes
 * them; what comes meanwhile waits, the last position of each tag. What could not be delivered is owed: Redis and the others
 * are to forget everything before this process relies on Redis again.
 */
import type { Shared } from './shared.ts';

/** More tags than these waiting: it is less work to forget everything. */
const WAITING_MAX = 20_000;
const TAGS_IN_MESSAGE_MAX = 1_000;

/** What processes tell each other. */
export type Message =
  | { tipo: 'marcas'; marcas: [tag: string, position: string][] }
  | { tipo: 'soltar' }
  | { tipo: 'generacion'; generacion: number };

export interface Invalidations {
  /** Resolves once it was delivered, or is owed. */
  send(tags: readonly string[], position: bigint): Promise<void>;
  /** Everybody is to forget everything, as soon as that can be told. */
  owe(): void;
  /** What is owed can be told now. */
  resume(): void;
}

export interface InvalidationsOptions {
  shared: Shared;
  isUp(): boolean;
  forgetAll(): Promise<void>;
  /** Afterwards Redis is not relied on, until all is asked anew. */
  onError(error: unknown): void;
}

export function createInvalidations({
  shared,
  isUp,
  forgetAll,
  onError,
}: InvalidationsOptions): Invalidations {
  let waiting = new Map<string, bigint>();
  let sending: Promise<void> | null = null;
  /** Failures since everybody last forgot everything. */
  let debts = 0;

  function owe(): void {
    debts += 1;
    waiting.clear();
  }

  async function drain(): Promise<void> {
    // Groups that applied the same batch go together.
    await Promise.resolve();
    while (waiting.size > 0 || (debts > 0 && isUp())) {
      if (!isUp() || waiting.size > WAITING_MAX) owe();
      else if (debts > 0) await settle();
      else await deliver();
    }
    sending = null;
  }

  async function settle(): Promise<void> {
    const before = debts;
    waiting.clear();
    try {
      await forgetAll();
      debts -= before;
    } catch (error) {
      onError(error);
    }
  }

  async function deliver(): Promise<void> {
    const batch = waiting;
    waiting = new Map();
    try {
      // Redis first: whoever is told reads it anew.
      await shared.raise(batch);
      for (const message of messagesOf(batch)) await shared.tell(JSON.stringify(message));
    } catch (error) {
      owe();
      onError(error);
    }
  }

  const resume = (): Promise<void> => {
    sending ??= drain();
    return sending;
  };

  return {
    async send(tags, position) {
      for (const tag of tags) {
        const before = waiting.get(tag);
        if (before === undefined || position > before) waiting.set(tag, position);
      }
      if (waiting.size > 0) await resume();
    },
    owe,
    resume: () => void resume(),
  };
}

function* messagesOf(batch: ReadonlyMap<string, bigint>): Generator<Message> {
  const marcas = [...batch].map(([tag, position]): [string, string] => [tag, String(position)]);
  for (let from = 0; from < marcas.length; from += TAGS_IN_MESSAGE_MAX)
    yield { tipo: 'marcas', marcas: marcas.slice(from, from + TAGS_IN_MESSAGE_MAX) };
}
