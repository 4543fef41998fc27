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
import { foldOf, hechosOf, readModelOf } from '../support/read-model.ts';

const deBea = `usuario-${BEA}`;
const batchOf = (grupo: string, ...entries: Entry[]) => foldOf(grupo, hechosOf(logOf(...entries)));
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

  it.each(PROJECTIONS)('$grupo makes an empty batch of no events', ({ fold }) => {
    const parts = Object.values(fold([]) as Record<string, unknown>);
    for (const part of parts)
      expect((part as { size?: number; length?: number }).size ?? (part as unknown[]).length).toBe(0);
  });

  it.each(PROJECTIONS)('$grupo ignores events that it does not handle', ({ grupo, tipos, fold }) => {
    const others = everything.filter(([{ type }]) => !tipos.has(type));
    const hechos = hechosOf(logOf(...others));
    if (grupo !== 'usuarios') expect(fold(hechos)).toEqual(fold([]));
  });
});

describe('dinero', () => {
  const referencia = { tipo: 'item', id: 'bengala' } as const;

  it('BesitosOtorgados is a movement into the wallet and two changed balances', () => {
    const { movimientos, saldos } = batchOf('dinero', [otorgados(30, 'decision', referencia)]);
    expect(movimientos).toHaveLength(1);
    expect(movimientos[0]).toMatchObject({
      usuarioId: ANA,
      importe: 30,
      razon: 'decision',
      referencia,
      apuntes: [
        { cuenta: 'sistema:emision', importe: -30 },
        { cuenta: CARTERA, importe: 30 },
      ],
      hecho: { posicion: 0n, revision: 0 },
    });
    expect(saldos).toEqual(
      new Map([
        ['sistema:emision', { delta: -30, movimientos: 1, posicion: 0n }],
        [CARTERA, { delta: 30, movimientos: 1, posicion: 0n }],
      ]),
    );
  });

  it('BesitosGastados is a movement out of it', () => {
    const { movimientos, saldos } = batchOf('dinero', [gastados(25, 'compra', referencia)]);
    expect(movimientos[0]).toMatchObject({ importe: -25, razon: 'compra', referencia });
    expect(saldos.get(CARTERA)).toEqual({ delta: -25, movimientos: 1, posicion: 0n });
    expect(saldos.get('sistema:ventas')).toEqual({ delta: 25, movimientos: 1, posicion: 0n });
  });

  it('adds up what touches one account, up to the last position', () => {
    const { saldos } = batchOf('dinero', [conSaldo(100)], [gastados(25)], [registrada()], [gastados(10)]);
    expect(saldos.get(CARTERA)).toEqual({ delta: 65, movimientos: 3, posicion: 300n });
    expect(saldos.get('sistema:ventas')).toEqual({ delta: 35, movimientos: 2, posicion: 300n });
    expect(saldos.get('sistema:ajustes')).toEqual({ delta: -100, movimientos: 1, posicion: 0n });
  });
});

describe('usuarios', () => {
  const cambio = (datos: object) => ({
    idioma: null,
    vipHasta: null,
    estado: null,
    arquetipo: null,
    personal: null,
    ...datos,
  });

  it('UsuarioRegistrado is a new row', () => {
    expect(batchOf('usuarios', [registrada()])).toEqual({
      altas: [{ usuarioId: ANA, idioma: 'es', personal: SELLADO, en: AHORA, posicion: 0n }],
      cambios: new Map(),
    });
  });

  it('IdiomaCambiado and VipActivado change what they name, and when the user was seen', () => {
    const { cambios } = batchOf('usuarios', [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }], [vip()]);
    expect(cambios).toEqual(
      new Map([[ANA, cambio({ idioma: 'en', vipHasta: '2026-04-09T12:00:00.000Z', en: momento(1) })]]),
    );
  });

  it.each([
    [hecho('VipRenovado', { ...vip().data, hasta: dias(60) }), { vipHasta: dias(60) }],
    [hecho('VipTerminado', { hasta: AHORA, motivo: 'admin' }), { vipHasta: AHORA }],
    [hecho('ArquetipoAsignado', { arquetipo: 'social', puntaje: 70 }), { arquetipo: 'social' }],
    [suspendida(), { estado: 'suspendido' }],
    [hecho('UsuarioReactivado', { motivo: 'BES-1' }), { estado: 'activo' }],
    [enEliminacion(), { estado: 'eliminando' }],
    [hecho('UsuarioEliminado', {}), { estado: 'eliminado', personal: '' }],
    [reaccionado('faro'), {}],
    [otorgados(10), {}],
  ] as [Evento, object][])('$0.type changes what it names, and when the user was seen', (evento, changed) => {
    expect(batchOf('usuarios', [registrada(BEA)], [evento]).cambios).toEqual(
      new Map([[ANA, cambio({ ...changed, en: momento(1) })]]),
    );
  });

  it('keeps the last of several changes, for each user apart', () => {
    const { cambios } = batchOf(
      'usuarios',
      [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }],
      [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }, deBea],
      [{ type: 'IdiomaCambiado', data: { idioma: 'es' } }],
    );
    expect(cambios).toEqual(
      new Map([
        [ANA, cambio({ idioma: 'es', en: momento(2) })],
        [BEA, cambio({ idioma: 'en', en: momento(1) })],
      ]),
    );
  });
});

