import { ACCESS_DENIED_MESSAGE } from '../rpc/access-errors.ts';
import type { Call } from '../rpc/call.ts';
import type { Method } from '../rpc/server.ts';
import type { AppendFailure, AppendOutcome } from '../streams/append-outcome.ts';
import { ANY } from '../streams/expected-revision.ts';
import {
  type BatchFragment,
  type BatchOptions,
  batchFailureFrame,
  batchSuccessFrame,
  readBatchFragment,
} from '../wire/batch-append.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import { APPEND_SIZE_MAX, type NodeContext, WRITE_TIMEOUT_MS } from './node-context.ts';
import { streamNameProblem } from './write-target.ts';

const EMPTY = Buffer.alloc(0);
const DENIED: AppendFailure = { kind: 'access-denied', message: ACCESS_DENIED_MESSAGE };
const NO_OPTIONS: AppendFailure = { kind: 'invalid', message: 'An append needs options.' };

/** An append whose fragments are still coming in. */
interface Gathering {
  options: BatchOptions | undefined;
  events: ProposedEvent[];
  bytes: number;
  failure: AppendFailure | undefined;
}

/** `Streams/BatchAppend`: many appends over one call, each answered once by its correlation id. */
export function batchAppendMethod(node: NodeContext): Method {
  return (call) => {
    const replies = new ReplyBatch(call);
    const gatherings = new Map<string, Gathering>();
    const isDenied = ({ streamName }: BatchOptions): boolean =>
      node.access.isEnforced && !node.access.allows(call.caller, 'write', streamName.toString('utf8'));
    return {
      message(bytes) {
        const fragment = readBatchFragment(bytes, Date.now());
        const key = fragment.isFinal && gatherings.size === 0 ? '' : fragment.correlation.toString('latin1');
        const gathering = gatherings.get(key) ?? {
          options: undefined,
          events: [],
          bytes: 0,
          failure: undefined,
        };
        gather(gathering, fragment, isDenied);
        if (!fragment.isFinal) {
          gatherings.set(key, gathering);
          return;
        }
        gatherings.delete(key);
        submit(node, replies, fragment.correlation, gathering);
      },
      end() {
        replies.endWhenAnswered();
      },
    };
  };
}

function gather(
  gathering: Gathering,
  fragment: BatchFragment,
  isDenied: (options: BatchOptions) => boolean,
): void {
  if (gathering.options === undefined) {
    gathering.options = fragment.options;
    if (fragment.options === undefined) gathering.failure ??= NO_OPTIONS;
    else if (isDenied(fragment.options)) gathering.failure = DENIED;
  }
  if (fragment.invalid !== undefined) gathering.failure ??= { kind: 'invalid', message: fragment.invalid };
  for (const event of fragment.events) gathering.bytes += event.data.length;
  if (gathering.bytes > APPEND_SIZE_MAX)
    gathering.failure ??= { kind: 'too-large', maximumBytes: APPEND_SIZE_MAX };
  // What will be refused takes no memory until it is.
  if (gathering.failure !== undefined) {
    gathering.events = [];
    return;
  }
  if (gathering.events.length === 0) gathering.events = fragment.events;
  else gathering.events.push(...fragment.events);
}

function submit(node: NodeContext, replies: ReplyBatch, correlation: Buffer, gathering: Gathering): void {
  const { options, events } = gathering;
  const streamName = options?.streamName.toString('utf8') ?? '';
  const problem = streamNameProblem(streamName);
  const failure = gathering.failure ?? (problem === undefined ? undefined : invalid(problem));
  replies.expect();
  if (failure !== undefined || options === undefined) {
    replies.add(
      batchFailureFrame(
        correlation,
        options?.identifier ?? EMPTY,
        options?.expected ?? ANY,
        failure ?? NO_OPTIONS,
      ),
    );
    return;
  }
  const { identifier, expected } = options;
  node.writer.enqueue({
    operation: 'append',
    streamName,
    expected,
    events,
    deadlineMs:
      options.deadlineMs === Number.POSITIVE_INFINITY ? Date.now() + WRITE_TIMEOUT_MS : options.deadlineMs,
    settle(outcome: AppendOutcome) {
      replies.add(
        outcome.kind === 'success'
          ? batchSuccessFrame(correlation, identifier, outcome.revision, outcome.position)
          : batchFailureFrame(correlation, identifier, expected, outcome),
      );
    },
  });
}

function invalid(message: string): AppendFailure {
  return { kind: 'invalid', message };
}

/** Gathers the replies that one commit gives rise to, so that they leave in one write. */
class ReplyBatch {
  readonly #call: Call;
  #frames: Buffer[] = [];
  #awaited = 0;
  #isEnding = false;

  constructor(call: Call) {
    this.#call = call;
    // The client learns at once that its stream is open.
    call.open();
  }

  /** Announces that a reply will follow. */
  expect(): void {
    this.#awaited += 1;
  }

  add(frame: Buffer): void {
    this.#awaited -= 1;
    this.#frames.push(frame);
    if (this.#frames.length === 1) process.nextTick(() => this.#send());
  }

  /** Ends the call once every append has its reply. */
  endWhenAnswered(): void {
    this.#isEnding = true;
    if (this.#awaited === 0 && this.#frames.length === 0) this.#call.end();
  }

  #send(): void {
    const frames = this.#frames;
    this.#frames = [];
    this.#call.write(frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames));
    if (this.#isEnding && this.#awaited === 0) this.#call.end();
  }
}
