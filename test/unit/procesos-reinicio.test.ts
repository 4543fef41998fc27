import { describe, expect, it } from 'vitest';
import type { CommandBus } from '../../src/commands/bus.ts';
import { pagoDe } from '../../src/events/procesos/carga.ts';
import type { Cobro } from '../../src/events/procesos/pago.ts';
import { impulsarCanje } from '../../src/reactors/procesos/canje.ts';
import { impulsarCompra } from '../../src/reactors/procesos/compra.ts';
import { eliminar } from '../../src/reactors/procesos/eliminacion.ts';
import { impulsarPago } from '../../src/reactors/procesos/pago.ts';
import { cerrarPedido, preCheckout } from '../../src/reactors/procesos/pedido.ts';
import { impulsarRegalo } from '../../src/reactors/procesos/regalo.ts';
import { aplicarAjuste, desbloquear, impulsarReferido } from '../../src/reactors/procesos/usuario.ts';
import { type BusUnderTest, createBusUnderTest } from '../support/bus.ts';
import {
  ANA,
  BEA,
  catalogoCon,
  createTestClock,
  DAY_MS,
  decision,
  fragmento,
  idNamed,
  item,
  portada,
  REGLAS,
} from '../support/fixtures.ts';
import { busQueMuere, Crash, entornoDe, saldosDe, telegramDePrueba } from '../support/procesos.ts';

const FARO = item({ id: 'faro', tipo: 'limitado', precio: 40, existencias: 1, estrellas: 30 });
const LLAVE = item({ id: 'llave', tipo: 'desbloqueo', precio: 10, desbloquea: ['torre'] });
const BUCLE = portada({
  id: 'inicio',
  decisiones: [decision({ id: 'otra', destino: 'inicio' }), decision({ id: 'fin', destino: 'torre' })],
});
const TORRE = fragmento({ id: 'torre' });

interface Caso {
  test: BusUnderTest;
  telegram: ReturnType<typeof telegramDePrueba>;
  /** One run of the process, on the given bus. */
  impulsar: (bus: CommandBus) => Promise<unknown>;
  /** What must hold in the end, however often it died on the way. */
  comprobar: () => Promise<void> | void;
}

async function mundo(): Promise<{ test: BusUnderTest; telegram: ReturnType<typeof telegramDePrueba> }> {
  const test = createBusUnderTest({
    catalogo: catalogoCon(FARO, LLAVE, BUCLE, TORRE),
    clock: createTestClock(),
  });
  await test.enter(ANA, 100);
  await test.enter(BEA, 100);
  return { test, telegram: telegramDePrueba() };
}

/** As a process sees it that knows nothing but the log. */
const visto = (test: BusUnderTest) => test.another();
const transito = (test: BusUnderTest) => saldosDe(test.store.log()).get('sistema:transito') ?? 0;
const cuadra = (test: BusUnderTest) =>
  expect([...saldosDe(test.store.log()).values()].reduce((sum, each) => sum + each, 0)).toBe(0);