describe('narrativa', () => {
  it('FragmentoAbierto is a visit', () => {
    expect(batchOf('narrativa', [abierto('puerto')])).toEqual({
      visitas: [{ usuarioId: ANA, historia: 'noche', fragmento: 'puerto', final: false, en: AHORA }],
      decisiones: new Map(),
      tomadas: new Map(),
      reacciones: [],
      publicaciones: [],
      desbloqueos: [],
    });
  });

  it('DecisionTomada is a visit of where it leads, and a decision that counts each time', () => {
    const { visitas, decisiones, tomadas } = batchOf(
      'narrativa',
      [tomada('puerto/entrar', 'faro')],
      [tomada('puerto/entrar', 'faro', { primera: false })],
    );
    expect(
      visitas.map(({ fragmento, final }: { fragmento: string; final: boolean }) => [fragmento, final]),
    ).toEqual([
      ['faro', true],
      ['faro', true],
    ]);
    expect([...decisiones.values()]).toEqual([
      { usuarioId: ANA, fragmento: 'puerto', decision: 'entrar', veces: 2, en: AHORA },
    ]);
    expect([...tomadas.values()]).toEqual([2]);
  });

  it('ContenidoReaccionado is a reaction', () => {
    expect(batchOf('narrativa', [reaccionado('faro')]).reacciones).toEqual([
      { usuarioId: ANA, fragmento: 'faro', emoji: '🔥', en: AHORA },
    ]);
  });
});

describe('experiencias', () => {
  it('ExperienciaIniciada is a new row', () => {
    expect(batchOf('experiencias', [iniciada('paseo', 3)])).toEqual({
      iniciadas: [{ usuarioId: ANA, experiencia: 'paseo', version: 1, total: 3, en: AHORA }],
      completados: [],
      avances: new Map(),
    });
  });

  it('ComponenteCompletado raises the counter by one each', () => {
    const { completados, avances } = batchOf(
      'experiencias',
      [completado('paseo/a', 1, 3)],
      [completado('paseo/b', 2, 4)],
    );
    expect(completados).toEqual([
      { usuarioId: ANA, experiencia: 'paseo', componente: 'a', en: AHORA },
      { usuarioId: ANA, experiencia: 'paseo', componente: 'b', en: momento(1) },
    ]);
    expect([...avances.values()]).toEqual([
      { usuarioId: ANA, experiencia: 'paseo', suma: 2, total: 4, en: momento(1), terminada: null },
    ]);
  });

  it('ExperienciaCompletada ends it and raises nothing', () => {
    expect([...batchOf('experiencias', [terminada('paseo')]).avances.values()]).toEqual([
      { usuarioId: ANA, experiencia: 'paseo', suma: 0, total: null, en: AHORA, terminada: AHORA },
    ]);
  });
});

/** Rows of one table after the events, by key. */
const rowsOf = (tabla: Tabla, ...entries: Entry[]) => {
  const { columnas } = TABLES.find((spec) => spec.tabla === tabla)!;
  const rows = readModelOf(hechosOf(logOf(...entries)))[tabla];
  return Object.fromEntries(
    [...rows].map(([key, row]) => [
      key,
      Object.fromEntries(columnas.map((column, index) => [column, row[index]])),
    ]),
  );
};

