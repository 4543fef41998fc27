/**
 * How well the fraud scorer tells abuse from honest use, on a corpus of seeded accounts that its thresholds were not
 * set on. With `--train`, finds the thresholds on seeds of their own and prints them instead.
 */
import { UMBRALES } from '../src/reactors/fraude/umbrales.ts';
import { semillas } from './fraude/corpus.ts';
import { entrenar, SEMILLAS_DE_ENTRENAMIENTO } from './fraude/entrenar.ts';
import { type Cuenta, evaluarCorpus, sumar } from './fraude/evaluacion.ts';
import { machine, type Report } from './measure.ts';

/** Never looked at while thresholds are set. */
const SEMILLAS_DE_INFORME = semillas(1_001, 1_100);

const NO_MARCADOS = 'honest accounts not flagged';
const CAZADOS = 'abusive accounts flagged';
export const GOALS = { [NO_MARCADOS]: 0.99, [CAZADOS]: 0.95 };

interface FraudReport extends Report {
  kinds?: Cuenta[];
}

export async function benchFraude(): Promise<FraudReport> {
  return process.argv.includes('--train') ? train() : report();
}

function report(): FraudReport {
  const cuentas = evaluarCorpus(SEMILLAS_DE_INFORME);
  const honestos = sumar(cuentas, 'honesto');
  const adversarios = sumar(cuentas, 'adversario');
  return {
    bench: 'fraude',
    machine: machine(),
    figures: {
      'honest accounts': honestos.casos,
      'honest accounts with one signal': honestos.una,
      'honest accounts flagged (media or alta)': honestos.marcados,
      'honest accounts frozen (alta)': honestos.alta,
      'abusive accounts': adversarios.casos,
      'abusive accounts flagged (media or alta)': adversarios.marcados,
      'abusive accounts frozen (alta)': adversarios.alta,
    },
    ratios: {
      [NO_MARCADOS]: 1 - honestos.marcados / honestos.casos,
      [CAZADOS]: adversarios.marcados / adversarios.casos,
    },
    notes: [
      `Seeds ${rango(SEMILLAS_DE_INFORME)}; thresholds were set on ${rango(SEMILLAS_DE_ENTRENAMIENTO)}.`,
      'Per kind: accounts, flagged %, alta %, just one signal %; then % with each signal.',
      '',
      `${''.padEnd(26)}${['n', 'flagged', 'alta', 'one', 'rate', 'bot', 'multi', 'exploit'].map((c) => c.padStart(9)).join('')}`,
      ...cuentas.map(fila),
      '',
      'l (límite): abuse that seldom shows two signals, which the rule asks for; it is not counted.',
    ],
    kinds: cuentas,
  };
}

function fila({ bando, clase, casos, marcados, alta, una, senales }: Cuenta): string {
  const parte = (cuenta = 0) => ((100 * cuenta) / casos).toFixed(1).padStart(9);
  const columnas = [
    marcados,
    alta,
    una,
    senales.high_activity_rate,
    senales.bot_like_behavior,
    senales.multi_accounting,
    senales.exploit_attempt,
  ];
  return `${`${bando[0]} ${clase}`.padEnd(26)}${String(casos).padStart(9)}${columnas.map(parte).join('')}`;
}

function train(): FraudReport {
  const { umbral, puntos } = entrenar();
  const { por_hora, por_dia, ...limites } = umbral;
  const normal = { porHora: por_hora / UMBRALES.factor, porDia: por_dia / UMBRALES.factor };
  return {
    bench: 'fraude --train',
    machine: machine(),
    figures: {},
    ratios: { score: puntos },
    notes: [
      `Seeds ${rango(SEMILLAS_DE_ENTRENAMIENTO)}. For src/reactors/fraude/umbrales.ts:`,
      ...JSON.stringify({ normal, limites }, null, 2).split('\n'),
    ],
  };
}

const rango = (lista: readonly number[]) => `${lista[0]} to ${lista.at(-1)}`;
