import { describe, expect, it } from 'vitest';
import { type Accion, type Entrada, type Intento, SIN_VECINOS } from '../../src/reactors/fraude/entrada.ts';
import { evaluar, type Indicio, juzgar, medir } from '../../src/reactors/fraude/evaluar.ts';
import {
  INDICIOS,
  type Medidas,
  NOMBRES_INDICIO,
  type NombreIndicio,
  umbralDe,
} from '../../src/reactors/fraude/indicios.ts';
import { UMBRALES, Umbrales } from '../../src/reactors/fraude/umbrales.ts';

const SEGUNDO = 1_000;
const MINUTO = 60_000;
const HORA = 3_600_000;
const DIA = 86_400_000;
const AHORA = Date.UTC(2026, 5, 15, 12);
const HOY = Date.UTC(2026, 5, 15);

const entrada = (cambios: Partial<Entrada>): Entrada => ({
  usuario: 'ana',
  acciones: [],
  intentos: [],
  vecinos: SIN_VECINOS,
  ahora: AHORA,
  ...cambios,
});
const decisiones = (tiempos: readonly number[], palabras?: number): Accion[] =>
  tiempos.map((en) => ({ en, tipo: 'decision', ...(palabras && { palabras }) }));
/** Times from `desde`, as many as there are gaps and one more. */
const tiempos = (desde: number, huecosMs: readonly number[]): number[] => {
  let en = desde;
  return [
    desde,
    ...huecosMs.map((hueco) => {
      en += hueco;
      return en;
    }),
  ];
};
const cada = (desde: number, cuantos: number, ms: number) =>
  Array.from({ length: cuantos }, (_, n) => desde + n * ms);
/** Gaps that go up and down without a period and without a pattern: a person's. */
const humanos = (cuantos: number) =>
  Array.from({ length: cuantos }, (_, n) => Math.round(20_000 * Math.exp(Math.sin(n * n * 1.7) * 1.5)));
const valorDe = (medidas: Medidas, indicio: NombreIndicio) => medidas[indicio]?.valor;
const indicioDe = (indicios: readonly Indicio[], nombre: NombreIndicio) =>
  indicios.find(({ indicio }) => indicio === nombre);

describe('the verdict', () => {
  const medida = (indicio: NombreIndicio) => ({
    [indicio]: { valor: umbralDe(indicio, UMBRALES), muestra: 99 },
  });

  it.each(NOMBRES_INDICIO)('%s counts at its threshold and not short of it', (indicio) => {
    const umbral = umbralDe(indicio, UMBRALES);
    const corto = umbral + (INDICIOS[indicio].desde === 'arriba' ? -1e-6 : 1e-6);
    const senales = (valor: number) => juzgar({ [indicio]: { valor, muestra: 99 } }, UMBRALES).senales;
    expect(senales(corto)).toEqual([]);
    expect(senales(umbral)).toMatchObject([
      {
        senal: INDICIOS[indicio].senal,
        valor: umbral,
        umbral,
        indicios: [{ indicio, salta: true, muestra: 99 }],
      },
    ]);
  });

  it.each([
    [null, ['por_dia']],
    [null, ['dispersion', 'periodo', 'lectura']],
    ['media', ['por_dia', 'dispersion']],
    ['alta', ['por_dia', 'dispersion', 'embudo']],
    ['alta', ['por_dia', 'dispersion', 'embudo', 'rechazos_dia']],
  ] as const)('is %s for %j', (severidad, nombres) => {
    const medidas: Medidas = Object.assign({}, ...nombres.map(medida));
    expect(juzgar(medidas, UMBRALES).severidad).toBe(severidad);
  });

  it('of nothing is nothing', () => {
    expect(evaluar(entrada({}), UMBRALES)).toMatchObject({ severidad: null, senales: [] });
  });

  it('does not depend on the order of what it is handed', () => {
    const acciones = decisiones(tiempos(HOY, humanos(300)), 90);
    const intentos = cada(HOY, 40, 700).map((en) => ({ en, comando: 'x', codigo: 'VALIDATION' }));
    const derecho = entrada({ acciones, intentos });
    const reves = entrada({ acciones: [...acciones].reverse(), intentos: [...intentos].reverse() });
    expect(evaluar(reves, UMBRALES)).toEqual(evaluar(derecho, UMBRALES));
    expect(evaluar(derecho, UMBRALES)).toEqual(evaluar(derecho, UMBRALES));
  });

  it('changes nothing of what it is handed', () => {
    const acciones = Object.freeze(decisiones(cada(HOY, 50, SEGUNDO)).reverse());
    expect(() => evaluar(entrada({ acciones }), UMBRALES)).not.toThrow();
  });

  it('leaves out what is in the future or older than the window', () => {
    const fuera = [AHORA + 1, AHORA - UMBRALES.ventanaMs];
    const medidas = medir(entrada({ acciones: decisiones([...fuera, AHORA]) }), UMBRALES);
    expect(medidas.por_dia?.muestra).toBe(1);
  });

  it('looks at no more than the caps', () => {
    const acciones = decisiones(cada(HOY, 12_000, 500));
    const intentos = cada(HOY, 9_000, 400).map((en) => ({ en, comando: 'x', codigo: 'REPEATED' }));
    const medidas = medir(entrada({ acciones, intentos }), UMBRALES);
    expect(medidas.por_dia!.muestra).toBeLessThanOrEqual(UMBRALES.topes.acciones + UMBRALES.topes.intentos);
    expect(medidas.rechazos_dia!.muestra).toBeLessThanOrEqual(UMBRALES.topes.intentos);
  });

  it('takes bounded time however much it is handed', () => {
    const ids = Array.from({ length: 300 }, (_, n) => `v${n}`);
    const acciones = Object.fromEntries(ids.map((id) => [id, cada(HOY, 2_000, 1_000)]));
    const regalos = cada(HOY, 20_000, 1_000).map((en, n) => ({
      de: ids[n % 300]!,
      a: 'ana',
      cantidad: 50,
      en,
    }));
    const referencias = ids.map((referido) => ({ referente: 'ana', referido, en: HOY, registradoEn: HOY }));
    const enorme = entrada({
      acciones: decisiones(cada(HOY, 50_000, 500), 80),
      intentos: cada(HOY, 50_000, 400).map((en) => ({ en, comando: 'x', codigo: 'REPEATED' })),
      vecinos: { acciones, regalos, referencias },
    });
    const empieza = performance.now();
    const medidas = medir(enorme, UMBRALES);
    expect(performance.now() - empieza).toBeLessThan(2_000);
    expect(medidas.en_paso?.muestra).toBe(UMBRALES.topes.vecinos);
  });

  it('accepts thresholds of an operator, and refuses those that are none', () => {
    expect(Umbrales.parse({ normal: { porHora: 10, porDia: 20 } }).normal.porDia).toBe(20);
    expect(() => Umbrales.parse({ factor: 0 })).toThrow();
    expect(() => Umbrales.parse({ desconocido: 1 })).toThrow();
  });
});

