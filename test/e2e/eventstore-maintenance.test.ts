import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder } from '../support/backends.ts';
import { type Finished, type Running, runCli } from '../support/cli.ts';

const EVENTS = 500;

describe('the maintenance of an event store', () => {
  let folder: TestFolder;
  let dir: string;
  let serving: Running | undefined;

  const verb = (...args: string[]): Promise<Finished> =>
    runCli(['eventstore', ...args], { DATA_DIR: join(folder.dir, 'none'), LOG_LEVEL: 'warn' }).ended;
  const json = async (...args: string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await verb(...args, '--json')).stdout) as Record<string, unknown>;

  async function serve(at = dir): Promise<EventStoreDBClient> {
    serving = runCli(['eventstore', 'serve', '--dir', at, '--port', '0'], { LOG_LEVEL: 'warn' });
    const said = await serving.says('Connect:');
    return EventStoreDBClient.connectionString(/Connect: (\S+)/.exec(said)![1]!);
  }

  async function stop(): Promise<void> {
    serving?.process.kill('SIGTERM');
    await serving?.ended;
    serving = undefined;
  }

  beforeAll(() => {
    folder = testFolder();
    dir = join(folder.dir, 'store');
  });
  afterEach(stop);
  afterAll(() => folder.remove());

  it('is done on a store that serves, and on one that is stopped, and a backup is as good as the store', async () => {
    const client = await serve();
    await client.appendToStream(
      'user-1',
      Array.from({ length: EVENTS }, (_, number) => jsonEvent({ type: 'Numbered', data: { number } })),
    );
    await client.setStreamMetadata('user-1', { maxCount: 100 });
    await client.dispose();
    const backup = join(folder.dir, 'backup.sqlite');
    const made = await verb('backup', backup, '--dir', dir);
    expect(made.stdout).toContain(`${EVENTS + 1} records added, the log up to position ${EVENTS + 1}`);
    expect((await verb('scavenge', '--dir', dir)).stdout).toContain('400 events of 1 streams taken out');
    const report = (await verb('report', '--dir', dir)).stdout;
    expect(report).toMatch(/user +1 +100 /);
    const refused = await verb('scavenge', '--compact', '--dir', dir);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('stop the program first') });
    await stop();

    expect((await verb('check', '--dir', dir)).stdout).toContain('every record is whole and found');
    expect(await json('scavenge', '--compact', '--dir', dir)).toHaveProperty('afterBytes');
    expect(await json('backup', backup, '--dir', dir)).toMatchObject({ added: 6 });

    const restored = join(folder.dir, 'restored');
    expect(await json('restore', backup, '--dir', restored)).toMatchObject({ dir: restored });
    const after = await serve(restored);
    const revisions: bigint[] = [];
    for await (const { event } of after.readStream('user-1')) revisions.push(event!.revision);
    expect(revisions).toEqual(Array.from({ length: 100 }, (_, index) => BigInt(EVENTS - 100 + index)));
    await after.dispose();
  });

  it('says what is damaged, and exits so that a script notices', async () => {
    const db = new DatabaseSync(join(dir, 'events.sqlite'));
    db.exec('UPDATE log SET record = zeroblob(length(record)) WHERE position = 450');
    db.close();
    expect(await verb('check', '--dir', dir)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('✖ The record at position 450 does not match its checksum.'),
    });
    expect(await verb('backup', join(folder.dir, 'second.sqlite'), '--dir', dir)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('EVENTSTORE_CORRUPT'),
    });
    // What was copied up to the damage is good, and a whole copy of the same log goes on with it.
    const other = await verb(
      'backup',
      join(folder.dir, 'second.sqlite'),
      '--dir',
      join(folder.dir, 'restored'),
    );
    expect(other.stderr + other.stdout).toContain('records added');
  });

  it('makes no store where there is none', async () => {
    const none = join(folder.dir, 'nowhere');
    for (const args of [['check'], ['report'], ['scavenge'], ['backup', join(folder.dir, 'x')]])
      expect(await verb(...args, '--dir', none)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('EVENTSTORE_MISSING'),
      });
    expect(existsSync(none)).toBe(false);
  });
});
