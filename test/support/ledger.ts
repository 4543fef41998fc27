/** A ledger on real parts, with people in it, for tests of what follows the log. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { verify } from '../../src/audit/verify/verify.ts';
import { openServices, type Services } from '../../src/cli/services.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import { sealWith } from '../../src/platform/keystore/keystore.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { createProgress, type Progress } from '../../src/platform/progress.ts';
import type { Projection } from '../../src/projections/definicion.ts';
import {
  type Projector,
  type ProjectorOptions,
  startProjector,
} from '../../src/projections/engine/projector.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { testFolder } from './backends.ts';

const ACTOR = { tipo: 'admin', id: 'test' } as const;
const WAIT_MS = 30_000;

export interface TestLedger {
  services: Services;
  /** Of the projectors. */
  pool: Pool;
  progress: Progress;
  project(projections?: readonly Projection[], more?: Partial<ProjectorOptions>): Promise<Projector>;
  newUser(): Promise<string>;
  grant(usuarioId: string, cantidad: number): Promise<bigint>;
  /** Puts an event into the log past the bus, as it is, with the metadata of the stream's last one. */
  slip(stream: string, type: string, data: Record<string, unknown>): Promise<StoredEvent>;
  /** Waits until the groups have passed everything in the log. */
  caughtUp(grupos?: readonly string[]): Promise<bigint>;
  /** Differences of the tables, not those of the log by itself. */
  differences(): Promise<string[]>;
  rows<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openTestLedger(): Promise<TestLedger> {
  const folder = testFolder();
  const services = await openServices(folder.config(), silentLogger, { borrow: false });
  const { store, bus } = services;
  const pool = createPool({ url: services.backends.databaseUrl, max: PROJECTIONS.length + 2, name: 'p' });
  const progress = createProgress();
  const running = new Set<Projector>();
  const last = async (): Promise<StoredEvent[]> => Array.fromAsync(store.readAll({ after: null }));

  return {
    services,
    pool,
    progress,
    async project(projections = PROJECTIONS, more = {}) {
      const projector = await startProjector({
        store,
        pool,
        projections,
        progress,
        log: silentLogger,
        ...more,
      });
      running.add(projector);
      return projector;
    },
    async newUser() {
      const person = await services.keyStore.findOrCreate(Math.floor(Math.random() * 1e12), randomUUID);
      const { usuarioId } = person;
      await bus.execute({
        id: randomUUID(),
        tipo: 'RegistrarUsuario',
        actor: ACTOR,
        datos: { usuarioId, idioma: 'es', personal: sealWith(person, { nombre: 'Ana' }) },
      });
      return usuarioId;
    },
    async grant(usuarioId, cantidad) {
      const { position } = await bus.execute({
        id: randomUUID(),
        tipo: 'OtorgarBesitos',
        actor: ACTOR,
        datos: { usuarioId, cantidad, razon: 'ajuste', nota: 'test' },
      });
      return position!;
    },
    async slip(stream, type, data) {
      const events = await Array.fromAsync(store.readStream(stream, 0));
      const { revision, metadata } = events.at(-1)!;
      const id = randomUUID();
      await store.append(stream, revision, [
        { id, type, data, metadata: metadata as Record<string, unknown> },
      ]);
      return (await Array.fromAsync(store.readStream(stream, revision + 1, 1)))[0]!;
    },
    async caughtUp(grupos = PROJECTIONS.map(({ grupo }) => grupo)) {
      const { position } = (await last()).at(-1)!;
      expect(await progress.waitFor(grupos, position, WAIT_MS), `${grupos} at ${position}`).toBe(true);
      return position;
    },
    async differences() {
      const { comprobaciones } = await verify({ store, pool: services.pool });
      return comprobaciones
        .filter(({ nombre }) => nombre.includes('equals the fold of the log'))
        .flatMap(({ diferencias }) => diferencias);
    },
    rows: async (text, values = []) => (await services.pool.query(text, values)).rows,
    async close() {
      for (const projector of running) await projector.stop();
      await pool.end();
      await services.close();
      folder.remove();
    },
  };
}
