import { describe, expect, it } from 'vitest';
import { Requisito } from '../../src/events/contenido.ts';
import { nivelDe } from '../../src/events/reglas.ts';
import { esVip, type Faltante, faltantes } from '../../src/events/requisitos.ts';
import type { EventoDeUsuario } from '../../src/events/usuario/eventos.ts';
import {
  AHORA,
  abierto,
  completado,
  comprado,
  conSaldo,
  DESPUES,
  hecho,
  iniciada,
  otorgados,
  PROCESO,
  promocionales,
  REGLAS,
  recibido,
  registrada,
  reglasCon,
  retenidos,
  terminada,
  tomada,
  usuarioTras,
  vip,
} from '../support/fixtures.ts';

/** What is missing for who has this history; the requirement is one that editors may write. */
const faltan = (requisito: Requisito, ...historia: EventoDeUsuario[]): Faltante[] =>
  faltantes(Requisito.parse(requisito), usuarioTras(registrada(), ...historia), {
    ahora: AHORA,
    reglas: REGLAS,
  });

describe('each condition', () => {
  const cases: [what: string, Requisito, unmet: EventoDeUsuario[], met: EventoDeUsuario[], Faltante][] = [
    ['vip', { vip: true }, [vip(AHORA)], [vip('2026-03-10T12:00:00.001Z')], { tipo: 'vip' }],
    ['saldo', { saldo: 50 }, [conSaldo(49)], [conSaldo(50)], { tipo: 'saldo', necesario: 50, actual: 49 }],
    ['nivel', { nivel: 2 }, [otorgados(49)], [otorgados(50)], { tipo: 'nivel', necesario: 2, actual: 1 }],
    ['item', { item: 'llave' }, [comprado('bengala')], [recibido('llave')], { tipo: 'item', id: 'llave' }],
    [
      'decision',
      { decision: 'puerto/entrar' },
      [tomada('puerto/huir', 'faro')],
      [tomada('puerto/entrar', 'faro')],
      { tipo: 'decision', id: 'puerto/entrar' },
    ],
    [
      'fragmento',
      { fragmento: 'faro' },
      [abierto('puerto')],
      [tomada('puerto/entrar', 'faro'), abierto('puerto')],
      { tipo: 'fragmento', id: 'faro' },
    ],
    [
      'experiencia',
      { experiencia: 'paseo' },
      [iniciada('paseo', 1), completado('paseo/uno', 1, 1)],
      [iniciada('paseo', 1), completado('paseo/uno', 1, 1), terminada('paseo')],
      { tipo: 'experiencia', id: 'paseo' },
    ],
  ];

  it.each(cases)(
    '%s holds from its threshold on, and says what is missing below',
    (_what, requisito, unmet, met, falta) => {
      expect(faltan(requisito, ...unmet)).toStrictEqual([falta]);
      expect(faltan(requisito, ...met)).toStrictEqual([]);
    },
  );

  it('desde holds from its instant on', () => {
    expect(faltan({ desde: AHORA })).toEqual([]);
    expect(faltan({ desde: '2026-03-10T12:00:00.001Z' })).toEqual([
      { tipo: 'desde', instante: '2026-03-10T12:00:00.001Z' },
    ]);
  });

  it('hasta holds before its instant', () => {
    expect(faltan({ hasta: '2026-03-10T12:00:00.001Z' })).toEqual([]);
    expect(faltan({ hasta: AHORA })).toEqual([{ tipo: 'hasta', instante: AHORA }]);
  });

  it('dates are compared as instants, however many digits they are written with', () => {
    expect(faltan({ desde: '2026-03-10T12:00:00Z' })).toEqual([]);
    expect(faltan({ hasta: '2026-03-10T12:00:00Z' })).toHaveLength(1);
    expect(faltan({ hasta: '2026-03-10T12:00:00.0005Z' })).toHaveLength(1);
  });

  it('arquetipo holds for those whom it was computed for', () => {
    const asignado = hecho('ArquetipoAsignado', { arquetipo: 'explorador', puntaje: 70 });
    expect(faltan({ arquetipo: 'explorador' })).toEqual([{ tipo: 'arquetipo', id: 'explorador' }]);
    expect(faltan({ arquetipo: 'explorador' }, asignado)).toEqual([]);
    expect(faltan({ arquetipo: 'social' }, asignado)).toEqual([{ tipo: 'arquetipo', id: 'social' }]);
    expect(faltan({ not: { arquetipo: 'explorador' } }, asignado)).toEqual([
      { tipo: 'arquetipo', id: 'explorador', no: true },
    ]);
  });

  it('saldo is what can be spent: neither what has lapsed nor what is set aside', () => {
    expect(faltan({ saldo: 10 }, conSaldo(4), promocionales(6, DESPUES))).toEqual([]);
    expect(faltan({ saldo: 10 }, conSaldo(4), promocionales(6, AHORA))).toEqual([
      { tipo: 'saldo', necesario: 10, actual: 4 },
    ]);
    expect(faltan({ saldo: 10 }, conSaldo(10), retenidos(1, PROCESO))).toEqual([
      { tipo: 'saldo', necesario: 10, actual: 9 },
    ]);
  });

  it('item is owned no more once it was used up', () => {
    const usado = hecho('ItemUsado', { item: 'bengala', version: 1 });
    expect(faltan({ item: 'bengala' }, comprado('bengala'), usado)).toEqual([
      { tipo: 'item', id: 'bengala' },
    ]);
  });

  it('no requirement always holds', () => {
    expect(faltantes(undefined, usuarioTras(registrada()), { ahora: AHORA, reglas: REGLAS })).toEqual([]);
  });

  it('refunds and adjustments raise the balance, not the level', () => {
    expect(faltan({ nivel: 2 }, conSaldo(900), otorgados(900, 'reembolso'))).toEqual([
      { tipo: 'nivel', necesario: 2, actual: 1 },
    ]);
  });
});

