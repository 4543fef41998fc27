import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testFolder } from '../support/backends.ts';
import { crashRun } from '../support/crash-run.ts';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 100_000);

describe('kill -9 under load', () => {
  const folder = testFolder();
  afterAll(() => folder.remove());

  it(`loses nothing that was acknowledged and doubles nothing that was repeated (seed ${SEED})`, async () => {
    const result = await crashRun({
      dataDir: join(folder.dir, 'data'),
      commands: 4_000,
      users: 100,
      kills: 2,
      seed: SEED,
    });
    expect(result.kills).toBe(2);
    expect(result.resent).toBeGreaterThan(0);
    expect(result.lost).toEqual([]);
    expect(result.verify.comprobaciones.flatMap(({ diferencias }) => diferencias)).toEqual([]);
    expect(result.verify.eventos).toBeGreaterThan(4_000);
  });
});
