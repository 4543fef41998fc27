/** The pure folds: what each event of each projector puts into a batch, and that batches may be cut anywhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExpectedFold, TABLES, type Tabla } from '../../src/audit/verify/expected.ts';
import { canonicalJson } from '../../src/events/canonico.ts';
import { EVENTOS, type Evento } from '../../src/events/registro.ts';
import type { EventoDeUsuario } from '../../src/events/usuario/eventos.ts';
import { baseDe } from '../../src/projections/perfiles/conversion.ts';
import { semanaDe } from '../../src/projections/perfiles/semana.ts';
import { PROJECTIONS, projectionNamed } from '../../src/projections/registro.ts';
import {
  AHORA,
  ANA,
  abierto,
  BEA,
  completado,
  componente,
  comprado,
  conSaldo,
  dias,
  enEliminacion,
  experiencia,
  fragmento,
  gastados,
  hecho,
  idNamed,
  iniciada,
  item,
  otorgados,
  PROCESO,
  reaccionado,
  recibido,
  regalo,
  registrada,
  SELLADO,
  suspendida,
  terminada,
  tomada,
  vip,
} from '../support/fixtures.ts';
import { type Entry, logOf, momento } from '../support/history.ts';
import { createAlmacenDeMemoria, hechosOf, projection, readModelOf } from '../support/read-model.ts';

const deBea = `usuario-${BEA}`;
const CARTERA = `usuario:${ANA}:cartera`;

describe('the projectors together', () => {
  it('handle every event of the log', () => {
    const handled = new Set(PROJECTIONS.flatMap(({ tipos }) => [...tipos]));
    expect([...EVENTOS.keys()].filter((type) => !handled.has(type))).toEqual([]);
  });

  it('handle only events that exist', () => {
    for (const { tipos } of PROJECTIONS) for (const type of tipos) expect(EVENTOS.has(type), type).toBe(true);
  });

  it('keep the tables that verification compares', () => {
    expect(
      PROJECTIONS.flatMap(({ grupo, tablas }) => tablas.map((tabla) => `${grupo}.${tabla}`)).sort(),
    ).toEqual(TABLES.map(({ grupo, tabla }) => `${grupo}.${tabla}`).sort());
  });

  it('are found by their name or by that of a table', () => {
    expect(projectionNamed('dinero')?.grupo).toBe('dinero');
    expect(projectionNamed('apuntes')?.grupo).toBe('dinero');
    expect(projectionNamed('nada')).toBeUndefined();
  });

  it.each(PROJECTIONS)(
    '$grupo writes nothing of events that it does not handle',
    async ({ tipos, aplicar }) => {
      const others = everything.filter(([{ type }]) => !tipos.has(type));
      const almacen = createAlmacenDeMemoria();
      const handled = hechosOf(logOf(...others)).filter(({ evento }) => tipos.has(evento.type));
      await aplicar(almacen, handled);
      for (const { tabla } of TABLES) expect(almacen.filas(tabla).size, tabla).toBe(0);
    },
  );

  it('stop for money alone', () => {
    expect(PROJECTIONS.filter(({ dinero }) => dinero).map(({ grupo }) => grupo)).toEqual(['dinero']);
  });
});

/** Rows of one table after the events, by key. */
const rowsOf = async (tabla: Tabla, ...entries: Entry[]) => {
  const { columnas, grupo } = TABLES.find((spec) => spec.tabla === tabla)!;
  const rows = (await readModelOf(hechosOf(logOf(...entries)), [], [projection(grupo)]))[tabla];
  return Object.fromEntries(
    [...rows].map(([key, row]) => [
      key,
      Object.fromEntries(columnas.map((column, index) => [column, row[index]])),
    ]),
  );
};

