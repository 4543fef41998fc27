import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, StreamNotFoundError } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../bench/mixed.ts';
import { check } from '../../src/events/embedded/maintenance/check.ts';
import { Store } from '../../src/events/embedded/storage/store.ts';
import { readRecordFields } from '../../src/events/embedded/wire/record.ts';
import { AppendLoad } from '../support/append-load.ts';
import { readDiskTrace, SimulatedDisk, straceCommand, type Unsynced } from '../support/disk-trace.ts';
import { killRun } from '../support/kill-run.ts';
import { type NodeProcess, startNodeProcess } from '../support/node-process.ts';
import { lacks } from '../support/programs.ts';

const WAL = 'events.sqlite-wal';
const SEED = 20261124;

/** Enough that the WAL, which is copied into the database after 8 MiB, begins anew. */
const APPENDS = 4_000;

let root: string;
let node: NodeProcess | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'embedded-disk-'));
});

afterEach(async () => {
  await node?.kill();
  node = undefined;
  await rm(root, { recursive: true, force: true });
});

/** A signal that never aborts: the load ends by its own count, or when the node does. */
const untilDone = new AbortController().signal;

describe('kill -9 at random moments under load', () => {
  it('loses nothing that was acknowledged and leaves no append in part', async () => {
    const { kills, acknowledged, faults } = await killRun({ dir: join(root, 'node'), kills: 6, seed: SEED });
    expect(faults).toEqual([]);
    expect(kills).toBe(6);
    expect(acknowledged).toBeGreaterThan(50);
  });
});

describe.skipIf(lacks('strace'))('a power cut', () => {
  it('takes nothing that was acknowledged: an fsync lies between the last write and each acknowledgement', async () => {
    const dir = join(root, 'node');
    const trace = join(root, 'trace');
    node = await startNodeProcess({ dir, under: straceCommand(trace) });
    const load = new AppendLoad(16, SEED);
    await load.run(node.url, untilDone, APPENDS);
    expect(load.tally.unanswered).toBe(0);
    await hasAnswered(node.url);
    await node.kill();
    node = undefined;

    const steps = await readDiskTrace(trace, dir);
    const acknowledgements = steps.filter(({ kind }) => kind === 'acknowledge').length;
    // The trace must show what it is to prove: every acknowledgement, syncs, and at least one checkpoint of the WAL.
    expect(acknowledgements).toBe(APPENDS);
    const walWrites = steps.filter((step) => step.kind === 'write' && step.file === WAL);
    expect(walWrites.filter((step) => step.kind === 'write' && step.offset === 0).length).toBeGreaterThan(1);

    const random = seededRandom(SEED);
    const cuts = new Set(Array.from({ length: 48 }, () => Math.floor(random() * steps.length)));
    const disk = new SimulatedDisk();
    let unsyncedAcknowledgements = 0;
    let tried = 0;
    for (const [index, step] of steps.entries()) {
      disk.apply(step);
      if (step.kind === 'acknowledge' && disk.hasUnsynced(WAL)) unsyncedAcknowledgements += 1;
      if (!cuts.has(index) || disk.acknowledged === 0) continue;
      for (const unsynced of ['lost', 'torn'] as const) {
        await survives(disk, unsynced, random);
        tried += 1;
      }
    }
    expect(unsyncedAcknowledgements).toBe(0);
    expect(tried).toBeGreaterThan(60);
  }, 180_000);

  /**
   * Another answer. The client may have read the last acknowledgements while the node still stands in the call that sent them;
   * killed there, it leaves no line of it in the trace.
   */
  async function hasAnswered(url: string): Promise<void> {
    const client = EventStoreDBClient.connectionString(url);
    const read = client.readStream('no-such-stream')[Symbol.asyncIterator]().next();
    await expect(read).rejects.toBeInstanceOf(StreamNotFoundError);
    await client.dispose();
  }

  async function survives(disk: SimulatedDisk, unsynced: Unsynced, random: () => number): Promise<void> {
    const dir = mkdtempSync(join(root, 'cut-'));
    disk.cutPower(dir, unsynced, random);
    const store = Store.open(dir);
    try {
      expect(store.lastPosition).toBeGreaterThanOrEqual(disk.acknowledged);
      expect((await check(store, { signal: untilDone })).findings).toEqual([]);
      expect(partialAppends(store)).toEqual([]);
    } finally {
      store.close(true);
      rmSync(dir, { recursive: true, force: true });
    }
  }
});

/** Runs the node under `strace`, which makes some of its system calls on its database or WAL fail, or kills it there. */
function faulty(dir: string, injection: string, file: string): string[] {
  const quiet = ['strace', '-qq', '-o', '/dev/null', '-e', 'signal=none'];
  return [...quiet, '-P', join(dir, file), '-e', `inject=${injection}`];
}

