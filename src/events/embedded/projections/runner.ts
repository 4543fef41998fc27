import { setImmediate as nextTurn } from 'node:timers/promises';
import { metastreamOf } from '../streams/metadata.ts';
import { type Append, appendAll, jsonProposal, lastRecord, type RefusedAppend } from './append-all.ts';
import type { ProjectionContext } from './context.ts';
import { checkpointStreamOf, type ProjectionDefinition } from './definitions.ts';
import { Emitter } from './emitter.ts';
import { recordMetadata } from './source-event.ts';
import { type ProjectionVersion, readTag, tagJson } from './tags.ts';

/** Records looked at, and therefore emissions under way, at a time. */
const BATCH_RECORDS = 256;

/** A checkpoint is written after this many events of interest, or this many of any kind. */
const HANDLED_PER_CHECKPOINT = 4_000;
const CONSIDERED_PER_CHECKPOINT = 50_000;

/** A refused batch is repeated after a pause that doubles, until this many attempts have failed. */
const ATTEMPTS_MAX = 12;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 60_000;

/** The server keeps two checkpoints, for administrators only. */
const CHECKPOINT_METADATA = {
  $maxCount: 2,
  $acl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$all', $mw: '$admins' },
} as const;

/**
 * Follows the log for one projection, from its checkpoint on. A batch is wholly written before the next is looked at; until a
 * checkpoint is durable its emissions may be made again, which their ids make harmless.
 */
export class ProjectionRunner {
  readonly #node: ProjectionContext;
  readonly #definition: ProjectionDefinition;
  readonly #version: ProjectionVersion;
  readonly #emitter: Emitter;
  readonly #onFault: (reason: string) => void;
  readonly #done: Promise<void>;
  #position = 0;
  #checkpoint = 0;
  #handled = 0;
  #handledSinceCheckpoint = 0;
  #inFlight = 0;
  #isStopping = false;
  #wake: (() => void) | undefined;

  /** Starts at once. `onFault` is told why, if the projection cannot go on. */
  constructor(
    node: ProjectionContext,
    definition: ProjectionDefinition,
    version: ProjectionVersion,
    onFault: (reason: string) => void,
  ) {
    this.#node = node;
    this.#definition = definition;
    this.#version = version;
    this.#emitter = new Emitter(node.reader, definition, version);
    this.#onFault = onFault;
    this.#done = this.#run();
  }

  /** Position of the last record that has been dealt with. */
  get position(): number {
    return this.#position;
  }

  /** Position of the last checkpoint. */
  get checkpoint(): number {
    return this.#checkpoint;
  }

  /** Events of interest dealt with since the start. */
  get handled(): number {
    return this.#handled;
  }

  /** Emissions that are being written. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Resolves when the last emission is written, and then a checkpoint if asked for. */
  async stop(writeCheckpoint: boolean): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    await this.#done;
    if (writeCheckpoint && this.#handledSinceCheckpoint > 0) await this.#writeCheckpoint();
  }

