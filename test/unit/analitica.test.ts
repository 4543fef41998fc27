/** The folds of analytics, by examples: who counts when, which bucket a wallet is in, what circulates. */
import { describe, expect, it } from 'vitest';
import type { Tabla } from '../../src/audit/verify/expected.ts';
import type { Evento } from '../../src/events/registro.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import { lunesDe, semanasEntre } from '../../src/platform/periodos.ts';
import { cuboDe } from '../../src/projections/analitica/cubos.ts';
import {
  ANA,
  BEA,
  conSaldo,
  gastados,
  hecho,
  idNamed,
  otorgados,
  registrada,
  tomada,
} from '../support/fixtures.ts';
import { logOf } from '../support/history.ts';
import { hechosOf, projection, readModelOf } from '../support/read-model.ts';

type Cuando = readonly [instante: string, usuario: string, evento: Evento];

/** Events of users' own making at given instants. */
function registroDe(...cuando: readonly Cuando[]): StoredEvent[] {
  const log = logOf(...cuando.map(([, usuario, evento]) => [evento, `usuario-${usuario}`] as const));
  cuando.forEach(([instante, usuario], index) => {
    Object.assign(log[index]!.metadata as object, {
      occurredAt: `${instante}.000Z`,
      actor: { tipo: 'usuario', id: usuario },
    });
  });
  return log;
}
async function filasDe(tabla: Tabla, log: readonly StoredEvent[]) {
  const model = await readModelOf(hechosOf(log), [], [projection('analitica')]);
  return Object.fromEntries(model[tabla]);
}

const pagina = tomada('puerto/entrar', 'faro');

describe('periods', () => {
  it('weeks begin on Monday, also over the turn of a year', () => {
    expect(lunesDe('2026-03-10T12:00:00.000Z')).toBe('2026-03-09');
    expect(lunesDe('2026-03-09T00:00:00.000Z')).toBe('2026-03-09');
    expect(lunesDe('2026-03-08T23:59:59.999Z')).toBe('2026-03-02');
    expect(lunesDe('2027-01-01')).toBe('2026-12-28');
    expect(semanasEntre('2026-12-28', '2027-01-11')).toBe(2);
  });
});

describe('active users', () => {
  it('count once in each hour, day, week and month, whoever comes in between', async () => {
    const log = registroDe(
      ['2026-03-29T10:00:00', ANA, registrada(ANA)],
      ['2026-03-29T10:30:00', BEA, registrada(BEA)],
      ['2026-03-29T10:59:59', ANA, pagina],
      ['2026-03-29T11:00:00', ANA, pagina],
      ['2026-03-30T00:00:00', ANA, pagina],
      ['2026-04-01T00:00:00', ANA, pagina],
    );
    expect(await filasDe('analitica_activos', log)).toEqual({
      'hora|2026-03-29T10:00:00.000Z': ['2', '2'],
      'hora|2026-03-29T11:00:00.000Z': ['1', '0'],
      'hora|2026-03-30T00:00:00.000Z': ['1', '0'],
      'hora|2026-04-01T00:00:00.000Z': ['1', '0'],
      'dia|2026-03-29T00:00:00.000Z': ['2', '2'],
      'dia|2026-03-30T00:00:00.000Z': ['1', '0'],
      'dia|2026-04-01T00:00:00.000Z': ['1', '0'],
      // The 29th is a Sunday.
      'semana|2026-03-23T00:00:00.000Z': ['2', '2'],
      'semana|2026-03-30T00:00:00.000Z': ['1', '0'],
      'mes|2026-03-01T00:00:00.000Z': ['2', '2'],
      'mes|2026-04-01T00:00:00.000Z': ['1', '0'],
    });
    expect(await filasDe('analitica_cohortes', log)).toEqual({
      '2026-03-23|0': ['2'],
      '2026-03-23|1': ['1'],
    });
    expect((await filasDe('analitica_por_dia', log))['2026-03-29|DecisionTomada']).toEqual(['2', '1']);
    expect((await filasDe('analitica_por_hora', log))['2026-03-29T11:00:00.000Z|DecisionTomada']).toEqual([
      '1',
      '1',
    ]);
  });

  it('are not made by what others do to them', async () => {
    const log = registroDe(
      ['2026-03-10T10:00:00', ANA, registrada(ANA)],
      ['2026-03-11T10:00:00', ANA, hecho('UsuarioSuspendido', { motivo: 'x' })],
      ['2026-03-12T10:00:00', ANA, hecho('ReferidoPremiado', { referido: BEA })],
    );
    Object.assign((log[1]!.metadata as { actor: object }).actor, { tipo: 'admin', id: 'clave' });
    Object.assign((log[2]!.metadata as { actor: object }).actor, { id: BEA });
    const rows = await filasDe('analitica_activos', log);
    expect(Object.keys(rows).filter((key) => key.startsWith('dia'))).toEqual([
      'dia|2026-03-10T00:00:00.000Z',
    ]);
    expect((await filasDe('analitica_por_dia', log))['2026-03-11|UsuarioSuspendido']).toEqual(['1', '1']);
  });
});

