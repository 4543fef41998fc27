import type { Place } from './message.ts';
import type { GroupSettings } from './settings.ts';

/** A point of a group's source up to which all is done. */
export interface Mark {
  readonly sequence: number;
  readonly position: number;
}

/** Numbers what a group considers, and decides when a checkpoint is due. */
export class Progress {
  readonly #settings: GroupSettings;
  #nextSequence = 0;
  #considered: number | undefined;
  #marked: number | undefined;
  #markedSequence = -1;
  #markedMs = Number.NEGATIVE_INFINITY;

  /** `checkpoint`: where the group had come to, if it had come to anything. */
  constructor(settings: GroupSettings, checkpoint: number | undefined) {
    this.#settings = settings;
    if (checkpoint === undefined) return;
    this.#nextSequence = 1;
    this.#markedSequence = 0;
    this.#considered = checkpoint;
    this.#marked = checkpoint;
  }

  /** The newest checkpoint. */
  get checkpoint(): number | undefined {
    return this.#marked;
  }

  /** The newest event considered. */
  get lastConsidered(): number | undefined {
    return this.#considered;
  }

  /** Numbers the next event of the source, whether it is delivered or not. */
  consider(position: number): Place {
    const place = { position, sequence: this.#nextSequence, previous: this.#considered };
    this.#nextSequence += 1;
    this.#considered = position;
    return place;
  }

  /** Whether so much was considered since the last checkpoint that one may be due, whatever the time. */
  get mayBeFull(): boolean {
    return this.#nextSequence - 1 - this.#markedSequence >= this.#settings.maxCheckpointCount;
  }

  /** The checkpoint to write now, given the first place that is not done; `isTimeCheck`: the clock asks, not an answer. */
  due(undone: Place | undefined, isTimeCheck: boolean, nowMs: number): number | undefined {
    const mark = this.#mark(undone);
    if (mark === undefined) return undefined;
    const { checkpointAfterMs, minCheckpointCount, maxCheckpointCount } = this.#settings;
    const count = mark.sequence - this.#markedSequence;
    const isEarly = checkpointAfterMs === 0 || nowMs - this.#markedMs < checkpointAfterMs;
    const isFull = count >= maxCheckpointCount;
    if (isEarly && !isFull) return undefined;
    if (!isFull && !(isTimeCheck && count >= minCheckpointCount)) return undefined;
    return this.#take(mark, nowMs);
  }

  /** The checkpoint to write on closing, however little has happened since the last one. */
  last(undone: Place | undefined): number | undefined {
    const mark = this.#mark(undone);
    return mark && this.#take(mark, 0);
  }

  #mark(undone: Place | undefined): Mark | undefined {
    const position = undone === undefined ? this.#considered : undone.previous;
    const sequence = (undone === undefined ? this.#nextSequence : undone.sequence) - 1;
    return position === undefined || sequence <= this.#markedSequence ? undefined : { sequence, position };
  }

  #take({ sequence, position }: Mark, nowMs: number): number {
    this.#markedMs = nowMs;
    this.#markedSequence = sequence;
    this.#marked = position;
    return position;
  }
}
