import { performance } from 'node:perf_hooks';
import { Checkpoints } from './checkpoints.ts';
import type { GroupEntry } from './config.ts';
import { Consumer, type ConsumerLink } from './consumer.ts';
import type { PersistentContext } from './context.ts';
import { type EventSource, eventSourceOf } from './event-source.ts';
import { describeGroup, type GroupInfo } from './info.ts';
import { again, type Message, type Place } from './message.ts';
import { MessageBuffer, type SendResult } from './message-buffer.ts';
import { Outstanding } from './outstanding.ts';
import { Parked } from './parked.ts';
import { ParkedReplay } from './parked-replay.ts';
import { Progress } from './progress.ts';
import { Rate } from './rate.ts';
import { ReadAhead } from './read-ahead.ts';
import type { GroupSettings } from './settings.ts';
import { type GroupSource, groupKey, LIVE_START, parsePosition, sourceName } from './source.ts';
import { strategyOf } from './strategies.ts';
import type { Strategy } from './strategy.ts';
import { SystemStream } from './system-stream.ts';

/** What a consumer wants done with an event that it does not acknowledge. */
export type NackAction = 'unknown' | 'park' | 'retry' | 'skip' | 'stop';

/**
 * A group of consumers that share the events of a stream or of the log. Each event is with one consumer at a time, until
 * that one answers, vanishes, or runs out of time; what is to be sent again goes before what is new.
 */
export class Group {
  readonly key: string;
  readonly source: GroupSource;
  readonly groupName: string;
  readonly settings: GroupSettings;
  readonly #context: PersistentContext;
  readonly #events: EventSource;
  readonly #checkpoints: Checkpoints;
  readonly #ownStreams: readonly SystemStream[];
  readonly #parked: Parked;
  readonly #replay: ParkedReplay;
  readonly #progress: Progress;
  readonly #readAhead: ReadAhead;
  readonly #strategy: Strategy;
  readonly #rate: Rate;
  readonly #consumers = new Set<Consumer>();
  readonly #outstanding = new Outstanding();
  /** On their way into the parked stream. */
  readonly #parking = new Set<Message>();
  readonly #retry = new MessageBuffer();
  #totalItems = 0;
  #isPumpDue = false;
  #forgetWake: (() => void) | undefined;
  #isFaulted = false;
  #isClosed = false;

  /** The group goes on from its checkpoint, or begins where its settings say. */
  constructor({ source, groupName, settings }: GroupEntry, context: PersistentContext) {
    const { reader, writer, log } = context;
    this.source = source;
    this.groupName = groupName;
    this.settings = settings;
    this.key = groupKey(sourceName(source), groupName);
    this.#context = context;
    this.#events = eventSourceOf(source, context);
    const own = (kind: string): SystemStream =>
      new SystemStream(`$persistentsubscription-${this.key}-${kind}`, reader, writer);
    const checkpointStream = own('checkpoint');
    const parkedStream = own('parked');
    this.#ownStreams = [checkpointStream, parkedStream];
    this.#checkpoints = new Checkpoints(source, checkpointStream, log);
    this.#parked = new Parked(parkedStream, reader);
    this.#replay = new ParkedReplay(this.#parked, settings);
    this.#strategy = strategyOf(settings.strategy);
    this.#rate = new Rate(performance.now());
    const checkpoint = this.#checkpoints.read();
    this.#progress = new Progress(settings, checkpoint);
    const from = parsePosition(source, settings.startFrom) ?? 0;
    const start = checkpoint !== undefined ? checkpoint + 1 : from === LIVE_START ? undefined : from;
    this.#readAhead = new ReadAhead(this.#events, this.#progress, reader, settings, start);
    this.#pumpSoon();
  }

