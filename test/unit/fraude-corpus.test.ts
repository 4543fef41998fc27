import { describe, expect, it } from 'vitest';
import { generar, semillas } from '../../bench/fraude/corpus.ts';
import { evaluarCorpus, sumar } from '../../bench/fraude/evaluacion.ts';

/** Some of the seeds that thresholds were not set on; `npm run bench -- fraude` judges all hundred. */
const SEMILLAS = semillas(1_001, 1_004);

describe(`the corpus of fraud, seeds ${SEMILLAS.join(', ')}`, () => {
  const cuentas = evaluarCorpus(SEMILLAS);
  const honestos = sumar(cuentas, 'honesto');
  const adversarios = sumar(cuentas, 'adversario');

  it('has honest accounts flagged in at most 1 of 100, and none frozen', () => {
    expect(honestos.casos).toBeGreaterThan(150);
    expect(honestos.marcados / honestos.casos).toBeLessThanOrEqual(0.01);
    expect(honestos.alta).toBe(0);
  });

  it('has abusive accounts flagged in at least 95 of 100', () => {
    expect(adversarios.casos).toBeGreaterThan(150);
    expect(adversarios.marcados / adversarios.casos).toBeGreaterThanOrEqual(0.95);
  });

  it('is the same for the same seed', () => {
    const algunos = () => generar(7).take(60).toArray();
    expect(algunos()).toEqual(algunos());
  });
});
