/** Random logs of real commands: what the projections make of them is what verification folds by itself, cut as you like. */
import { describe, expect, it } from 'vitest';
import { createExpectedFold, TABLES } from '../../src/audit/verify/expected.ts';
import { createLogChecks } from '../../src/audit/verify/log-checks.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import { faltantes } from '../../src/events/requisitos.ts';
import { createRandom, GENTE, historiaAzarosa } from '../support/history.ts';
import { hechosOf, readModelOf } from '../support/read-model.ts';

const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647);
const HISTORIES = 12;
const STEPS = 500;

describe(`random histories (seed ${SEED})`, () => {
  it('fold to what verification expects, in batches of any size; every table has been filled', {
    timeout: 120_000,
  }, async () => {
    const filled = new Set<string>();
    for (let n = 0; n < HISTORIES; n++) {
      const { store, seguir } = await historiaAzarosa(SEED + n);
      await seguir(STEPS);
      const log = store.log();
      const expected = createExpectedFold();
      for (const stored of log) expected.event(stored, () => true);
      const below = createRandom(SEED + n);
      const sizes = Array.from({ length: 60 }, () => below(30));
      for (const cut of [[], sizes, log.map(() => 1)]) {
        const model = await readModelOf(hechosOf(log), cut);
        for (const { tabla } of TABLES) {
          expect(model[tabla], `${tabla}, seed ${SEED + n}`).toEqual(expected.tables[tabla]);
          if (model[tabla].size > 0) filled.add(tabla);
        }
      }
      const checks = createLogChecks();
      for (const stored of log) checks.event(stored);
      expect(
        checks.finish().flatMap(({ diferencias }) => diferencias),
        `seed ${SEED + n}`,
      ).toEqual([]);
    }
    expect(TABLES.map(({ tabla }) => tabla as string).filter((tabla) => !filled.has(tabla))).toEqual([]);
  });

  it('give the same requirements as the folded state of the user', { timeout: 120_000 }, async () => {
    for (let n = 0; n < HISTORIES; n++) {
      const { store, seguir, bus, catalogo, clock } = await historiaAzarosa(SEED + n);
      await seguir(300);
      const model = await readModelOf(hechosOf(store.log()), [100, 50]);
      for (const usuarioId of GENTE) {
        const estado = await bus.usuario(usuarioId);
        const row = model.requisitos_estado.get(usuarioId);
        if (estado.estado !== 'activo') {
          expect(row).toBeUndefined();
          continue;
        }
        const contexto = { ahora: new Date(clock.now()).toISOString(), reglas: catalogo.reglas(REGLAS) };
        for (const { id, requisitos } of [
          ...catalogo.fragmentos(),
          ...catalogo.experiencias(),
          ...catalogo.items(),
        ])
          expect(faltantes(requisitos, JSON.parse(row![0]!), contexto), `${usuarioId} ${id}`).toEqual(
            faltantes(requisitos, estado, contexto),
          );
      }
    }
  });
});