describe('dinero', () => {
  const referencia = { tipo: 'item', id: 'bengala' } as const;

  it('BesitosOtorgados is a movement into the wallet, its postings, and two changed balances', async () => {
    const entry: Entry = [otorgados(30, 'decision', referencia)];
    expect(await rowsOf('movimientos', entry)).toMatchObject({
      0: {
        usuario_id: ANA,
        revision: '0',
        importe: '30',
        razon: 'decision',
        referencia_tipo: 'item',
        referencia_id: 'bengala',
      },
    });
    expect(await rowsOf('apuntes', entry)).toEqual({
      '0|0': { cuenta: 'sistema:emision', importe: '-30' },
      '0|1': { cuenta: CARTERA, importe: '30' },
    });
    expect(await rowsOf('saldos', entry)).toEqual({
      'sistema:emision': { saldo: '-30', movimientos: '1', posicion: '0' },
      [CARTERA]: { saldo: '30', movimientos: '1', posicion: '0' },
    });
  });

  it('BesitosGastados is a movement out of it', async () => {
    const entry: Entry = [gastados(25, 'compra', referencia)];
    expect(await rowsOf('movimientos', entry)).toMatchObject({ 0: { importe: '-25', razon: 'compra' } });
    expect(await rowsOf('saldos', entry)).toMatchObject({
      [CARTERA]: { saldo: '-25' },
      'sistema:ventas': { saldo: '25' },
    });
  });

  it('adds up what touches one account, up to the last position', async () => {
    const entries: Entry[] = [[conSaldo(100)], [gastados(25)], [registrada()], [gastados(10)]];
    expect(await rowsOf('saldos', ...entries)).toEqual({
      [CARTERA]: { saldo: '65', movimientos: '3', posicion: '300' },
      'sistema:ventas': { saldo: '35', movimientos: '2', posicion: '300' },
      'sistema:ajustes': { saldo: '-100', movimientos: '1', posicion: '0' },
    });
  });
});

describe('usuarios', () => {
  const alta = {
    idioma: 'es',
    personal: SELLADO,
    vip_hasta: null,
    registrado_en: AHORA,
    ultima_actividad_en: AHORA,
    posicion: '0',
    estado: 'activo',
    arquetipo: null,
  };

  it('UsuarioRegistrado is a new row', async () => {
    expect(await rowsOf('usuarios', [registrada()])).toEqual({ [ANA]: alta });
  });

  it.each([
    [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }, { idioma: 'en' }],
    [vip(), { vip_hasta: '2026-04-09T12:00:00.000Z' }],
    [hecho('VipRenovado', { ...vip().data, hasta: dias(60) }), { vip_hasta: dias(60) }],
    [hecho('VipTerminado', { hasta: AHORA, motivo: 'admin' }), { vip_hasta: AHORA }],
    [hecho('ArquetipoAsignado', { arquetipo: 'social', puntaje: 70 }), { arquetipo: 'social' }],
    [suspendida(), { estado: 'suspendido' }],
    [hecho('UsuarioReactivado', { motivo: 'BES-1' }), { estado: 'activo' }],
    [enEliminacion(), { estado: 'eliminando' }],
    [hecho('UsuarioEliminado', {}), { estado: 'eliminado', personal: '' }],
    [reaccionado('faro'), {}],
    [otorgados(10), {}],
  ] as [Evento, object][])(
    '$0.type changes what it names, and when the user was seen',
    async (evento, changed) => {
      const row = { ...alta, ...changed, ultima_actividad_en: momento(1) };
      expect(await rowsOf('usuarios', [registrada()], [evento])).toEqual({ [ANA]: row });
    },
  );

  it('changes nobody who is not registered', async () => {
    expect(await rowsOf('usuarios', [otorgados(10)])).toEqual({});
  });

  it('keeps the last of several changes, for each user apart', async () => {
    const rows = await rowsOf(
      'usuarios',
      [registrada()],
      [registrada(BEA), deBea],
      [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }],
      [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }, deBea],
      [{ type: 'IdiomaCambiado', data: { idioma: 'es' } }],
    );
    expect(rows).toMatchObject({
      [ANA]: { idioma: 'es', ultima_actividad_en: momento(4) },
      [BEA]: { idioma: 'en', ultima_actividad_en: momento(3) },
    });
  });
});