describe('all', () => {
  it('names everything that is missing, in order', () => {
    expect(faltan({ all: [{ item: 'b' }, { saldo: 5 }, { vip: true }, { item: 'a' }] }, vip())).toEqual([
      { tipo: 'item', id: 'b' },
      { tipo: 'saldo', necesario: 5, actual: 0 },
      { tipo: 'item', id: 'a' },
    ]);
  });

  it('holds when every part does', () => {
    expect(faltan({ all: [{ vip: true }, { saldo: 5 }] }, vip(), conSaldo(5))).toEqual([]);
  });
});

describe('any', () => {
  const any: Requisito = {
    any: [{ all: [{ item: 'a' }, { item: 'b' }, { item: 'c' }] }, { all: [{ saldo: 5 }, { vip: true }] }],
  };

  it('holds when one branch does', () => {
    expect(faltan(any, recibido('a'), recibido('b'), recibido('c'))).toEqual([]);
    expect(faltan(any, vip(), conSaldo(5))).toEqual([]);
  });

  it('names the shortest way in', () => {
    expect(faltan(any)).toEqual([{ tipo: 'saldo', necesario: 5, actual: 0 }, { tipo: 'vip' }]);
    expect(faltan(any, recibido('a'), recibido('c'))).toEqual([{ tipo: 'item', id: 'b' }]);
  });

  it('names the first of two that are as short', () => {
    expect(faltan({ any: [{ item: 'b' }, { item: 'a' }] })).toEqual([{ tipo: 'item', id: 'b' }]);
    expect(faltan(any, recibido('a'))).toEqual([
      { tipo: 'item', id: 'b' },
      { tipo: 'item', id: 'c' },
    ]);
  });

  it('chooses among branches that are trees themselves', () => {
    const nested: Requisito = {
      any: [{ all: [{ vip: true }, { any: [{ item: 'a' }, { item: 'b' }] }] }, { all: [any, { item: 'z' }] }],
    };
    expect(faltan(nested)).toEqual([{ tipo: 'vip' }, { tipo: 'item', id: 'a' }]);
    expect(faltan(nested, recibido('a'), recibido('b'), recibido('c'))).toEqual([{ tipo: 'vip' }]);
    expect(faltan(nested, recibido('z'), vip(), conSaldo(5))).toEqual([]);
  });
});

