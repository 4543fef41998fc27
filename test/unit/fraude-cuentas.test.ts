import { describe, expect, it } from 'vitest';
import {
  type Accion,
  type Referencia,
  type Regalo,
  SIN_VECINOS,
  type Vecinos,
} from '../../src/reactors/fraude/entrada.ts';
import { medir } from '../../src/reactors/fraude/evaluar.ts';
import { enPaso } from '../../src/reactors/fraude/paso.ts';
import { UMBRALES } from '../../src/reactors/fraude/umbrales.ts';

const MINUTO = 60_000;
const HORA = 3_600_000;
const DIA = 86_400_000;
const HOY = Date.UTC(2026, 5, 15);
const AHORA = HOY + 12 * HORA;

const medidasDe = (vecinos: Partial<Vecinos>, usuario = 'ana', acciones: Accion[] = []) =>
  medir({ usuario, acciones, intentos: [], ahora: AHORA, vecinos: { ...SIN_VECINOS, ...vecinos } }, UMBRALES);
const regalo = (de: string, a: string, cantidad: number, en = HOY): Regalo => ({ de, a, cantidad, en });
const repetido = (de: string, a: string, veces: number, cantidad: number) =>
  Array.from({ length: veces }, (_, n) => regalo(de, a, cantidad, HOY - n * DIA));
/** Irregular times, different for each seed. */
const irregulares = (semilla: number, cuantos = 150) => {
  let en = HOY;
  return Array.from({ length: cuantos }, (_, n) => {
    en += 12_000 + Math.round(11_000 * Math.sin(semilla * 97 + n * n * 1.3));
    return en;
  });
};

describe('a gift funnel', () => {
  const embudo = (regalos: Regalo[], usuario = 'ana') => medidasDe({ regalos }, usuario).embudo?.valor;
  const { regalos: minimo, besitos } = UMBRALES.donante;

  it('counts those who give often, enough, and get nothing back', () => {
    const cada = Math.ceil(besitos / minimo);
    expect(embudo(repetido('b', 'ana', minimo, cada))).toBe(1);
    expect(embudo(repetido('b', 'ana', minimo - 1, besitos))).toBe(0);
    expect(embudo(repetido('b', 'ana', minimo, Math.floor((besitos - 1) / minimo)))).toBe(0);
  });

  it('does not count friends who give back', () => {
    const ida = repetido('b', 'ana', 4, 25);
    expect(embudo([...ida, regalo('ana', 'b', 20)])).toBe(1);
    expect(embudo([...ida, regalo('ana', 'b', 21)])).toBe(0);
  });

  it('holds for those who give as for the one who gets', () => {
    const regalos = ['ana', 'b', 'c'].flatMap((de) => repetido(de, 'jefe', 4, 30));
    expect(embudo(regalos, 'ana')).toBe(3);
    expect(embudo(regalos, 'jefe')).toBe(3);
    expect(embudo([...regalos, regalo('d', 'ana', 5)], 'd')).toBe(0);
  });

  it('is not measured where nobody gives', () => {
    expect(embudo([])).toBeUndefined();
  });
});

describe('a chain of gifts', () => {
  const cadena = (regalos: Regalo[], usuario = 'ana') => medidasDe({ regalos }, usuario).cadena?.valor;
  const { plazoMs } = UMBRALES.traspaso;

  it('counts what is passed on to another, nearly all and in time', () => {
    const recibido = regalo('b', 'ana', 100, HOY - 2 * DIA);
    const enviado = (cantidad: number, a: string, despuesMs: number) =>
      cadena([recibido, regalo('ana', a, cantidad, recibido.en + despuesMs)]);
    expect(enviado(70, 'c', HORA)).toBe(1);
    expect(enviado(69, 'c', HORA)).toBe(0);
    expect(enviado(70, 'b', HORA)).toBe(0);
    expect(enviado(70, 'c', plazoMs)).toBe(1);
    expect(enviado(70, 'c', plazoMs + 1)).toBe(0);
  });

  it('counts one gift once', () => {
    const regalos = [
      regalo('b', 'ana', 50, HOY),
      regalo('ana', 'c', 50, HOY + 1),
      regalo('ana', 'd', 50, HOY + 2),
    ];
    expect(cadena(regalos)).toBe(1);
  });

  it('holds for both ends', () => {
    const regalos = [regalo('b', 'c', 50, HOY), regalo('c', 'ana', 50, HOY + 1)];
    expect(cadena(regalos, 'ana')).toBe(1);
    expect(cadena(regalos, 'b')).toBe(1);
  });
});