describe('tienda', () => {
  it('ItemComprado is a purchase and an item owned; what is used or given back leaves', () => {
    const entries: Entry[] = [
      [registrada()],
      [comprado('bengala')],
      [recibido('bengala')],
      [hecho('ItemUsado', { item: 'bengala', version: 1 })],
    ];
    expect(Object.values(rowsOf('compras', ...entries))).toMatchObject([
      { usuario_id: ANA, item: 'bengala', compra: null, pago: null, reembolsada_en: null },
    ]);
    expect(rowsOf('inventario', ...entries)).toEqual({
      [`${ANA}|bengala`]: {
        tipo: 'consumible',
        cantidad: '1',
        primero_en: momento(1),
        ultimo_en: momento(2),
      },
    });
    const devuelto = hecho('ItemDevuelto', { item: 'bengala', referencia: { tipo: 'movimiento', id: '1' } });
    expect(rowsOf('inventario', ...entries, [devuelto])).toMatchObject({
      [`${ANA}|bengala`]: { cantidad: '0' },
    });
  });

  it('CompraReembolsada says when the purchase was undone', () => {
    const original = { revision: 1, eventoId: idNamed('evento/1') };
    const datos = { item: 'bengala', precio: 25, moneda: 'besitos', motivo: 'x' } as const;
    const rows = rowsOf(
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
  const rowAfter = (...entries: Entry[]) => {
    const row = rowsOf('catalogo', ...entries)['item|bengala']!;
    return { ...row, contenido: JSON.parse(row.contenido!) };
  };

  it('keeps the newest version in the place of the first', () => {
    expect(rowAfter(published(1, 10), published(2, 20))).toMatchObject({
      version: '2',
      orden: '0',
      publicado_en: momento(1),
      retirado: 'false',
      contenido: { precio: 20 },
    });
  });

  it('a changed price is a version; without one in Stars it is not for sale for them any more', () => {
    const cambio = hecho('PrecioCambiado', { id: 'bengala', version: 2, precio: 7 });
    const row = rowAfter(published(1, 10), [cambio, 'item-bengala']);
    expect(row).toMatchObject({ version: '2', contenido: { precio: 7 } });
    expect(row.contenido).not.toHaveProperty('estrellas');
  });

  it('what is withdrawn stays, marked, until it is published again', () => {
    const retirado: Entry = [hecho('ItemRetirado', { id: 'bengala', version: 1 }), 'item-bengala'];
    expect(rowAfter(published(1, 10), retirado)).toMatchObject({ version: '1', retirado: 'true' });
    expect(rowAfter(published(1, 10), retirado, published(2, 10))).toMatchObject({ retirado: 'false' });
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

  it('only what was earned counts on the boards, of the week and of all time', () => {
    const rows = rowsOf(
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

  it('an erased user is on no board', () => {
    const rows = rowsOf('clasificacion', [registrada()], [otorgados(3)], [hecho('UsuarioEliminado', {})]);
    expect(rows).toEqual({});
  });

  it('the score is 0 for nothing, grows with every counter, and stays below 100', () => {
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

  it('folded in one batch or in many gives the same rows', () => {
    fc.assert(
      fc.property(anyLog, fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 40 }), (log, sizes) => {
        const hechos = hechosOf(log);
        expect(readModelOf(hechos, sizes)).toEqual(readModelOf(hechos));
      }),
      { numRuns: 500 },
    );
  });

  it('folded event by event gives what verification folds by itself', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const expected = createExpectedFold();
        for (const stored of log) expected.event(stored, () => true);
        const model = readModelOf(
          hechosOf(log),
          log.map(() => 1),
        );
        for (const { tabla } of TABLES) expect(model[tabla], tabla).toEqual(expected.tables[tabla]);
      }),
      { numRuns: 500 },
    );
  });

  it('is not changed by being folded', () => {
    const hechos = hechosOf(logOf(...everything));
    const before = structuredClone(hechos);
    readModelOf(hechos);
    expect(hechos).toStrictEqual(before);
    expect(canonicalJson(hechos.map(({ evento }) => evento))).toBe(
      canonicalJson(before.map(({ evento }) => evento)),
    );
  });
});