  async #run(): Promise<void> {
    try {
      this.#position = readCheckpoint(this.#node, this.#definition, this.#version);
      this.#checkpoint = this.#position;
      while (!this.#isStopping) {
        const records = this.#next();
        if (records.length === 0) await this.#committed();
        else await this.#deal(records);
      }
    } catch (error) {
      this.#isStopping = true;
      this.#onFault(error instanceof Error ? error.message : String(error));
    }
  }

  #next(): Buffer[] {
    const { hub, store } = this.#node;
    const from = this.#position + 1;
    return (
      hub.from(from, BATCH_RECORDS) ?? store.log.forward(from, BATCH_RECORDS).map(({ record }) => record)
    );
  }

  async #deal(records: readonly Buffer[]): Promise<void> {
    for (let attempt = 1; !this.#isStopping; attempt += 1) {
      let handled = 0;
      const appends: Append[] = [];
      for (const [offset, record] of records.entries()) {
        // What was scavenged is nobody's to link to.
        if (record.length === 0) continue;
        const caused = this.#emitter.appendsFor(record, this.#position + 1 + offset);
        if (caused === undefined) continue;
        handled += 1;
        appends.push(...caused);
      }
      const refused = await this.#write(appends);
      if (refused === undefined) {
        this.#position += records.length;
        this.#handled += handled;
        this.#handledSinceCheckpoint += handled;
        if (this.#isCheckpointDue) await this.#writeCheckpoint();
        await nextTurn();
        return;
      }
      this.#emitter.forgetStreams();
      await this.#bear(refused, attempt);
    }
  }

  async #write(appends: readonly Append[]): Promise<RefusedAppend | undefined> {
    this.#inFlight = appends.length;
    const refused = await appendAll(this.#node.writer, appends);
    this.#inFlight = 0;
    return refused;
  }

  /** Waits before another attempt; throws if there is no use in one. */
  async #bear({ streamName, failure }: RefusedAppend, attempt: number): Promise<void> {
    if (failure.kind === 'stream-deleted') {
      throw new Error(`Stream : ${streamName} is deleted. Cannot emit events to it`);
    }
    const reason = 'message' in failure ? failure.message : failure.kind;
    if (attempt >= ATTEMPTS_MAX) {
      throw new Error(
        `Failed to write events to ${streamName}. Retry limit of ${ATTEMPTS_MAX} reached. Reason: ${reason}`,
      );
    }
    this.#node.log('warn', 'a projection could not write its links and tries again', {
      projection: this.#definition.name,
      stream: streamName,
      attempt,
      reason,
    });
    await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
  }

  get #isCheckpointDue(): boolean {
    return (
      this.#handledSinceCheckpoint >= HANDLED_PER_CHECKPOINT ||
      this.#position - this.#checkpoint >= CONSIDERED_PER_CHECKPOINT
    );
  }

  /** A checkpoint that is refused is only missed: the next one, or the ids of what is made again, make up for it. */
  async #writeCheckpoint(): Promise<void> {
    const { reader, writer, log } = this.#node;
    const position = this.#position;
    const streamName = checkpointStreamOf(this.#definition.name);
    const event = jsonProposal('$ProjectionCheckpoint', {}, { metadata: tagJson(this.#version, position) });
    const appends: Append[] = [{ streamName, event }];
    if (reader.stateOf(streamName).last < 0) {
      appends.unshift({
        streamName: metastreamOf(streamName),
        event: jsonProposal('$metadata', CHECKPOINT_METADATA),
      });
    }
    const refused = await appendAll(writer, appends);
    if (refused === undefined) {
      this.#checkpoint = position;
      this.#handledSinceCheckpoint = 0;
      return;
    }
    log('warn', 'a projection could not write its checkpoint', {
      projection: this.#definition.name,
      reason: refused.failure.kind,
    });
  }

  /** Resolves at the next commit, or when the projection is to stop. */
  #committed(): Promise<void> {
    return new Promise((resolve) => {
      const forget = this.#node.hub.onCommit(() => this.#wake?.());
      this.#wake = () => {
        this.#wake = undefined;
        forget();
        resolve();
      };
    });
  }

  /** Resolves after some time, or when the projection is to stop. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isStopping) {
        resolve();
        return;
      }
      const timer = setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        this.#wake = undefined;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Where a projection goes on: after its newest checkpoint, unless a reset has made that void. */
function readCheckpoint(
  { reader, store }: ProjectionContext,
  { name }: ProjectionDefinition,
  { epoch }: ProjectionVersion,
): number {
  const record = lastRecord(reader, checkpointStreamOf(name));
  const tag = record === undefined ? undefined : readTag(recordMetadata(record));
  return tag === undefined || tag.epoch < epoch ? 0 : Math.min(tag.position, store.lastPosition);
}