describe('high_activity_rate', () => {
  const umbral = 3 * UMBRALES.normal.porDia;
  const tresDias = (porDia: number) =>
    [1, 2, 3].flatMap((atras) => decisiones(cada(HOY - atras * DIA, porDia, Math.floor(DIA / porDia))));
  const saltan = (acciones: Accion[]) =>
    evaluar(entrada({ acciones }), UMBRALES).senales.some(({ senal }) => senal === 'high_activity_rate');

  it('is three times the normal of a day, on three days', () => {
    expect(saltan(tresDias(Math.ceil(umbral)))).toBe(true);
    expect(saltan(tresDias(Math.ceil(umbral) - 1))).toBe(false);
  });

  it('is not one wild day', () => {
    expect(saltan(decisiones(cada(HOY - DIA, Math.ceil(umbral), Math.floor(DIA / umbral))))).toBe(false);
  });

  it('is three times the normal of an hour, in three hours', () => {
    const porHora = Math.ceil(3 * UMBRALES.normal.porHora);
    const tresHoras = (cuantas: number) =>
      [0, 1, 2].flatMap((hora) => decisiones(cada(HOY + hora * HORA, cuantas, Math.floor(HORA / cuantas))));
    const valor = (cuantas: number) =>
      indicioDe(evaluar(entrada({ acciones: tresHoras(cuantas) }), UMBRALES).indicios, 'por_hora')?.salta;
    expect([valor(porHora - 1), valor(porHora)]).toEqual([false, true]);
  });

  it('does not count what befalls the user', () => {
    const acciones = tresDias(50).map((accion): Accion => ({ ...accion, tipo: 'regalo_recibido' }));
    expect(valorDe(medir(entrada({ acciones }), UMBRALES), 'por_dia')).toBe(0);
  });
});

