import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Projection } from '../../src/projections/definicion.ts';
import {
  listarAparcados,
  MoneyStopsError,
  NotParkedError,
  reintentar,
  saltar,
} from '../../src/projections/engine/aparcados.ts';
import { advanceCheckpoints } from '../../src/projections/engine/checkpoints.ts';
import type { Projector } from '../../src/projections/engine/projector.ts';
import { LIVE_SCHEMA } from '../../src/projections/engine/shadow.ts';
import { PROJECTIONS, projectionNamed } from '../../src/projections/registro.ts';
import { openTestLedger, type TestLedger } from '../support/ledger.ts';

const WAIT = { timeout: 30_000 };
const OTHERS = PROJECTIONS.map(({ grupo }) => grupo).filter((grupo) => grupo !== 'dinero');

/** The projections, one of which fails at events of one user. */
function failing(grupo: string, usuarioId: string): Projection[] {
  return PROJECTIONS.map((projection) =>
    projection.grupo !== grupo
      ? projection
      : {
          ...projection,
          async aplicar(almacen, hechos) {
            if (hechos.some(({ stream }) => stream === `usuario-${usuarioId}`))
              throw new TypeError('a mistake in the projection');
            await projection.aplicar(almacen, hechos);
          },
        },
  );
}

describe('the projector', () => {
  let ledger: TestLedger;
  let projector: Projector | undefined;

  beforeAll(async () => {
    ledger = await openTestLedger();
  }, 60_000);
  afterEach(async () => {
    await projector?.stop();
    projector = undefined;
  });
  afterAll(() => ledger?.close());

  const estadoDe = (grupo: string, of = projector!) => of.status().find((each) => each.grupo === grupo)!;
  const idioma = async (usuarioId: string) =>
    (
      await ledger.rows<{ idioma: string }>('select idioma from lectura.usuarios where usuario_id = $1', [
        usuarioId,
      ])
    )[0]!.idioma;
  const saldoDe = async (usuarioId: string) =>
    (
      await ledger.rows<{ saldo: number }>('select saldo from lectura.saldos where cuenta = $1', [
        `usuario:${usuarioId}:cartera`,
      ])
    )[0]?.saldo ?? 0;
  const resolucion = (grupo: string, posicion: bigint) => ({
    store: ledger.services.store,
    pool: ledger.services.pool,
    schema: LIVE_SCHEMA,
    projection: projectionNamed(grupo)!,
    posicion,
    quien: 'test',
    motivo: null,
  });

  it('parks an event that nobody can read, with what follows in its stream, and goes on with the rest', async () => {
    const [ana, bea] = [await ledger.newUser(), await ledger.newUser()];
    projector = await ledger.project();
    await ledger.caughtUp();
    const roto = await ledger.slip(`usuario-${ana}`, 'FragmentoAbierto', { esto: 'no es un fragmento' });
    const despues = await ledger.slip(`usuario-${ana}`, 'IdiomaCambiado', { idioma: 'en' });
    await ledger.grant(bea, 40);
    await ledger.caughtUp();
    expect(await saldoDe(bea)).toBe(40);
    expect(await idioma(ana)).toBe('es');

    const parked = await listarAparcados(ledger.services.pool, { grupo: 'usuarios' });
    expect(parked).toMatchObject([
      { posicion: String(roto.position), causa: 'ilegible', estado: 'aparcado', tipo: 'FragmentoAbierto' },
      { posicion: String(despues.position), causa: 'detras', estado: 'aparcado', tipo: 'IdiomaCambiado' },
    ]);
    expect(parked[0]!.error).toContain('FragmentoAbierto');
    expect(await listarAparcados(ledger.services.pool, { grupo: 'narrativa' })).toHaveLength(1);
    expect(await listarAparcados(ledger.services.pool, { grupo: 'dinero' })).toEqual([]);
    expect(estadoDe('usuarios')).toMatchObject({ estado: 'following', aparcados: 1 });
    expect(await ledger.differences()).toEqual([]);
  });

  it('does as an operator says: tries again, refuses to begin in the middle, skips for good and says who', async () => {
    const ana = await ledger.newUser();
    projector = await ledger.project();
    const roto = await ledger.slip(`usuario-${ana}`, 'FragmentoAbierto', {});
    const despues = await ledger.slip(`usuario-${ana}`, 'IdiomaCambiado', { idioma: 'en' });
    await ledger.caughtUp();

    const again = await reintentar(resolucion('usuarios', roto.position));
    expect(again).toMatchObject({ aplicados: 0, sigue: { intentos: 2 } });
    await expect(reintentar(resolucion('usuarios', despues.position))).rejects.toBeInstanceOf(NotParkedError);
    await expect(reintentar(resolucion('usuarios', 0n))).rejects.toBeInstanceOf(NotParkedError);

    const skipped = await saltar({ ...resolucion('usuarios', roto.position), motivo: 'a broken import' });
    expect(skipped).toEqual({ aplicados: 1, sigue: null });
    expect(await idioma(ana)).toBe('en');
    const all = await listarAparcados(ledger.services.pool, { grupo: 'usuarios', todos: true });
    expect(all.find(({ posicion }) => posicion === String(roto.position))).toMatchObject({
      estado: 'saltado',
      resueltoPor: 'test',
      motivo: 'a broken import',
    });
    // The stream is open again for the projector that runs.
    await ledger.slip(`usuario-${ana}`, 'IdiomaCambiado', { idioma: 'es' });
    await ledger.caughtUp();
    expect(await idioma(ana)).toBe('es');
    expect(await ledger.differences()).toEqual([]);
  });

  it('parks what it cannot apply, and applies it once the program can', async () => {
    const [ana, bea] = [await ledger.newUser(), await ledger.newUser()];
    projector = await ledger.project(failing('perfiles', ana));
    const at = await ledger.grant(ana, 5);
    await ledger.grant(bea, 6);
    await ledger.grant(ana, 7);
    await ledger.caughtUp();
    const ofAna = async () =>
      (await listarAparcados(ledger.services.pool, { grupo: 'perfiles' })).filter(
        ({ stream }) => stream === `usuario-${ana}`,
      );
    const parked = await ofAna();
    expect(parked[0]).toMatchObject({ causa: 'falla', error: 'a mistake in the projection' });
    expect(parked.at(-1)).toMatchObject({ causa: 'detras' });
    expect(BigInt(parked[0]!.posicion)).toBeLessThanOrEqual(at);
    expect(await ledger.differences()).toEqual([]);

    const first = BigInt(parked[0]!.posicion);
    expect(await reintentar(resolucion('perfiles', first))).toEqual({
      aplicados: parked.length,
      sigue: null,
    });
    expect(await ofAna()).toEqual([]);
    expect(await ledger.differences()).toEqual([]);
  });

  it('stops for money before an event that it cannot apply, says so, and goes on with a program that can', async () => {
    const [ana, bea] = [await ledger.newUser(), await ledger.newUser()];
    projector = await ledger.project(failing('dinero', ana));
    await ledger.caughtUp();
    await ledger.grant(bea, 10);
    const at = await ledger.grant(ana, 20);
    await ledger.grant(bea, 30);
    await ledger.caughtUp(OTHERS);
    await expect.poll(() => estadoDe('dinero').estado, WAIT).toBe('stopped');
    expect(estadoDe('dinero').error).toContain(String(at));
    expect(await saldoDe(bea)).toBe(10);
    expect(await listarAparcados(ledger.services.pool, { grupo: 'dinero' })).toMatchObject([
      { posicion: String(at), estado: 'detenido', causa: 'falla' },
    ]);
    for (const resolve of [reintentar, saltar])
      await expect(resolve({ ...resolucion('dinero', at), motivo: 'x' })).rejects.toBeInstanceOf(
        MoneyStopsError,
      );
    await projector.stop();

    projector = await ledger.project();
    await ledger.caughtUp();
    expect(await saldoDe(bea)).toBe(40);
    expect(await saldoDe(ana)).toBe(20);
    await expect.poll(() => listarAparcados(ledger.services.pool, { grupo: 'dinero' }), WAIT).toEqual([]);
    expect(await ledger.differences()).toEqual([]);
  });

  it('is one of many: the others stand by, see how far it is, and take over when it ends', async () => {
    const ana = await ledger.newUser();
    projector = await ledger.project();
    await expect.poll(() => projector!.leads(), WAIT).toBe(true);
    const second = await ledger.project();
    await ledger.grant(ana, 1);
    const at = await ledger.caughtUp();
    await expect
      .poll(() => second.status().map(({ estado, posicion }) => [estado, posicion]), WAIT)
      .toEqual(PROJECTIONS.map(() => ['elsewhere', at]));
    expect(second.leads()).toBe(false);
    await projector.stop();
    await ledger.grant(ana, 2);
    await expect.poll(() => second.leads(), WAIT).toBe(true);
    await ledger.caughtUp();
    expect(await saldoDe(ana)).toBe(3);
    await second.stop();
  });

  it('writes nothing under a lease that another has taken over, nor for rows of another version', async () => {
    const { pool } = ledger.services;
    const projection = projectionNamed('dinero')!;
    const [row] = await ledger.rows<{ posicion: string; ficha: string }>(
      `select posicion::text, ficha::text from operacion.puntos_de_control where grupo = 'dinero'`,
    );
    const from = BigInt(row!.posicion);
    const ficha = BigInt(row!.ficha);
    const advance = { projection, from, to: from + 1n };
    expect(await advanceCheckpoints(pool, ficha - 1n, [advance])).toEqual(new Set());
    const newer = { ...projection, version: projection.version + 1 };
    expect(await advanceCheckpoints(pool, ficha, [{ ...advance, projection: newer }])).toEqual(new Set());
    expect(await advanceCheckpoints(pool, ficha, [{ ...advance, from: from - 1n }])).toEqual(new Set());
    expect(await advanceCheckpoints(pool, ficha, [{ ...advance, to: from }])).toEqual(new Set(['dinero']));
  });
});