describe('narrativa', () => {
  it('FragmentoAbierto is a visit, and where the user stands', async () => {
    expect(await rowsOf('fragmentos_visitados', [abierto('puerto')])).toEqual({
      [`${ANA}|puerto`]: { historia: 'noche', es_final: 'false', visitado_en: AHORA, decidio: 'false' },
    });
    expect(await rowsOf('progreso_narrativo', [abierto('puerto')])).toEqual({
      [`${ANA}|noche`]: {
        fragmento: 'puerto',
        visitados: '1',
        decisiones: '0',
        finales: '0',
        iniciado_en: AHORA,
        actualizado_en: AHORA,
      },
    });
  });

  it('DecisionTomada is a visit of where it leads, counted once, and a decision that counts each time', async () => {
    const entries: Entry[] = [
      [tomada('puerto/entrar', 'faro')],
      [tomada('puerto/entrar', 'faro', { primera: false })],
    ];
    expect(await rowsOf('progreso_narrativo', ...entries)).toEqual({
      [`${ANA}|noche`]: {
        fragmento: 'faro',
        visitados: '1',
        decisiones: '2',
        finales: '1',
        iniciado_en: AHORA,
        actualizado_en: momento(1),
      },
    });
    expect(await rowsOf('decisiones_tomadas', ...entries)).toEqual({
      [`${ANA}|puerto|entrar`]: { veces: '2', tomada_en: AHORA },
    });
  });

  it('ContenidoReaccionado is a reaction', async () => {
    expect(await rowsOf('reacciones', [reaccionado('faro')])).toEqual({
      [`${ANA}|faro`]: { emoji: '🔥', reaccionado_en: AHORA },
    });
  });

  it('what opened a piece of content first stays', async () => {
    const de = (tipo: 'item' | 'experiencia', id: string) =>
      hecho('ContenidoDesbloqueado', { contenido: 'faro', referencia: { tipo, id } });
    expect(await rowsOf('desbloqueos', [de('item', 'llave')], [de('experiencia', 'paseo')])).toEqual({
      [`${ANA}|faro`]: { referencia_tipo: 'item', referencia_id: 'llave', desbloqueado_en: AHORA },
    });
  });
});

describe('experiencias', () => {
  const progreso = {
    version: '1',
    componentes_completados: '0',
    componentes_total: '3',
    iniciada_en: AHORA,
    actualizada_en: AHORA,
    terminada_en: null,
  };

  it('ExperienciaIniciada is a new row', async () => {
    expect(await rowsOf('progreso_experiencias', [iniciada('paseo', 3)])).toEqual({
      [`${ANA}|paseo`]: progreso,
    });
  });

  it('ComponenteCompletado raises the counter by one each', async () => {
    const entries: Entry[] = [
      [iniciada('paseo', 3)],
      [completado('paseo/a', 1, 3)],
      [completado('paseo/b', 2, 4)],
    ];
    expect(await rowsOf('componentes_completados', ...entries)).toEqual({
      [`${ANA}|paseo|a`]: { completado_en: momento(1) },
      [`${ANA}|paseo|b`]: { completado_en: momento(2) },
    });
    const row = { ...progreso, componentes_completados: '2', componentes_total: '4' };
    expect(await rowsOf('progreso_experiencias', ...entries)).toEqual({
      [`${ANA}|paseo`]: { ...row, actualizada_en: momento(2) },
    });
  });

  it('ExperienciaCompletada ends it and raises nothing', async () => {
    expect(await rowsOf('progreso_experiencias', [iniciada('paseo', 3)], [terminada('paseo')])).toEqual({
      [`${ANA}|paseo`]: { ...progreso, actualizada_en: momento(1), terminada_en: momento(1) },
    });
  });
});

