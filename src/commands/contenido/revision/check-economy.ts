/**
 * Prices, balances and levels against what a reader can come to have. Two lines are drawn. Beyond what one reader alone
 * can have after a whole year, content is refused: nothing but other people's money would open it. Beyond what content
 * itself gives, it is only pointed out: a reader has to save daily gifts for it, or to be given some.
 */
import type { Recompensa, Requisito } from '../../../events/contenido.ts';
import { REGLAS, type Reglas } from '../../../events/reglas.ts';
import { type Attainable, attainable, besitosForLevel, beyondPurse } from './attainable.ts';
import { type Content, type Path, piezasDe, type TipoDeContenido } from './content.ts';
import type { Report } from './finding.ts';
import { leavesOf } from './logic.ts';

/** Days of daily gifts that a price may ask a reader to save. */
export const DAYS_OF_SAVING = 365;

type Facts = Attainable['facts'];

export function checkPrices(
  content: Content,
  { facts }: Attainable,
  report: Report,
  reglas: Reglas = REGLAS,
): void {
  const income = incomeOf(content, facts, reglas);
  const most = (known: Facts) => mostEver(content, known, reglas);
  const purse = most(attainable(content, most, reglas).facts);
  for (const { tipo, id, path, amount, needed = amount } of pricesOf(content, purse, reglas)) {
    const place = { tipo, id, path };
    if (needed !== null && needed > purse)
      report(
        'PRICE_IMPOSSIBLE',
        place,
        `it takes ${needed} besitos; with everything that can be reached, and the daily gift for a year, a reader has at most ${purse}`,
      );
    else if (amount > income)
      report(
        'PRICE_OUT_OF_REACH',
        place,
        `it asks for ${amount} besitos; all rewards that can be reached come to ${income}`,
      );
  }
  for (const { tipo, contenido } of piezasDe(content))
    for (const { path, tree } of requirementsOf(contenido))
      for (const leaf of leavesOf(tree))
        if ('nivel' in leaf && besitosForLevel(leaf.nivel, reglas) === Number.POSITIVE_INFINITY)
          report(
            'LEVEL_UNKNOWN',
            { tipo, id: contenido.id, path },
            `there is no level ${leaf.nivel}; the highest is ${reglas.niveles.length + 1}`,
          );
}

/** Every decision taken once, every fragment reacted to, every experience finished; besitos that lapse cannot be saved. */
function incomeOf({ fragmentos, experiencias }: Content, facts: Facts, { reaccion }: Reglas): number {
  const kept = (recompensa: Recompensa | undefined) =>
    recompensa?.caducaEnDias === undefined ? (recompensa?.besitos ?? 0) : 0;
  let income = incomeFromPages(fragmentos, facts, reaccion, kept);
  for (const { id, componentes, recompensa } of experiencias.values()) {
    if (!facts.has(`experiencia:${id}`)) continue;
    income += kept(recompensa);
    for (const componente of componentes) income += kept(componente.recompensa);
  }
  return income;
}

/** Never less than what one reader can have within a year without others: spending, and limits by day, are left out of it. */
function mostEver({ fragmentos, experiencias }: Content, facts: Facts, reglas: Reglas): number {
  const all = (recompensa: Recompensa | undefined) => recompensa?.besitos ?? 0;
  let most = Math.min(reglas.regalo.maximo, reglas.limiteDiario) * DAYS_OF_SAVING;
  most += incomeFromPages(fragmentos, facts, reglas.reaccion, all);
  for (const { id, componentes, recompensa } of experiencias.values()) {
    if (facts.has(`experiencia:${id}`)) most += all(recompensa);
    for (const componente of componentes) most += all(componente.recompensa);
  }
  return most;
}

function incomeFromPages(
  fragmentos: Content['fragmentos'],
  facts: Facts,
  reaccion: number,
  amountOf: (recompensa: Recompensa | undefined) => number,
): number {
  let income = 0;
  for (const fragmento of fragmentos.values()) {
    if (!facts.has(`fragmento:${fragmento.id}`)) continue;
    income += fragmento.reaccion ?? reaccion;
    for (const { id, recompensa } of fragmento.decisiones)
      if (facts.has(`decision:${fragmento.id}/${id}`)) income += amountOf(recompensa);
  }
  return income;
}

interface Price {
  tipo: TipoDeContenido;
  id: string;
  path: Path;
  amount: number;
  /** What has to be had, where that is not `amount`; null where something else will do. */
  needed?: number | null;
}

function pricesOf(content: Content, purse: number, reglas: Reglas): Price[] {
  return piezasDe(content).flatMap(({ tipo, contenido }): Price[] => {
    const { id } = contenido;
    const balances = requirementsOf(contenido).flatMap(({ tree, path }): Price[] => {
      const needed = beyondPurse(tree, purse, reglas);
      // A level that does not exist is said as such.
      if (needed !== null && Number.isFinite(needed)) return [{ tipo, id, path, amount: needed }];
      return leavesOf(tree).flatMap((leaf) =>
        'saldo' in leaf ? [{ tipo, id, path, amount: leaf.saldo, needed: null }] : [],
      );
    });
    const decisiones = 'decisiones' in contenido ? contenido.decisiones : [];
    return [
      ...balances,
      ...('precio' in contenido
        ? [
            {
              tipo,
              id,
              path: ['precio'],
              amount: contenido.precio,
              ...(contenido.estrellas !== undefined && { needed: null }),
            },
          ]
        : []),
      ...decisiones.flatMap(({ cuesta }, index): Price[] =>
        cuesta === undefined ? [] : [{ tipo, id, path: ['decisiones', index, 'cuesta'], amount: cuesta }],
      ),
    ];
  });
}

/** The condition trees of a piece: its own, and those of its decisions. */
export function requirementsOf(contenido: {
  requisitos?: Requisito | undefined;
  decisiones?: readonly { requisitos?: Requisito | undefined }[];
}): { path: Path; tree: Requisito }[] {
  const { requisitos, decisiones = [] } = contenido;
  return [
    ...(requisitos ? [{ path: ['requisitos'], tree: requisitos }] : []),
    ...decisiones.flatMap((decision, index) =>
      decision.requisitos ? [{ path: ['decisiones', index, 'requisitos'], tree: decision.requisitos }] : [],
    ),
  ];
}
