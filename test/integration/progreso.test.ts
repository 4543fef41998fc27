/** Reading one's own write where the projectors run in another process: its checkpoints are asked for, and only then. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointsIn, createProgress, type Progress } from '../../src/platform/progress.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { countStatements, type StatementCounter } from '../support/statements.ts';
import { type AdminHarness, openAdminApi, regalo } from './admin-harness.ts';

const GROUPS = PROJECTIONS.map(({ grupo }) => grupo);
const WAITERS = 200;
const NAME = 'progreso-contado';

describe('a process without projectors', () => {
  /** The process whose projectors run; nothing of its progress is told to the other. */
  let admin: AdminHarness;
  let pool: pg.Pool;
  let counter: StatementCounter;
  let progress: Progress;
  let usuarioId: string;

  beforeAll(async () => {
    admin = await openAdminApi();
    usuarioId = await admin.newUser();
    counter = countStatements();
    pool = new pg.Pool({ connectionString: admin.services.backends.databaseUrl, application_name: NAME });
  });
  afterAll(async () => {
    counter?.stop();
    await pool?.end();
    await admin?.close();
  });

  it('shows what was written elsewhere, projected elsewhere', async () => {
    progress = createProgress({ poll: checkpointsIn(pool) });
    const other = await admin.start({ waitFor: progress.waitFor });
    for (let times = 1; times <= 20; times++) {
      const { body } = await admin.api.send('OtorgarBesitos', regalo(usuarioId, 1));
      const read = await other.get(
        `/api/v1/usuarios/${usuarioId}?desde_posicion=${body.position}&espera_ms=5000`,
      );
      expect(read.body).toMatchObject({ obsoleto: false, usuario: { saldo: times } });
    }
    expect(GROUPS.some((grupo) => progress.position(grupo) !== null)).toBe(true);
  });

  it('asks for all who wait at once, and nothing while nobody waits', async () => {
    const { body } = await admin.api.send('OtorgarBesitos', regalo(usuarioId, 1));
    const position = BigInt(body.position);
    counter.take(NAME);
    const startedMs = performance.now();
    progress = createProgress({ poll: checkpointsIn(pool) });
    const far = progress.waitFor(['dinero'], position + 1_000_000_000n, 400);
    const waits = Array.from({ length: WAITERS }, () => progress.waitFor(GROUPS, position, 20_000));
    expect(await Promise.all(waits)).toEqual(waits.map(() => true));
    // A position that is never reached is waited for, and given up in time.
    expect(await far).toBe(false);
    const mostAsked = (performance.now() - startedMs) / 15 + 1;
    const asked = counter.take(NAME).length;
    expect(asked).toBeGreaterThan(0);
    // At the most one every 15 ms, however many wait.
    expect(asked).toBeLessThanOrEqual(mostAsked);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(counter.take(NAME)).toEqual([]);
  });
});