describe('not', () => {
  it('holds while what it forbids does not', () => {
    expect(faltan({ not: { item: 'llave' } })).toEqual([]);
    expect(faltan({ not: { not: { saldo: 5 } } }, conSaldo(5))).toEqual([]);
  });

  it.each([
    [{ item: 'llave' }, recibido('llave'), { tipo: 'item', id: 'llave', no: true }],
    [
      { decision: 'puerto/entrar' },
      tomada('puerto/entrar', 'faro'),
      { tipo: 'decision', id: 'puerto/entrar', no: true },
    ],
    [{ fragmento: 'faro' }, abierto('faro'), { tipo: 'fragmento', id: 'faro', no: true }],
    [{ vip: true }, vip(), { tipo: 'ninguno' }],
    [{ saldo: 5 }, conSaldo(5), { tipo: 'ninguno' }],
    [{ any: [{ item: 'llave' }, { vip: true }] }, recibido('llave'), { tipo: 'ninguno' }],
  ] as [Requisito, EventoDeUsuario, Faltante][])('%j names what must not be', (requisito, event, falta) => {
    expect(faltan({ not: requisito }, event)).toStrictEqual([falta]);
  });

  it('names a finished experience that must not be', () => {
    const history = [iniciada('paseo', 1), completado('paseo/uno', 1, 1), terminada('paseo')];
    expect(faltan({ not: { experiencia: 'paseo' } }, ...history)).toEqual([
      { tipo: 'experiencia', id: 'paseo', no: true },
    ]);
  });

  it('asks again for what a double negation asks for', () => {
    expect(faltan({ not: { not: { vip: true } } })).toEqual([{ tipo: 'ninguno' }]);
  });
});

describe('esVip', () => {
  it('lasts until its instant, which is out of it', () => {
    const usuario = usuarioTras(registrada(), vip('2026-03-10T12:00:00.000Z'));
    expect(esVip(usuario, '2026-03-10T11:59:59.999Z')).toBe(true);
    expect(esVip(usuario, '2026-03-10T12:00:00.000Z')).toBe(false);
    expect(esVip(usuarioTras(registrada()), AHORA)).toBe(false);
  });
});

describe('nivelDe', () => {
  it.each([
    [0, 1],
    [49, 1],
    [50, 2],
    [149, 2],
    [150, 3],
    [99_999, 9],
    [100_000, 10],
    [1e12, 10],
  ])('with %i earned is %i', (ganado, nivel) => {
    expect(nivelDe(ganado, REGLAS)).toBe(nivel);
  });

  it('follows the thresholds it is handed', () => {
    expect(nivelDe(5, reglasCon({ niveles: [] }))).toBe(1);
    expect(nivelDe(5, reglasCon({ niveles: [1, 2, 3] }))).toBe(4);
  });
});

describe('the schema of requirements', () => {
  it.each([
    {},
    { all: [] },
    { any: [] },
    { not: [] },
    { vip: false },
    { saldo: 0 },
    { saldo: 1.5 },
    { nivel: 101 },
    { item: 'Con Mayúsculas' },
    { decision: 'sin-barra' },
    { desde: 'mañana' },
    { hasta: '2026-03-10' },
    { vip: true, saldo: 5 },
    { all: Array.from({ length: 17 }, () => ({ vip: true })) },
    { luna: 'llena' },
    null,
    'vip',
  ])('refuses %j', (requisito) => {
    expect(Requisito.safeParse(requisito).success).toBe(false);
  });
});