describe.skipIf(lacks('strace'))('a disk', () => {
  const first = async (dir: string): Promise<AppendLoad> => {
    // The files must be there, as strace watches files that exist.
    node = await startNodeProcess({ dir });
    const load = new AppendLoad(8, SEED);
    await load.run(node.url, untilDone, 80);
    await node.stop();
    return load;
  };
  const reopened = async (dir: string): Promise<string> => {
    node = await startNodeProcess({ dir });
    return node.url;
  };

  it('that fails an fsync ends writing until the node is started again', async () => {
    const dir = join(root, 'node');
    const load = await first(dir);
    node = await startNodeProcess({ dir, under: faulty(dir, 'fsync:error=EIO:when=20+', WAL) });
    const { url } = node;
    await load.run(url, untilDone);
    const { acknowledged } = load.tally;
    expect(acknowledged).toBeGreaterThan(80);
    // Nothing is tried again, though the disk would take it: what a failed fsync has left of its data nobody knows.
    await load.run(url, untilDone);
    expect(load.tally.acknowledged).toBe(acknowledged);
    expect([...load.refusals.keys()].join()).toMatch(/outcome is unknown.*read-only/s);
    expect((await load.faults(url)).filter((fault) => fault.includes('lost'))).toEqual([]);
    await node.stop();
    const after = await reopened(dir);
    expect(await load.faults(after)).toEqual([]);
    await load.run(after, untilDone, 80);
    expect(load.tally.acknowledged).toBeGreaterThan(acknowledged + 60);
    expect(await load.faults(after)).toEqual([]);
  });

  it('that is full refuses writes clearly and takes them again when it has room', async () => {
    const dir = join(root, 'node');
    const load = await first(dir);
    node = await startNodeProcess({ dir, under: faulty(dir, 'pwrite64:error=ENOSPC:when=150..170', WAL) });
    const { url } = node;
    await load.run(url, untilDone);
    expect([...load.refusals.keys()].join()).toContain('disk is full');
    const { acknowledged } = load.tally;
    for (let round = 0; round < 30 && load.tally.acknowledged < acknowledged + 50; round += 1)
      await load.run(url, untilDone, 100);
    expect(load.tally.acknowledged).toBeGreaterThanOrEqual(acknowledged + 50);
    expect(await load.faults(url)).toEqual([]);
    await node.stop();
    expect(await load.faults(await reopened(dir))).toEqual([]);
  });

  it('that turns read-only ends writing, and what was acknowledged is still read', async () => {
    const dir = join(root, 'node');
    const load = await first(dir);
    node = await startNodeProcess({ dir, under: faulty(dir, 'pwrite64:error=EROFS:when=120+', WAL) });
    const { url } = node;
    await load.run(url, untilDone);
    expect((await load.faults(url)).filter((fault) => fault.includes('lost'))).toEqual([]);
    await load.run(url, untilDone);
    expect([...load.refusals.keys()].join()).toContain('read-only');
    await node.stop();
    expect(await load.faults(await reopened(dir))).toEqual([]);
  });

  it('that is read-only at the start is refused with what to do', async () => {
    const dir = join(root, 'node');
    await first(dir);
    const under = faulty(dir, 'openat:error=EROFS', 'events.sqlite');
    await expect(startNodeProcess({ dir, under })).rejects.toMatchObject({
      code: 'EVENTSTORE_DIR_UNWRITABLE',
    });
  });

  it.each([
    ['pwrite64', WAL, [1, 2, 3, 4, 5, 9, 17, 33, 58]],
    ['fsync', WAL, [1, 2, 3, 8]],
    ['pwrite64', 'acknowledged.mark', [1, 2, 5]],
  ])('that the node dies at, at its n-th %s of %s, keeps what it said it has', async (call, file, times) => {
    const dir = join(root, 'node');
    const load = await first(dir);
    for (const time of times) {
      const dying = await startNodeProcess({
        dir,
        under: faulty(dir, `${call}:signal=SIGKILL:when=${time}`, file),
      }).catch(() => undefined);
      // It may die while it starts, which is a moment as good as any other.
      if (dying !== undefined) {
        await load.run(dying.url, untilDone);
        await dying.kill();
      }
      const url = await reopened(dir);
      expect(await load.faults(url)).toEqual([]);
      await node?.stop();
    }
    expect(load.tally.unanswered).toBeGreaterThan(0);
  });
});

/** Positions at which an append is there in part: its events stand together and say how many they are. */
function partialAppends(store: Store): number[] {
  const partial: number[] = [];
  let due = 0;
  for (let next = 1; next <= store.lastPosition; ) {
    const rows = store.log.forward(next, 1_024);
    for (const { record, position } of rows) {
      const { index, count } = JSON.parse(readRecordFields(record).data.toString('utf8'));
      if (index !== (due === 0 ? 0 : count - due)) partial.push(position);
      due = count - index - 1;
    }
    next += rows.length;
  }
  if (due > 0) partial.push(store.lastPosition + 1);
  return partial;
}
