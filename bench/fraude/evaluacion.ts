/** Judges the corpus of some seeds, and counts by kind. */
import { evaluar } from '../../src/reactors/fraude/evaluar.ts';
import type { NombreSenal } from '../../src/reactors/fraude/indicios.ts';
import { UMBRALES } from '../../src/reactors/fraude/umbrales.ts';
import { type Bando, generar } from './corpus.ts';

export interface Cuenta {
  bando: Bando;
  clase: string;
  casos: number;
  /** Accounts with two signals or more, and of them those with three or more. */
  marcados: number;
  alta: number;
  /** Accounts with just one. */
  una: number;
  /** How many showed each signal. */
  senales: Partial<Record<NombreSenal, number>>;
}

export function evaluarCorpus(semillas: readonly number[]): Cuenta[] {
  const cuentas = new Map<string, Cuenta>();
  for (const semilla of semillas)
    for (const { bando, clase, caso } of generar(semilla)) {
      const cuenta = cuentas.get(clase) ?? {
        bando,
        clase,
        casos: 0,
        marcados: 0,
        alta: 0,
        una: 0,
        senales: {},
      };
      cuentas.set(clase, cuenta);
      const { severidad, senales } = evaluar(caso, UMBRALES);
      cuenta.casos += 1;
      if (severidad) cuenta.marcados += 1;
      if (severidad === 'alta') cuenta.alta += 1;
      if (senales.length === 1) cuenta.una += 1;
      for (const { senal } of senales) cuenta.senales[senal] = (cuenta.senales[senal] ?? 0) + 1;
    }
  return [...cuentas.values()];
}

export function sumar(
  cuentas: readonly Cuenta[],
  bando: Bando,
): Pick<Cuenta, 'casos' | 'marcados' | 'alta' | 'una'> {
  const suyas = cuentas.filter((cuenta) => cuenta.bando === bando);
  const total = (campo: 'casos' | 'marcados' | 'alta' | 'una') =>
    suyas.reduce((suma, cuenta) => suma + cuenta[campo], 0);
  return { casos: total('casos'), marcados: total('marcados'), alta: total('alta'), una: total('una') };
}
