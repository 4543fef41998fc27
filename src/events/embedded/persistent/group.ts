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
import { Progress } from './progress.ts';
import { Rate } from './rate.ts';
import { toMessage } from './resolve.ts';
import type { GroupSettings } from './settings.ts';
import { type GroupSource, groupKey, LIVE_START, parsePosition, sourceName } from './source.ts';
import { type Strategy, strategyOf } from './strategy.ts';
import { SystemStream } from './system-stream.ts';

/** What a consumer wants done with an event that it does not acknowledge. */
export type NackAction = 'unknown' | 'park' | 'retry' | 'skip' | 'stop';

/** Events read at a time; between two pages others get their turn. */
const PAGE_EVENTS = 256;

/** Pages that are read back are no larger than this, whatever the settings say. */
const READ_BATCH_MAX = 100;
const READ_BATCH_DEFAULT = 20;

/** A group reads no further while what waits for its consumers takes this much memory. */
const BUFFER_BYTES_MAX = 16 * 1_048_576;

/**
 * A group of consumers that share the events of a stream or of the log. It reads ahead as far as its buffer allows and
 * stops there; as everything is in the log, what comes in meanwhile needs no memory. Each event is with one consumer at a
 * time, until that one answers, vanishes, or runs out of time.
 */
export class Group {
  readonly key: string;
  readonly source: GroupSource;
  readonly groupName: string;
  readonly settings: GroupSettings;
  readonly #context: PersistentContext;
  readonly #events: EventSource;
  readonly #checkpoints: Checkpoints;
  readonly #checkpointStream: SystemStream;
  readonly #parkedStream: SystemStream;
  readonly #parked: Parked;
  readonly #progress: Progress;
  readonly #strategy: Strategy;
  readonly #rate: Rate;
  readonly #consumers = new Set<Consumer>();
  readonly #outstanding = new Outstanding();
  /** On their way into the parked stream. */
  readonly #parking = new Set<Message>();
  readonly #retry = new MessageBuffer();
  readonly #buffer = new MessageBuffer();
  #next: number;
  #isLive: boolean;
  #liveEvents = 0;
  #totalItems = 0;
  #replay: { next: number; readonly end: number } | undefined;
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
    this.#checkpointStream = new SystemStream(
      `$persistentsubscription-${this.key}-checkpoint`,
      reader,
      writer,
    );
    this.#parkedStream = new SystemStream(`$persistentsubscription-${this.key}-parked`, reader, writer);
    this.#checkpoints = new Checkpoints(source, this.#checkpointStream, log);
    this.#parked = new Parked(this.#parkedStream, reader);
    this.#strategy = strategyOf(settings.strategy);
    this.#rate = new Rate(performance.now());
    const checkpoint = this.#checkpoints.read();
    this.#progress = new Progress(settings, checkpoint);
    const start = parsePosition(source, settings.startFrom) ?? 0;
    this.#isLive = checkpoint === undefined && start === LIVE_START;
    this.#next = checkpoint !== undefined ? checkpoint + 1 : this.#isLive ? this.#events.end() : start;
    this.#pumpSoon();
  }

  get isFull(): boolean {
    const { maxSubscriberCount } = this.settings;
    return maxSubscriberCount !== 0 && this.#consumers.size >= maxSubscriberCount;
  }

  /** Adds a consumer that takes up to `slots` events at a time; a group that cannot read drops it at once. */
  connect(link: ConsumerLink, slots: number): Consumer {
    const consumer = new Consumer(link, slots, this.settings.extraStatistics);
    if (this.#isFaulted || this.#isClosed) {
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
    if (this.#replay !== undefined) return;
    const end = Math.min(stopAt ?? Number.POSITIVE_INFINITY, this.#parked.end);
    if (end <= 0 || this.#parked.count === 0) return;
    this.#replay = { next: 0, end };
    this.#pumpSoon();
  }

  /** Looks at the clock: what was not answered in time is sent again, and a checkpoint may be due. */
  tick(nowMs: number): void {
    for (const { message } of this.#outstanding.expired(performance.now())) {
      this.#outstanding.take(message.id);
      this.#retryOrPark(message);
    }
    this.#deliver();
    this.#markCheckpoint(true, nowMs);
    if (!this.#isLive) this.#pumpSoon();
  }

  info(): GroupInfo {
    const live = Math.min(this.#liveEvents, this.settings.liveBufferSize);
    return describeGroup({
      group: this,
      status: this.#status(),
      consumers: [...this.#consumers],
      rate: this.#rate.measure(this.#totalItems, performance.now()),
      totalItems: this.#totalItems,
      lastKnown: this.#lastKnown(),
      checkpoint: this.#progress.checkpoint,
      readBufferCount: this.#buffer.length,
      liveBufferCount: live,
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
    this.#isClosed = true;
    this.#forgetWake?.();
    this.#forgetWake = undefined;
    if (isKept) this.#writeLastCheckpoint();
    else this.#checkpoints.abandon();
    this.#outstanding.clear();
    this.#retry.clear();
    this.#buffer.clear();
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
    void this.#checkpointStream.delete();
    void this.#parkedStream.delete();
  }

  #writeLastCheckpoint(): void {
    const position = this.#progress.last(this.#undone());
    if (position !== undefined) this.#checkpoints.write(position);
  }

  #answered(): void {
    if (this.#progress.mayBeFull) this.#markCheckpoint(false, Date.now());
    this.#deliver();
    if (!this.#isLive || this.#replay !== undefined) this.#pumpSoon();
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
      if (outcome.kind === 'success' || this.#isClosed) return;
      // To lose the event would be worse than to send it once more.
      this.#context.log('error', 'an event could not be parked', { group: this.key, reason: outcome.kind });
      this.#retry.insert(message);
    });
  }

  #deliver(): void {
    if (this.#consumers.size === 0 || this.#isClosed) return;
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
    if (this.#retry.drain(send)) this.#buffer.drain(send);
    for (const consumer of touched) consumer.flush();
  }

  /** Reads a page soon, when others have had their turn. */
  #pumpSoon(): void {
    if (this.#isPumpDue || this.#isClosed || this.#isFaulted) return;
    this.#isPumpDue = true;
    setImmediate(() => {
      this.#isPumpDue = false;
      if (this.#isClosed) return;
      try {
        this.#pump();
      } catch (error) {
        this.#fault(error instanceof Error ? error.message : String(error));
      }
    });
  }

  #pump(): void {
    const isReplaying = this.#readParked();
    const isReading = this.#readEvents();
    const waiting = this.#buffer.length + this.#retry.length;
    this.#deliver();
    if (this.#progress.mayBeFull) this.#markCheckpoint(false, Date.now());
    const hasRoomNow = this.#buffer.length + this.#retry.length < waiting;
    if (isReplaying || isReading || (hasRoomNow && (!this.#isLive || this.#replay !== undefined))) {
      this.#pumpSoon();
    }
  }

  /** Reads a page of parked messages into the buffer of those to be sent again; whether more can follow at once. */
  #readParked(): boolean {
    const replay = this.#replay;
    if (replay === undefined || this.#retry.length >= Math.max(this.settings.historyBufferSize, 1))
      return false;
    const page = this.#parked.page(replay.next, replay.end, this.#readBatch);
    for (const message of page.messages) this.#retry.insert(message);
    replay.next = page.next;
    if (!page.isEnd) return true;
    this.#replay = undefined;
    void this.#parked.truncate(replay.end);
    return false;
  }

  /** Reads a page of the source as far as the buffer has room; whether more can follow at once. */
  #readEvents(): boolean {
    const limit = this.#room();
    if (limit <= 0) {
      if (this.#isLive && this.#events.end() > this.#next) this.#isLive = false;
      return false;
    }
    const page = this.#events.read(this.#next, limit, this.#isLive);
    if (page.kind === 'gone') {
      if (!this.#isLive) this.#fault('its stream is deleted');
      return false;
    }
    for (const { position, stored } of page.considered) {
      const place = this.#progress.consider(position);
      if (stored === undefined) continue;
      if (this.#isLive) this.#liveEvents += 1;
      this.#buffer.append(toMessage(this.#context.reader, stored, this.settings.resolveLinks, place));
    }
    this.#next = page.next;
    if (!page.isEnd) return true;
    this.#isLive = true;
    this.#forgetWake ??= this.#events.onMore(() => {
      this.#forgetWake = undefined;
      this.#pumpSoon();
    });
    return false;
  }

  /** Events that may be read now: a group that keeps up fills its buffer, one that is behind waits for room for a batch. */
  #room(): number {
    if (this.#buffer.bytes + this.#retry.bytes > BUFFER_BYTES_MAX) return 0;
    const { historyBufferSize, readBatchSize } = this.settings;
    if (this.#isLive) return Math.min(historyBufferSize - this.#buffer.length, PAGE_EVENTS);
    const free = historyBufferSize - this.#buffer.length - this.#retry.length;
    if (free <= readBatchSize) return 0;
    return this.#events.isFiltered ? Math.max(this.#readBatch, Math.min(free, PAGE_EVENTS)) : this.#readBatch;
  }

  get #readBatch(): number {
    const { readBatchSize } = this.settings;
    return readBatchSize <= 0 ? READ_BATCH_DEFAULT : Math.min(readBatchSize, READ_BATCH_MAX);
  }

  #markCheckpoint(isTimeCheck: boolean, nowMs: number): void {
    const position = this.#progress.due(this.#undone(), isTimeCheck, nowMs);
    if (position !== undefined) this.#checkpoints.write(position);
  }

  /** The first place of the source that is not done. */
  #undone(): Place | undefined {
    const places = [
      this.#outstanding.lowest(),
      this.#retry.first()?.place,
      this.#buffer.first()?.place,
      ...[...this.#parking].map((message) => message.place),
    ];
    return places.reduce(
      (lowest, place) =>
        lowest === undefined || (place !== undefined && place.sequence < lowest.sequence) ? place : lowest,
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
  }

  /** The newest event of the source that the group has heard of. */
  #lastKnown(): number | undefined {
    const newest = this.#events.end() - 1;
    return this.#isLive || newest < 0 ? this.#progress.lastConsidered : newest;
  }

  #status(): string {
    const flags = [
      !this.#isLive && 'Behind',
      !this.#isLive && this.#isPumpDue && 'OutstandingPageRequest',
      this.#replay !== undefined && 'ReplayingParkedMessages',
      this.#isLive && 'Live',
    ];
    return flags.filter((flag) => flag !== false).join(', ');
  }
}
