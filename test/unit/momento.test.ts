/** Time travel: at every place of random logs, the answer is what an independent fold of the log makes of it, cut there. */
import { describe, expect, it } from 'vitest';
import { createExpectedFold, type Expected } from '../../src/audit/verify/expected.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import type { Corte } from '../../src/queries/momento/corte.ts';
import type { MomentError } from '../../src/queries/momento/errores.ts';
import { tiendaEnMomento } from '../../src/queries/momento/tienda.ts';
import { type Lectura, usuarioEnMomento } from '../../src/queries/momento/usuario.ts';
import { ANA, BEA, idNamed, item, REGLAS, SELLADO } from '../support/fixtures.ts';
import { GENTE, historiaAzarosa, logOf, momento } from '../support/history.ts';

const STEPS = 600;
const DISTANT = '2999-01-01T00:00:00.000Z';

interface Cut {
  tables: Expected;
  /** Sum of the postings of each account. */
  sums: Map<string, number>;
  /** Of each stream, its last event so far. */
  last: Map<string, StoredEvent>;
  erased: Set<string>;
  niveles: readonly number[];
}

const at = ({ metadata }: StoredEvent): string => (metadata as { occurredAt: string }).occurredAt;
// biome-ignore lint/suspicious/noExplicitAny: raw JSON of the log, read here without the product's own types
const dataOf = ({ data }: StoredEvent): any => data;

/** Folds one event at a time, apart from the product's own folds. */
function createCut(): Cut & { event(stored: StoredEvent): void } {
  const fold = createExpectedFold();
  const cut: Cut = {
    tables: fold.tables,
    sums: new Map(),
    last: new Map(),
    erased: new Set(),
    niveles: REGLAS.niveles,
  };
  return {
    ...cut,
    get niveles() {
      return cut.niveles;
    },
    event(stored) {
      fold.event(stored, () => true);
      for (const { cuenta, importe } of dataOf(stored).apuntes ?? [])
        cut.sums.set(cuenta, (cut.sums.get(cuenta) ?? 0) + importe);
      cut.last.set(stored.stream, stored);
      if (stored.type === 'UsuarioEliminado') cut.erased.add(stored.stream);
      if (stored.type === 'RecompensasConfiguradas')
        cut.niveles = dataOf(stored).cambios.niveles ?? cut.niveles;
    },
  };
}

const rowsOf = (table: Expected[keyof Expected], usuarioId: string) =>
  [...table]
    .filter(([key]) => key.startsWith(usuarioId))
    .map(([key, row]) => ({ what: key.slice(usuarioId.length + 1), row }));

