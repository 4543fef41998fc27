import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import { ANY } from '../streams/expected-revision.ts';
import { writeOwn } from '../streams/own-write.ts';
import { type ScavengeContext, type ScavengeResult, scavenge } from './scavenge.ts';

/** Told of a scavenge: how far it is, and once how it ended. */
export interface ScavengeListener {
  progress(done: ScavengeResult): void;
  ended(how: 'Success' | 'Stopped' | 'Failed', done: ScavengeResult, error: string | undefined): void;
}

interface Running {
  readonly id: string;
  readonly stop: AbortController;
  readonly listeners: Set<ScavengeListener>;
  readonly ended: Promise<void>;
}

const LINK_TYPE = '$>';

/** Runs at most one scavenge at a time, and keeps a record of each in the stream `$scavenges-ID`, as the server does. */
export class Scavenger {
  readonly #node: ScavengeContext;
  readonly #log: Log;
  #running: Running | undefined;

  constructor(node: ScavengeContext, log: Log) {
    this.#node = node;
    this.#log = log;
  }

  /** Starts a scavenge, or joins the one that runs; gives its id. */
  start(listener?: ScavengeListener): { id: string; isNew: boolean } {
    const isNew = this.#running === undefined;
    this.#running ??= this.#begin();
    if (listener !== undefined) this.#running.listeners.add(listener);
    return { id: this.#running.id, isNew };
  }

  /** Stops the scavenge with this id; false if it does not run. */
  stop(id: string): boolean {
    if (this.#running?.id !== id) return false;
    this.#running.stop.abort();
    return true;
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#running?.stop.abort();
    await this.#running?.ended;
  }

  #begin(): Running {
    const id = randomUUID();
    const stop = new AbortController();
    const listeners = new Set<ScavengeListener>();
    return { id, stop, listeners, ended: this.#run(id, stop.signal, listeners) };
  }

  async #run(id: string, signal: AbortSignal, listeners: ReadonlySet<ScavengeListener>): Promise<void> {
    const startedMs = performance.now();
    const done: ScavengeResult = { streams: 0, events: 0, bytes: 0 };
    let result: 'Success' | 'Stopped' | 'Failed' = 'Success';
    let error: string | undefined;
    this.#log('info', 'a scavenge has started', { scavengeId: id });
    this.#record(id, '$scavengeStarted', { scavengeId: id });
    try {
      const onProgress = (now: ScavengeResult): void => {
        Object.assign(done, now);
        for (const listener of listeners) listener.progress(now);
      };
      Object.assign(done, await scavenge(this.#node, { nowMs: Date.now(), signal, onProgress }));
      if (signal.aborted) result = 'Stopped';
    } catch (thrown) {
      result = 'Failed';
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    const timeTakenMs = Math.round(performance.now() - startedMs);
    this.#record(id, '$scavengeCompleted', {
      scavengeId: id,
      result,
      error: error ?? '',
      timeTaken: timeTakenMs,
      spaceSaved: done.bytes,
      eventsScavenged: done.events,
      streamsScavenged: done.streams,
    });
    this.#log(result === 'Failed' ? 'error' : 'info', 'a scavenge has ended', {
      scavengeId: id,
      result,
      error,
      ...done,
      timeTakenMs,
    });
    this.#running = undefined;
    for (const listener of listeners) listener.ended(result, done, error);
  }

  #record(id: string, type: string, data: Record<string, unknown>): void {
    const streamName = `$scavenges-${id}`;
    this.#append(streamName, type, JSON.stringify(data));
    if (type === '$scavengeStarted') this.#append('$scavenges', LINK_TYPE, `0@${streamName}`);
  }

  #append(streamName: string, type: string, data: string): void {
    const isJson = type !== LINK_TYPE;
    void writeOwn(this.#node.writer, streamName, ANY, { type, data, isJson }).then((outcome) => {
      if (outcome.kind !== 'success')
        this.#log('warn', 'a scavenge could not be recorded', { streamName, outcome: outcome.kind });
    });
  }
}
