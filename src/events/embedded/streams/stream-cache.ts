import type { StreamState } from './stream-state.ts';

/**
 * Least recently used streams by name, in two generations: a hit costs one map lookup, and when the young generation is
 * full it becomes the old one, whose unused members are dropped at the next turn.
 */
export class StreamCache {
  readonly #generationSize: number;
  #young = new Map<string, StreamState>();
  #old = new Map<string, StreamState>();

  constructor(generationSize: number) {
    this.#generationSize = generationSize;
  }

  get(name: string): StreamState | undefined {
    const young = this.#young.get(name);
    if (young !== undefined) return young;
    const old = this.#old.get(name);
    if (old !== undefined) this.set(old);
    return old;
  }

  set(state: StreamState): void {
    this.#young.set(state.name, state);
    if (this.#young.size < this.#generationSize) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