const byName = (one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** What the answer must say of a user; null where there is none to show. */
function expectedUser(cut: Cut, usuarioId: string, en: string | null) {
  const last = cut.last.get(`usuario-${usuarioId}`);
  if (!last || cut.erased.has(`usuario-${usuarioId}`)) return null;
  const evaluadoEn = en ?? at(last);
  const person = JSON.parse(cut.tables.requisitos_estado.get(usuarioId)![0]!);
  const saldo = cut.sums.get(`usuario:${usuarioId}:cartera`) ?? 0;
  const lapsed = person.lotes
    .filter(({ caduca }: { caduca: string }) => caduca <= evaluadoEn)
    .reduce((sum: number, { cantidad }: { cantidad: number }) => sum + cantidad, 0);
  const vip = cut.tables.vip.get(usuarioId);
  return {
    usuarioId,
    evaluadoEn,
    revision: last.revision,
    saldo,
    caducados: lapsed,
    disponible: saldo - lapsed,
    retenido: cut.sums.get(`usuario:${usuarioId}:retenido`) ?? 0,
    lotes: person.lotes.map((lote: { caduca: string }) => ({ ...lote, vigente: lote.caduca > evaluadoEn })),
    ganado: person.ganado,
    nivel: 1 + cut.niveles.filter((from) => from <= person.ganado).length,
    vip: vip ? { hasta: vip[1], vigente: vip[1]! > evaluadoEn, renovacion: vip[2], pago: vip[3] } : null,
    inventario: rowsOf(cut.tables.inventario, usuarioId)
      .filter(({ row }) => Number(row[1]) > 0)
      .map(({ what, row }) => ({ item: what, cantidad: Number(row[1]) }))
      .sort(byName),
    historias: rowsOf(cut.tables.progreso_narrativo, usuarioId)
      .map(({ what, row }) => ({ historia: what, fragmento: row[0] }))
      .sort(byName),
    experiencias: rowsOf(cut.tables.progreso_experiencias, usuarioId)
      .map(({ what, row }) => ({
        experiencia: what,
        version: Number(row[0]),
        completados: rowsOf(cut.tables.componentes_completados, usuarioId)
          .flatMap((each) => (each.what.startsWith(`${what}|`) ? [each.what.slice(what.length + 1)] : []))
          .sort(),
        total: Number(row[2]),
        terminada: row[5] !== null,
      }))
      .sort(byName),
  };
}

async function actualUser(lectura: Lectura, usuarioId: string, corte: Corte) {
  const answer = await usuarioEnMomento(lectura, usuarioId, corte, { ahora: DISTANT });
  const { tomadoEn, suspendido: _, historias, experiencias, inventario, ...rest } = answer;
  return {
    ...rest,
    revision: tomadoEn.revision,
    inventario: [...inventario].sort(byName),
    historias: historias.map(({ historia, fragmento }) => ({ historia, fragmento })).sort(byName),
    experiencias: experiencias
      .map((each) => ({ ...each, completados: [...each.completados].sort() }))
      .sort(byName),
  };
}

/** What the answer must say of the shop; null before anything was published. */
function expectedShop(cut: Cut, usuarioId: string | undefined, en: string) {
  const items = [...cut.tables.catalogo].filter(([key]) => key.startsWith('item|'));
  if (items.length === 0) return null;
  return items
    .sort(([, one], [, other]) => Number(one[3]) - Number(other[3]))
    .map(([key, row]) => {
      const id = key.slice('item|'.length);
      const { tipo, icono, titulo, precio, estrellas = null, vip = false } = JSON.parse(row[2]!);
      const [disponibles, reservadas, vendidas, repuestas] = (
        cut.tables.existencias.get(id) ?? ['0', '0', '0', '0']
      ).map(Number);
      const offer = cut.tables.ofertas.get(`${usuarioId}|${id}`);
      const holds = offer && offer[4] === null && offer[2]! > en;
      return {
        item: id,
        version: Number(row[0]),
        ...{ tipo, icono, titulo, precio, estrellas, vip },
        retirado: row[5] === 'true',
        existencias: tipo === 'limitado' ? { disponibles, reservadas, vendidas, repuestas } : null,
        suyo:
          usuarioId === undefined
            ? null
            : {
                oferta: holds ? { precio: Number(offer[1]), hasta: offer[2] } : null,
                cantidad: Number(cut.tables.inventario.get(`${usuarioId}|${id}`)?.[1] ?? 0),
              },
      };
    });
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (error: MomentError) => error.code,
  );

describe.each([11, 42])('every place of the random log %i', (seed) => {
  it('gives each user and the shop as an independent fold of the log has them there', async () => {
    const historia = await historiaAzarosa(seed);
    await historia.seguir(STEPS);
    const log = historia.store.log();
    const cut = createCut();
    let shown = 0;
    let refused = 0;
    for (const [index, stored] of log.entries()) {
      cut.event(stored);
      const next = log[index + 1];
      const cortes: Corte[] = [{ posicion: stored.position }];
      // Between two events, where a real log has bytes.
      if (next) cortes.push({ posicion: stored.position + 1n });
      // Within one instant only the last event is a place of its own.
      if (next === undefined || at(next) > at(stored)) cortes.push({ en: at(stored) });
      const mine = stored.stream.startsWith('usuario-') ? stored.stream.slice('usuario-'.length) : GENTE[0]!;
      for (const corte of cortes)
        for (const usuarioId of new Set([mine, GENTE[index % GENTE.length]!])) {
          const en = 'en' in corte ? corte.en : null;
          const expected = expectedUser(cut, usuarioId, en);
          if (expected) expect(await actualUser(historia.store, usuarioId, corte)).toEqual(expected);
          else
            expect(await codeOf(actualUser(historia.store, usuarioId, corte))).toBe(
              cut.erased.has(`usuario-${usuarioId}`) ? 'USER_ERASED' : 'USER_NOT_REGISTERED_YET',
            );
          shown += expected ? 1 : 0;
          refused += expected ? 0 : 1;
          if (index % 3 > 0) continue;
          const asked = { ahora: DISTANT, usuarioId: expected ? usuarioId : undefined };
          if (expectedShop(cut, undefined, '') === null) {
            expect(await codeOf(tiendaEnMomento(historia.store, corte, asked))).toBe('NOTHING_PUBLISHED_YET');
            continue;
          }
          const shop = await tiendaEnMomento(historia.store, corte, asked);
          expect(shop.items).toEqual(expectedShop(cut, asked.usuarioId, shop.evaluadoEn));
          if (en !== null) expect(shop.evaluadoEn).toBe(en);
        }
    }
    expect(shown).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(10);
  }, 120_000);
});

/** A log that was written by hand, as far as it is read here. */
const lecturaDe = (log: readonly StoredEvent[]): Lectura => ({
  async *readStream(stream, from) {
    yield* log.filter((each) => each.stream === stream).slice(from);
  },
  async *readAll({ prefixes = [] }) {
    yield* log.filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)));
  },
  head: async () => log.at(-1)?.position ?? null,
});