const PROCESOS: Record<string, () => Promise<Caso>> = {
  async 'the purchase of the last unit'() {
    const { test, telegram } = await mundo();
    await test.send('ReponerExistencias', { item: 'faro', cantidad: 1, motivo: 'inicio' });
    const { commandId: compra } = await test.send('ComprarItem', {
      usuarioId: ANA,
      item: 'faro',
      precio: 40,
    });
    return {
      test,
      telegram,
      impulsar: (bus) =>
        impulsarCompra(entornoDe(test, bus, telegram), { usuarioId: ANA, compra, item: 'faro' }),
      async comprobar() {
        const { saldo, inventario, retenciones, compras } = await visto(test).user();
        expect({ saldo, inventario, retenciones, compras }).toEqual({
          saldo: 60,
          inventario: { faro: 1 },
          retenciones: {},
          compras: {},
        });
        expect(await visto(test).bus.estado('existencias', 'faro')).toMatchObject({
          disponibles: 0,
          vendidas: 1,
        });
      },
    };
  },
  async 'a purchase when nothing is left'() {
    const { test, telegram } = await mundo();
    const { commandId: compra } = await test.send('ComprarItem', {
      usuarioId: ANA,
      item: 'faro',
      precio: 40,
    });
    return {
      test,
      telegram,
      impulsar: (bus) =>
        impulsarCompra(entornoDe(test, bus, telegram), { usuarioId: ANA, compra, item: 'faro' }),
      async comprobar() {
        const { saldo, inventario, retenciones, comprasCerradas } = await visto(test).user();
        expect({ saldo, inventario, retenciones }).toEqual({ saldo: 100, inventario: {}, retenciones: {} });
        expect(comprasCerradas[compra]).toEqual({ item: 'faro', como: 'cancelada' });
        expect(await visto(test).bus.estado('existencias', 'faro')).toMatchObject({
          disponibles: 0,
          vendidas: 0,
        });
      },
    };
  },
  async 'a purchase whose time is over'() {
    const { test, telegram } = await mundo();
    await test.send('ReponerExistencias', { item: 'faro', cantidad: 1, motivo: 'inicio' });
    const { commandId: compra } = await test.send('ComprarItem', {
      usuarioId: ANA,
      item: 'faro',
      precio: 40,
    });
    test.clock.advance(DAY_MS);
    return {
      test,
      telegram,
      impulsar: (bus) =>
        impulsarCompra(entornoDe(test, bus, telegram), { usuarioId: ANA, compra, item: 'faro' }),
      async comprobar() {
        expect((await visto(test).user()).saldo).toBe(100);
        expect(await visto(test).bus.estado('existencias', 'faro')).toMatchObject({
          disponibles: 1,
          vendidas: 0,
        });
      },
    };
  },
  async 'a promo code'() {
    const { test, telegram } = await mundo();
    const codigo = { codigo: 'hola', recompensa: { besitos: 20 }, usos: 1 };
    await test.send('CrearCodigo', codigo);
    test.catalogo.aplicar({ type: 'CodigoCreado', data: codigo });
    const { commandId: canje } = await test.send('CanjearCodigo', { usuarioId: ANA, codigo: 'hola' });
    return {
      test,
      telegram,
      impulsar: (bus) =>
        impulsarCanje(entornoDe(test, bus, telegram), { usuarioId: ANA, canje, codigo: 'hola' }),
      async comprobar() {
        const { saldo, canjes, codigos } = await visto(test).user();
        expect({ saldo, canjes, codigos }).toEqual({ saldo: 120, canjes: {}, codigos: { hola: canje } });
        expect(await visto(test).bus.estado('codigo', 'hola')).toMatchObject({
          quedan: 0,
          canjes: { [canje]: 'confirmado' },
        });
      },
    };
  },
  async 'a gift'() {
    const { test, telegram } = await mundo();
    const { commandId: regalo } = await test.send('RegalarBesitos', {
      usuarioId: ANA,
      para: BEA,
      cantidad: 30,
    });
    return {
      test,
      telegram,
      impulsar: (bus) => impulsarRegalo(entornoDe(test, bus, telegram), { usuarioId: ANA, regalo }),
      async comprobar() {
        expect((await visto(test).user(ANA)).saldo).toBe(70);
        expect((await visto(test).user(BEA)).saldo).toBe(130);
        expect((await visto(test).user(ANA)).regalosEnCamino).toEqual({});
        expect(transito(test)).toBe(0);
      },
    };
  },
  async 'a gift to somebody suspended'() {
    const { test, telegram } = await mundo();
    const { commandId: regalo } = await test.send('RegalarBesitos', {
      usuarioId: ANA,
      para: BEA,
      cantidad: 30,
    });
    await test.send('SuspenderUsuario', { usuarioId: BEA, motivo: 'prueba' });
    return {
      test,
      telegram,
      impulsar: (bus) => impulsarRegalo(entornoDe(test, bus, telegram), { usuarioId: ANA, regalo }),
      async comprobar() {
        expect((await visto(test).user(ANA)).saldo).toBe(100);
        expect((await visto(test).user(BEA)).saldo).toBe(100);
        expect((await visto(test).user(BEA)).regalosRecibidos).toEqual({ [regalo]: 'rehusado' });
        expect(transito(test)).toBe(0);
      },
    };
  },
  async 'a gift behind a link that nobody opened'() {
    const { test, telegram } = await mundo();
    const { commandId: regalo } = await test.send('RegalarBesitos', { usuarioId: ANA, cantidad: 30 });
    test.clock.advance(8 * DAY_MS);
    return {
      test,
      telegram,
      impulsar: (bus) => impulsarRegalo(entornoDe(test, bus, telegram), { usuarioId: ANA, regalo }),
      async comprobar() {
        expect((await visto(test).user(ANA)).saldo).toBe(100);
        expect(transito(test)).toBe(0);
      },
    };
  },
  async 'an item paid in Stars'() {
    const { test, telegram } = await mundo();
    await test.send('ReponerExistencias', { item: 'faro', cantidad: 1, motivo: 'inicio' });
    const { commandId: pedido } = await test.send('ComprarItem', {
      usuarioId: ANA,
      item: 'faro',
      precio: 30,
      moneda: 'estrellas',
    });
    await preCheckout(entornoDe(test, test.bus, telegram), { usuarioId: ANA, pedido, estrellas: 30 });
    const cobro = await cobrado(test, pedido, { tipo: 'item', item: 'faro' });
    return {
      test,
      telegram,
      impulsar: (bus) => impulsarPago(entornoDe(test, bus, telegram), cobro.pago),
      async comprobar() {
        const { inventario, pedidos, saldo } = await visto(test).user();
        expect({ inventario, pedidos, saldo }).toEqual({ inventario: { faro: 1 }, pedidos: {}, saldo: 100 });
        expect(await visto(test).bus.estado('existencias', 'faro')).toMatchObject({
          disponibles: 0,
          vendidas: 1,
        });
        expect(await visto(test).bus.estado('pago', cobro.pago)).toMatchObject({ estado: 'entregado' });
        expect(telegram.reembolsados.size).toBe(0);
      },
    };
  },
  async 'a late payment of what is sold out'() {
    const { test, telegram } = await mundo();
    const { commandId: pedido } = await test.send('ComprarItem', {
      usuarioId: ANA,
      item: 'faro',
      precio: 30,
      moneda: 'estrellas',
    });
    test.clock.advance(DAY_MS);
    await cerrarPedido(entornoDe(test, test.bus, telegram), { usuarioId: ANA, pedido, item: 'faro' });
    const cobro = await cobrado(test, pedido, { tipo: 'item', item: 'faro' });
    return {
      test,
      telegram,
      impulsar: (bus) => impulsarPago(entornoDe(test, bus, telegram), cobro.pago),
      async comprobar() {
        expect((await visto(test).user()).inventario).toEqual({});
        expect(await visto(test).bus.estado('pago', cobro.pago)).toMatchObject({ estado: 'cerrado' });
        expect(telegram.reembolsados.has(cobro.cargo)).toBe(true);
      },
    };
  },
  async 'the refund of VIP'() {
    const { test, telegram } = await mundo();
    const { commandId: pedido } = await test.send('SuscribirVip', { usuarioId: ANA });
    const cobro = await cobrado(test, pedido, { tipo: 'vip', dias: 30 }, 'primera');
    await impulsarPago(entornoDe(test, test.bus, telegram), cobro.pago);
    expect((await visto(test).user()).vip).toMatchObject({ pago: cobro.pago, renovacion: 'activa' });
    await test.send('SolicitarReembolso', { pago: cobro.pago, motivo: 'prueba' });
    return {
      test,
      telegram,
      impulsar: (bus) => impulsarPago(entornoDe(test, bus, telegram), cobro.pago),
      async comprobar() {
        const { vip } = await visto(test).user();
        expect(vip).toMatchObject({ hasta: new Date(test.clock.now()).toISOString(), renovacion: 'ninguna' });
        expect(telegram.cancelados).toEqual(new Set([cobro.cargo]));
        expect(await visto(test).bus.estado('pago', cobro.pago)).toMatchObject({ estado: 'cerrado' });
      },
    };
  },
  async 'an adjustment'() {
    const { test, telegram } = await mundo();
    const ajuste = idNamed('ajuste');
    await test.send('SolicitarAjuste', { ajuste, usuarioId: ANA, importe: 5_000, nota: 'premio' });
    await test.send('AprobarAjuste', { ajuste }, 'otra', { actor: { tipo: 'admin', id: 'otra' } });
    return {
      test,
      telegram,
      impulsar: (bus) => aplicarAjuste(entornoDe(test, bus, telegram), { ajuste }),
      async comprobar() {
        expect((await visto(test).user()).saldo).toBe(5_100);
        expect((await visto(test).bus.estado('ajuste', ajuste)).estado).toBe('aplicado');
      },
    };
  },
  async 'a referral'() {
    const { test, telegram } = await mundo();
    await test.send('ReferirUsuario', { usuarioId: BEA, por: ANA });
    await test.send('AbrirFragmento', { usuarioId: BEA, fragmento: 'inicio' });
    for (let each = 0; each < REGLAS.referido.decisiones; each++)
      await test.send('TomarDecision', { usuarioId: BEA, fragmento: 'inicio', decision: 'otra' });
    return {
      test,
      telegram,
      impulsar: (bus) =>
        impulsarReferido({ ...entornoDe(test, bus, telegram), reglas: REGLAS }, { usuarioId: BEA }),
      async comprobar() {
        expect((await visto(test).user(ANA)).saldo).toBe(100 + REGLAS.referido.premio);
        expect((await visto(test).user(BEA)).saldo).toBe(100 + REGLAS.referido.bienvenida);
      },
    };
  },
  async 'an unlock'() {
    const { test, telegram } = await mundo();
    await test.send('ComprarItem', { usuarioId: ANA, item: 'llave', precio: 10 });
    return {
      test,
      telegram,
      impulsar: (bus) =>
        desbloquear(entornoDe(test, bus, telegram), {
          usuarioId: ANA,
          item: 'llave',
          origen: idNamed('llave'),
        }),
      async comprobar() {
        expect((await visto(test).user()).desbloqueados).toEqual({ torre: true });
      },
    };
  },
  async 'an erasure with everything under way'() {
    const { test, telegram } = await mundo();
    const { commandId: pedido } = await test.send('SuscribirVip', { usuarioId: ANA });
    const cobro = await cobrado(test, pedido, { tipo: 'vip', dias: 30 }, 'primera');
    await impulsarPago(entornoDe(test, test.bus, telegram), cobro.pago);
    await test.send('ReponerExistencias', { item: 'faro', cantidad: 1, motivo: 'inicio' });
    await test.send('ComprarItem', { usuarioId: ANA, item: 'faro', precio: 40 });
    await test.send('RegalarBesitos', { usuarioId: ANA, cantidad: 20 });
    await test.send('RegalarBesitos', { usuarioId: ANA, para: BEA, cantidad: 10 });
    await test.send('EliminarMisDatos', { usuarioId: ANA });
    const destroyed: string[] = [];
    const keyStore = { destroy: async (usuarioId: string) => void destroyed.push(usuarioId) } as never;
    return {
      test,
      telegram,
      impulsar: (bus) => eliminar({ ...entornoDe(test, bus, telegram), keyStore }, { usuarioId: ANA }),
      async comprobar() {
        expect((await visto(test).bus.usuario(ANA)).estado).toBe('eliminado');
        expect(destroyed).toContain(ANA);
        expect(telegram.cancelados).toEqual(new Set([cobro.cargo]));
        const saldos = saldosDe(test.store.log());
        expect(saldos.get(`usuario:${ANA}:cartera`)).toBe(0);
        expect(saldos.get(`usuario:${ANA}:retenido`)).toBe(0);
        expect(transito(test)).toBe(0);
        expect(await visto(test).bus.estado('existencias', 'faro')).toMatchObject({ disponibles: 1 });
      },
    };
  },
};

