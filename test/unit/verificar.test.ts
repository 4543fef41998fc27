/** The checks of the log by itself: quiet on what the bus writes, and loud, by name, on anything else. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createExpectedFold, TABLES, type Tabla } from '../../src/audit/verify/expected.ts';
import { createLogChecks } from '../../src/audit/verify/log-checks.ts';
import { type Check, createChecker } from '../../src/audit/verify/report.ts';
import type { Evento } from '../../src/events/registro.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import { createBusUnderTest } from '../support/bus.ts';
import {
  ANA,
  BEA,
  catalogoCon,
  conSaldo,
  dias,
  enviado,
  gastados,
  hecho,
  idNamed,
  item,
  otorgados,
  PAGO,
  PROCESO,
  reaccionado,
  registrada,
} from '../support/fixtures.ts';
import { type Entry, logOf } from '../support/history.ts';

function checksOf(log: readonly StoredEvent[]): Check[] {
  const checks = createLogChecks();
  for (const stored of log) checks.event(stored);
  return checks.finish();
}
/** What differs, as `check: first difference`. */
const differencesOf = (log: readonly StoredEvent[]) =>
  checksOf(log).flatMap(({ nombre, diferencias }) =>
    diferencias.map((what) => `${nombre.split(':')[0]}: ${what}`),
  );

const STREAM = `usuario-${ANA}`;
const CARTERA = `usuario:${ANA}:cartera`;
let log: StoredEvent[];

beforeAll(async () => {
  const catalogo = catalogoCon(item({ id: 'bengala', precio: 25 }));
  const { enter, send, store } = createBusUnderTest({ catalogo });
  await enter(ANA, 100);
  await enter(BEA, 100);
  await send('PublicarItem', { item: item({ id: 'bengala', precio: 25 }) });
  await send('ComprarItem', { usuarioId: ANA, item: 'bengala', precio: 25 });
  await send('ComprarItem', { usuarioId: BEA, item: 'bengala', precio: 25 });
  log = structuredClone([...store.log()]);
});

const changed = (index: number, change: (event: StoredEvent) => unknown) => {
  const copy = structuredClone(log);
  change(copy[index]!);
  return copy;
};

describe('a log that the bus wrote', () => {
  it('passes every check, each of which looked at something', () => {
    const checks = checksOf(log);
    expect(differencesOf(log)).toEqual([]);
    expect(checks.map(({ nombre }) => nombre.split(':')[0])).toEqual([
      'global order',
      'hash chains',
      'schemas',
      'commands',
      'postings',
      'wallets',
      'total',
      'stock',
      'transit',
      'gifts',
      'payments',
      'access',
      'rewards',
      'limits',
      'reversals',
    ]);
    for (const { nombre, comparados } of checks.slice(0, 7)) expect(comparados, nombre).toBeGreaterThan(0);
  });

  it('adds up to the balances', () => {
    const checks = createLogChecks();
    for (const stored of log) checks.event(stored);
    expect(checks.streams()).toBe(3);
    expect(Object.fromEntries(checks.balances())).toEqual({
      'sistema:ajustes': -200,
      'sistema:ventas': 50,
      [CARTERA]: 75,
      [`usuario:${BEA}:cartera`]: 75,
    });
  });

  it('that is empty passes too', () => {
    expect(differencesOf([])).toEqual([]);
  });
});

