/** The three tests of the coordinator that the specification names, on a real event store and PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServices, type Services } from '../../src/cli/services.ts';
import { createCommandBus } from '../../src/commands/bus.ts';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import type { EventStore, NewEvent, StoredEvent } from '../../src/events/store/tipos.ts';
import type { UsuarioActivo } from '../../src/events/usuario/estado.ts';
import { sealWith } from '../../src/platform/keystore/keystore.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { unlimited } from '../../src/platform/rate-limiter.ts';
import { type Projector, startProjector } from '../../src/projections/engine/projector.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { saldo } from '../../src/queries/saldo.ts';
import { testFolder } from '../support/backends.ts';
import { decision, fragmento, item, portada } from '../support/fixtures.ts';

const ACTOR = { tipo: 'admin', id: 'test' } as const;

const MUELLE = portada({
  id: 'muelle',
  decisiones: [decision({ id: 'subir', destino: 'palco', recompensa: { besitos: 15 } })],
});
const PALCO = fragmento({ id: 'palco', requisitos: { vip: true } });
const MEDALLA = item({ id: 'medalla', tipo: 'unico', precio: 60 });

describe('CoordinadorCentral', () => {
  const folder = testFolder();
  let services: Services;
  let pool: Pool;
  let projector: Projector;
  let database: Database;

  const send = <Tipo extends TipoDeComando>(tipo: Tipo, datos: DatosDe<Tipo>) =>
    services.bus.execute({ id: randomUUID(), tipo, datos, actor: ACTOR });

  async function newReader({ isVip }: { isVip: boolean }): Promise<string> {
    const person = await services.keyStore.findOrCreate(Math.floor(Math.random() * 1e12), randomUUID);
    const { usuarioId } = person;
    await send('RegistrarUsuario', {
      usuarioId,
      idioma: 'es',
      personal: sealWith(person, { nombre: 'Ana' }),
    });
    await send('OtorgarBesitos', { usuarioId, cantidad: 100, razon: 'ajuste', nota: 'inicio' });
    if (isVip) await send('OtorgarVip', { usuarioId, dias: 30, nota: 'inicio' });
    await send('AbrirFragmento', { usuarioId, fragmento: MUELLE.id });
    return usuarioId;
  }

  /** What the log and the read model say of a user, each read afresh. */
  async function factsOf(usuarioId: string) {
    const events: StoredEvent[] = [];
    for await (const stored of services.store.readStream(`usuario-${usuarioId}`, 0)) events.push(stored);
    expect(await services.progress.waitFor(['dinero'], events.at(-1)!.position, 10_000)).toBe(true);
    const estado = (await services.bus.estado('usuario', usuarioId, true)) as UsuarioActivo;
    return { events, estado, saldo: await saldo(database, usuarioId) };
  }

  beforeAll(async () => {
    services = await openServices(folder.config(), silentLogger, { borrow: false });
    pool = createPool({
      url: services.backends.databaseUrl,
      max: 8,
      name: 'p',
    });
    database = await createDatabase(services.backends.databaseUrl, 4);
    const { store, progress } = services;
    projector = await startProjector({ store, pool, projections: PROJECTIONS, progress, log: silentLogger });
    await send('PublicarFragmento', { fragmento: MUELLE });
    await send('PublicarFragmento', { fragmento: PALCO });
    const { position } = await send('PublicarItem', { item: MEDALLA });
    await services.catalogoVivo.reach(position!);
  }, 60_000);
  afterAll(async () => {
    await projector?.stop();
    await database?.end();
    await pool?.end();
    await services?.close();
    folder.remove();
  });

  it('test_tomar_decision_valid_requirements', async () => {
    const usuarioId = await newReader({ isVip: true });
    const before = await factsOf(usuarioId);

    const { eventos } = await send('TomarDecision', { usuarioId, fragmento: 'muelle', decision: 'subir' });

    expect(eventos).toMatchObject([
      {
        type: 'DecisionTomada',
        data: { destino: 'palco', premio: { solicitado: 15, otorgado: 15 } },
      },
      { type: 'BesitosOtorgados', data: { cantidad: 15, razon: 'decision' } },
    ]);
    const after = await factsOf(usuarioId);
    expect(after.events.slice(0, before.events.length)).toStrictEqual(before.events);
    expect(after.events.slice(before.events.length).map(({ type }) => type)).toEqual([
      'DecisionTomada',
      'BesitosOtorgados',
    ]);
    expect(after.estado).toMatchObject({
      saldo: 115,
      posiciones: { noche: 'palco' },
      decisiones: { 'muelle/subir': true },
    });
    expect(before.saldo).toBe(100);
    expect(after.saldo).toBe(115);
  });

  it('test_tomar_decision_missing_requirements', async () => {
    const usuarioId = await newReader({ isVip: false });
    const before = await factsOf(usuarioId);

    await expect(
      send('TomarDecision', { usuarioId, fragmento: 'muelle', decision: 'subir' }),
    ).rejects.toMatchObject({ code: 'REQUIREMENTS_NOT_MET', data: { faltantes: [{ tipo: 'vip' }] } });

    expect(await factsOf(usuarioId)).toStrictEqual(before);
  });

  it('test_transaction_rollback_on_error', async () => {
    const usuarioId = await newReader({ isVip: false });
    const before = await factsOf(usuarioId);
    const comprar = { usuarioId, item: 'medalla', precio: 60 };

    // The store refuses the second of the two events of a purchase: the debit, behind the item.
    let seen: string[] = [];
    const failing: EventStore = {
      ...services.store,
      append(stream, expected, events) {
        seen = events.map(({ type }) => type);
        const broken = events.map(
          (event, index): NewEvent => (index === 1 ? { ...event, id: 'broken' } : event),
        );
        return services.store.append(stream, expected, broken);
      },
    };
    const bus = createCommandBus({
      store: failing,
      catalogo: services.catalogoVivo.catalogo,
      reglas: REGLAS,
      clock: { now: Date.now },
      limiter: unlimited,
    });
    const id = randomUUID();
    await expect(bus.execute({ id, tipo: 'ComprarItem', datos: comprar, actor: ACTOR })).rejects.toThrow();

    expect(seen).toEqual(['ItemComprado', 'BesitosGastados']);
    expect(await factsOf(usuarioId)).toStrictEqual(before);
    expect(before).toMatchObject({ saldo: 100, estado: { saldo: 100, inventario: {} } });

    // Nothing stands in the way of the same command, once the store takes it.
    await services.bus.execute({ id, tipo: 'ComprarItem', datos: comprar, actor: ACTOR });
    expect(await factsOf(usuarioId)).toMatchObject({
      saldo: 40,
      estado: { saldo: 40, inventario: { medalla: 1 } },
    });
  });
});