const otorgados = (cantidad: number, caduca?: string) =>
  ({
    type: 'BesitosOtorgados',
    data: {
      cantidad,
      razon: 'ajuste',
      dia: '2026-03-10',
      referencia: { tipo: 'ajuste', id: 'x' },
      ...(caduca && { caduca }),
      apuntes: [
        { cuenta: 'sistema:ajustes', importe: -cantidad },
        { cuenta: `usuario:${ANA}:cartera`, importe: cantidad },
      ],
    },
  }) as never;
const registrado = (usuarioId: string) =>
  ({ type: 'UsuarioRegistrado', data: { usuarioId, idioma: 'es', personal: SELLADO } }) as never;
const vestido = { type: 'ItemPublicado', data: { version: 1, item: item({ id: 'vestido' }) } } as never;

const LOG = logOf(
  [vestido, 'item-vestido'],
  [registrado(ANA)],
  [otorgados(10)],
  [otorgados(5, momento(8))],
  [registrado(BEA), `usuario-${BEA}`],
);
const ask = (corte: Corte, usuarioId = ANA, ahora = momento(100)) =>
  usuarioEnMomento(lecturaDe(LOG), usuarioId, corte, { ahora });

describe('a moment that there is nothing to show of', () => {
  it('names what is wrong with it, and where the nearest place is', async () => {
    await expect(ask({ en: momento(0) })).rejects.toMatchObject({
      code: 'USER_NOT_REGISTERED_YET',
      data: { registradoEn: momento(1), posicion: '100' },
    });
    await expect(ask({ posicion: 99n })).rejects.toMatchObject({ code: 'USER_NOT_REGISTERED_YET' });
    await expect(ask({ posicion: 100n }, idNamed('nadie'))).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    await expect(ask({ posicion: 401n })).rejects.toMatchObject({
      code: 'POSITION_BEYOND_HEAD',
      data: { posicion: '401', ultima: '400' },
    });
    await expect(ask({ en: momento(101) })).rejects.toMatchObject({
      code: 'MOMENT_IN_FUTURE',
      data: { en: momento(101), ahora: momento(100) },
    });
    const shop = (corte: Corte, log: StoredEvent[]) =>
      codeOf(tiendaEnMomento(lecturaDe(log), corte, { ahora: momento(100) }));
    const ana = logOf([registrado(ANA)], [vestido, 'item-vestido']);
    expect(await shop({ posicion: 0n }, ana)).toBe('NOTHING_PUBLISHED_YET');
    expect(await shop({ posicion: 100n }, ana)).toBe('answered');
    expect(await shop({ en: momento(5) }, [])).toBe('NOTHING_PUBLISHED_YET');
    expect(await shop({ posicion: 0n }, [])).toBe('POSITION_BEYOND_HEAD');
  });
});

describe('what lapses without an event', () => {
  it('is taken at the instant asked for, beside what the ledger says', async () => {
    expect(await ask({ en: momento(7) })).toMatchObject({
      saldo: 15,
      caducados: 0,
      disponible: 15,
      lotes: [{ cantidad: 5, vigente: true }],
      tomadoEn: { revision: 2, posicion: '300', ocurridoEn: momento(3) },
    });
    expect(await ask({ en: momento(8) })).toMatchObject({
      saldo: 15,
      caducados: 5,
      disponible: 10,
      lotes: [{ cantidad: 5, vigente: false }],
      evaluadoEn: momento(8),
    });
    // A position has the instant of the last event that is in.
    expect(await ask({ posicion: 400n })).toMatchObject({ evaluadoEn: momento(3), disponible: 15 });
  });
});

describe('a clock that went backwards', () => {
  it('takes in what stands before an event that had happened by then, whatever it says itself', async () => {
    const log = LOG.map((each) => ({ ...each, metadata: { ...(each.metadata as object) } }));
    // The first grant was made by a clock that was ahead of the second's.
    (log[2]!.metadata as { occurredAt: string }).occurredAt = momento(50);
    const lectura = lecturaDe(log);
    const saldoEn = async (en: string) =>
      (await usuarioEnMomento(lectura, ANA, { en }, { ahora: momento(100) })).saldo;
    expect(await saldoEn(momento(2))).toBe(0);
    expect(await saldoEn(momento(3))).toBe(15);
    expect(await saldoEn(momento(50))).toBe(15);
  });
});
