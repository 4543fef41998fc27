/** The pure folds: what each event of each projector puts into a batch, and that batches may be cut anywhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExpectedFold, TABLES } from '../../src/audit/verify/expected.ts';
import { canonicalJson } from '../../src/events/canonico.ts';
import { EVENTOS, type Evento } from '../../src/events/registro.ts';
import { EVENTOS_DE_USUARIO, type EventoDeUsuario } from '../../src/events/usuario/eventos.ts';
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
  experiencia,
  fragmento,
  gastados,
  iniciada,
  item,
  otorgados,
  reaccionado,
  recibido,
  regalo,
  registrada,
  SELLADO,
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
  it('UsuarioRegistrado is a new row', () => {
    expect(batchOf('usuarios', [registrada()])).toEqual({
      altas: [{ usuarioId: ANA, idioma: 'es', personal: SELLADO, en: AHORA, posicion: 0n }],
      cambios: new Map(),
    });
  });

  it('IdiomaCambiado and VipActivado change what they name, and when the user was seen', () => {
    const { cambios } = batchOf('usuarios', [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }], [vip()]);
    expect(cambios).toEqual(
      new Map([[ANA, { idioma: 'en', vipHasta: '2026-04-09T12:00:00.000Z', en: momento(1) }]]),
    );
  });

  const others = EVENTOS_DE_USUARIO.map(({ type }) => type).filter(
    (type) => !['UsuarioRegistrado', 'IdiomaCambiado', 'VipActivado'].includes(type),
  );
  it.each(others)('%s changes only when the user was seen', (type) => {
    const [evento] = everything.find(([each]) => each.type === type)!;
    expect(batchOf('usuarios', [registrada(BEA)], [evento]).cambios).toEqual(
      new Map([[ANA, { idioma: null, vipHasta: null, en: momento(1) }]]),
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
        [ANA, { idioma: 'es', vipHasta: null, en: momento(2) }],
        [BEA, { idioma: 'en', vipHasta: null, en: momento(1) }],
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

describe('tienda', () => {
  it('ItemComprado is a purchase and an item owned', () => {
    const { compras, inventario } = batchOf('tienda', [comprado('bengala')]);
    expect(compras.map(({ evento }: { evento: Evento }) => evento)).toEqual([comprado('bengala')]);
    expect([...inventario.values()]).toEqual([
      { usuarioId: ANA, item: 'bengala', tipo: 'consumible', cantidad: 1, primero: AHORA, ultimo: AHORA },
    ]);
  });

  it('ItemOtorgado is an item owned, and no purchase', () => {
    const { compras, inventario } = batchOf('tienda', [comprado('bengala')], [recibido('bengala')]);
    expect(compras).toHaveLength(1);
    expect([...inventario.values()]).toEqual([
      {
        usuarioId: ANA,
        item: 'bengala',
        tipo: 'consumible',
        cantidad: 2,
        primero: AHORA,
        ultimo: momento(1),
      },
    ]);
  });
});

describe('catalogo', () => {
  const published = (version: number, precio: number): Entry => [
    { type: 'ItemPublicado', data: { version, item: item({ id: 'bengala', precio }) } },
    'item-bengala',
  ];

  it.each(['FragmentoPublicado', 'ExperienciaPublicada', 'ItemPublicado'] as const)('%s is a row', (type) => {
    const [evento, stream] = everything.find(([each]) => each.type === type)!;
    const [tipo, id] = stream!.split('-');
    const rows = [...batchOf('catalogo', [evento, stream]).values()];
    expect(rows).toMatchObject([
      {
        tipo,
        id,
        version: 1,
        historia: type === 'FragmentoPublicado' ? 'noche' : null,
        orden: 0n,
        en: AHORA,
      },
    ]);
    expect(JSON.parse(rows[0].contenido)).toMatchObject({ id });
  });

  it('keeps the newest version in the place of the first', () => {
    const rows = [...batchOf('catalogo', published(1, 10), published(2, 20)).values()];
    expect(rows).toMatchObject([{ version: 2, orden: 0n, en: momento(1) }]);
    expect(JSON.parse(rows[0].contenido).precio).toBe(20);
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
          () => otorgados(amount, 'ajuste', undefined, undefined, usuarioId),
          () => gastados(amount, 'compra', undefined, usuarioId),
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

  it('of one of each event fills every table', () => {
    const model = readModelOf(hechosOf(logOf(...everything)));
    for (const { tabla } of TABLES) expect(model[tabla].size, tabla).toBeGreaterThan(0);
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