describe('tienda', () => {
  it('ItemComprado is a purchase and an item owned; what is used or given back leaves', async () => {
    const entries: Entry[] = [
      [registrada()],
      [comprado('bengala')],
      [recibido('bengala')],
      [hecho('ItemUsado', { item: 'bengala', version: 1 })],
    ];
    expect(Object.values(await rowsOf('compras', ...entries))).toMatchObject([
      { usuario_id: ANA, item: 'bengala', compra: null, pago: null, reembolsada_en: null },
    ]);
    expect(await rowsOf('inventario', ...entries)).toEqual({
      [`${ANA}|bengala`]: {
        tipo: 'consumible',
        cantidad: '1',
        primero_en: momento(1),
        ultimo_en: momento(2),
      },
    });
    const devuelto = hecho('ItemDevuelto', { item: 'bengala', referencia: { tipo: 'movimiento', id: '1' } });
    expect(await rowsOf('inventario', ...entries, [devuelto])).toMatchObject({
      [`${ANA}|bengala`]: { cantidad: '0' },
    });
  });

  it('CompraReembolsada says when the purchase was undone', async () => {
    const original = { revision: 1, eventoId: idNamed('evento/1') };
    const datos = { item: 'bengala', precio: 25, moneda: 'besitos', motivo: 'x' } as const;
    const rows = await rowsOf(
      'compras',
      [registrada()],
      [comprado('bengala', { compra: PROCESO })],
      [hecho('CompraReembolsada', { original, ...datos })],
    );
    expect(Object.values(rows)).toMatchObject([{ compra: PROCESO, reembolsada_en: momento(2) }]);
  });
});

describe('catalogo', () => {
  const published = (version: number, precio: number): Entry => [
    { type: 'ItemPublicado', data: { version, item: item({ id: 'bengala', precio, estrellas: 5 }) } },
    'item-bengala',
  ];
  const rowAfter = async (...entries: Entry[]) => {
    const row = (await rowsOf('catalogo', ...entries))['item|bengala']!;
    return { ...row, contenido: JSON.parse(row.contenido!) };
  };

  it('keeps the newest version in the place of the first', async () => {
    expect(await rowAfter(published(1, 10), published(2, 20))).toMatchObject({
      version: '2',
      orden: '0',
      publicado_en: momento(1),
      retirado: 'false',
      contenido: { precio: 20 },
    });
  });

  it('a changed price is a version; without one in Stars it is not for sale for them any more', async () => {
    const cambio = hecho('PrecioCambiado', { id: 'bengala', version: 2, precio: 7 });
    const row = await rowAfter(published(1, 10), [cambio, 'item-bengala']);
    expect(row).toMatchObject({ version: '2', contenido: { precio: 7 } });
    expect(row.contenido).not.toHaveProperty('estrellas');
  });

  it('what is withdrawn stays, marked, until it is published again', async () => {
    const retirado: Entry = [hecho('ItemRetirado', { id: 'bengala', version: 1 }), 'item-bengala'];
    expect(await rowAfter(published(1, 10), retirado)).toMatchObject({ version: '1', retirado: 'true' });
    expect(await rowAfter(published(1, 10), retirado, published(2, 10))).toMatchObject({ retirado: 'false' });
  });
});

describe('cuentas', () => {
  it('decisions of who was brought are counted up to the one that makes the referral count', async () => {
    const registrado = hecho('ReferidoRegistrado', { por: BEA });
    const calificado = hecho('ReferidoCalificado', { por: BEA });
    const decisiones = async (...entries: Entry[]) =>
      Object.values(await rowsOf('referidos', ...entries)).map((row) => [row.estado, row.decisiones]);
    expect(await decisiones([registrado])).toEqual([['registrado', '0']]);
    expect(
      await decisiones([registrado], [tomada('puerto/entrar', 'faro')], [tomada('puerto/entrar', 'faro')]),
    ).toEqual([['registrado', '2']]);
    expect(
      await decisiones(
        [registrado],
        [tomada('puerto/entrar', 'faro')],
        [calificado],
        [tomada('puerto/entrar', 'faro')],
      ),
    ).toEqual([['calificado', '1']]);
    expect(await decisiones([tomada('puerto/entrar', 'faro')])).toEqual([]);
  });
});

