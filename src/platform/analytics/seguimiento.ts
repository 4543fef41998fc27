/**
 * Tracking: what happens on the way and is no fact of the ledger (screens, buttons, commands, errors). Whoever tracks never
 * waits and never fails; entries are written in sets, in the background, and a bounded number of them waits for a database
 * that is slow or away. What a crash loses: docs/explanation/analitica.md.
 */
import type { Clock } from '../clock.ts';
import { newUuid } from '../ids.ts';
import type { Logger } from '../logger.ts';
import type { Pool } from '../postgres/pool.ts';
import { asegurarMesesDe, type Entrada, escribir } from './escritura.ts';

/** Nothing of it says who somebody is. */
export interface Seguido {
  tipo: string;
  /** Pseudonymous; null for what nobody in particular did. */
  usuarioId: string | null;
  propiedades: Readonly<Record<string, string | number | boolean>>;
}

export interface Seguimiento {
  track(seguido: Seguido): void;
  /** Entries that are not known to be written. */
  pendientes(): number;
  /** Writes all that has been tracked so far, however long that takes; ends with `close` at the latest. */
  flush(): Promise<void>;
  /** Writes what waits, as far as it can in a few seconds. What is tracked afterwards is dropped. */
  close(): Promise<void>;
}

export interface SeguimientoOptions {
  pool: Pool;
  clock: Clock;
  log: Pick<Logger, 'warn'>;
  /** Entries that were written, and those that never will be. */
  onOutcome?: (outcome: 'guardado' | 'descartado', count: number) => void;
  /** Entries that make it write. */
  entriesMax?: number;
  /** How long an entry waits for others. */
  intervalMs?: number;
  /** Entries that wait at most; what is tracked beyond is dropped. */
  backlogMax?: number;
  closeMs?: number;
}

const ENTRIES_MAX = 1_000;
const INTERVAL_MS = 10_000;
const BACKLOG_MAX = 20_000;
const CLOSE_MS = 5_000;
/** Entries in one statement, where more are waiting than make it write. */
const SET_MAX = 5_000;
const RETRY_MS_LEAST = 100;
const RETRY_MS_MOST = 5_000;
/** `check_violation`: no partition for the row's month. */
const NO_PARTITION = '23514';
/** Class of errors of values that no column takes. */
const BAD_DATA = '22';

export function createSeguimiento(options: SeguimientoOptions): Seguimiento {
  const { pool, clock, log, onOutcome = () => {} } = options;
  const { entriesMax = ENTRIES_MAX, intervalMs = INTERVAL_MS } = options;
  const { backlogMax = BACKLOG_MAX, closeMs = CLOSE_MS } = options;
  let cola: Entrada[] = [];
  /** Of the first of the queue, those that an attempt may have written already. */
  let dudosas = 0;
  let isClosed = false;
  let isDropping = false;
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;
  let isOver = false;
  const over = Promise.withResolvers<void>();

  let lastMs = Number.NaN;
  let lastText = '';
  /** Many events come within one millisecond, and writing it out costs more than all else. */
  function instante(): string {
    const nowMs = clock.now();
    if (nowMs !== lastMs) {
      lastText = new Date(nowMs).toISOString();
      lastMs = nowMs;
    }
    return lastText;
  }

  function drop(count: number): void {
    onOutcome('descartado', count);
    if (!isDropping) log.warn({ waiting: cola.length }, 'tracking: events are dropped');
    isDropping = true;
  }

  function schedule(): void {
    if (flushing || isClosed) return;
    if (cola.length >= entriesMax) void flush();
    else if (cola.length > 0 && timer === null) timer = setTimeout(() => void flush(), intervalMs).unref();
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    if (flushing) return flushing.then(() => (cola.length > 0 && !isClosed ? flush() : undefined));
    flushing = writeAll(cola.length).finally(() => {
      flushing = null;
      schedule();
    });
    return flushing;
  }

  /** Writes so many of the queue, however often it has to try. */
  async function writeAll(count: number): Promise<void> {
    let retryMs = RETRY_MS_LEAST;
    for (let left = count; left > 0 && !isOver; ) {
      const set = cola.slice(0, Math.min(Math.max(left, dudosas), SET_MAX));
      try {
        const written = await write(set, dudosas > 0);
        onOutcome('guardado', written);
        if (written < set.length) drop(set.length - written);
        else isDropping = false;
        cola = cola.slice(set.length);
        dudosas = 0;
        left -= set.length;
        retryMs = RETRY_MS_LEAST;
      } catch (error) {
        dudosas = set.length;
        log.warn({ err: error, waiting: cola.length }, 'tracking: events could not be written; trying again');
        await Promise.race([pause(retryMs), over.promise]);
        retryMs = Math.min(2 * retryMs, RETRY_MS_MOST);
      }
    }
  }

  /** How many of one set were written: what no table would take is found by halving, and left out. */
  async function write(set: readonly Entrada[], isRepeat: boolean): Promise<number> {
    try {
      await escribir(pool, set, isRepeat);
      return set.length;
    } catch (error) {
      const code = String((error as { code?: unknown }).code);
      if (code === NO_PARTITION) {
        await asegurarMesesDe(pool, set);
        await escribir(pool, set, isRepeat);
        return set.length;
      }
      if (!code.startsWith(BAD_DATA)) throw error;
      if (set.length === 1) {
        log.warn({ err: error, tipo: set[0]!.tipo }, 'tracking: an event that cannot be written');
        return 0;
      }
      const half = set.length >> 1;
      return (await write(set.slice(0, half), true)) + (await write(set.slice(half), true));
    }
  }

  return {
    track({ tipo, usuarioId, propiedades }) {
      try {
        if (isClosed || cola.length >= backlogMax) return drop(1);
        cola.push({
          id: newUuid(),
          tipo,
          usuarioId,
          en: instante(),
          propiedades: JSON.stringify(propiedades),
        });
        schedule();
      } catch {
        // What cannot even be put into words is none of the caller's concern.
        drop(1);
      }
    },
    pendientes: () => cola.length,
    flush,
    async close() {
      isClosed = true;
      if (timer) clearTimeout(timer);
      const written = (flushing ?? Promise.resolve()).then(() => writeAll(cola.length));
      await Promise.race([written, pause(closeMs)]);
      isOver = true;
      over.resolve();
      if (cola.length > 0) drop(cola.length);
      cola = [];
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
