import { groupDoesNotExist, groupExists, groupFailed } from '../rpc/persistent-errors.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import { compileFilter } from '../streams/filter.ts';
import { CONFIG_STREAM, CONFIG_TYPE, decodeConfig, encodeConfig, type GroupEntry } from './config.ts';
import type { PersistentContext } from './context.ts';
import { Group } from './group.ts';
import type { GroupInfo } from './info.ts';
import type { GroupSettings } from './settings.ts';
import { ALL_STREAM, type GroupSource, groupKey, LIVE_START, parsePosition, sourceName } from './source.ts';
import { SystemStream } from './system-stream.ts';

/** The clock that groups go by: time-outs and checkpoints are this coarse on the server too. */
const TICK_MS = 1_000;

/** As many versions of the configuration are kept. */
const CONFIG_METADATA = { $maxCount: 2 };

/** All groups of a node. Their settings are in the log, so that they are there again when the node is. */
export class PersistentSubscriptions {
  readonly #context: PersistentContext;
  readonly #config: SystemStream;
  readonly #groups = new Map<string, Group>();
  #ticker: NodeJS.Timeout | undefined;
  #isReady = false;

  constructor(context: PersistentContext) {
    this.#context = context;
    this.#config = new SystemStream(CONFIG_STREAM, context.reader, context.writer);
  }

  /** Starts the groups that are written down. A configuration that cannot be read is left alone, and nothing is served. */
  start(): void {
    const { log } = this.#context;
    try {
      const written = this.#config.last();
      const entries =
        written === undefined
          ? []
          : decodeConfig(written.data, (stream, group) =>
              log('error', 'a persistent subscription that makes no sense is ignored', { stream, group }),
            );
      for (const entry of entries) this.#groups.set(keyOf(entry), new Group(entry, this.#context));
    } catch (error) {
      log('error', 'the configuration of the persistent subscriptions cannot be read', {
        error: error instanceof Error ? error.message : String(error),
      });
      return;
    }
    this.#isReady = true;
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    this.#ticker.unref();
  }

