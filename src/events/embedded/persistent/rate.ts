/** What a group reports of its throughput: figures since it was last asked. */
export class Rate {
  #measuredMs: number;
  #measuredItems = 0;

  constructor(nowMs: number) {
    this.#measuredMs = nowMs;
  }

  /** Takes the measure; `perSecond` says how many a second any count of the same span is. */
  measure(totalItems: number, nowMs: number): { items: number; perSecond(count: number): number } {
    const items = totalItems - this.#measuredItems;
    const spanMs = nowMs - this.#measuredMs;
    this.#measuredItems = totalItems;
    this.#measuredMs = nowMs;
    return { items, perSecond: (count) => (spanMs <= 0 ? 0 : Math.trunc((count * 1_000) / spanMs)) };
  }
}
