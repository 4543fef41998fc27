/** Prices against what all content together can give; gifts by day, codes and other people are not counted. */
import { REGLAS, type Reglas } from '../../events/reglas.ts';
import type { Attainable } from './attainable.ts';
import { type Content, type Path, piezasDe, type TipoDeContenido } from './content.ts';
import type { Report } from './finding.ts';
import { leavesOf } from './logic.ts';

export function checkPrices(
  content: Content,
  { facts }: Attainable,
  report: Report,
  reglas: Reglas = REGLAS,
): void {
  const income = incomeOf(content, facts, reglas);
  for (const { tipo, id, path, amount } of pricesOf(content))
    if (amount > income)
      report(
        'PRICE_OUT_OF_REACH',
        { tipo, id, path },
        `it asks for ${amount} besitos; all rewards that can be reached come to ${income}`,
      );
}

/** Every decision taken once, every fragment reacted to, every experience finished. */
function incomeOf(
  { fragmentos, experiencias }: Content,
  facts: Attainable['facts'],
  { reaccion }: Reglas,
): number {
  let income = 0;
  for (const fragmento of fragmentos.values()) {
    if (!facts.has(`fragmento:${fragmento.id}`)) continue;
    income += fragmento.reaccion ?? reaccion;
    for (const { id, recompensa } of fragmento.decisiones)
      if (facts.has(`decision:${fragmento.id}/${id}`)) income += recompensa?.besitos ?? 0;
  }
  for (const { id, componentes, recompensa } of experiencias.values()) {
    if (!facts.has(`experiencia:${id}`)) continue;
    income += recompensa?.besitos ?? 0;
    for (const componente of componentes) income += componente.recompensa?.besitos ?? 0;
  }
  return income;
}

interface Price {
  tipo: TipoDeContenido;
  id: string;
  path: Path;
  amount: number;
}

function pricesOf(content: Content): Price[] {
  return piezasDe(content).flatMap(({ tipo, contenido }): Price[] => {
    const { id, requisitos } = contenido;
    const balances = (tree: typeof requisitos, path: Path): Price[] =>
      leavesOf(tree).flatMap((leaf) => ('saldo' in leaf ? [{ tipo, id, path, amount: leaf.saldo }] : []));
    return [
      ...balances(requisitos, ['requisitos']),
      ...('precio' in contenido ? [{ tipo, id, path: ['precio'], amount: contenido.precio }] : []),
      ...('decisiones' in contenido ? contenido.decisiones : []).flatMap((decision, index): Price[] => [
        ...(decision.cuesta === undefined
          ? []
          : [{ tipo, id, path: ['decisiones', index, 'cuesta'], amount: decision.cuesta }]),
        ...balances(decision.requisitos, ['decisiones', index, 'requisitos']),
      ]),
    ];
  });
}