describe('is told, by name:', () => {
  it('an event that was changed: the next of its stream no longer fits', () => {
    const differences = differencesOf(
      changed(0, ({ data }) => Object.assign(data as object, { idioma: 'en' })),
    );
    expect(differences).toHaveLength(1);
    expect(differences[0]).toContain(`hash chains: ${STREAM}@1: says `);
  });

  it('an event that was removed', () => {
    const differences = differencesOf(log.toSpliced(1, 1));
    expect(differences[0]).toBe(`hash chains: ${STREAM}: revision 2 after 0`);
    expect(differences).toContain(`wallets: ${CARTERA} at -25 after ${STREAM}@3`);
  });

  it('events that changed places', () => {
    const swapped = log.with(5, log[6]!).with(6, log[5]!);
    expect(differencesOf(swapped)).toEqual(
      expect.arrayContaining([
        'global order: position 500 after 600',
        `hash chains: ${STREAM}: revision 3 after 1`,
      ]),
    );
  });

  it('an event that stands twice', () => {
    const differences = differencesOf([...log, { ...log[4]!, position: 10_000n }]);
    expect(differences).toEqual([`hash chains: item-bengala: revision 0 after 0`]);
  });

  it('a command that took effect twice', () => {
    const [alta, saldo, otra] = logOf([registrada()], [conSaldo(5)], [conSaldo(6)], [conSaldo(7)]);
    const again = logOf([registrada()], [conSaldo(5)], [conSaldo(6)], [conSaldo(7)])[3]!;
    const { commandId } = saldo!.metadata as { commandId: string };
    Object.assign(again.metadata as object, { commandId });
    expect(differencesOf([alta!, saldo!, otra!, again])).toEqual([
      `commands: command ${commandId} again in ${STREAM}@3`,
    ]);
  });

  it('a movement that sums to something', () => {
    const unbalanced = changed(1, ({ data }) => {
      (data as { apuntes: { importe: number }[] }).apuntes[1]!.importe = 101;
    });
    const differences = differencesOf(unbalanced);
    expect(differences).toContain(`postings: ${STREAM}@1 sums to 1`);
    expect(differences).toContain('total: all accounts sum to 1');
    expect(differences).toContain(
      `schemas: ${STREAM}@1 BesitosOtorgados: event BesitosOtorgados: data breaks its schema`,
    );
  });

  it('a wallet below zero at any position, though it ends above', () => {
    const entries: Entry[] = [[registrada()], [conSaldo(10)], [gastados(11)], [otorgados(50)]];
    expect(differencesOf(logOf(...entries))).toEqual([`wallets: ${CARTERA} at -1 after ${STREAM}@2`]);
  });

  const reserva = (nombre: string) => ({ item: 'faro', reserva: idNamed(nombre) });
  const deFaro = (evento: Evento): Entry => [evento, 'existencias-faro'];
  const pago = { pago: PAGO, cargo: 'c', usuarioId: ANA, pedido: null, objeto: null, estrellas: 1 };
  const original = { revision: 1, eventoId: idNamed('evento/1') };
  const rules: [string, string, Entry[]][] = [
    [
      'stock that is sold twice over',
      'stock: faro: 2 of 1 taken after existencias-faro@2',
      [
        deFaro(hecho('ExistenciasRepuestas', { item: 'faro', cantidad: 1, motivo: 'x' })),
        deFaro(hecho('ExistenciasReservadas', { ...reserva('a'), usuarioId: ANA, hasta: dias(1) })),
        deFaro(hecho('ExistenciasReservadas', { ...reserva('b'), usuarioId: ANA, hasta: dias(1) })),
      ],
    ],
    [
      'a unit sold without a reservation',
      `stock: existencias-faro@1 sells ${idNamed('a')}, which is not reserved`,
      [
        deFaro(hecho('ExistenciasRepuestas', { item: 'faro', cantidad: 1, motivo: 'x' })),
        deFaro(hecho('ReservaConfirmada', reserva('a'))),
      ],
    ],
    [
      'a gift that is under way without its besitos',
      'transit: sistema:transito holds 0, gifts under way are 5',
      [
        [registrada()],
        [hecho('RegaloEnviado', { regalo: PROCESO, para: BEA, cantidad: 5, caduca: dias(7) })],
      ],
    ],
    [
      'a gift that arrives and comes back',
      `gifts: ${STREAM}@3 settles gift ${PROCESO}, as usuario-${BEA}@0 did`,
      [
        [registrada()],
        ...enviado(PROCESO, 5).map((each): Entry => [each]),
        [hecho('RegaloRecibido', { regalo: PROCESO, de: ANA, cantidad: 5 }), `usuario-${BEA}`],
        [hecho('RegaloDevuelto', { regalo: PROCESO, motivo: 'caducado' })],
      ],
    ],
    [
      'a payment that is delivered twice',
      `payments: delivery of ${PAGO} again in ${STREAM}@1`,
      [
        [hecho('PagoRecibido', { ...pago, suscripcion: 'no', origen: 'mensaje' }), `pago-${PAGO}`],
        ...[0, 1].map(
          (): Entry => [
            hecho('PagoEntregado', {
              pago: PAGO,
              pedido: null,
              objeto: { tipo: 'vip', dias: 30 },
              estrellas: 1,
            }),
          ],
        ),
      ],
    ],
    [
      'access that nobody paid or gave',
      `access: ${STREAM}@0 gives access for pago ${PAGO}`,
      [[hecho('VipActivado', { desde: dias(0), hasta: dias(30), origen: { tipo: 'pago', id: PAGO } })]],
    ],
    [
      'a reaction that is rewarded twice',
      `rewards: reaction of ${ANA} to faro again in ${STREAM}@1`,
      [[reaccionado('faro')], [reaccionado('faro')]],
    ],
    [
      'more in a day than the rules of that day allow',
      `limits: ${ANA} on 2026-03-10: 601 after ${STREAM}@1, the limit is 600`,
      [
        [hecho('RecompensasConfiguradas', { cambios: { limiteDiario: 600 } }), 'configuracion-recompensas'],
        [otorgados(600)],
        [otorgados(1)],
      ],
    ],
    [
      'a movement that is undone twice',
      `reversals: reversal of ${STREAM}@1 again in ${STREAM}@1`,
      [0, 1].map(
        (): Entry => [
          hecho('CompraReembolsada', { original, item: 'x', precio: 1, moneda: 'besitos', motivo: 'x' }),
        ],
      ),
    ],
  ];
  it.each(rules)('%s', (_what, difference, entries) => {
    expect(differencesOf(logOf(...entries))).toContain(difference);
  });

  it.each([
    [
      'an unknown type',
      (event: StoredEvent) => Object.assign(event, { type: 'BesitosQuemados' }),
      'unknown type',
    ],
    [
      'a version of the future',
      ({ metadata }: StoredEvent) => Object.assign(metadata as object, { schemaVersion: 9 }),
      "version 9 is newer than this program's 1",
    ],
    ['no metadata', (event: StoredEvent) => Object.assign(event, { metadata: null }), 'bad metadata'],
    ['no data', (event: StoredEvent) => Object.assign(event, { data: null }), 'data breaks its schema'],
  ])('%s', (_what, change, reason) => {
    const last = log.length - 1;
    expect(differencesOf(changed(last, change)).join()).toContain(reason);
  });

  it('no more than twenty of many, and how many there are', () => {
    const checker = createChecker('x');
    for (let count = 0; count < 100; count++) checker.differs(String(count));
    expect(checker.check).toMatchObject({ distintos: 100, diferencias: { length: 20 } });
  });
});