describe('bot_like_behavior', () => {
  const medidas = (acciones: Accion[], intentos: Intento[] = []) =>
    medir(entrada({ acciones, intentos }), UMBRALES);

  it('needs figures enough', () => {
    const justos = UMBRALES.muestra.huecos;
    expect(valorDe(medidas(decisiones(cada(HOY, justos, 5_000))), 'dispersion')).toBeUndefined();
    expect(valorDe(medidas(decisiones(cada(HOY, justos + 1, 5_000))), 'dispersion')).toBe(0);
  });

  it('sees one fixed period, and several in a loop', () => {
    expect(valorDe(medidas(decisiones(cada(HOY, 100, 5_000))), 'periodo')).toBe(1);
    const ciclo = Array.from({ length: 120 }, (_, n) => [2_000, 9_000, 30_000][n % 3]!);
    expect(valorDe(medidas(decisiones(tiempos(HOY, ciclo))), 'periodo')).toBe(1);
    expect(valorDe(medidas(decisiones(tiempos(HOY, humanos(120)))), 'periodo')).toBeLessThan(
      UMBRALES.limites.periodo,
    );
  });

  it('sees a recording played again', () => {
    const grabacion = humanos(60);
    const otraVez = Array.from({ length: 5 }, () => grabacion).flat();
    expect(valorDe(medidas(decisiones(tiempos(HOY, otraVez))), 'repeticion')).toBeCloseTo(1);
  });

  it('sees pages left sooner than they are read, and only new ones', () => {
    // 100 words in 6 s are 1,000 a minute; in 7 s, 857.
    expect(valorDe(medidas(decisiones(cada(HOY, 50, 6_000), 100)), 'velocidad')).toBe(1);
    expect(valorDe(medidas(decisiones(cada(HOY, 50, 7_000), 100)), 'velocidad')).toBe(0);
    expect(valorDe(medidas(decisiones(cada(HOY, 50, 1_000))), 'velocidad')).toBeUndefined();
  });

  it('sees whether the length of a page matters, and what it leaves unexplained', () => {
    const largos = humanos(100).map((ms) => Math.ceil(ms / 500));
    const leidas = tiempos(
      HOY,
      largos.map((palabras) => palabras * 300),
    );
    const acciones = leidas.map((en, n): Accion => ({ en, tipo: 'decision', palabras: largos[n] ?? 1 }));
    expect(valorDe(medidas(acciones), 'lectura')).toBeCloseTo(1);
    expect(valorDe(medidas(acciones), 'residuo')).toBeCloseTo(0, 2);
    const alReves = acciones.map((accion, n) => ({ ...accion, palabras: largos[(n * 37 + 11) % 100]! }));
    expect(valorDe(medidas(alReves), 'lectura')).toBeLessThan(0.4);
  });

  it('sees days without sleep', () => {
    const nuncaDuerme = decisiones(cada(HOY - 4 * DIA, 4 * 144, 10 * MINUTO));
    expect(valorDe(medidas(nuncaDuerme), 'descanso')).toBeCloseTo(1 / 6);
    const duerme = nuncaDuerme.filter(({ en }) => en % DIA >= 8 * HORA);
    expect(valorDe(medidas(duerme), 'descanso')).toBeCloseTo(8 + 1 / 6);
  });

  it('measures a stretch up to a pause, and what goes on without a stop', () => {
    const justo = decisiones(cada(HOY, 61, MINUTO - 1));
    expect(valorDe(medidas(justo), 'tirada')).toBeCloseTo(1, 2);
    expect(valorDe(medidas(justo), 'seguidos')).toBe(61);
    expect(valorDe(medidas(decisiones(cada(HOY, 61, MINUTO))), 'seguidos')).toBe(1);
    expect(valorDe(medidas(decisiones(cada(HOY, 61, 10 * MINUTO))), 'tirada')).toBe(0);
  });

  it('sees the beat of a hammer in what is rejected', () => {
    const intentos = cada(HOY, 30, 400).map((en) => ({ en, comando: 'x', codigo: 'REPEATED' }));
    expect(valorDe(medidas([], intentos), 'martilleo')).toBe(0);
    expect(valorDe(medidas([], intentos.slice(0, UMBRALES.muestra.huecos)), 'martilleo')).toBeUndefined();
  });
});

describe('exploit_attempt', () => {
  const valores = (intentos: Intento[]) => {
    const medidas = medir(entrada({ intentos }), UMBRALES);
    return [valorDe(medidas, 'rechazos_hora'), valorDe(medidas, 'rechazos_dia')];
  };
  const rechazos = (lista: readonly number[], codigo = 'INSUFFICIENT_FUNDS'): Intento[] =>
    lista.map((en) => ({ en, comando: 'ComprarItem', codigo }));

  it('forgives the taps of a burst but one', () => {
    const { ms, perdonados } = UMBRALES.dobleToque;
    expect(valores(rechazos(cada(HOY, perdonados, 200)))).toEqual([1, 1]);
    expect(valores(rechazos(cada(HOY, perdonados + 5, 200)))).toEqual([6, 6]);
    expect(valores(rechazos(cada(HOY, 3, ms)))).toEqual([1, 1]);
    expect(valores(rechazos(cada(HOY, 3, ms + 1)))).toEqual([3, 3]);
  });

  it('counts more what no button sends', () => {
    expect(valores(rechazos(cada(HOY, 3, MINUTO), 'VALIDATION'))).toEqual([15, 15]);
  });

  it('counts in any hour and in any day', () => {
    expect(valores(rechazos(cada(HOY - DIA / 2, 24, HORA)))).toEqual([1, 24]);
    expect(valores(rechazos([HOY - DIA, HOY]))).toEqual([1, 1]);
    expect(valores(rechazos([HOY - DIA + 1, HOY]))).toEqual([1, 2]);
  });
});