  /** Writes down how far the groups have come, and stops; their consumers' calls end with the server. */
  close(): void {
    this.#isReady = false;
    clearInterval(this.#ticker);
    for (const group of this.#groups.values()) group.close(true);
    this.#groups.clear();
  }

  /** Creates a group; resolves when that is durable. */
  async create(entry: GroupEntry): Promise<void> {
    this.#mustBeReady();
    const stream = checkedName(entry);
    this.#checkStart(entry);
    const key = keyOf(entry);
    if (this.#groups.has(key)) throw groupExists(stream, entry.groupName);
    checkSettings(entry);
    const group = new Group(entry, this.#context);
    this.#groups.set(key, group);
    try {
      await this.#save(entry);
    } catch (error) {
      // A group that nobody has heard of must not come to be written down with the next one.
      if (this.#groups.get(key) === group) this.#groups.delete(key);
      this.#end(group);
      throw error;
    }
  }

  /** Gives a group other settings. It starts anew from its checkpoint, without its consumers; its filter stays. */
  async update(source: GroupSource, groupName: string, settings: GroupSettings): Promise<void> {
    this.#mustBeReady();
    checkedName({ source, groupName });
    const old = this.find(source, groupName);
    const entry: GroupEntry = { source: old.source, groupName, settings };
    this.#checkStart(entry);
    checkSettings(entry);
    this.#end(old);
    this.#groups.set(old.key, new Group(entry, this.#context));
    await this.#save(entry);
  }

  /** Deletes a group with all that it has written down. */
  async delete(source: GroupSource, groupName: string): Promise<void> {
    this.#mustBeReady();
    checkedName({ source, groupName });
    const group = this.find(source, groupName);
    this.#end(group);
    this.#groups.delete(group.key);
    group.forget();
    await this.#save(group);
  }

  /** The group of that name; throws if there is none. */
  find(source: GroupSource, groupName: string): Group {
    this.#mustBeReady();
    const stream = sourceName(source);
    const group = this.#groups.get(groupKey(stream, groupName));
    if (group === undefined) throw groupDoesNotExist(stream, groupName);
    return group;
  }

  /** All groups, or those of one source, in the order of their sources; throws if a source has none. */
  list(source: GroupSource | undefined): GroupInfo[] {
    this.#mustBeReady();
    const stream = source && sourceName(source);
    const groups = [...this.#groups.values()]
      .filter((group) => stream === undefined || sourceName(group.source) === stream)
      .sort((one, other) => compare(sourceName(one.source), sourceName(other.source)));
    if (stream !== undefined && groups.length === 0) throw groupDoesNotExist(stream, '');
    return groups.map((group) => group.info());
  }

  /** Drops all consumers and starts all groups anew from what is written down. */
  restart(): void {
    if (!this.#isReady) {
      throw groupFailed('', '', 'Persistent Subscriptions cannot be restarted as it is in the wrong state.');
    }
    clearInterval(this.#ticker);
    for (const group of this.#groups.values()) this.#end(group);
    this.#groups.clear();
    this.#isReady = false;
    this.start();
  }

  #end(group: Group): void {
    group.close(false);
    group.dropConsumers();
  }

  #tick(): void {
    for (const group of this.#groups.values()) group.tick();
  }

  async #save({ source, groupName }: Pick<GroupEntry, 'source' | 'groupName'>): Promise<void> {
    if (!this.#config.hasMetadata) void this.#config.setMetadata(CONFIG_METADATA, false);
    const data = JSON.stringify(encodeConfig([...this.#groups.values()], Date.now()));
    const outcome = await this.#config.append({ type: CONFIG_TYPE, isJson: true, data });
    if (outcome.kind === 'success') return;
    const reason = 'message' in outcome ? outcome.message : outcome.kind;
    throw groupFailed(sourceName(source), groupName, `The configuration could not be written: ${reason}`);
  }

  #mustBeReady(): void {
    if (!this.#isReady) throw new RpcError(STATUS.unavailable, 'Server Is Not Ready');
  }

  #checkStart({ source, groupName, settings }: GroupEntry): void {
    const start = parsePosition(source, settings.startFrom);
    const fail = (reason: string): RpcError =>
      groupFailed(sourceName(source), groupName, `Invalid Start From position: ${reason}`);
    if (start === undefined || start < LIVE_START) {
      throw fail(
        source.kind === 'all'
          ? 'prepare and commit positions must be greater than or equal to 0 or both equal to -1.'
          : 'event number must be greater than or equal to -1.',
      );
    }
    if (source.kind === 'stream') return;
    const prepare = Number(settings.startFrom.slice(settings.startFrom.indexOf('/P:') + 3));
    if (prepare > start) throw fail('prepare position must be less than or equal to the commit position.');
    if (start > this.#context.store.lastPosition) {
      throw fail(
        'commit position must be less than or equal to the last commit position in the transaction file.',
      );
    }
  }
}

function keyOf({ source, groupName }: Pick<GroupEntry, 'source' | 'groupName'>): string {
  return groupKey(sourceName(source), groupName);
}

/** The name of a group's source; throws if a stream cannot have it. */
function checkedName({ source, groupName }: Pick<GroupEntry, 'source' | 'groupName'>): string {
  const stream = sourceName(source);
  if (stream === '') throw groupFailed(stream, groupName, 'Bad stream name.');
  if (source.kind === 'stream' && stream === ALL_STREAM) {
    throw groupFailed(
      stream,
      groupName,
      'Persistent subscriptions to $all are only supported over gRPC through gRPC clients',
    );
  }
  return stream;
}

function checkSettings({ source, groupName, settings }: GroupEntry): void {
  const stream = sourceName(source);
  if (settings.readBatchSize >= settings.historyBufferSize) {
    throw groupFailed(
      stream,
      groupName,
      "Specified argument was out of the range of valid values. (Parameter 'ReadBatchSize may not be greater than or " +
        "equal to BufferSize')",
    );
  }
  if (source.kind !== 'all' || source.filter === undefined) return;
  try {
    compileFilter(source.filter);
  } catch (error) {
    throw groupFailed(stream, groupName, error instanceof Error ? error.message : String(error));
  }
}

/** By code units, as the server sorts. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
