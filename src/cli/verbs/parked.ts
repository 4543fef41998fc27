/** `besitos parked`: events that a projection group could not apply; shows them, tries again, or leaves one out for good. */
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import type { Projection } from '../../projections/definicion.ts';
import { listarAparcados, type Resolucion, reintentar, saltar } from '../../projections/engine/aparcados.ts';
import { LIVE_SCHEMA } from '../../projections/engine/shadow.ts';
import { projectionNamed } from '../../projections/registro.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';
import type { Services } from '../services.ts';

export function registerParked(program: Command): void {
  const parked = program
    .command('parked')
    .description('events that a projection group could not apply: list, retry, skip');
  parked
    .command('list', { isDefault: true })
    .description('those that wait, the oldest first')
    .option('--all', 'those that were resolved too')
    .action(async ({ all }: { all?: true }, command: Command) => {
      await withServices(async ({ pool }) => {
        const events = await listarAparcados(pool, { todos: all === true });
        if (wantsJson(command)) return printJson({ parked: events });
        if (events.length === 0) return print('Nothing is parked.');
        for (const { grupo, posicion, tipo, stream, revision, estado, causa, error, intentos } of events) {
          print(
            `${grupo} ${posicion}  ${tipo}  ${stream}@${revision}  ${estado} (${causa}, tried ${intentos} ×)`,
          );
          print(`    ${error}`);
        }
        print('Retry one with: besitos parked retry <group> <position>');
      });
    });
  parked
    .command('retry')
    .description('apply a parked event and what waits behind it in its stream')
    .argument('<group>', 'projection group', group)
    .argument('<position>', 'log position of the event', position)
    .action(async (projection: Projection, posicion: bigint, _options, command: Command) => {
      await withServices(async (services) => {
        const request = { ...requestFor(services, projection, posicion), motivo: null };
        report(await reintentar(request), wantsJson(command));
      });
    });
  parked
    .command('skip')
    .description('leave a parked event out of the rows for good, and apply what waits behind it')
    .argument('<group>', 'projection group', group)
    .argument('<position>', 'log position of the event', position)
    .requiredOption('--reason <text>', 'why; kept with the event')
    .action(
      async (projection: Projection, posicion: bigint, { reason }: { reason: string }, command: Command) => {
        await withServices(async (services) => {
          const request = { ...requestFor(services, projection, posicion), motivo: reason };
          report(await saltar(request), wantsJson(command));
        });
      },
    );
}

/** What both ways to resolve an event ask for. */
const requestFor = ({ pool, store }: Services, projection: Projection, posicion: bigint) => ({
  store,
  pool,
  schema: LIVE_SCHEMA,
  projection,
  posicion,
  quien: who(),
});

/** Kept with what was resolved. */
const who = (): string => `cli:${userInfo().username}`;

function report(resolucion: Resolucion, json: boolean): void {
  const { aplicados, sigue } = resolucion;
  if (sigue) process.exitCode = 1;
  if (json) {
    printJson(resolucion);
    return;
  }
  print(`${sigue ? '✖' : '✔'} ${aplicados} events applied`);
  if (sigue) print(`    stopped again at ${sigue.posicion} (${sigue.tipo}): ${sigue.error}`);
}

function group(name: string): Projection {
  const projection = projectionNamed(name);
  if (!projection) throw new InvalidArgumentError(`there is no projection ${name}`);
  return projection;
}

function position(text: string): bigint {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a log position is a number');
  return BigInt(text);
}