describe('a ring of referrals', () => {
  const { rafagaMs, huecoMs } = UMBRALES.anillo;
  const referidos = (cuantos: number, cadaMs: number): Referencia[] =>
    Array.from({ length: cuantos }, (_, n) => ({
      referente: 'jefe',
      referido: `r${n}`,
      en: HOY + HORA,
      registradoEn: HOY + n * cadaMs,
    }));
  const anillo = (referencias: Referencia[], ms: number, usuario = 'jefe') =>
    medidasDe(
      {
        referencias,
        acciones: Object.fromEntries(
          referencias.map(({ referido }) => [referido, Array.from({ length: 40 }, (_, n) => HOY + n * ms)]),
        ),
      },
      usuario,
      usuario === 'jefe'
        ? []
        : Array.from({ length: 40 }, (_, n) => ({ en: HOY + n * ms, tipo: 'decision' })),
    ).anillo?.valor;

  it('counts accounts that came in a burst and rush', () => {
    expect(anillo(referidos(6, rafagaMs), Math.floor(huecoMs * 0.99))).toBe(6);
    expect(anillo(referidos(6, rafagaMs), Math.ceil(huecoMs * 1.01))).toBe(0);
    expect(anillo(referidos(6, rafagaMs + 1), 1_000)).toBe(0);
  });

  it('holds for its members', () => {
    expect(anillo(referidos(6, MINUTO), 3_000, 'r2')).toBe(6);
    expect(anillo(referidos(6, MINUTO), 3_000, 'ajena')).toBe(0);
  });

  it('counts those who give one way within it, at any pace', () => {
    const referencias = referidos(5, MINUTO);
    const regalos = ['r0', 'r1', 'r2'].flatMap((de) => repetido(de, 'jefe', 3, 30));
    expect(medidasDe({ referencias, regalos }, 'jefe').anillo?.valor).toBe(3);
  });
});

describe('accounts in step', () => {
  const paso = (propias: readonly number[], otras: readonly number[]) => enPaso(propias, otras, UMBRALES);

  it('are one script seconds apart', () => {
    const propias = irregulares(1);
    expect(
      paso(
        propias,
        propias.map((en) => en + 40_000),
      ),
    ).toBeGreaterThan(0.9);
    expect(
      paso(
        propias,
        propias.map((en) => en - 5_000 + (en % 700)),
      ),
    ).toBeGreaterThan(0.9);
  });

  it('are not two people who play in the same hour', () => {
    expect(paso(irregulares(1), irregulares(2))).toBeLessThan(UMBRALES.limites.en_paso / 2);
  });

  it('must have been there together often enough', () => {
    const propias = irregulares(1);
    const { comunes, desfaseMaximoMs } = UMBRALES.paso;
    expect(paso(propias, propias.slice(0, comunes - 1))).toBe(0);
    expect(
      paso(
        propias,
        propias.map((en) => en + DIA + desfaseMaximoMs),
      ),
    ).toBe(0);
    expect(paso([], propias)).toBe(0);
  });

  it('are at least three: a couple that reads together is none', () => {
    const propias = irregulares(1);
    const acciones = propias.map((en): Accion => ({ en, tipo: 'decision' }));
    const juntas = propias.map((en) => en + 1_000);
    const valor = (vecinos: Record<string, number[]>) =>
      medidasDe({ acciones: vecinos }, 'ana', acciones).en_paso?.valor;
    expect(valor({ b: juntas })).toBeUndefined();
    expect(valor({ b: juntas, c: irregulares(3) })).toBeLessThan(UMBRALES.limites.en_paso);
    expect(valor({ b: juntas, c: juntas.map((en) => en + 2_000) })).toBeGreaterThan(0.9);
  });
});
