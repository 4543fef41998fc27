/** Rebuilds of a log that is worth threads of its own: one reads and checks, one folds and writes, the program goes on. */
import { setTimeout } from 'node:timers/promises';
import { binaryEvent, EventStoreDBClient, jsonEvent, type StreamingRead } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playMixed } from '../../bench/mixed.ts';
import { publishBundledContent } from '../../src/cli/content/bundled.ts';
import { comprobar } from '../../src/cli/rebuilds.ts';
import { openClient } from '../../src/events/store/oficial.ts';
import { parseText, textsOf } from '../../src/events/store/textos.ts';
import type { StoredText } from '../../src/events/store/tipos.ts';
import { newUuid } from '../../src/platform/ids.ts';
import { decode } from '../../src/projections/engine/decode.ts';
import { type RebuildOptions, RebuildStoppedError, rebuild } from '../../src/projections/engine/rebuild.ts';
import { listarReconstrucciones } from '../../src/projections/engine/reconstrucciones.ts';
import { PROJECTIONS, projectionNamed } from '../../src/projections/registro.ts';
import { openTestLedger, type TestLedger } from '../support/ledger.ts';

describe('a rebuild in threads', () => {
  let ledger: TestLedger;

  beforeAll(async () => {
    ledger = await openTestLedger();
    const { bus, catalogoVivo } = ledger.services;
    const { position } = await publishBundledContent(bus, catalogoVivo.catalogo);
    await catalogoVivo.reach(position!);
    await playMixed({ bus, catalogo: catalogoVivo.catalogo, events: 6_000, users: 80, seed: 11 });
    await ledger.project(PROJECTIONS, { comprobar });
    await ledger.caughtUp();
  }, 120_000);
  afterAll(() => ledger?.close());

  const run = (options: Partial<RebuildOptions> = {}) =>
    rebuild({
      store: ledger.services.store,
      pool: ledger.services.pool,
      projections: PROJECTIONS,
      hiloDesde: 0n,
      ...options,
    });
  const recorded = async (grupo: string) =>
    (await listarReconstrucciones(ledger.services.pool)).find((each) => each.grupo === grupo);

  it('gives every table as it was, and tells how far it is', async () => {
    const seen: number[] = [];
    const { grupos, eventos } = await run({
      onProgress: ({ fase, eventos: read }) => {
        if (fase === 'llenando') seen.push(read);
      },
    });
    expect(grupos).toHaveLength(PROJECTIONS.length);
    for (const { grupo, estado, tablas } of grupos) {
      expect([grupo, estado]).toEqual([grupo, 'hecha']);
      for (const { tabla, filas, filasAntes, suma, sumaAntes, distintas } of tablas)
        expect([tabla, filas, suma, distintas]).toEqual([tabla, filasAntes, sumaAntes, 0]);
    }
    expect(eventos).toBeGreaterThan(6_000);
    expect(seen.length).toBeGreaterThan(5);
    expect(await ledger.differences()).toEqual([]);
  });

  it('writes what it has when it is stopped, and is gone on with', async () => {
    const stopping = new AbortController();
    const stopped = run({
      fresh: true,
      signal: stopping.signal,
      onProgress: () => stopping.abort(new RebuildStoppedError('for the test')),
    });
    await expect(stopped).rejects.toThrow('for the test');
    const kept = await recorded('narrativa');
    expect(kept).toMatchObject({ estado: 'detenida' });
    expect(kept!.eventos).toBeGreaterThan(0);
    expect(kept!.posicion).not.toBeNull();
    const { grupos, eventos } = await run();
    expect(eventos).toBeLessThan(6_000);
    for (const { grupo, estado, tablas } of grupos) {
      expect([grupo, estado]).toEqual([grupo, 'hecha']);
      for (const { tabla, distintas } of tablas) expect([tabla, distintas]).toEqual([tabla, 0]);
    }
    expect(await ledger.differences()).toEqual([]);
  });

  it('is held to verification where it is of a new version', async () => {
    const tienda = projectionNamed('tienda')!;
    const { pool } = ledger.services;
    // As if an older program had written the rows; nobody follows them meanwhile.
    await pool.query(`update operacion.puntos_de_control set version = 1 where grupo = 'tienda'`);
    const { grupos } = await run({ projections: [tienda], comprobar });
    expect(grupos).toMatchObject([{ estado: 'hecha', version: tienda.version }]);
    expect(grupos[0]!.tablas.map(({ con, distintas }) => [con, distintas])).toEqual([
      ['registro', 0],
      ['registro', 0],
    ]);
    await ledger.caughtUp();
    expect(await ledger.differences()).toEqual([]);
  });

  it('holds the server back while nobody takes what was read', async () => {
    const { client, retire } = openClient(ledger.services.backends.eventStoreUrl);
    const reading = textsOf(client, null) as StreamingRead<StoredText[]> & { readableLength: number };
    let taken = 0;
    for await (const texts of reading) {
      taken += texts.length;
      if (taken > texts.length) continue;
      const isStill = async () => {
        const before = reading.readableLength;
        await setTimeout(200);
        return before > 0 && reading.readableLength === before;
      };
      await expect.poll(isStill, { timeout: 10_000 }).toBe(true);
      // Of some two dozen sets.
      expect(reading.readableLength).toBeLessThanOrEqual(6);
    }
    expect(taken).toBeGreaterThan(6_000);
    await retire();
  });

  it('reads as texts what others read as objects, and fails by the name of an event that cannot be read', async () => {
    const { store, backends } = ledger.services;
    const client = EventStoreDBClient.connectionString([backends.eventStoreUrl] as never);
    await client.appendToStream(`usuario-${newUuid()}`, [
      binaryEvent({ type: 'UsuarioRegistrado', data: Buffer.from('{"not":"said to be JSON"}') }),
      jsonEvent({ type: 'NobodyKnowsThis', data: { emoji: '💋', text: 'señal' } }),
    ]);
    await client.dispose();
    const objects = decode(await Array.fromAsync(store.readAll({ after: null })));
    const texts = (await Array.fromAsync(store.readTexts({ after: null }))).flat();
    const parsed = decode(texts.map(parseText));
    expect(parsed.hechos).toEqual(objects.hechos);
    const names = ({ ilegibles }: typeof parsed) =>
      ilegibles.map(({ stored, error }) => [stored.position, stored.stream, stored.type, error.message]);
    expect(names(parsed)).toEqual(names(objects));
    expect(parsed.ilegibles).toHaveLength(2);
    const middle = texts[3_000]!.position;
    const rest = (await Array.fromAsync(store.readTexts({ after: middle }))).flat();
    expect(rest.map(({ position }) => position)).toEqual(texts.slice(3_001).map(({ position }) => position));

    // The live rows are without what was parked; a new version may know what to do with it, and this one does not.
    await ledger.services.pool.query(
      `update operacion.puntos_de_control set version = 1 where grupo = 'catalogo'`,
    );
    await expect(run({ projections: [projectionNamed('catalogo')!], fresh: true })).rejects.toMatchObject({
      code: 'UNREADABLE_EVENT',
      message: expect.stringContaining('NobodyKnowsThis'),
    });
    expect(await recorded('catalogo')).toMatchObject({ estado: 'fallida' });
  });
});
