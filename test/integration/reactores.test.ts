/** The reactors on a real event store and a real PostgreSQL: nothing is lost, nothing is done twice, whatever dies. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openServices, type Services } from '../../src/cli/services.ts';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import { pagoDe } from '../../src/events/procesos/carga.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import { sealWith } from '../../src/platform/keystore/keystore.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { conciliar } from '../../src/reactors/conciliacion.ts';
import { cuentaDeDifusion } from '../../src/reactors/difusion.ts';
import { SIN_VECINOS } from '../../src/reactors/fraude/entrada.ts';
import type { Destino, Mensajero } from '../../src/reactors/mensajero.ts';
import type { Reactores } from '../../src/reactors/motor/motor.ts';
import { createPersonas } from '../../src/reactors/procesos/personas.ts';
import { type ReactoresOptions, startTodosLosReactores } from '../../src/reactors/reactores.ts';
import { testFolder } from '../support/backends.ts';
import { DAY_MS, item } from '../support/fixtures.ts';
import { telegramDePrueba } from '../support/procesos.ts';

const ADMIN = { tipo: 'admin', id: 'test' } as const;

describe('the reactors on real parts', () => {
  const folder = testFolder();
  let services: Services;
  let pool: Pool;
  let aheadMs = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const telegram = telegramDePrueba();
  let running: Reactores[] = [];
  /** What the bot was made to write, by chat. */
  const sent: { chatId: number; what: string }[] = [];
  /** What sending does; a test may make it slow or fail. */
  let sending: (destino: Destino) => Promise<boolean> = async () => true;
  const mensajero: Mensajero = {
    async aviso(destino, aviso) {
      const arrived = await sending(destino);
      sent.push({ chatId: destino.chatId, what: aviso.tipo });
      return arrived;
    },
    async texto(destino, mensaje) {
      const arrived = await sending(destino);
      sent.push({ chatId: destino.chatId, what: mensaje.es });
      return arrived;
    },
  };
  const people: { usuarioId: string; telegramId: number }[] = [];

  const options = (): ReactoresOptions => ({
    bus: services.bus,
    store: services.store,
    catalogo: services.catalogoVivo.catalogo,
    reglas: REGLAS,
    pool,
    keyStore: services.keyStore,
    clock,
    log: silentLogger,
    telegram,
    mensajero,
    lecturas: {
      destinatarios: async (_segmento, despuesDe, limite) =>
        people
          .map(({ usuarioId }) => usuarioId)
          .sort()
          .filter((usuarioId) => despuesDe === null || usuarioId > despuesDe)
          .slice(0, limite),
      pagosEntre: async () => [],
      vecinosDe: async () => SIN_VECINOS,
      inocenteEn: async () => null,
    },
  });
  const start = async (): Promise<Reactores> => {
    const reactores = await startTodosLosReactores(options());
    running.push(reactores);
    return reactores;
  };
  const send = <Tipo extends TipoDeComando>(tipo: Tipo, datos: DatosDe<Tipo>) =>
    services.bus.execute({ id: randomUUID(), tipo, datos, actor: ADMIN } as never);
  const rest = async (reactores: Reactores) => {
    let last = 0n;
    for await (const { position } of services.store.readAll({ after: null })) last = position;
    await reactores.tranquilos(last);
  };
  const newUser = async (saldo = 0): Promise<{ usuarioId: string; telegramId: number }> => {
    const telegramId = Math.floor(Math.random() * 1e12);
    const person = await services.keyStore.findOrCreate(telegramId, randomUUID);
    const { usuarioId } = person;
    const personal = sealWith(person, { telegramId, chatId: telegramId, nombre: 'Ana' });
    await send('RegistrarUsuario', { usuarioId, idioma: 'es', personal });
    if (saldo > 0) await send('OtorgarBesitos', { usuarioId, cantidad: saldo, razon: 'ajuste', nota: 'n' });
    const user = { usuarioId, telegramId };
    people.push(user);
    return user;
  };
  const user = async (usuarioId: string) => {
    const estado = await services.bus.usuario(usuarioId);
    if (estado.estado !== 'activo') throw new Error('no such user');
    return estado;
  };

  beforeAll(async () => {
    services = await openServices(folder.config(), silentLogger, { borrow: false, clock });
    pool = createPool({ url: services.backends.databaseUrl, max: 12, name: 'r' });
    const { position } = await send('PublicarItem', {
      item: item({ id: 'faro', tipo: 'limitado', precio: 10, existencias: 1 }),
    });
    await services.catalogoVivo.reach(position!);
  });
  afterEach(async () => {
    sending = async () => true;
    await Promise.all(running.map((each) => each.stop()));
    running = [];
  });
  afterAll(async () => {
    await pool.end();
    await services.close();
    folder.remove();
  });

  it('bring a gift to its receiver though nobody waits for it, and tell both, once', async () => {
    const ana = await newUser(100);
    const bea = await newUser();
    const reactores = await start();
    await send('RegalarBesitos', { usuarioId: ana.usuarioId, para: bea.usuarioId, cantidad: 30 });
    await expect.poll(async () => (await user(bea.usuarioId)).saldo, { timeout: 20_000 }).toBe(30);
    await expect
      .poll(async () => (await user(ana.usuarioId)).regalosEnCamino, { timeout: 20_000 })
      .toEqual({});
    await rest(reactores);
    const heard = (telegramId: number) =>
      sent.filter(({ chatId }) => chatId === telegramId).map(({ what }) => what);
    await expect.poll(() => heard(bea.telegramId), { timeout: 20_000 }).toEqual(['regalo_recibido']);
    await expect.poll(() => heard(ana.telegramId), { timeout: 20_000 }).toEqual(['regalo_entregado']);
    // The checkpoint is lost: everything is read again, and nothing happens again.
    await reactores.stop();
    running = [];
    await pool.query('delete from operacion.reactores');
    const again = await start();
    await rest(again);
    expect(heard(bea.telegramId)).toEqual(['regalo_recibido']);
    expect((await user(bea.usuarioId)).saldo).toBe(30);
  });

  it('give a link’s gift back once the program’s clock has passed its time', async () => {
    const ana = await newUser(50);
    const reactores = await start();
    await send('RegalarBesitos', { usuarioId: ana.usuarioId, cantidad: 20 });
    await rest(reactores);
    expect((await user(ana.usuarioId)).saldo).toBe(30);
    aheadMs += 8 * DAY_MS;
    await expect.poll(async () => (await user(ana.usuarioId)).saldo, { timeout: 20_000 }).toBe(50);
  });

  it('let promotional besitos lapse when their time comes', async () => {
    const ana = await newUser();
    const reactores = await start();
    await send('OtorgarBesitos', {
      usuarioId: ana.usuarioId,
      cantidad: 40,
      razon: 'codigo',
      nota: 'n',
      caducaEnDias: 2,
    });
    await rest(reactores);
    aheadMs += 3 * DAY_MS;
    await expect.poll(async () => (await user(ana.usuarioId)).saldo, { timeout: 20_000 }).toBe(0);
  });

  it('run in two processes at once without doing anything twice', async () => {
    const givers = await Promise.all(Array.from({ length: 10 }, () => newUser(40)));
    const bea = await newUser();
    const both = await Promise.all([start(), start()]);
    await Promise.all(
      givers.map(({ usuarioId }) => send('RegalarBesitos', { usuarioId, para: bea.usuarioId, cantidad: 15 })),
    );
    await expect.poll(async () => (await user(bea.usuarioId)).saldo, { timeout: 30_000 }).toBe(150);
    for (const each of both) await rest(each);
    await sleep(50);
    expect(sent.filter(({ chatId }) => chatId === bea.telegramId)).toHaveLength(10);
  });

  it('take up the task of a worker that is gone', async () => {
    const ana = await newUser(50);
    const first = await start();
    await rest(first);
    await first.stop();
    running = [];
    await send('RegalarBesitos', { usuarioId: ana.usuarioId, para: people[0]!.usuarioId, cantidad: 5 });
    const second = await start();
    await rest(second);
    await second.stop();
    running = [];
    // A task that some worker has taken, which nobody has seen since.
    await pool.query(`select graphile_worker.add_job('besitos.caducidad', $1, job_key := 'stuck')`, [
      JSON.stringify({ usuarioId: ana.usuarioId }),
    ]);
    await pool.query(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker-of-a-dead-process', attempts = 1 where key = 'stuck'`,
    );
    await start();
    await expect
      .poll(
        async () => (await pool.query(`select 1 from graphile_worker.jobs where key = 'stuck'`)).rowCount,
        {
          timeout: 20_000,
        },
      )
      .toBe(0);
  });

  describe('a broadcast', () => {
    const mensaje = { es: 'Hola a todas', en: 'Hello all' };
    const got = () => sent.filter(({ what }) => what === mensaje.es).map(({ chatId }) => chatId);

    it('reaches everybody once, can be stopped and gone on with, and leaves in doubt only what was', async () => {
      sent.length = 0;
      while (people.length < 30) await newUser();
      const difusion = randomUUID();
      await start();
      let stopAfter = 8;
      sending = async () => {
        if (--stopAfter === 0) await send('DetenerDifusion', { difusion });
        return true;
      };
      await send('CrearDifusion', { difusion, mensaje, segmento: 'todos' });
      await expect
        .poll(async () => (await services.bus.estado('difusion', difusion)).estado, { timeout: 20_000 })
        .toBe('detenida');
      await expect
        .poll(async () => (await cuentaDeDifusion(pool, difusion)).dudosos, { timeout: 10_000 })
        .toBe(0);
      const before = got().length;
      expect(before).toBeLessThan(people.length);
      // One is about to be sent when the worker is killed: it is in doubt, and never sent again.
      const next = people
        .map(({ usuarioId }) => usuarioId)
        .sort()
        .find(
          (usuarioId) => !got().includes(people.find((each) => each.usuarioId === usuarioId)!.telegramId),
        )!;
      await pool.query(
        `insert into operacion.difusion_envios (difusion, usuario_id, estado) values ($1, $2, 'enviando')`,
        [difusion, next],
      );
      await send('ReanudarDifusion', { difusion });
      await expect
        .poll(async () => (await services.bus.estado('difusion', difusion)).estado, { timeout: 40_000 })
        .toBe('terminada');
      expect(new Set(got()).size).toBe(got().length);
      expect(got()).toHaveLength(people.length - 1);
      expect(await cuentaDeDifusion(pool, difusion)).toEqual({
        enviados: people.length - 1,
        fallidos: 0,
        dudosos: 1,
      });
    });
  });

  it('compare payments with Telegram’s account, and record what is missing here', async () => {
    const { usuarioId, telegramId } = await newUser();
    const cargo = `cargo-${randomUUID()}`;
    const pago = pagoDe(cargo);
    const { commandId: pedido } = await send('SuscribirVip', { usuarioId });
    const cuenta = [
      {
        id: cargo,
        estrellas: REGLAS.vip.estrellas,
        fecha: Math.floor(clock.now() / 1000),
        sentido: 'entrada' as const,
        usuario: telegramId,
        carga: `b1:${pedido}:vip:30`,
        suscripcion: true,
      },
    ];
    const entorno = {
      bus: services.bus,
      clock,
      keyStore: services.keyStore,
      catalogo: services.catalogoVivo.catalogo,
      personas: createPersonas(services.store, services.keyStore),
      telegram: { ...telegram, transacciones: async (desde: number) => cuenta.slice(desde) },
      pagosEntre: async () => [],
    };
    const reactores = await start();
    await conciliar(entorno, { dia: '2031-01-01' });
    expect(await services.bus.estado('pago', pago)).toMatchObject({ cobro: { origen: 'conciliacion' } });
    await rest(reactores);
    await expect.poll(async () => (await user(usuarioId)).vip?.pago, { timeout: 20_000 }).toBe(pago);
    const events = [];
    for await (const { type, data } of services.store.readStream('conciliacion-2031-01-01', 0))
      events.push([type, data]);
    expect(events).toEqual([
      [
        'ConciliacionHecha',
        {
          dia: '2031-01-01',
          transacciones: 1,
          hasta: 1,
          diferencias: [{ tipo: 'falta_aqui', pago, detalle: String(REGLAS.vip.estrellas) }],
        },
      ],
    ]);
    // The next night finds nothing, and begins where this one ended.
    await conciliar(entorno, { dia: '2031-01-02' });
    expect(await services.bus.estado('conciliacion', '2031-01-02')).toEqual({ veces: 1, hasta: 1 });
  });

  it('erase a user: what is under way ends, and the key is gone', async () => {
    const { usuarioId, telegramId } = await newUser(80);
    const reactores = await start();
    await send('RegalarBesitos', { usuarioId, cantidad: 20 });
    await rest(reactores);
    await send('EliminarMisDatos', { usuarioId });
    await expect
      .poll(async () => (await services.bus.usuario(usuarioId)).estado, { timeout: 20_000 })
      .toBe('eliminado');
    await expect.poll(() => services.keyStore.keyOf(usuarioId), { timeout: 20_000 }).toBeNull();
    expect(await services.keyStore.find(telegramId)).toBeNull();
  });
});