async function cobrado(
  test: BusUnderTest,
  pedido: string,
  objeto: NonNullable<Cobro['objeto']>,
  suscripcion: Cobro['suscripcion'] = 'no',
): Promise<Cobro> {
  const cargo = `cargo-${pedido}`;
  const cobro: Cobro = {
    pago: pagoDe(cargo),
    cargo,
    usuarioId: ANA,
    pedido,
    objeto,
    estrellas: objeto.tipo === 'vip' ? REGLAS.vip.estrellas : 30,
    suscripcion,
    origen: 'mensaje',
  };
  await test.send('RegistrarPago', { cobro });
  return cobro;
}

describe('a process that dies at any step and is begun again', () => {
  for (const [nombre, prepare] of Object.entries(PROCESOS)) {
    describe(nombre, () => {
      it('ends as it should when it does not die', async () => {
        const { test, impulsar, comprobar } = await prepare();
        await impulsar(test.bus);
        await comprobar();
        cuadra(test);
      });

      for (const when of ['antes', 'despues'] as const)
        it(`ends the same when it dies ${when === 'antes' ? 'before' : 'after'} each of its commands`, async () => {
          for (let at = 0; ; at++) {
            const { test, impulsar, comprobar } = await prepare();
            let died = false;
            await impulsar(busQueMuere(test.bus, at, when)).catch((error: unknown) => {
              if (!(error instanceof Crash)) throw error;
              died = true;
            });
            // Another process takes it up, which knows nothing but the log.
            await impulsar(test.another().bus);
            await comprobar();
            cuadra(test);
            if (!died) {
              expect(at).toBeGreaterThan(0);
              return;
            }
          }
        });

      it('changes nothing when it is driven again, at once and much later', async () => {
        const { test, impulsar, comprobar } = await prepare();
        await impulsar(test.bus);
        const before = test.store.log().length;
        await impulsar(test.bus);
        await impulsar(test.another().bus);
        expect(test.store.log()).toHaveLength(before);
        await comprobar();
      });

      it('ends the same when two drive it at once', async () => {
        const { test, impulsar, comprobar } = await prepare();
        await Promise.all([impulsar(test.bus), impulsar(test.another().bus), impulsar(test.another().bus)]);
        await impulsar(test.bus);
        await comprobar();
        cuadra(test);
      });
    });
  }

  it('asks Telegram again for a refund that failed', async () => {
    const { test, telegram } = await mundo();
    const { commandId: pedido } = await test.send('SuscribirVip', { usuarioId: ANA });
    const cobro = await cobrado(test, pedido, { tipo: 'vip', dias: 30 });
    const entorno = entornoDe(test, test.bus, telegram);
    await impulsarPago(entorno, cobro.pago);
    await test.send('SolicitarReembolso', { pago: cobro.pago, motivo: 'prueba' });
    telegram.falla(new Error('Telegram is away'));
    await expect(impulsarPago(entorno, cobro.pago)).rejects.toThrow('Telegram is away');
    expect((await visto(test).bus.estado('pago', cobro.pago)).estado).toBe('por_reembolsar');
    expect((await visto(test).user()).vip?.renovacion).toBe('activa');
    await impulsarPago(entorno, cobro.pago);
    expect((await visto(test).bus.estado('pago', cobro.pago)).estado).toBe('cerrado');
  });

  it('lets a gift wait for the next day when the limit is reached, and lets it go back when its time is over', async () => {
    const { test, telegram } = await mundo();
    await test.send('OtorgarBesitos', {
      usuarioId: BEA,
      cantidad: REGLAS.limiteDiario,
      razon: 'codigo',
      nota: 'prueba',
    });
    const { commandId: regalo } = await test.send('RegalarBesitos', {
      usuarioId: ANA,
      para: BEA,
      cantidad: 30,
    });
    const entorno = entornoDe(test, test.bus, telegram);
    expect(await impulsarRegalo(entorno, { usuarioId: ANA, regalo })).toEqual({
      desenlace: 'pendiente',
      otraVez: '2026-03-11T00:00:00.000Z',
    });
    test.clock.advance(DAY_MS);
    expect(await impulsarRegalo(entorno, { usuarioId: ANA, regalo })).toEqual({ desenlace: 'entregado' });
    expect((await visto(test).user(BEA)).saldo).toBe(100 + REGLAS.limiteDiario + 30);
    expect(transito(test)).toBe(0);
  });

  it('gives the only unit to one of fifty, and everybody else their besitos back', async () => {
    const { test, telegram } = await mundo();
    await test.send('ReponerExistencias', { item: 'faro', cantidad: 1, motivo: 'inicio' });
    const people = Array.from({ length: 50 }, (_, index) => idNamed(`persona ${index}`));
    for (const usuarioId of people) await test.enter(usuarioId, 50);
    const buses = [test.bus, test.another().bus, test.another().bus];
    await Promise.all(
      people.map(async (usuarioId, index) => {
        const bus = buses[index % buses.length]!;
        const { commandId: compra } = await test.send('ComprarItem', { usuarioId, item: 'faro', precio: 40 });
        await impulsarCompra(entornoDe(test, bus, telegram), { usuarioId, compra, item: 'faro' });
      }),
    );
    const owners: string[] = [];
    for (const usuarioId of people) {
      const { saldo, inventario, retenciones } = await visto(test).user(usuarioId);
      expect(retenciones).toEqual({});
      expect(saldo).toBe(inventario.faro ? 10 : 50);
      if (inventario.faro) owners.push(usuarioId);
    }
    expect(owners).toHaveLength(1);
    expect(await visto(test).bus.estado('existencias', 'faro')).toMatchObject({
      disponibles: 0,
      vendidas: 1,
    });
  });
});
