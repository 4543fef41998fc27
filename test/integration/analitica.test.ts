/** Analytics over HTTP, of a random history on a real PostgreSQL; every figure worked out here from the log, the simple way. */

import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, ROLES } from '../../src/admin/api-keys.ts';
import { createAdminRouter } from '../../src/admin/app.ts';
import { listen } from '../../src/cli/http.ts';
import { openServices, type Services } from '../../src/cli/services.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { createProgress } from '../../src/platform/progress.ts';
import { unlimited } from '../../src/platform/rate-limiter.ts';
import { startProjector } from '../../src/projections/engine/projector.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { testFolder } from '../support/backends.ts';
import { type HistoriaAzarosa, historiaAzarosa } from '../support/history.ts';

const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647);
const DAY_MS = 86_400_000;

interface Dicho {
  type: string;
  user: string;
  at: string;
  day: string;
  own: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: raw data of the log
  data: any;
}

describe(`analytics of a random history (seed ${SEED})`, () => {
  const folder = testFolder();
  let services: Services;
  let pool: Pool;
  let database: Database;
  let historia: HistoriaAzarosa;
  let origin = '';
  let closeHttp: () => unknown = () => {};
  const keys: Record<string, string> = {};
  let log: readonly StoredEvent[] = [];
  let dichos: Dicho[] = [];
  let today = '';

  beforeAll(async () => {
    services = await openServices(folder.config(), silentLogger, { borrow: false });
    const url = services.backends.databaseUrl;
    pool = createPool({ url, max: PROJECTIONS.length + 2, name: 'p' });
    database = await createDatabase(url, 4);
    historia = await historiaAzarosa(SEED);
    await historia.seguir(900);
    log = historia.store.log();
    dichos = log
      .filter(({ stream }) => stream.startsWith('usuario-'))
      .map(({ stream, type, data, metadata }) => {
        const user = stream.slice('usuario-'.length);
        const { occurredAt: at, actor } = metadata as { occurredAt: string; actor: { id: string } };
        const own = actor.id === user || type === 'UsuarioRegistrado';
        return { type, user, at, day: at.slice(0, 10), own, data };
      });
    today = dichos.at(-1)!.day;
    const progress = createProgress();
    const { store } = historia;
    const projector = await startProjector({
      store,
      pool,
      projections: PROJECTIONS,
      progress,
      log: silentLogger,
    });
    const groups = PROJECTIONS.map(({ grupo }) => grupo);
    const reached = await progress.waitFor(groups, log.at(-1)!.position, 30_000);
    await projector.stop();
    expect(reached).toBe(true);
    for (const rol of ROLES) keys[rol] = await createKey(services.pool, { nombre: rol, rol });
    const app = express();
    app.use(
      createAdminRouter({
        bus: services.bus,
        store,
        database,
        pool: services.pool,
        keyStore: services.keyStore,
        metrics: services.metrics,
        limiter: unlimited,
        log: silentLogger,
        operaciones: null,
        projectorStatus: () => null,
        logHead: async () => null,
        isReady: () => true,
        waitFor: async () => true,
        now: () => Date.parse(dichos.at(-1)!.at),
        version: '0',
      } as never),
    );
    const http = await listen(app, '127.0.0.1', 0);
    origin = http.url;
    closeHttp = () => http.close();
  }, 120_000);
  afterAll(async () => {
    await closeHttp();
    await database?.end();
    await pool?.end();
    await services?.close();
    folder.remove();
  });

  async function get(path: string, as = 'operador') {
    const response = await fetch(`${origin}/api/v1/analitica/${path}`, {
      headers: { authorization: `Bearer ${keys[as]}` },
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
    return { status: response.status, body: (await response.json()) as any };
  }
  const peopleOf = (some: readonly Dicho[]) => new Set(some.map(({ user }) => user)).size;
  const mondayOf = (day: string) => {
    const date = new Date(`${day}T00:00:00Z`);
    return new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
  };
  const of = (type: string) => dichos.filter((dicho) => dicho.type === type);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  /** Balances of all accounts after every event up to the end of a day. */
  function accountsAt(day: string): Record<string, number> {
    const balances: Record<string, number> = {};
    for (const dicho of dichos)
      if (dicho.day <= day)
        for (const { cuenta, importe } of dicho.data.apuntes ?? [])
          balances[cuenta] = (balances[cuenta] ?? 0) + importe;
    return balances;
  }
  const circulating = (balances: Record<string, number>) =>
    sum(
      Object.entries(balances)
        .filter(([cuenta]) => cuenta.startsWith('usuario:') || cuenta === 'sistema:transito')
        .map(([, importe]) => importe),
    );

  it('is for those whose work it is', async () => {
    const allowed = [];
    for (const rol of ROLES) if ((await get('resumen', rol)).status === 200) allowed.push(rol);
    expect(allowed.sort()).toEqual(['admin', 'auditor', 'editor', 'operador']);
  });

  it('activity: users by day, week and month, and those who came', async () => {
    const { body } = await get('actividad?unidad=dia&cuantos=60');
    expect(body.serie).toHaveLength(60);
    expect(body.serie.at(-1).desde).toBe(`${today}T00:00:00Z`);
    for (const { desde, usuarios, nuevos } of body.serie) {
      const day = desde.slice(0, 10);
      expect(usuarios, day).toBe(peopleOf(dichos.filter((one) => one.own && one.day === day)));
      expect(nuevos, day).toBe(of('UsuarioRegistrado').filter((one) => one.day === day).length);
    }
    expect(sum(body.serie.map((one: { usuarios: number }) => one.usuarios))).toBeGreaterThan(5);
    const weeks = (await get('actividad?unidad=semana&cuantos=8')).body.serie;
    for (const { desde, usuarios } of weeks)
      expect(usuarios, desde).toBe(
        peopleOf(dichos.filter((one) => one.own && mondayOf(one.day) === desde.slice(0, 10))),
      );
    const months = (await get('actividad?unidad=mes&cuantos=3')).body.serie;
    for (const { desde, usuarios } of months)
      expect(usuarios, desde).toBe(
        peopleOf(dichos.filter((one) => one.own && one.day.slice(0, 7) === desde.slice(0, 7))),
      );
    expect(months.at(-1).usuarios).toBeGreaterThan(0);
  });

  it('activity: events of each type, and the users who had one, by hour and by day', async () => {
    const { body } = await get('actividad?cuantos=90&tipo=DecisionTomada');
    const decisions = of('DecisionTomada');
    expect(body.tipos).toContainEqual({ tipo: 'DecisionTomada', eventos: decisions.length });
    for (const { desde, eventos, usuarios } of body.deTipo) {
      const some = decisions.filter(({ day }) => day === desde);
      expect([eventos, usuarios], desde).toEqual([some.length, peopleOf(some)]);
    }
    const last = decisions.at(-1)!;
    const hours = (await get(`actividad?unidad=hora&cuantos=24&hasta=${last.at}&tipo=DecisionTomada`)).body;
    expect(hours.deTipo).toHaveLength(24);
    for (const { desde, eventos, usuarios } of hours.deTipo) {
      const some = decisions.filter(({ at }) => at.slice(0, 13) === desde.slice(0, 13));
      expect([eventos, usuarios], desde).toEqual([some.length, peopleOf(some)]);
    }
    expect(hours.deTipo.at(-1).eventos).toBeGreaterThan(0);
  });

  it('cohorts: who of a week came back so many weeks later', async () => {
    const { body } = await get('cohortes?semanas=10');
    const weekOf = new Map(of('UsuarioRegistrado').map(({ user, day }) => [user, mondayOf(day)]));
    let seen = 0;
    for (const { cohorte, registrados, semanas } of body.cohortes) {
      const members = [...weekOf].filter(([, monday]) => monday === cohorte).map(([user]) => user);
      expect(registrados).toBe(members.length);
      const came = dichos.filter(({ own, user }) => own && members.includes(user));
      const weeks = new Set(came.map(({ day }) => mondayOf(day)));
      expect(semanas).toEqual(
        [...weeks].sort().map((monday) => ({
          semana: (Date.parse(monday) - Date.parse(cohorte)) / (7 * DAY_MS),
          usuarios: peopleOf(came.filter(({ day }) => mondayOf(day) === monday)),
        })),
      );
      seen += members.length;
    }
    expect(seen).toBeGreaterThan(0);
  });

  it('conversion: first decisions, purchases and access, by day and by cohort', async () => {
    const firstOf = (is: (dicho: Dicho) => boolean) => {
      const firsts = new Map<string, Dicho>();
      for (const dicho of dichos) if (is(dicho) && !firsts.has(dicho.user)) firsts.set(dicho.user, dicho);
      return [...firsts.values()];
    };
    const isVip = ({ type }: Dicho) => type === 'VipActivado' || type === 'VipRenovado';
    const steps = {
      registrados: firstOf(({ type }) => type === 'UsuarioRegistrado'),
      decidieron: firstOf(({ type }) => type === 'DecisionTomada'),
      compraron: firstOf(({ type }) => type === 'ItemComprado'),
      vip: firstOf(isVip),
      vipPagado: firstOf((dicho) => isVip(dicho) && dicho.data.origen.tipo === 'pago'),
    };
    expect(steps.vip.length).toBeGreaterThan(0);
    const { body } = await get('conversion?por=dia&cuantos=120');
    for (const { desde, ...counts } of body.pasos)
      for (const [step, firsts] of Object.entries(steps))
        expect(counts[step], `${step} ${desde}`).toBe(firsts.filter(({ day }) => day === desde).length);
    const registered = new Map(of('UsuarioRegistrado').map(({ user, day }) => [user, mondayOf(day)]));
    for (const { desde, ...counts } of (await get('conversion?cuantos=20')).body.pasos)
      for (const [step, firsts] of Object.entries(steps))
        expect(counts[step], `${step} ${desde}`).toBe(
          firsts.filter(({ user }) => registered.get(user) === desde).length,
        );
  });

  it('the funnel of a story: persons at each fragment, decisions, and who went no further', async () => {
    const stories = new Set(
      [...of('FragmentoAbierto'), ...of('DecisionTomada')].map(({ data }) => data.historia),
    );
    expect(stories.size).toBeGreaterThan(0);
    for (const historia of stories) {
      const { body } = await get(`embudo-historia?historia=${historia}`);
      const arrivals = dichos
        .filter(
          ({ type, data }) => /^(FragmentoAbierto|DecisionTomada)$/.test(type) && data.historia === historia,
        )
        .map((dicho) => ({ ...dicho, where: dicho.data.destino ?? dicho.data.fragmento }));
      expect(body.fragmentos.map(({ fragmento }: { fragmento: string }) => fragmento).sort()).toEqual(
        [...new Set(arrivals.map(({ where }) => where))].sort(),
      );
      for (const {
        fragmento,
        llegadas,
        personas,
        decidieron,
        decisiones,
        abandono,
        final,
      } of body.fragmentos) {
        const here = arrivals.filter(({ where }) => where === fragmento);
        const taken = of('DecisionTomada').filter(({ data }) => data.fragmento === fragmento);
        expect([llegadas, personas, decidieron], fragmento).toEqual([
          here.length,
          peopleOf(here),
          peopleOf(taken),
        ]);
        expect(abandono).toBe(final === true ? null : 1 - decidieron / personas);
        for (const { decision, veces, personas: who } of decisiones) {
          const those = taken.filter(({ data }) => data.decision === decision);
          expect([veces, who], `${fragmento}/${decision}`).toEqual([those.length, peopleOf(those)]);
        }
      }
    }
  });

  it('the funnel of an experience', async () => {
    const ids = new Set(of('ExperienciaIniciada').map(({ data }) => data.experiencia));
    expect(ids.size).toBeGreaterThan(0);
    for (const id of ids) {
      const { body } = await get(`embudo-experiencia?experiencia=${id}`);
      const about = (type: string) => of(type).filter(({ data }) => data.experiencia === id);
      expect([body.iniciadas, body.completadas]).toEqual([
        peopleOf(about('ExperienciaIniciada')),
        peopleOf(about('ExperienciaCompletada')),
      ]);
      for (const { componente, completadas } of body.componentes)
        expect(completadas, componente).toBe(
          peopleOf(about('ComponenteCompletado').filter(({ data }) => data.componente === componente)),
        );
      const { componentes } = historia.catalogo.experiencia(id)!;
      expect(
        body.componentes.slice(0, componentes.length).map((one: { componente: string }) => one.componente),
      ).toEqual(componentes.map((one) => one.id));
    }
  });

  it('the economy: flows and what circulates by day, reasons, and how fast it is spent', async () => {
    const { body } = await get('economia?dias=40');
    expect(body.dias).toHaveLength(40);
    const SINKS = /^sistema:(emision|ventas|ajustes|caducado)$/;
    for (const day of body.dias) {
      const postings = dichos
        .filter((one) => one.day === day.dia)
        .flatMap(({ data }) => data.apuntes ?? []) as { cuenta: string; importe: number }[];
      const outside = postings.filter(({ cuenta }) => SINKS.test(cuenta)).map(({ importe }) => importe);
      expect(day.emitidos, day.dia).toBe(0 - sum(outside.filter((importe) => importe < 0)));
      expect(day.quemados, day.dia).toBe(sum(outside.filter((importe) => importe > 0)));
      const balances = accountsAt(day.dia);
      expect(day.suministro, day.dia).toBe(circulating(balances));
      expect(day.transito, day.dia).toBe(balances['sistema:transito'] ?? 0);
      expect(day.retenido, day.dia).toBe(
        sum(
          Object.entries(balances)
            .filter(([cuenta]) => cuenta.endsWith(':retenido'))
            .map(([, v]) => v),
        ),
      );
    }
    const inRange = dichos.filter(({ day }) => day >= body.dias[0].dia);
    const spent = sum(
      inRange
        .filter(
          ({ type, data }) =>
            type === 'RetencionCobrada' ||
            (type === 'BesitosGastados' && (data.razon === 'compra' || data.razon === 'decision')),
        )
        .map(({ data }) => data.cantidad),
    );
    expect(sum(body.dias.map((day: { gastados: number }) => day.gastados))).toBe(spent);
    const average = sum(body.dias.map((day: { suministro: number }) => day.suministro)) / 40;
    expect(body.velocidad).toBeCloseTo(spent / average, 9);
    for (const { sentido, razon, cantidad, movimientos } of body.razones) {
      const those = inRange.filter(({ type, data, user }) => {
        const own = data.apuntes?.find(
          ({ cuenta }: { cuenta: string }) => cuenta === `usuario:${user}:cartera`,
        );
        const grants = (own?.importe ?? 0) > 0;
        return (
          data.apuntes !== undefined &&
          type !== 'BesitosRetenidos' &&
          type !== 'RetencionLiberada' &&
          data.razon === razon &&
          grants === (sentido === 'otorgado')
        );
      });
      expect([cantidad, movimientos], `${sentido} ${razon}`).toEqual([
        sum(those.map(({ data }) => data.cantidad)),
        those.length,
      ]);
    }
    expect(body.razones.length).toBeGreaterThan(2);
  });

  it('who holds how much, now', async () => {
    const { concentracion } = (await get('economia?dias=1')).body;
    const wallets = Object.entries(accountsAt(today))
      .filter(([cuenta, saldo]) => cuenta.endsWith(':cartera') && saldo > 0)
      .map(([, saldo]) => saldo)
      .sort((a, b) => a - b);
    const total = sum(wallets);
    expect(concentracion).toMatchObject({ tenedores: wallets.length, suma: total });
    let differences = 0;
    for (const one of wallets) for (const other of wallets) differences += Math.abs(one - other);
    const exact = differences / (2 * wallets.length * total);
    expect(concentracion.gini).toBeLessThanOrEqual(exact + 1e-9);
    expect(concentracion.gini + concentracion.giniError).toBeGreaterThanOrEqual(exact - 1e-9);
  });

  it('one day at a glance says what the others say', async () => {
    const { body } = await get('resumen');
    const month = dichos.filter(({ own, day }) => own && day.slice(0, 7) === today.slice(0, 7));
    const actives = { dia: peopleOf(month.filter(({ day }) => day === today)), mes: peopleOf(month) };
    expect(body.dia).toBe(today);
    expect(body.activos).toMatchObject(actives);
    expect(body.adherencia).toBe(actives.mes === 0 ? null : actives.dia / actives.mes);
    expect(body.economia.suministro).toBe(circulating(accountsAt(today)));
    const before = await get(`resumen?dia=${dichos[0]!.day}`);
    expect(before.body.economia.suministro).toBe(circulating(accountsAt(dichos[0]!.day)));
  });

  it('ranges are bounded, and what is no range is refused', async () => {
    expect((await get('actividad?unidad=hora&cuantos=366')).body.serie).toHaveLength(168);
    expect((await get('actividad?unidad=mes&cuantos=366')).body.serie).toHaveLength(12);
    for (const path of [
      'actividad?cuantos=367',
      'economia?dias=0',
      'cohortes?semanas=53',
      'resumen?dia=ayer',
    ])
      expect((await get(path)).status, path).toBe(400);
  });
});