describe('what the read models must hold', () => {
  it('covers only the groups that have come so far', () => {
    const all = createExpectedFold();
    const money = createExpectedFold();
    for (const stored of log) {
      all.event(stored, () => true);
      money.event(stored, (grupo) => grupo === 'dinero' && stored.position <= 300n);
    }
    const sizes = (tables: Record<Tabla, Map<string, unknown>>) =>
      Object.fromEntries(
        TABLES.filter(({ tabla }) => tables[tabla].size > 0).map(({ tabla }) => [tabla, tables[tabla].size]),
      );
    expect(sizes(money.tables)).toEqual({ saldos: 3, movimientos: 2, apuntes: 4 });
    expect(sizes(all.tables)).toEqual({
      saldos: 4,
      movimientos: 4,
      apuntes: 8,
      usuarios: 2,
      compras: 2,
      inventario: 2,
      catalogo: 1,
      puntaje_conversion: 2,
      requisitos_estado: 2,
      requisitos_contenido: 1,
      requisitos_cumplidos: 2,
      analytics_registro: 4,
      analitica_usuarios: 2,
      analitica_activos: 4,
      analitica_por_hora: 2,
      analitica_por_dia: 2,
      analitica_cohortes: 1,
      analitica_conversion: 2,
      analitica_cubos: 2,
      analitica_masa: 1,
      analitica_economia: 1,
      analitica_razones: 2,
    });
  });

  it('is rows of texts in the order of the columns', () => {
    const fold = createExpectedFold();
    for (const stored of log) fold.event(stored, () => true);
    for (const { tabla, columnas } of TABLES)
      for (const row of fold.tables[tabla].values()) {
        expect(row, tabla).toHaveLength(columnas.length);
        for (const cell of row) expect(cell === null || typeof cell === 'string', tabla).toBe(true);
      }
    expect(fold.tables.saldos.get(CARTERA)).toEqual(['75', '2', '600']);
  });
});
