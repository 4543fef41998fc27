/** What the cache did, counted, and shown to Prometheus. */
import { Counter, type Registry } from 'prom-client';

export interface CacheCounts {
  hitsInProcess: number;
  hitsRedis: number;
  misses: number;
  /** Values given past their time, where that is allowed. */
  stale: number;
  loads: number;
  /** Loads that something changed under: given to who asked, and not kept. */
  overtaken: number;
  /** Tags whose position was raised. */
  invalidations: number;
  /** Failures of Redis, and of loads that nobody waited for. */
  errors: number;
}

export const noCounts = (): CacheCounts => ({
  hitsInProcess: 0,
  hitsRedis: 0,
  misses: 0,
  stale: 0,
  loads: 0,
  overtaken: 0,
  invalidations: 0,
  errors: 0,
});

/** Of what was asked for, the part that needed no load, 0 to 1; null before anything was. */
export function hitRateOf({ hitsInProcess, hitsRedis, misses, stale }: CacheCounts): number | null {
  const hits = hitsInProcess + hitsRedis + stale;
  return hits + misses === 0 ? null : hits / (hits + misses);
}

/** Read when Prometheus asks, so that a hit costs an addition. */
export function exposeCounts(registry: Registry, read: () => CacheCounts): void {
  const counters: [
    name: string,
    help: string,
    of: (counts: CacheCounts) => Record<string, number> | number,
  ][] = [
    [
      'besitos_cache_hits_total',
      'Reads answered by the cache, by tier',
      ({ hitsInProcess, hitsRedis }) => ({ in_process: hitsInProcess, redis: hitsRedis }),
    ],
    ['besitos_cache_misses_total', 'Reads that had to load', ({ misses }) => misses],
    [
      'besitos_cache_stale_total',
      'Values given past their time while a new one was loaded',
      ({ stale }) => stale,
    ],
    ['besitos_cache_loads_total', 'Loads from the source', ({ loads }) => loads],
    [
      'besitos_cache_overtaken_total',
      'Loads that were overtaken by a change, and not kept',
      ({ overtaken }) => overtaken,
    ],
    [
      'besitos_cache_invalidations_total',
      'Tags whose position was raised',
      ({ invalidations }) => invalidations,
    ],
    [
      'besitos_cache_errors_total',
      'Failures of Redis and of loads in the background',
      ({ errors }) => errors,
    ],
  ];
  for (const [name, help, of] of counters)
    new Counter({
      name,
      help,
      labelNames: name === 'besitos_cache_hits_total' ? ['tier'] : [],
      registers: [registry],
      collect() {
        this.reset();
        const value = of(read());
        if (typeof value === 'number') this.inc(value);
        else for (const [tier, count] of Object.entries(value)) this.inc({ tier }, count);
      },
    });
}
