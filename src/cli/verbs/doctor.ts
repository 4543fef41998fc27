/** `besitos doctor`: whether everything the program needs is there and well; exits with 1 when something is not. */
import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Command } from 'commander';
import { readConfig } from '../../platform/config.ts';
import { openDataDir } from '../../platform/data-dir.ts';
import { StartupError } from '../../platform/errors.ts';
import { poolerTrouble } from '../../platform/postgres/pooler.ts';
import { PROJECTIONS } from '../../projections/registro.ts';
import { puntosDeControl } from '../../queries/puntos-de-control.ts';
import { openDatabase } from '../connections.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';
import { monthsAhead } from './doctor/analytics.ts';
import { connectionsNeeded, settingsOfServer, waysToDatabase } from './doctor/database.ts';

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
}

const FREE_DISK_MIN_MIB = 512;

export function registerDoctor(program: Command, version: string): void {
  program
    .command('doctor')
    .description('check the machine, the configuration and every part')
    .action(async (_options, command: Command) => {
      const findings: Finding[] = [];
      const examine = async (what: string, look: () => Promise<string> | string) => {
        try {
          findings.push({ what, ok: true, detail: await look() });
        } catch (error) {
          const known = poolerTrouble(error) ?? error;
          const hint = known instanceof StartupError ? ` → ${known.hint}` : '';
          findings.push({
            what,
            ok: false,
            detail: (error instanceof Error ? error.message : String(error)) + hint,
          });
        }
      };
      await examine('program', () => `besitos ${version} on Node ${process.version}`);
      await examine('configuration', () => `data folder ${readConfig(process.env).dataDir}`);
      await examine('memory', () => `${Math.round(totalmem() / 2 ** 30)} GiB`);
      await examine('data folder', () => {
        const { dataDir } = readConfig(process.env);
        openDataDir(dataDir);
        const { bavail, bsize } = statfsSync(dataDir);
        const freeMib = Math.round((bavail * bsize) / 2 ** 20);
        if (freeMib < FREE_DISK_MIN_MIB) throw new Error(`only ${freeMib} MiB are free`);
        return `writable, ${freeMib} MiB free`;
      });
      await examine('parts', () => withParts(examine));
      if (wantsJson(command)) printJson({ ok: findings.every(({ ok }) => ok), findings });
      else for (const { what, ok, detail } of findings) print(`${ok ? '✔' : '✖'} ${what}: ${detail}`);
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}

async function withParts(
  examine: (what: string, look: () => Promise<string> | string) => Promise<void>,
): Promise<string> {
  await withServices(async ({ store, pool, backends, config, clock, catalogoVivo, migrations }) => {
    const head = await store.head();
    const how = (embedded: boolean) =>
      embedded ? 'embedded' : backends.borrowed ? 'of the running program' : 'external';
    await examine(
      'event store',
      () => `${how(backends.embedded.eventStore)}, newest position ${head ?? '— (empty)'}`,
    );
    await examine('PostgreSQL', async () => {
      const { rows } = await pool.query('show server_version');
      return `${how(backends.embedded.postgres)}, ${(rows[0] as { server_version: string }).server_version}, ${migrations.length === 0 ? 'schema current' : `migrated: ${migrations.join(', ')}`}`;
    });
    await examine('way to PostgreSQL', () => waysToDatabase(pool, backends));
    await examine('connections', () => connectionsNeeded(config, backends));
    await examine('limits', () => settingsOfServer(config, backends, pool));
    await examine('cache', () =>
      config.redisUrl ? 'Redis behind the in-process tier' : 'in-process tier alone',
    );
    await examine('catalogue', () => {
      const { catalogo } = catalogoVivo;
      if (catalogo.portadas().length === 0)
        throw new Error('no story is published → npm run -s besitos -- content publish');
      return `${catalogo.size()} pieces of content, ${catalogo.portadas().length} stories`;
    });
    await examine('projections', async () => {
      const database = await openDatabase(config, backends, 2);
      try {
        const points = await puntosDeControl(database);
        const missing = PROJECTIONS.filter(({ grupo }) => !points.some((point) => point.grupo === grupo));
        if (missing.length > 0) return 'not started yet';
        return points.map(({ grupo, posicion }) => `${grupo} at ${posicion ?? '—'}`).join(', ');
      } finally {
        await database.end();
      }
    });
    await examine('months of analytics', () => monthsAhead(pool, clock.now()));
  });
  return 'all opened';
}
