/** The spread of besitos by sizes of wallets, beside what the wallets themselves say. */
import { describe, expect, it } from 'vitest';
import { cuboDe } from '../../src/projections/analitica/cubos.ts';
import { type Cubo, concentracionDe, limitesDe } from '../../src/queries/analitica/concentracion.ts';
import { createRandom } from '../support/history.ts';

const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647);

function cubosDe(saldos: readonly number[]): Cubo[] {
  const cubos = new Map<number, [number, number]>();
  for (const saldo of saldos) {
    const [carteras, suma] = cubos.get(cuboDe(saldo)) ?? [0, 0];
    cubos.set(cuboDe(saldo), [carteras + 1, suma + saldo]);
  }
  return [...cubos].sort(([a], [b]) => a - b).map(([cubo, [carteras, suma]]) => [cubo, carteras, suma]);
}

/** By its definition: the mean difference between all pairs, over twice the mean. */
function giniExacto(saldos: readonly number[]): number {
  const sorted = [...saldos].sort((a, b) => a - b);
  const n = sorted.length;
  const sum = sorted.reduce((a, b) => a + b, 0);
  const pairs = sorted.reduce((total, saldo, index) => total + saldo * (2 * index + 1 - n), 0);
  return pairs / (n * sum);
}

describe(`wallets by size (seed ${SEED})`, () => {
  it('every amount is in the bucket whose limits hold it; buckets follow each other without a gap', () => {
    for (let saldo = 1; saldo < 5_000; saldo++) {
      const { desde, ancho } = limitesDe(cuboDe(saldo));
      expect(saldo >= desde && saldo <= desde + ancho, `${saldo}`).toBe(true);
      expect(cuboDe(saldo + 1) - cuboDe(saldo)).toBeLessThanOrEqual(1);
    }
    for (const saldo of [2 ** 31 - 1, 2 ** 31, 2 ** 40 + 12_345, 2 ** 52 - 1]) {
      const { desde, ancho } = limitesDe(cuboDe(saldo));
      expect(saldo >= desde && saldo <= desde + ancho, `${saldo}`).toBe(true);
      expect(ancho / desde).toBeLessThanOrEqual(1 / 64);
    }
  });

  it('the coefficient of Gini lies between what is given and that plus the error, which is below 1/256', () => {
    const below = createRandom(SEED);
    for (let round = 0; round < 300; round++) {
      const count = 1 + below(400);
      const scale = 2 ** (2 + below(30));
      const power = 1 + below(4);
      const saldos = Array.from(
        { length: count },
        () => 1 + Math.floor(scale * (below(1_000_000) / 1_000_000) ** power),
      );
      const { gini, giniError, tenedores, suma } = concentracionDe(cubosDe(saldos));
      expect(tenedores).toBe(count);
      expect(suma).toBe(saldos.reduce((a, b) => a + b, 0));
      const exact = giniExacto(saldos);
      expect(gini!, `round ${round}`).toBeLessThanOrEqual(exact + 1e-9);
      expect(gini! + giniError, `round ${round}`).toBeGreaterThanOrEqual(exact - 1e-9);
      expect(giniError).toBeLessThanOrEqual(1 / 256);
    }
  });

  it('is exact where every bucket is one amount, and where every wallet of a bucket holds the same', () => {
    const small = Array.from({ length: 100 }, (_, index) => 1 + ((index * 37) % 120));
    expect(concentracionDe(cubosDe(small)).giniError).toBe(0);
    expect(concentracionDe(cubosDe(small)).gini).toBeCloseTo(giniExacto(small), 12);
    expect(concentracionDe(cubosDe([5_000, 5_000, 5_000])).gini).toBeCloseTo(0, 12);
  });

  it('the worst of a bucket, half at each end, is what the error allows for', () => {
    const { desde, ancho } = limitesDe(cuboDe(100_000));
    const saldos = [...Array(50).fill(desde), ...Array(50).fill(desde + ancho)];
    const { gini, giniError } = concentracionDe(cubosDe(saldos));
    expect(gini).toBeCloseTo(0, 12);
    expect(giniError).toBeCloseTo(giniExacto(saldos), 12);
  });

  it('the largest wallets hold at least what is said, and at most a sixty-fourth more', () => {
    const below = createRandom(SEED + 1);
    for (let round = 0; round < 100; round++) {
      const saldos = Array.from({ length: 1 + below(500) }, () => 1 + below(2 ** (1 + below(28))));
      const sorted = [...saldos].sort((a, b) => b - a);
      const sum = sorted.reduce((a, b) => a + b, 0);
      const { mayor1, mayor10 } = concentracionDe(cubosDe(saldos));
      for (const [given, part] of [
        [mayor1!, 100],
        [mayor10!, 10],
      ] as const) {
        const exact = sorted.slice(0, Math.ceil(saldos.length / part)).reduce((a, b) => a + b, 0) / sum;
        expect(given).toBeLessThanOrEqual(exact + 1e-9);
        expect(exact).toBeLessThanOrEqual(given * (1 + 1 / 64) + 1e-9);
      }
    }
  });

  it('nobody holds anything at first; a chart has a bar for each doubling', () => {
    expect(concentracionDe([])).toMatchObject({ tenedores: 0, gini: null, mayor1: null, tramos: [] });
    expect(concentracionDe(cubosDe([1, 2, 3, 300, 500])).tramos).toEqual([
      { desde: 1, hasta: 1, carteras: 1, suma: 1 },
      { desde: 2, hasta: 3, carteras: 2, suma: 5 },
      { desde: 256, hasta: 511, carteras: 2, suma: 800 },
    ]);
  });
});