describe('wallets', () => {
  it('are in the bucket of what they hold; an empty one and that of an erased user are in none', async () => {
    const log = registroDe(
      ['2026-03-10T10:00:00', ANA, registrada(ANA)],
      ['2026-03-10T10:00:01', ANA, conSaldo(1_000)],
      ['2026-03-10T10:00:02', ANA, gastados(900)],
      ['2026-03-10T10:00:03', BEA, registrada(BEA)],
    );
    expect(await filasDe('analitica_cubos', log)).toEqual({
      [cuboDe(1_000)]: ['0', '0'],
      [cuboDe(100)]: ['1', '100'],
    });
    const later = registroDe(
      ['2026-03-10T10:00:00', ANA, registrada(ANA)],
      ['2026-03-10T10:00:01', ANA, conSaldo(1_000)],
      ['2026-03-10T10:00:02', ANA, hecho('UsuarioEliminado', {})],
    );
    expect(await filasDe('analitica_cubos', later)).toEqual({ [cuboDe(1_000)]: ['0', '0'] });
    expect(await filasDe('analitica_usuarios', later)).toEqual({});
  });
});

describe('the economy', () => {
  it('a day ends with what circulates after its last movement, and says what came and went', async () => {
    const log = registroDe(
      ['2026-03-10T10:00:00', ANA, registrada(ANA)],
      ['2026-03-10T11:00:00', ANA, otorgados(30, 'decision', { tipo: 'item', id: 'x' })],
      ['2026-03-10T12:00:00', ANA, otorgados(20, 'regalo_diario', { tipo: 'item', id: 'x' })],
      ['2026-03-12T10:00:00', ANA, gastados(25, 'compra', { tipo: 'item', id: 'x' })],
    );
    expect(await filasDe('analitica_economia', log)).toEqual({
      '2026-03-10': ['50', '0', '0', '0', '0', '50', '0', '0'],
      '2026-03-12': ['0', '25', '0', '0', '25', '25', '0', '0'],
    });
    expect(await filasDe('analitica_razones', log)).toEqual({
      '2026-03-10|otorgado|decision': ['30', '1'],
      '2026-03-10|otorgado|regalo_diario': ['20', '1'],
      '2026-03-12|gastado|compra': ['25', '1'],
    });
  });
});

describe('conversion', () => {
  it('counts the first of each step, on its day and for the cohort', async () => {
    const vip = (tipo: 'pago' | 'concesion') =>
      hecho('VipActivado', {
        desde: '2026-03-20T10:00:00.000Z',
        hasta: '2026-04-19T10:00:00.000Z',
        origen: { tipo, id: idNamed(tipo) },
      });
    const log = registroDe(
      ['2026-03-10T10:00:00', ANA, registrada(ANA)],
      ['2026-03-10T11:00:00', ANA, pagina],
      ['2026-03-11T11:00:00', ANA, pagina],
      ['2026-03-20T10:00:00', ANA, vip('concesion')],
      ['2026-05-20T10:00:00', ANA, vip('pago')],
      ['2026-07-20T10:00:00', ANA, vip('pago')],
    );
    expect(await filasDe('analitica_conversion', log)).toEqual({
      'cohorte|2026-03-09': ['1', '1', '0', '1', '1'],
      'dia|2026-03-10': ['1', '1', '0', '0', '0'],
      'dia|2026-03-20': ['0', '0', '0', '1', '0'],
      'dia|2026-05-20': ['0', '0', '0', '0', '1'],
    });
  });
});

describe('events', () => {
  it('are kept with a few properties; movements and what is sealed are not', async () => {
    const log = registroDe(
      ['2026-03-10T10:00:00', ANA, registrada(ANA)],
      ['2026-03-10T11:00:00', ANA, pagina],
      ['2026-03-10T12:00:00', ANA, conSaldo(5)],
    );
    const rows = Object.values(await filasDe('analytics_registro', log));
    expect(rows.map((row) => [row[1], JSON.parse(row[4]!)])).toEqual([
      ['UsuarioRegistrado', { idioma: 'es' }],
      [
        'DecisionTomada',
        {
          historia: 'noche',
          fragmento: 'puerto',
          decision: 'entrar',
          destino: 'faro',
          final: true,
          primera: true,
        },
      ],
    ]);
  });
});