describe('perfiles', () => {
  it.each([
    ['2026-03-10T12:00:00.000Z', '2026-W11'],
    ['2026-01-01T00:00:00.000Z', '2026-W01'],
    ['2025-12-29T00:00:00.000Z', '2026-W01'],
    ['2025-12-28T23:59:59.999Z', '2025-W52'],
    ['2027-01-03T12:00:00.000Z', '2026-W53'],
    ['2024-02-29T12:00:00.000Z', '2024-W09'],
  ])('%s is in %s', (instante, semana) => {
    expect(semanaDe(instante)).toBe(semana);
  });

  it('only what was earned counts on the boards, of the week and of all time', async () => {
    const rows = await rowsOf(
      'clasificacion',
      [registrada()],
      [otorgados(30, 'decision')],
      [otorgados(100, 'ajuste')],
      [otorgados(50, 'reembolso')],
      [otorgados(9, 'regalo_recibido')],
      [iniciada('paseo', 1)],
      [terminada('paseo')],
    );
    const fila = { besitos: '30', experiencias: '1', referidos: '0', posicion: '600' };
    expect(rows).toEqual({ [`siempre|${ANA}`]: fila, [`2026-W11|${ANA}`]: fila });
  });

  it('how many hold how much is counted: exactly below 128, then in 64 steps to each doubling', async () => {
    const todos = async (...entries: Entry[]) => {
      const rows = await rowsOf('clasificacion_tramos', ...entries);
      const siempre = Object.entries(rows).filter(([key]) => key.startsWith('siempre|'));
      expect(siempre.map(([key, row]) => [key.replace('siempre', '2026-W11'), row])).toEqual(
        Object.entries(rows).filter(([key]) => key.startsWith('2026-W11|')),
      );
      return Object.fromEntries(siempre.map(([key, row]) => [key.split('|')[1], row.usuarios]));
    };
    expect(await todos([otorgados(127)])).toEqual({ 127: '1' });
    expect(await todos([otorgados(129)])).toEqual({ 128: '1' });
    expect(await todos([otorgados(1_000)])).toEqual({ 1000: '1' });
    expect(await todos([otorgados(1_007)])).toEqual({ 1000: '1' });
    expect(await todos([otorgados(3)], [otorgados(100)], [otorgados(200)])).toEqual({
      3: '0',
      103: '0',
      300: '1',
    });
    expect(await todos([otorgados(3)], [terminada('paseo')])).toEqual({ 3: '1' });
    expect(await todos([otorgados(3)], [hecho('UsuarioEliminado', {})])).toEqual({ 3: '0' });
  });

  it('an erased user is on no board', async () => {
    const rows = await rowsOf(
      'clasificacion',
      [registrada()],
      [otorgados(3)],
      [hecho('UsuarioEliminado', {})],
    );
    expect(rows).toEqual({});
  });

  it('the score is 0 for nothing, grows with every counter, and stays below 100', async () => {
    const cero = {
      dias_activos: 0,
      lecturas: 0,
      decisiones: 0,
      reacciones: 0,
      experiencias: 0,
      gastado: 0,
      compras: 0,
      referidos: 0,
      pagos: 0,
    };
    expect(baseDe(cero)).toBe(0);
    for (const counter of Object.keys(cero)) {
      const scores = [1, 10, 100, 10_000].map((n) => baseDe({ ...cero, [counter]: n }));
      expect(scores, counter).toEqual(scores.toSorted((one, other) => one - other));
      expect(scores.at(-1), counter).toBeGreaterThan(0);
    }
    const huge = Object.fromEntries(Object.keys(cero).map((counter) => [counter, 1e9])) as typeof cero;
    expect(baseDe(huge)).toBe(100);
  });
});

/** At least one of each event, in an order that can happen. */
const everything: Entry[] = [
  [
    { type: 'FragmentoPublicado', data: { version: 1, fragmento: fragmento({ id: 'faro' }) } },
    'fragmento-faro',
  ],
  [
    {
      type: 'ExperienciaPublicada',
      data: {
        version: 1,
        experiencia: experiencia({ id: 'paseo', componentes: [componente.fragmento('a', 'faro')] }),
      },
    },
    'experiencia-paseo',
  ],
  [{ type: 'ItemPublicado', data: { version: 1, item: item({ id: 'bengala' }) } }, 'item-bengala'],
  [registrada()],
  [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }],
  [abierto('puerto')],
  [tomada('puerto/entrar', 'faro')],
  [conSaldo(100)],
  [reaccionado('faro')],
  [regalo('2026-03-10', 1)],
  [otorgados(10, 'regalo_diario')],
  [comprado('bengala')],
  [gastados(25)],
  [recibido('bengala')],
  [iniciada('paseo', 1)],
  [completado('paseo/a', 1, 1)],
  [terminada('paseo')],
  [vip()],
];

