import { describe, expect, it } from 'vitest';
import { Apuntes } from '../../src/events/cuentas.ts';
import { EVENTOS } from '../../src/events/registro.ts';
import { ANA, BEA } from '../support/fixtures.ts';
import { leavesOf, objectsOf, withAt } from '../support/mutations.ts';
import { sampleOf } from '../support/samples.ts';

const definitions = [...EVENTOS.values()];
const accepts = (type: string, data: unknown) => EVENTOS.get(type)!.schema.safeParse(data).success;

/** Where a value may be null, a number below zero, nothing, or an object of any names: it says something then. */
const PERMITTED: Record<string, readonly string[]> = {
  RegaloEnviado: ['para = null'],
  PagoEntregado: ['pedido = null'],
  PagoRecibido: ['usuarioId = null', 'pedido = null'],
  UsuarioMarcado: [0, 1].flatMap((index) => [
    `senales.${index}.valor = -1.5`,
    `senales.${index}.umbral = -1.5`,
  ]),
};
const WITHOUT_DATA = new Set(['UsuarioEliminado']);
const BY_NAME = new Set(['HistoriaPublicada/fragmentos']);

describe.each(definitions)('$type', ({ type }) => {
  const { data } = sampleOf(type).event;

  it('accepts its sample', () => {
    expect(accepts(type, data)).toBe(true);
  });

  it('refuses a wrong type in each place', () => {
    const accepted = leavesOf(data).flatMap((path) =>
      [null, -1.5, [], {}, Number.NaN]
        .filter((wrong) => accepts(type, withAt(data, path, wrong)))
        .map((wrong) => `${path.join('.')} = ${JSON.stringify(wrong)}`),
    );
    expect(accepted).toEqual(PERMITTED[type] ?? []);
  });

  it('refuses a property too many in each object', () => {
    const accepted = objectsOf(data)
      .filter((path) => accepts(type, withAt(data, [...path, 'intruso'], 1)))
      .filter((path) => !BY_NAME.has(`${type}/${path.join('.')}`));
    expect(accepted).toEqual([]);
  });

  it('refuses no data at all', () => {
    for (const nothing of [undefined, null, [], '', 0, ...(WITHOUT_DATA.has(type) ? [] : [{}])])
      expect(accepts(type, nothing)).toBe(false);
  });
});

describe.each(['BesitosOtorgados', 'BesitosGastados'])('%s', (type) => {
  const { data } = sampleOf(type).event;

  it.each([0, -1, 0.5, -0, 2 ** 53, 1e300, Infinity, 1_000_000_001, '30'])(
    'refuses the amount %d',
    (cantidad) => {
      expect(accepts(type, { ...data, cantidad })).toBe(false);
    },
  );

  it('accepts 1 besito and a thousand million', () => {
    for (const cantidad of [1, 1_000_000_000]) expect(accepts(type, { ...data, cantidad })).toBe(true);
  });

  it.each(['robo', '', 'compra ', 'DECISION'])('refuses the reason %j', (razon) => {
    expect(accepts(type, { ...data, razon })).toBe(false);
  });

  it.each([
    { tipo: 'usuario', id: 'x' },
    { tipo: 'nota', id: '' },
    { tipo: 'nota', id: 'x'.repeat(201) },
    { tipo: 'nota' },
  ])('refuses the reference %j', (referencia) => {
    expect(accepts(type, { ...data, referencia })).toBe(false);
  });
});

describe('BesitosOtorgados', () => {
  const { data } = sampleOf('BesitosOtorgados').event;
  it.each(['2026-02-30', '2026-3-1', '2026-03-10T00:00:00Z', 'hoy', ''])('refuses the day %j', (dia) => {
    expect(accepts('BesitosOtorgados', { ...data, dia })).toBe(false);
  });
});

describe('UsuarioRegistrado', () => {
  const { data } = sampleOf('UsuarioRegistrado').event;
  it.each(['Ana', 'v1.', `v1.${'A'.repeat(37)}`, `v2.${'A'.repeat(40)}`, `v1.${'A'.repeat(39)} `, 'v1.+/=='])(
    'refuses personal data in clear: %j',
    (personal) => {
      expect(accepts('UsuarioRegistrado', { ...data, personal })).toBe(false);
    },
  );
});

describe('the postings of a movement', () => {
  const cartera = `usuario:${ANA}:cartera`;
  const apuntes = (...importes: [cuenta: string, importe: number][]) =>
    importes.map(([cuenta, importe]) => ({ cuenta, importe }));
  const issuesOf = (value: unknown) => {
    const parsed = Apuntes.safeParse(value);
    return parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };

  it('may be two or more that sum to zero', () => {
    expect(issuesOf(apuntes([cartera, -10], ['sistema:ventas', 10]))).toEqual([]);
    expect(
      issuesOf(
        apuntes(
          [cartera, -10],
          ['sistema:ventas', 7],
          ['sistema:transito', 2],
          [`usuario:${BEA}:retenido`, 1],
        ),
      ),
    ).toEqual([]);
  });

  it('must sum to zero, and the sum is named', () => {
    expect(issuesOf(apuntes([cartera, -10], ['sistema:ventas', 7]))).toEqual([
      ': postings sum to -3, not to 0',
    ]);
    expect(issuesOf(apuntes([cartera, 10], ['sistema:ventas', 7]))).toEqual([
      ': postings sum to 17, not to 0',
    ]);
  });

  it('must name each account once, and the one that stands twice is named', () => {
    expect(issuesOf(apuntes([cartera, -10], ['sistema:ventas', 20], [cartera, -10]))).toEqual([
      `2.cuenta: account ${cartera} stands twice`,
    ]);
  });

  it('must move something each, and the wrong one is named', () => {
    expect(issuesOf(apuntes([cartera, -10], ['sistema:ventas', 10], ['sistema:transito', 0]))).toEqual([
      '2.importe: a posting moves something',
    ]);
  });

  it.each([0.5, 2 ** 53, Number.NaN, Infinity])('must be whole, exact amounts: not %d', (importe) => {
    const issues = issuesOf(apuntes([cartera, -importe], ['sistema:ventas', importe]));
    expect(issues.join()).toContain('1.importe');
  });

  it.each([
    'sistema:caja',
    'sistema:emision ',
    'usuario:ana:cartera',
    `usuario:${ANA}`,
    `usuario:${ANA}:deuda`,
    `usuario:${ANA.toUpperCase()}:cartera`,
    `x usuario:${ANA}:cartera`,
    '',
  ])('must name accounts of the ledger: not %j', (cuenta) => {
    expect(issuesOf(apuntes([cuenta, -1], ['sistema:ventas', 1])).join()).toContain('0.cuenta');
  });

  it.each([0, 1, 17])('must be two to sixteen, not %i', (count) => {
    const many = Array.from({ length: count }, (_, index) => ({
      cuenta: `usuario:${ANA.slice(0, -2)}${String(index).padStart(2, '0')}:cartera`,
      importe: index === 0 ? -(count - 1) : 1,
    }));
    expect(issuesOf(many)).not.toEqual([]);
  });

  it('are summed exactly, also where the amounts are as large as numbers go', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const sumsToOne = apuntes(
      [cartera, most],
      ['sistema:ventas', most - 1],
      ['sistema:transito', -most],
      ['sistema:emision', -(most - 2)],
    );
    expect(sumsToOne.reduce((sum, { importe }) => sum + BigInt(importe), 0n)).toBe(1n);
    expect(issuesOf(sumsToOne)).not.toEqual([]);
  });
});
