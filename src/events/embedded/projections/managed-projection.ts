import type { AppendFailure } from '../streams/append-outcome.ts';
import { readRecordFields } from '../wire/record.ts';
import { appendAll, jsonProposal, lastRecord } from './append-all.ts';
import type { ProjectionContext } from './context.ts';
import { type ProjectionDefinition, stateStreamOf } from './definitions.ts';
import { ProjectionRunner } from './runner.ts';

/** What is kept of a projection. */
interface KeptState {
  readonly enabled: boolean;
  /** -1 until the first reset. */
  readonly epoch: number;
  /** Counts the changes, -1 if there was none. */
  readonly version: number;
}

const UNKNOWN: KeptState = { enabled: false, epoch: -1, version: -1 };

/** What a projection is doing, in the server's words. */
export type ProjectionStatus = 'Running' | 'Stopped' | 'Aborted/Stopped' | 'Faulted';

/** A projection as it is told of. */
export interface ProjectionStatistics {
  readonly name: string;
  readonly status: ProjectionStatus;
  readonly stateReason: string;
  readonly epoch: number;
  readonly version: number;
  /** Undefined until the projection has run. */
  readonly position: number | undefined;
  readonly lastCheckpoint: number | undefined;
  readonly progressPercent: number;
  readonly handledSinceStart: number;
  readonly writesInProgress: number;
}

/** One projection over the time that its node runs: enabled or not, running or not. Its changes are made one by one. */
export class ManagedProjection {
  readonly definition: ProjectionDefinition;
  readonly #node: ProjectionContext;
  #kept: KeptState;
  #runner: ProjectionRunner | undefined;
  #status: ProjectionStatus = 'Stopped';
  #faultReason = '';
  #isClosed = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(node: ProjectionContext, definition: ProjectionDefinition) {
    this.#node = node;
    this.definition = definition;
    try {
      this.#kept = readState(node, definition);
    } catch (error) {
      // Damage here must not keep the node from serving everything else.
      this.#kept = UNKNOWN;
      this.#fault(error instanceof Error ? error.message : String(error));
    }
  }

  /** Whether nobody has enabled, disabled or reset it yet. */
  get isNew(): boolean {
    return this.#kept.version < 0 && this.#status !== 'Faulted';
  }

  /** Runs the projection if it is enabled. */
  start(): Promise<void> {
    return this.#inTurn(async () => this.#run());
  }

  /** Enables and runs the projection; tells why it could not be. */
  enable(): Promise<AppendFailure | undefined> {
    return this.#inTurn(async () => {
      if (this.#kept.enabled && this.#status === 'Running') return undefined;
      const failure = await this.#keep({ enabled: true });
      if (failure === undefined) this.#run();
      return failure;
    });
  }

  /** Stops the projection until it is enabled again; nothing more is written when this resolves. */
  disable(writeCheckpoint: boolean): Promise<AppendFailure | undefined> {
    return this.#inTurn(async () => {
      if (this.#kept.enabled) {
        const failure = await this.#keep({ enabled: false });
        if (failure !== undefined) return failure;
      }
      await this.#halt(writeCheckpoint);
      this.#status = writeCheckpoint ? 'Stopped' : 'Aborted/Stopped';
      return undefined;
    });
  }

  /** Lets the projection begin anew with the first event of the log; what it has written is hidden by what it writes. */
  reset(): Promise<AppendFailure | undefined> {
    return this.#inTurn(async () => {
      await this.#halt(false);
      const failure = await this.#keep({ epoch: this.#kept.version + 1 });
      this.#run();
      return failure;
    });
  }

  /** Stops the projection and runs it again if it is enabled. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#halt(true);
      this.#run();
    });
  }

  /** Stops the projection for good; it stays enabled for the next start of the node. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#inTurn(() => this.#halt(true));
  }

  /** What the projection is doing. */
  get statistics(): ProjectionStatistics {
    const { epoch, version } = this.#kept;
    const { lastPosition } = this.#node.store;
    const position = this.#runner?.position;
    return {
      name: this.definition.name,
      status: this.#status,
      stateReason: this.#faultReason,
      epoch,
      version,
      position,
      lastCheckpoint: this.#runner?.checkpoint,
      progressPercent:
        position === undefined ? 0 : lastPosition === 0 ? 100 : (100 * position) / lastPosition,
      handledSinceStart: this.#runner?.handled ?? 0,
      writesInProgress: this.#runner?.inFlight ?? 0,
    };
  }

  #run(): void {
    if (!this.#kept.enabled || this.#isClosed) return;
    const { epoch, version } = this.#kept;
    const { id: projectionId } = this.definition;
    this.#status = 'Running';
    this.#faultReason = '';
    this.#runner = new ProjectionRunner(
      this.#node,
      this.definition,
      { projectionId, epoch, version },
      (reason) => this.#fault(reason),
    );
  }

  #fault(reason: string): void {
    this.#status = 'Faulted';
    this.#faultReason = reason;
    this.#node.log('error', 'a projection cannot go on', { projection: this.definition.name, reason });
  }

  /** The runner is kept, as what it did is still told of. */
  async #halt(writeCheckpoint: boolean): Promise<void> {
    if (this.#status !== 'Running') return;
    await this.#runner?.stop(writeCheckpoint);
    this.#status = 'Stopped';
  }

  async #keep(change: Partial<KeptState>): Promise<AppendFailure | undefined> {
    const next: KeptState = { ...this.#kept, ...change, version: this.#kept.version + 1 };
    const { handlerType, query, name } = this.definition;
    const refused = await appendAll(this.#node.writer, [
      {
        streamName: stateStreamOf(name),
        event: jsonProposal('$ProjectionUpdated', {
          handlerType,
          query,
          mode: 'Continuous',
          enabled: next.enabled,
          emitEnabled: true,
          checkpointsDisabled: false,
          trackEmittedStreams: false,
          epoch: next.epoch,
          version: next.version,
        }),
      },
    ]);
    if (refused === undefined) this.#kept = next;
    return refused?.failure;
  }

  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(change);
    this.#turn = result.catch(() => {});
    return result;
  }
}

function readState({ reader }: ProjectionContext, { name }: ProjectionDefinition): KeptState {
  const record = lastRecord(reader, stateStreamOf(name));
  if (record === undefined) return UNKNOWN;
  const { revision, data } = readRecordFields(record);
  let parsed: unknown;
  try {
    parsed = JSON.parse(data.toString('utf8'));
  } catch {
    parsed = undefined;
  }
  const { enabled, epoch } = (parsed ?? {}) as Record<string, unknown>;
  return { enabled: enabled === true, epoch: typeof epoch === 'number' ? epoch : -1, version: revision };
}