describe('a log', () => {
  /** Any order of facts that the tables allow, of two people and some content. */
  const anyLog = fc
    .array(
      fc.record({
        bea: fc.boolean(),
        what: fc.nat(16),
        which: fc.constantFrom('a', 'b', 'c'),
        amount: fc.integer({ min: 1, max: 1_000_000_000 }),
      }),
      { maxLength: 60 },
    )
    .map((steps) => {
      const seen = new Set<string>();
      const once = (...key: unknown[]) => !seen.has(key.join()) && Boolean(seen.add(key.join()));
      const entries: Entry[] = [[registrada()], [registrada(BEA), deBea]];
      let version = 0;
      const saldos = new Map<string, number>();
      const mueve = (usuarioId: string, cantidad: number) => {
        const saldo = (saldos.get(usuarioId) ?? 0) + cantidad;
        if (saldo < 0) return false;
        saldos.set(usuarioId, saldo);
        return true;
      };
      for (const { bea, what, which, amount } of steps) {
        const stream = `usuario-${bea ? BEA : ANA}`;
        const usuarioId = bea ? BEA : ANA;
        const otra = { historia: which === 'c' ? 'isla' : 'noche' };
        const started = seen.has([usuarioId, 'e', which].join());
        const choices: (() => EventoDeUsuario | false)[] = [
          () => ({ type: 'IdiomaCambiado', data: { idioma: which === 'a' ? 'es' : 'en' } }),
          () => abierto(which, { final: which === 'b', ...otra }),
          () => tomada(`${which}/x`, which === 'a' ? 'b' : 'a', { final: which === 'a' }),
          () => tomada(`${which}/y`, which, { final: which === 'b', ...otra }),
          () => once(usuarioId, 'r', which) && reaccionado(which),
          () => mueve(usuarioId, amount) && otorgados(amount, 'ajuste', undefined, undefined, usuarioId),
          () => mueve(usuarioId, -amount) && gastados(amount, 'compra', undefined, usuarioId),
          () => regalo('2026-03-10', 1),
          () => comprado(which),
          () => recibido(which),
          () => once(usuarioId, 'e', which) && iniciada(which, 3),
          () =>
            started &&
            once(usuarioId, 'c', which, amount % 3) &&
            completado(`${which}/paso-${amount % 3}`, 1, 3),
          () => started && terminada(which),
          () => vip(`2026-0${(amount % 9) + 1}-01T00:00:00.000Z`),
        ];
        const event = choices[what]?.();
        if (event) entries.push([event, stream]);
        if (what < choices.length) continue;
        version += 1;
        const contenido = item({ id: which, precio: amount });
        entries.push([{ type: 'ItemPublicado', data: { version, item: contenido } }, `item-${which}`]);
      }
      return logOf(...entries);
    });

  it('folded in one batch or in many gives the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 40 }),
        async (log, sizes) => {
          const hechos = hechosOf(log);
          expect(await readModelOf(hechos, sizes)).toEqual(await readModelOf(hechos));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('folded event by event gives what verification folds by itself', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (log) => {
        const expected = createExpectedFold();
        for (const stored of log) expected.event(stored, () => true);
        const model = await readModelOf(
          hechosOf(log),
          log.map(() => 1),
        );
        for (const { tabla } of TABLES) expect(model[tabla], tabla).toEqual(expected.tables[tabla]);
      }),
      { numRuns: 500 },
    );
  });

  it('is not changed by being folded', async () => {
    const hechos = hechosOf(logOf(...everything));
    const before = structuredClone(hechos);
    await readModelOf(hechos);
    expect(hechos).toStrictEqual(before);
    expect(canonicalJson(hechos.map(({ evento }) => evento))).toBe(
      canonicalJson(before.map(({ evento }) => evento)),
    );
  });
});
