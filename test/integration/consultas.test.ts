/** The queries and the SQL of the projections, over random histories on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/audit/verify/verify.ts';
import { openServices, type Services } from '../../src/cli/services.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import { esVip, faltantes } from '../../src/events/requisitos.ts';
import type { UsuarioActivo } from '../../src/events/usuario/estado.ts';
import { createCache } from '../../src/platform/cache/cache.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { createProgress } from '../../src/platform/progress.ts';
import { startProjector } from '../../src/projections/engine/projector.ts';
import { rebuild } from '../../src/projections/engine/rebuild.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { ajustesPendientes } from '../../src/queries/ajustes.ts';
import { CRITERIOS, clasificacion } from '../../src/queries/clasificacion.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { usuariosParaDifusion } from '../../src/queries/difusion.ts';
import { movimientos } from '../../src/queries/movimientos.ts';
import { ofertasDe } from '../../src/queries/ofertas.ts';
import { pagosDe, pagosPorConciliar, pedidosVencidos } from '../../src/queries/pagos.ts';
import { candidatosAVip, perfilDe } from '../../src/queries/perfil.ts';
import { procesosPendientes } from '../../src/queries/procesos.ts';
import { inocenteEn, vecinosDe } from '../../src/queries/reactores.ts';
import { recibo } from '../../src/queries/recibo.ts';
import { referidosDe } from '../../src/queries/referidos.ts';
import { regalosDe } from '../../src/queries/regalos.ts';
import { leerRequisitos, responderRequisitos, type TipoConRequisitos } from '../../src/queries/requisitos.ts';
import { revisionesAbiertas, revisionesDe } from '../../src/queries/revisiones.ts';
import { existenciasDe, tienda } from '../../src/queries/tienda.ts';
import { estadoVip } from '../../src/queries/vip.ts';
import { testFolder } from '../support/backends.ts';
import { GENTE, type HistoriaAzarosa, historiaAzarosa } from '../support/history.ts';

const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647);
const GROUPS = PROJECTIONS.map(({ grupo }) => grupo);

describe(`queries over a random history (seed ${SEED})`, () => {
  const folder = testFolder();
  let services: Services;
  let pool: Pool;
  let database: Database;
  let historia: HistoriaAzarosa;

  /** Projects what is new, as the program does. */
  async function proyectar(): Promise<void> {
    const progress = createProgress();
    const projector = await startProjector({
      store: historia.store,
      pool,
      projections: PROJECTIONS,
      progress,
      log: silentLogger,
    });
    const reached = await progress.waitFor(GROUPS, historia.store.log().at(-1)!.position, 20_000);
    const status = projector.status();
    await projector.stop();
    expect(
      reached,
      JSON.stringify(status, (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).toBe(true);
  }
  const diferencias = async () =>
    (await verify({ store: historia.store, pool: services.pool })).comprobaciones.flatMap(
      (check) => check.diferencias,
    );
  const ahora = () => new Date(historia.clock.now()).toISOString();
  const activos = async (): Promise<UsuarioActivo[]> => {
    const estados = await Promise.all(GENTE.map((usuarioId) => historia.bus.usuario(usuarioId)));
    return estados.filter((estado) => estado.estado === 'activo');
  };
  const filas = async (texto: string) => (await services.pool.query(texto)).rows;

  beforeAll(async () => {
    services = await openServices(folder.config(), silentLogger, { borrow: false });
    const url = services.backends.databaseUrl;
    pool = createPool({
      url,
      max: PROJECTIONS.length + 2,
      name: 'p',
    });
    database = await createDatabase(url, 4);
    historia = await historiaAzarosa(SEED);
    for (let parte = 0; parte < 6; parte++) {
      await historia.seguir(150);
      await proyectar();
    }
  }, 120_000);
  afterAll(async () => {
    await database?.end();
    await pool?.end();
    await services?.close();
    folder.remove();
  });

  it('every table is the fold of the log; rebuilt too', async () => {
    expect(await diferencias()).toEqual([]);
    await rebuild({ store: historia.store, pool, projections: PROJECTIONS });
    expect(await diferencias()).toEqual([]);
  });

  it('a group whose version was raised is rebuilt when the projectors start', async () => {
    await services.pool.query(
      `update operacion.puntos_de_control set version = 0 where grupo in ('usuarios', 'procesos')`,
    );
    await services.pool.query(`update lectura.usuarios set estado = 'suspendido'; delete from lectura.pagos`);
    const projector = await startProjector({
      store: historia.store,
      pool,
      projections: PROJECTIONS,
      progress: createProgress(),
      log: silentLogger,
    });
    await expect
      .poll(() => projector.status().every(({ estado }) => estado === 'following'), { timeout: 20_000 })
      .toBe(true);
    await projector.stop();
    expect(await filas('select grupo from operacion.puntos_de_control where version = 0')).toEqual([]);
    expect(await diferencias()).toEqual([]);
  });

  it('one that a newer program has written is left alone', async () => {
    const { version } = PROJECTIONS.find(({ grupo }) => grupo === 'cuentas')!;
    await services.pool.query(`update operacion.puntos_de_control set version = 99 where grupo = 'cuentas'`);
    const projector = await startProjector({
      store: historia.store,
      pool,
      projections: PROJECTIONS,
      progress: createProgress(),
      log: silentLogger,
    });
    await expect
      .poll(() => projector.status().find(({ grupo }) => grupo === 'cuentas'))
      .toMatchObject({
        estado: 'newer',
        error: `its rows are of version 99, this program's of ${version}`,
      });
    await projector.stop();
    await services.pool.query(
      `update operacion.puntos_de_control set version = ${version} where grupo = 'cuentas'`,
    );
  });

  it('requirements: the same from table, cache and log', async () => {
    const cache = createCache({ redis: null, reached: async () => null });
    cache.drivenBy(() => true);
    let asked = 0;
    for (let round = 0; round < 5; round++) {
      await historia.seguir(40);
      await proyectar();
      const { catalogo, clock } = historia;
      const contenidos = [
        ...catalogo.fragmentos().map((contenido) => ['fragmento', contenido] as const),
        ...catalogo.experiencias().map((contenido) => ['experiencia', contenido] as const),
        ...catalogo.items().map((contenido) => ['item', contenido] as const),
      ] satisfies (readonly [TipoConRequisitos, unknown])[];
      // As time passes: now, in an hour, and days later, when accesses, lots and dates have lapsed.
      for (const usuario of await activos())
        for (const [tipo, contenido] of contenidos)
          for (const hours of [0, 1, 30, 24 * 9]) {
            const at = new Date(clock.now() + hours * 3_600_000).toISOString();
            const contexto = { ahora: at, reglas: catalogo.reglas(REGLAS) };
            const faltan = [
              ...(contenido.vip && !esVip(usuario, at) ? [{ tipo: 'vip' as const }] : []),
              ...(usuario.desbloqueados[contenido.id]
                ? []
                : faltantes(contenido.requisitos, usuario, contexto)),
            ];
            const wanted = { cumplido: faltan.length === 0, faltan };
            const what = `${tipo} ${contenido.id} for ${usuario.id} at ${at}`;
            const lectura = await leerRequisitos(database, usuario.id, tipo, contenido.id);
            expect(responderRequisitos(lectura!, at), what).toEqual(wanted);
            const cached = await cache.get({
              tier: 'computed',
              key: `${usuario.id}:${round}:${tipo}:${contenido.id}`,
              tags: [`${usuario.id}:requisitos`],
              position: () => null,
              load: () => leerRequisitos(database, usuario.id, tipo, contenido.id),
            });
            expect(responderRequisitos(cached!, at), what).toEqual(wanted);
            asked += 1;
          }
    }
    expect(asked).toBeGreaterThan(0);
    expect(await leerRequisitos(database, GENTE[0]!, 'item', 'nada')).toBeNull();
    await cache.close();
  });

  it('the shop: stock, Stars, offers that hold, nothing withdrawn', async () => {
    for (const usuario of await activos()) {
      const rows = await tienda(database, usuario.id, ahora());
      expect(rows.map(({ id }) => id).sort()).toEqual(
        historia.catalogo
          .items()
          .map(({ id }) => id)
          .sort(),
      );
      for (const row of rows) {
        const { precio, estrellas = null, tipo } = historia.catalogo.item(row.id)!;
        const oferta = usuario.ofertas[row.id];
        const holds = oferta !== undefined && oferta.hasta > ahora();
        const stock = await historia.bus.estado('existencias', row.id);
        expect(row).toMatchObject({
          precio,
          estrellas,
          disponibles: tipo === 'limitado' ? stock.disponibles : null,
          oferta: holds ? oferta.precio : null,
          ofertaHasta: holds ? oferta.hasta : null,
          cantidad: usuario.inventario[row.id] ?? 0,
          saldo: usuario.saldo,
        });
      }
      const ofertas = await ofertasDe(database, usuario.id, ahora());
      expect(ofertas.map(({ item }) => item).sort()).toEqual(
        Object.keys(usuario.ofertas)
          .filter((item) => usuario.ofertas[item]!.hasta > ahora())
          .sort(),
      );
    }
    const { disponibles, vendidas, repuestas } = await historia.bus.estado('existencias', 'faro');
    expect(await existenciasDe(database, 'faro')).toMatchObject({ disponibles, vendidas, repuestas });
    expect(await existenciasDe(database, 'nada')).toBeNull();
  });

  it('access, gifts, referrals and profile are those of the folded state', async () => {
    for (const usuario of await activos()) {
      const vip = await estadoVip(database, usuario.id);
      expect(vip && { hasta: vip.hasta, pago: vip.pago, renovacion: vip.renovacion }).toEqual(usuario.vip);
      const regalos = await regalosDe(database, usuario.id, 1_000);
      const enCamino = regalos.filter(
        ({ sentido, estado }) => sentido === 'enviado' && !['entregado', 'devuelto'].includes(estado),
      );
      expect(enCamino.map(({ regalo }) => regalo).sort()).toEqual(
        Object.keys(usuario.regalosEnCamino).sort(),
      );
      const { premiados, calificados, registrados } = await referidosDe(database, usuario.id);
      expect(premiados).toBe(Object.keys(usuario.referidosPremiados).length);
      expect(registrados).toBeGreaterThanOrEqual(calificados);
      const perfil = await perfilDe(database, usuario.id, ahora());
      expect(perfil).toMatchObject({
        ganado: usuario.ganado,
        saldo: usuario.saldo,
        arquetipo: usuario.arquetipo,
        racha: usuario.regalo?.racha ?? 0,
        decisiones: usuario.tomadas,
        estado: usuario.eliminacion ? 'eliminando' : usuario.suspendido ? 'suspendido' : 'activo',
      });
      const later = await perfilDe(
        database,
        usuario.id,
        new Date(historia.clock.now() + 60 * 86_400_000).toISOString(),
      );
      expect(later!.conversion).toBeLessThanOrEqual(perfil!.conversion / 8 + 1);
    }
    expect(await perfilDe(database, '00000000-0000-4000-8000-000000000000', ahora())).toBeNull();
    const candidatos = await candidatosAVip(database, { ahora: ahora(), limite: 10 });
    const dias = Object.fromEntries(candidatos.map(({ usuarioId, ultimoDia }) => [usuarioId, ultimoDia]));
    const bases = await filas(`select usuario_id, base from lectura.puntaje_conversion`);
    const exacto = (id: string) =>
      (bases.find(({ usuario_id }) => usuario_id === id) as { base: number }).base *
      0.5 ** ((Date.parse(ahora().slice(0, 10)) - Date.parse(dias[id]!)) / 86_400_000 / 14);
    expect(candidatos.map(({ usuarioId }) => exacto(usuarioId))).toEqual(
      candidatos.map(({ usuarioId }) => exacto(usuarioId)).toSorted((one, other) => other - one),
    );
    const libres = (await activos()).filter(
      (each) => !each.suspendido && !each.eliminacion && !esVip(each, ahora()),
    );
    expect(candidatos.map(({ usuarioId }) => usuarioId).sort()).toEqual(libres.map(({ id }) => id).sort());
  });

  it('leaderboards: the first in order, and the own place in the same statement', async () => {
    for (const por of CRITERIOS) {
      const all = await clasificacion(database, {
        periodo: 'siempre',
        usuarioId: GENTE[0]!,
        limite: 100,
        por,
      });
      const sorted = all.primeros.toSorted((one, other) => other[por] - one[por]);
      expect(all.primeros.map((row) => row[por])).toEqual(sorted.map((row) => row[por]));
      for (const fila of all.primeros) {
        const { primeros, propia } = await clasificacion(database, {
          periodo: 'siempre',
          usuarioId: fila.usuarioId,
          limite: 2,
          por,
        });
        expect(propia).toEqual(fila);
        expect(primeros).toEqual(all.primeros.slice(0, 2));
      }
    }
    const [{ periodo: semana }] = (await filas(`select max(periodo) as periodo from lectura.clasificacion
      where periodo <> 'siempre'`)) as [{ periodo: string }];
    const week = await clasificacion(database, {
      periodo: 'semana',
      semana,
      usuarioId: GENTE[0]!,
      limite: 5,
    });
    expect(week.primeros.length).toBeGreaterThan(0);
    await expect(
      clasificacion(database, { periodo: 'semana', usuarioId: GENTE[0]!, limite: 5 }),
    ).rejects.toThrow();
  });

  it('the first of a leaderboard come off an index, however many there are', async () => {
    await services.pool.query(`
      begin;
      insert into lectura.clasificacion
        select '2000-W01', gen_random_uuid(), n, 0, 0, n from generate_series(1, 20000) n;
      analyze lectura.clasificacion; commit`);
    const plan = (await filas(`explain select usuario_id from lectura.clasificacion c
      where c.periodo = '2000-W01' and c.besitos > 0 order by c.besitos desc, c.posicion limit 10`)) as {
      'QUERY PLAN': string;
    }[];
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('Index Only Scan');
    expect(text).not.toContain('Sort');
    // A place far back is not found by counting everybody ahead.
    await services.pool.query(`
      insert into lectura.clasificacion_tramos
        select '2000-W01', n / 256 * 256, count(*) from generate_series(1, 20000) n group by 1, 2`);
    const [{ usuario_id }] = (await filas(
      `select usuario_id from lectura.clasificacion where periodo = '2000-W01' and besitos = 300`,
    )) as [{ usuario_id: string }];
    const lejos = await clasificacion(database, {
      periodo: 'semana',
      semana: '2000-W01',
      usuarioId: usuario_id,
      limite: 1,
    });
    expect(lejos.propia?.puesto).toBe(20_000 - 300 + 1);
    await services.pool.query(`
      delete from lectura.clasificacion where periodo = '2000-W01';
      delete from lectura.clasificacion_tramos where periodo = '2000-W01'`);
  });

  it('statements hide what leaves the wallet as it is; its receipt is to be had', async () => {
    const [{ posicion, usuario_id, evento_id }] = (await filas(`select posicion::text, usuario_id, evento_id
      from lectura.movimientos order by (importe = 0) desc, posicion limit 1`)) as [
      { posicion: string; usuario_id: string; evento_id: string },
    ];
    for (const { id } of await activos()) {
      const { movimientos: page } = await movimientos(database, id, { limite: 1_000 });
      expect(page.every(({ importe }) => importe !== 0)).toBe(true);
    }
    const uno = await recibo(database, usuario_id, posicion);
    expect(uno).toMatchObject({ eventoId: evento_id, posicion, stream: `usuario-${usuario_id}` });
    expect(uno!.apuntes.reduce((suma, { importe }) => suma + importe, 0)).toBe(0);
    expect(await recibo(database, usuario_id, evento_id)).toEqual(uno);
    const stored = historia.store.log().find(({ id }) => id === evento_id)!;
    expect(uno!.revision).toBe(stored.revision);
    const other = GENTE.find((id) => id !== usuario_id)!;
    expect(await recibo(database, other, posicion)).toBeNull();
    for (const nada of ['x', '', '9'.repeat(30), "1' or '1'='1"])
      expect(await recibo(database, usuario_id, nada)).toBeNull();
  });

  it('reviews, adjustments, payments and orders that wait', async () => {
    const abiertas = await revisionesAbiertas(database, { limite: 100 });
    const marcados = (await activos()).filter(({ revision }) => revision);
    expect(abiertas.map(({ revision }) => revision).sort()).toEqual(
      marcados.map(({ revision }) => revision!.id).sort(),
    );
    for (const { usuarioId } of abiertas)
      expect((await revisionesDe(database, usuarioId)).length).toBeGreaterThan(0);
    for (const { ajuste } of await ajustesPendientes(database, { limite: 100 }))
      expect((await historia.bus.estado('ajuste', ajuste)).estado).toBe('solicitado');
    const pagos = await pagosPorConciliar(database, '2026-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z');
    expect(pagos.length).toBe(Number((await filas('select count(*) from lectura.pagos'))[0].count));
    for (const { pago, estado } of pagos)
      expect((await historia.bus.estado('pago', pago)).estado).toBe(estado);
    for (const { id } of await activos()) {
      const own = pagos.filter(({ usuarioId }) => usuarioId === id);
      expect((await pagosDe(database, id))?.length).toBe(Math.min(50, own.length));
    }
    const vencidos = await pedidosVencidos(database, ahora());
    const open = (await activos()).flatMap(({ pedidos }) =>
      Object.entries(pedidos).filter(
        ([, { caduca, aceptadoHasta }]) => caduca <= ahora() && (aceptadoHasta ?? '') <= ahora(),
      ),
    );
    expect(vencidos.map(({ pedido }) => pedido).sort()).toEqual(open.map(([id]) => id).sort());
  });

  it('everything that is under way is told, and nothing that has ended', async () => {
    await historia.seguir(30);
    await proyectar();
    const pendientes = await procesosPendientes(database, {
      decisionesDeReferido: REGLAS.referido.decisiones,
    });
    const ids = (tipo: string) =>
      pendientes
        .filter((each) => each.tipo === tipo)
        .map(({ id }) => id)
        .sort();
    const gente = await activos();
    const keys = (part: (usuario: UsuarioActivo) => object) =>
      gente.flatMap((each) => Object.keys(part(each))).sort();
    expect(ids('compra')).toEqual(keys(({ compras }) => compras));
    expect(ids('canje')).toEqual(keys(({ canjes }) => canjes));
    expect(ids('regalo')).toEqual(keys(({ regalosEnCamino }) => regalosEnCamino));
    expect(ids('pedido')).toEqual(keys(({ pedidos }) => pedidos));
    expect(ids('eliminacion')).toEqual(
      gente
        .filter(({ eliminacion }) => eliminacion)
        .map(({ id }) => id)
        .sort(),
    );
    expect(ids('suscripcion')).toEqual(
      gente
        .filter(({ vip }) => vip?.renovacion === 'cancelando')
        .map(({ id }) => id)
        .sort(),
    );
    expect(ids('desbloqueo').every((id) => id.endsWith('/llave'))).toBe(true);
    expect(
      (
        await procesosPendientes(database, {
          decisionesDeReferido: 1,
          venceAntesDe: '2000-01-01T00:00:00.000Z',
        })
      ).every(({ vence }) => vence === null),
    ).toBe(true);
  });

  it('broadcasts reach those of a segment, page by page; neighbours are found', async () => {
    const gente = (await activos()).filter((each) => !each.suspendido && !each.eliminacion);
    const segmento = async (cual: 'todos' | 'vip' | 'no_vip') => {
      const found: string[] = [];
      for (let page: readonly string[] | null = null; page === null || page.length > 0; ) {
        page = await usuariosParaDifusion(database, {
          segmento: cual,
          despuesDe: found.at(-1) ?? null,
          limite: 2,
          ahora: ahora(),
        });
        found.push(...page);
      }
      return found;
    };
    const all = gente.map(({ id }) => id).sort();
    const vips = gente.filter((each) => esVip(each, ahora())).map(({ id }) => id);
    expect(await segmento('todos')).toEqual(all);
    expect(await segmento('vip')).toEqual(vips.toSorted());
    expect(await segmento('no_vip')).toEqual(all.filter((id) => !vips.includes(id)));
    for (const id of GENTE) {
      const { referencias, regalos, acciones } = await vecinosDe(database, id);
      for (const vecino of Object.keys(acciones)) expect(vecino).not.toBe(id);
      expect(referencias.length + regalos.length).toBeGreaterThanOrEqual(0);
      const en = await inocenteEn(database, id);
      if (en !== null) expect(Date.parse(en)).toBeLessThanOrEqual(historia.clock.now());
    }
  });
});