  /** Whether nothing goes on any more; what is in memory then says nothing of what is done. */
  get #isOver(): boolean {
    return this.#isFaulted || this.#isClosed;
  }

  get isFull(): boolean {
    const { maxSubscriberCount } = this.settings;
    return maxSubscriberCount !== 0 && this.#consumers.size >= maxSubscriberCount;
  }

  /** Adds a consumer that takes up to `slots` events at a time; a group that cannot read drops it at once. */
  connect(link: ConsumerLink, slots: number): Consumer {
    const consumer = new Consumer(link, slots, this.settings.extraStatistics);
    if (this.#isOver) {
      link.drop();
      return consumer;
    }
    this.#consumers.add(consumer);
    this.#strategy.add(consumer);
    this.#deliver();
    this.#pumpSoon();
    return consumer;
  }

  /** Forgets a consumer that has gone; what it did not answer goes to others. */
  disconnect(consumer: Consumer): void {
    if (!this.#consumers.delete(consumer)) return;
    this.#strategy.remove(consumer);
    if (this.#isOver) return;
    for (const message of consumer.inFlight()) {
      this.#outstanding.take(message.id);
      this.#retry.insert(again(message));
    }
    this.#deliver();
  }

  ack(ids: readonly string[]): void {
    for (const id of ids) this.#outstanding.take(id);
    this.#answered();
  }

  nack(ids: readonly string[], action: NackAction, reason: string): void {
    for (const id of ids) {
      const message = this.#outstanding.take(id)?.message;
      if (message === undefined) continue;
      if (action === 'park') this.#park(message, `Client explicitly NAK'ed message.\n${reason}`);
      // As on the server, stopping ends no subscription: the event is passed over.
      else if (action === 'retry' || action === 'unknown') this.#retryOrPark(message);
    }
    this.#answered();
  }

  /** Sends the parked messages before revision `stopAt` once more, or all there are now. */
  replayParked(stopAt: number | undefined): void {
    this.#replay.start(stopAt);
    this.#pumpSoon();
  }

  /** Looks at the clock: what was not answered in time is sent again, and a checkpoint may be due. */
  tick(): void {
    if (this.#isOver) return;
    for (const { message } of this.#outstanding.expired(performance.now())) {
      this.#outstanding.take(message.id);
      this.#retryOrPark(message);
    }
    this.#deliver();
    this.#markCheckpoint(true);
    if (!this.#readAhead.isLive) this.#pumpSoon();
  }

  info(): GroupInfo {
    return describeGroup({
      group: this,
      status: this.#status(),
      consumers: [...this.#consumers],
      rate: this.#rate.measure(this.#totalItems, performance.now()),
      totalItems: this.#totalItems,
      lastKnown: this.#readAhead.lastKnown,
      checkpoint: this.#progress.checkpoint,
      readBufferCount: this.#readAhead.buffer.length,
      liveBufferCount: Math.min(this.#readAhead.liveEvents, this.settings.liveBufferSize),
      retryBufferCount: this.#retry.length,
      outstandingCount: this.#outstanding.count,
      parkedCount: this.#parked.count,
    });
  }

  /**
   * Ends the group's work and leaves its consumers to the caller. `isKept`: the node is closing, and what is done is written
   * down to the last event; otherwise, as on the server, whoever follows goes on from the last checkpoint.
   */
  close(isKept: boolean): void {
    if (this.#isClosed) return;
    const isInOrder = isKept && !this.#isFaulted;
    this.#isClosed = true;
    const position = isInOrder ? this.#progress.last(this.#undone()) : undefined;
    if (position === undefined) this.#checkpoints.abandon();
    else this.#checkpoints.writeLast(position);
    this.#release();
  }

  /** Ends the calls of all consumers. */
  dropConsumers(): void {
    for (const consumer of [...this.#consumers]) {
      this.#consumers.delete(consumer);
      this.#strategy.remove(consumer);
      consumer.link.drop();
    }
  }

  /** Deletes what the group has written down for itself. */
  forget(): void {
    for (const stream of this.#ownStreams) void stream.delete();
  }

  #answered(): void {
    if (this.#isOver) return;
    if (this.#progress.mayBeFull) this.#markCheckpoint(false);
    this.#deliver();
    if (this.#wantsMore) this.#pumpSoon();
  }

  #retryOrPark(message: Message): void {
    const { maxRetryCount } = this.settings;
    if (message.retryCount < maxRetryCount) this.#retry.insert(again(message));
    else this.#park(message, `Reached retry count of ${maxRetryCount}`);
  }

  #park(message: Message, reason: string): void {
    this.#parking.add(message);
    void this.#parked.park(message, reason, Date.now()).then((outcome) => {
      this.#parking.delete(message);
      if (outcome.kind === 'success' || this.#isOver) return;
      // To lose the event would be worse than to send it once more.
      this.#context.log('error', 'an event could not be parked', { group: this.key, reason: outcome.kind });
      this.#retry.insert(message);
    });
  }

  #deliver(): void {
    if (this.#consumers.size === 0 || this.#isOver) return;
    const expiresMs = performance.now() + this.settings.messageTimeoutMs;
    const touched = new Set<Consumer>();
    const send = (message: Message): SendResult => {
      // Two events with one id cannot be told apart by their answers: the second waits for the first.
      if (this.#outstanding.has(message.id)) return 'skipped';
      const push = this.#strategy.push(message);
      if (push.result !== 'sent') return push.result;
      const { consumer } = push;
      this.#outstanding.add({ message, consumer, expiresMs });
      this.#totalItems += 1;
      touched.add(consumer);
      return 'sent';
    };
    if (this.#retry.drain(send)) this.#readAhead.buffer.drain(send);
    for (const consumer of touched) consumer.flush();
  }

  /** Reads on soon, when others have had their turn. */
  #pumpSoon(): void {
    if (this.#isPumpDue || this.#isOver) return;
    this.#isPumpDue = true;
    setImmediate(() => {
      this.#isPumpDue = false;
      if (this.#isOver) return;
      try {
        this.#pump();
      } catch (error) {
        this.#fault(error instanceof Error ? error.message : String(error));
      }
    });
  }

  #pump(): void {
    const hasMoreParked = this.#replay.step(this.#retry);
    const result = this.#readAhead.step(this.#retry);
    if (result === 'gone') {
      this.#fault('its stream is deleted');
      return;
    }
    if (result === 'end') this.#wakeOnMore();
    const waiting = this.#waiting;
    this.#deliver();
    if (this.#progress.mayBeFull) this.#markCheckpoint(false);
    const hasMadeRoom = this.#waiting < waiting;
    if (hasMoreParked || result === 'more' || (hasMadeRoom && this.#wantsMore)) this.#pumpSoon();
  }

  get #waiting(): number {
    return this.#readAhead.buffer.length + this.#retry.length;
  }

  /** Whether there is something to read that there was no room for. */
  get #wantsMore(): boolean {
    return !this.#readAhead.isLive || this.#replay.isRunning;
  }

  #wakeOnMore(): void {
    this.#forgetWake ??= this.#events.onMore(() => {
      this.#forgetWake = undefined;
      this.#pumpSoon();
    });
  }

  #markCheckpoint(isTimeCheck: boolean): void {
    const position = this.#progress.due(this.#undone(), isTimeCheck, performance.now());
    if (position !== undefined) this.#checkpoints.write(position);
  }

  /** The first place of the source that is not done. */
  #undone(): Place | undefined {
    const places = [
      this.#outstanding.lowest(),
      this.#retry.first()?.place,
      this.#readAhead.buffer.first()?.place,
      ...[...this.#parking].map((message) => message.place),
    ].filter((place) => place !== undefined);
    return places.reduce<Place | undefined>(
      (lowest, place) => (lowest === undefined || place.sequence < lowest.sequence ? place : lowest),
      undefined,
    );
  }

  #fault(reason: string): void {
    this.#isFaulted = true;
    this.#context.log('error', 'a persistent subscription cannot go on; its consumers are dropped', {
      group: this.key,
      reason,
    });
    this.dropConsumers();
    this.#release();
  }

  #release(): void {
    this.#forgetWake?.();
    this.#forgetWake = undefined;
    this.#outstanding.clear();
    this.#retry.clear();
    this.#readAhead.buffer.clear();
  }

  #status(): string {
    const { isLive } = this.#readAhead;
    const flags = [
      !isLive && 'Behind',
      !isLive && this.#isPumpDue && 'OutstandingPageRequest',
      this.#replay.isRunning && 'ReplayingParkedMessages',
      isLive && 'Live',
    ];
    return flags.filter((flag) => flag !== false).join(', ');
  }
}
