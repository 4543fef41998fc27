/** What a process writes for whoever waits for it has a log position, which the next screen waits for. */
import { LRUCache } from 'lru-cache';
import { beforeEach, describe, expect, it } from 'vitest';
import { anotarEscrito, type BotContext, conducir } from '../../src/bot/contexto.ts';
import { alDia } from '../../src/bot/lectura.ts';
import { pagoDe } from '../../src/events/procesos/carga.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createProcesos } from '../../src/reactors/reactores.ts';
import { type BusUnderTest, createBusUnderTest } from '../support/bus.ts';
import { ANA, BEA, catalogoCon, createTestClock, item, REGLAS } from '../support/fixtures.ts';
import { telegramDePrueba } from '../support/procesos.ts';

const FARO = item({ id: 'faro', tipo: 'limitado', precio: 40, existencias: 1, estrellas: 30 });

let test: BusUnderTest;
let procesos: ReturnType<typeof createProcesos>;
const end = () => test.store.log().at(-1)!.position;
const idOf = (tipo: string, campo: string): string =>
  (test.store.log().findLast(({ type }) => type === tipo)!.data as Record<string, string>)[campo]!;

beforeEach(async () => {
  test = createBusUnderTest({ catalogo: catalogoCon(FARO), clock: createTestClock() });
  const { bus, store, catalogo, clock } = test;
  procesos = createProcesos({
    ...{ bus, store, catalogo, clock, log: silentLogger },
    reglas: REGLAS,
    keyStore: { open: async () => ({ telegramId: 7 }) } as never,
    telegram: telegramDePrueba(),
  });
  await test.enter(ANA, 100);
  await test.enter(BEA, 100);
});

describe('the position of what a process wrote', () => {
  it('of a purchase is that of the last event, the stock included; the same when it had been driven before', async () => {
    await test.send('ReponerExistencias', { item: 'faro', cantidad: 1, motivo: 'x' });
    await test.send('ComprarItem', { usuarioId: ANA, item: 'faro', precio: 40, moneda: 'besitos' });
    const compra = idOf('CompraIniciada', 'compra');
    const hecha = await procesos.compra(ANA, compra);
    expect(hecha).toEqual({ desenlace: 'hecha', position: end() });
    expect(test.store.log().at(-1)!.type).toBe('ReservaConfirmada');
    await test.enter('00000000-0000-4000-8000-000000000001');
    expect(await procesos.compra(ANA, compra)).toEqual(hecha);
    expect(await procesos.compra(ANA, '00000000-0000-4000-8000-000000000002')).toEqual({
      desenlace: 'cancelada',
      position: null,
    });
  });

  it('of a purchase that is given up is that of its release', async () => {
    await test.send('ReponerExistencias', { item: 'faro', cantidad: 1, motivo: 'x' });
    for (const usuarioId of [BEA, ANA])
      await test.send('ComprarItem', { usuarioId, item: 'faro', precio: 40, moneda: 'besitos' });
    const [deBea, deAna] = test.store
      .log()
      .flatMap(({ type, data }) => (type === 'CompraIniciada' ? [(data as { compra: string }).compra] : []));
    expect((await procesos.compra(BEA, deBea!)).desenlace).toBe('hecha');
    expect(await procesos.compra(ANA, deAna!)).toEqual({ desenlace: 'cancelada', position: end() });
  });

  it('of a gift, a code, an order and a payment is that of the last event of each', async () => {
    await test.send('RegalarBesitos', { usuarioId: ANA, para: BEA, cantidad: 5 });
    expect(await procesos.regalo(ANA, idOf('RegaloEnviado', 'regalo'))).toEqual({
      desenlace: 'entregado',
      position: end(),
    });

    await test.send('CrearCodigo', { codigo: 'hola', recompensa: { besitos: 3 }, usos: 1 });
    test.catalogo.aplicar(test.store.log().at(-1) as never);
    await test.send('CanjearCodigo', { usuarioId: ANA, codigo: 'hola' });
    const canje = idOf('CanjeIniciado', 'canje');
    const hecho = await procesos.canje(ANA, canje);
    expect(hecho).toEqual({ desenlace: 'hecho', position: end() });

    await test.send('SuscribirVip', { usuarioId: ANA });
    const { estrellas, dias } = REGLAS.vip;
    const pedido = idOf('PedidoCreado', 'pedido');
    expect(await procesos.preCheckout({ usuarioId: ANA, pedido, estrellas })).toEqual({
      desenlace: undefined,
      position: end(),
    });
    const cobro = {
      ...{ pago: pagoDe('cargo'), cargo: 'cargo', usuarioId: ANA, pedido, estrellas },
      objeto: { tipo: 'vip', dias },
      suscripcion: 'primera',
      origen: 'mensaje',
    } as const;
    expect(await procesos.pago(cobro, 7)).toEqual({ desenlace: 'entregado', position: end() });
    expect(await procesos.reembolso(cobro.pago)).toEqual({ desenlace: undefined, position: end() });
    // Driven once more, after all that: what it wrote then is what its reader must see.
    expect(await procesos.canje(ANA, canje)).toEqual(hecho);
  });
});

describe('a screen after a process', () => {
  it('waits for what the process wrote, and so does the next update; what is older changes nothing', async () => {
    const waits: [readonly string[], bigint][] = [];
    const escritos = new LRUCache<string, bigint>({ max: 10 });
    const ctx = {
      deps: {
        escritos,
        progress: {
          waitFor: async (groups: readonly string[], position: bigint) => {
            waits.push([groups, position]);
            return true;
          },
        },
      },
      jugador: { usuarioId: ANA },
      escrito: 5n,
    } as unknown as BotContext;
    expect(await conducir(ctx, Promise.resolve({ desenlace: 'hecha', position: 9n }))).toBe('hecha');
    await alDia(ctx, { grupos: ['tienda', 'dinero'] }, { grupos: ['dinero'] });
    expect(waits).toEqual([[['tienda', 'dinero'], 9n]]);
    expect(escritos.get(ANA)).toBe(9n);

    // Another update of the same player's, which began before and ends later.
    const older = { ...ctx, escrito: null } as BotContext;
    anotarEscrito(older, 7n);
    expect(older.escrito).toBe(7n);
    expect(escritos.get(ANA)).toBe(9n);
    await conducir(ctx, Promise.resolve({ desenlace: undefined, position: null }));
    expect(ctx.escrito).toBe(9n);
  });
});
