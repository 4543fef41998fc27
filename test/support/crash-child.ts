/** The program's write side and projectors in a process of their own, driven over IPC, to be killed at any moment. */

import { publishBundledContent } from '../../src/cli/content/bundled.ts';
import { openServices } from '../../src/cli/services.ts';
import { type CommandBus, createCommandBus, type Orden, type Resultado } from '../../src/commands/bus.ts';
import { CommandError } from '../../src/commands/errores.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createPool } from '../../src/platform/postgres/pool.ts';
import { unlimited } from '../../src/platform/rate-limiter.ts';
import { startProjector } from '../../src/projections/engine/projector.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';

export type ToChild = { kind: 'command'; seq: number; orden: Orden } | { kind: 'stop' };
export type FromChild =
  | { kind: 'ready' }
  | { kind: 'outcome'; seq: number; eventos: Resultado['eventos']; repetido: boolean }
  | { kind: 'refused'; seq: number; code: string }
  | { kind: 'failed'; seq: number; message: string };

const tell = (message: FromChild) => process.send?.(message);

const services = await openServices(readConfig(process.env), createLogger('error', false), { borrow: false });
const { store, catalogoVivo, progress, log, backends } = services;
if (catalogoVivo.catalogo.portadas().length === 0) {
  const { position } = await publishBundledContent(services.bus, catalogoVivo.catalogo);
  if (position !== null) await catalogoVivo.reach(position);
}
const pool = createPool({
  url: backends.databaseUrl,
  max: 8,
  name: 'proyector',
});
const projector = await startProjector({ store, pool, projections: PROJECTIONS, progress, log });
// The driver is no person: what is tried here is durability, not the limits.
const bus: CommandBus = createCommandBus({
  store,
  catalogo: catalogoVivo.catalogo,
  reglas: REGLAS,
  clock: systemClock,
  limiter: unlimited,
});

process.on('message', (message: ToChild) => {
  void (message.kind === 'stop' ? stop() : execute(message.seq, message.orden));
});
tell({ kind: 'ready' });

async function execute(seq: number, orden: Orden): Promise<void> {
  try {
    const { eventos, repetido } = await bus.execute(orden);
    tell({ kind: 'outcome', seq, eventos, repetido });
  } catch (error) {
    if (error instanceof CommandError) tell({ kind: 'refused', seq, code: error.code });
    else
      tell({
        kind: 'failed',
        seq,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
  }
}

async function stop(): Promise<void> {
  const head = await store.head();
  if (head !== null)
    await progress.waitFor(
      PROJECTIONS.map(({ grupo }) => grupo),
      head,
      30_000,
    );
  await projector.stop();
  await pool.end();
  await services.close();
  process.exit(0);
}
