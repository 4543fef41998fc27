/** The months of the analytics tables, on a real PostgreSQL: made ahead, dropped when they are old, and never missed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/audit/verify/verify.ts';
import { openServices, type Services } from '../../src/cli/services.ts';
import { monthsAhead } from '../../src/cli/verbs/doctor/analytics.ts';
import { createCustodio, type Pasada } from '../../src/platform/analytics/custodio.ts';
import { createSeguimiento } from '../../src/platform/analytics/seguimiento.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { createProgress } from '../../src/platform/progress.ts';
import { startProjector } from '../../src/projections/engine/projector.ts';
import { rebuild } from '../../src/projections/engine/rebuild.ts';
import { projectionNamed } from '../../src/projections/registro.ts';
import { testFolder } from '../support/backends.ts';
import { type HistoriaAzarosa, historiaAzarosa } from '../support/history.ts';

const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647);

describe(`the keeper of the months (seed ${SEED})`, () => {
  const folder = testFolder();
  let services: Services;
  let pool: Pool;
  let historia: HistoriaAzarosa;
  /** Of the last event of the history. */
  let last: Date;
  let nowMs = 0;
  const clock = { now: () => nowMs };

  beforeAll(async () => {
    services = await openServices(folder.config(), silentLogger, { borrow: false });
    pool = createPool({ url: services.backends.databaseUrl, max: 6, name: 'p' });
    historia = await historiaAzarosa(SEED);
    await historia.seguir(200);
    last = new Date(historia.clock.now());
    nowMs = last.getTime();
  }, 90_000);
  afterAll(async () => {
    await pool?.end();
    await services?.close();
    folder.remove();
  });

  const analitica = projectionNamed('analitica')!;
  const months = (count: number): string => {
    const first = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + count));
    return `${first.getUTCFullYear()}_${String(first.getUTCMonth() + 1).padStart(2, '0')}`;
  };
  const partitions = async (tabla: string, schema = 'lectura') => {
    const { rows } = await pool.query(
      `select inhrelid::regclass::text as nombre from pg_inherits where inhparent = to_regclass($1) order by 1`,
      [`${schema}.${tabla}`],
    );
    return (rows as { nombre: string }[]).map(({ nombre }) => nombre.replace(`${schema}.${tabla}_`, ''));
  };
  const count = async (tabla: string) =>
    Number((await pool.query(`select count(*) as n from lectura.${tabla}`)).rows[0].n);
  const differences = async () =>
    (await verify({ store: historia.store, pool })).comprobaciones
      .filter(({ nombre }) => /^(analytics|analitica)_/.test(nombre))
      .flatMap(({ diferencias }) => diferencias);
  async function keep(retentionMonths: number, laterMonths = 0) {
    nowMs = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + laterMonths, 15);
    const done: Pasada = { creadas: [], borradas: [] };
    const log = {
      info(pasada: Pasada) {
        done.creadas.push(...pasada.creadas);
        done.borradas.push(...pasada.borradas);
      },
      warn: (what: unknown) => expect.fail(JSON.stringify(what)),
    };
    // The first pass is made at once.
    await createCustodio({ pool, clock, log: log as never, retentionMonths }).stop();
    return done;
  }
  async function project(): Promise<void> {
    const progress = createProgress();
    const { store } = historia;
    const projector = await startProjector({
      store,
      pool,
      projections: [analitica],
      progress,
      log: silentLogger,
    });
    const reached = await progress.waitFor(['analitica'], store.log().at(-1)!.position, 20_000);
    await projector.stop();
    expect(reached).toBe(true);
  }

  it('makes the current month and three ahead, of both tables; the doctor notices what is missing', async () => {
    nowMs = last.getTime();
    await expect(monthsAhead(pool, nowMs)).rejects.toThrow('analytics_seguimiento');
    await keep(24);
    for (const tabla of ['analytics_registro', 'analytics_seguimiento'])
      expect(await partitions(tabla)).toEqual([0, 1, 2, 3].map(months));
    expect(await monthsAhead(pool, nowMs)).toContain('3 months ahead');
    const aMonthLater = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 15);
    await expect(monthsAhead(pool, aMonthLater)).rejects.toThrow(months(4).replace('_', '-'));
  });

  it('does nothing that is done already, and is none the worse for company', async () => {
    expect(await keep(24)).toEqual({ creadas: [], borradas: [] });
    const passes = await Promise.all([keep(24, 1), keep(24, 1), keep(24, 1), keep(24, 1)]);
    expect(passes.every(({ borradas }) => borradas.length === 0)).toBe(true);
    expect(await partitions('analytics_registro')).toEqual([0, 1, 2, 3, 4].map(months));
  });

  it('drops what is kept no longer, the live rows and those of a rebuild; verification does not miss them', async () => {
    await project();
    const before = await count('analytics_registro');
    expect(before).toBeGreaterThan(0);
    expect(await differences()).toEqual([]);
    const seguimiento = createSeguimiento({ pool, clock: { now: () => last.getTime() }, log: silentLogger });
    seguimiento.track({ tipo: 'prueba', usuarioId: null, propiedades: {} });
    await seguimiento.close();
    await rebuild({ store: historia.store, pool, projections: [analitica] });
    expect(await partitions('analytics_registro', 'anterior_analitica')).toContain(months(0));
    const rollups = await count('analitica_por_dia');

    const { borradas } = await keep(2, 3);
    expect(borradas).toEqual(
      expect.arrayContaining([
        `lectura.analytics_registro_${months(0)}`,
        `lectura.analytics_seguimiento_${months(0)}`,
        `anterior_analitica.analytics_registro_${months(0)}`,
      ]),
    );
    expect(await count('analytics_registro')).toBeLessThan(before);
    expect(await count('analytics_seguimiento')).toBe(0);
    expect(await count('analitica_por_dia')).toBe(rollups);
    expect(await differences()).toEqual([]);
  });

  it('has neither projectors nor rebuilds bring back what was dropped', async () => {
    await historia.seguir(50);
    await project();
    expect(await partitions('analytics_registro')).not.toContain(months(0));
    expect(await differences()).toEqual([]);
    const report = await rebuild({ store: historia.store, pool, projections: [analitica] });
    expect(report.grupos.map(({ estado }) => estado)).toEqual(['hecha']);
    expect(await partitions('analytics_registro')).not.toContain(months(0));
    expect(await differences()).toEqual([]);
  });

  it('never goes back to keeping more: what is gone is gone', async () => {
    await keep(24, 3);
    const { rows } = await pool.query(
      `select to_char(desde, 'YYYY_MM') as desde from operacion.retenciones where tabla = 'analytics_registro'`,
    );
    expect(rows).toEqual([{ desde: months(1) }]);
  });
});
