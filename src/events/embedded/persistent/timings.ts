/** A figure of a consumer's statistics: whole milliseconds under the server's name for it. */
export type Measurement = readonly [key: string, valueMs: number];

const WINDOW = 1_000;

/** How long a consumer takes to answer, over its last thousand answers. */
export class Timings {
  readonly #startedMs = new Map<string, number>();
  readonly #tookMs: number[] = [];

  start(id: string, nowMs: number): void {
    this.#startedMs.set(id, nowMs);
  }

  end(id: string, nowMs: number): void {
    const startedMs = this.#startedMs.get(id);
    if (startedMs === undefined) return;
    this.#startedMs.delete(id);
    if (this.#tookMs.length >= WINDOW) this.#tookMs.shift();
    this.#tookMs.push(Math.trunc(nowMs - startedMs));
  }

  measurements(): Measurement[] {
    const sorted = this.#tookMs.toSorted((one, other) => one - other);
    const count = sorted.length;
    if (count === 0) return [];
    const at = (index: number): number => sorted[Math.min(Math.trunc(index), count - 1)] as number;
    const percentile = (percent: number): number => at((percent / 100) * count);
    return [
      ['Mean', Math.trunc(sorted.reduce((sum, value) => sum + value, 0) / count)],
      ['Median', at(count / 2)],
      ['Fastest', at(0)],
      ...[1, 2, 3, 4, 5].map((fifth): Measurement => [`Quintile ${fifth}`, percentile((fifth - 1) * 20)]),
      ...[90, 95, 99, 99.5, 99.9].map((percent): Measurement => [`${percent}%`, percentile(percent)]),
      ['Highest', at(count - 1)],
    ];
  }
}
