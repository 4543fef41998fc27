/** Requirements that wait for one another in a circle: nothing in it, and nothing behind it, can ever happen. */
import { REGLAS, type Reglas } from '../../../events/reglas.ts';
import { type Attainable, attainable, type Hecho } from './attainable.ts';
import { type Content, type Path, piezasDe, type TipoDeContenido } from './content.ts';
import type { Report } from './finding.ts';
import { shortestWay, stronglyConnected } from './graph.ts';
import { satisfiable } from './logic.ts';

/** @returns what can happen, for the checks that count on it */
export function checkRequirements(content: Content, report: Report, reglas: Reglas = REGLAS): Attainable {
  for (const { tipo, contenido } of piezasDe(content))
    if (!satisfiable(contenido.requisitos))
      report(
        'REQUIREMENT_IMPOSSIBLE',
        { tipo, id: contenido.id, path: ['requisitos'] },
        'what it asks for contradicts itself',
      );

  const result = attainable(content, undefined, reglas);
  const { waiting } = result;
  const edges = (fact: Hecho): Hecho[] => {
    const { required = [], structural = [] } = waiting.get(fact) ?? {};
    return [...required, ...structural].filter((target) => waiting.has(target));
  };
  for (const group of stronglyConnected(waiting.keys(), edges)) {
    const members = new Set(group);
    // Fragments that lead to one another are in a circle too; it is a fault only where a requirement is part of it.
    for (const fact of waiting.keys()) {
      if (!members.has(fact)) continue;
      const required = waiting.get(fact)?.required.find((target) => members.has(target));
      if (required === undefined) continue;
      const way = [fact, ...(shortestWay(required, fact, members, edges) ?? [])];
      const names = way.map((one) => one.replace(':', ' ')).join(' waits for ');
      report('REQUIREMENT_CYCLE', placeOf(content, fact), `${names}: none of them can ever happen`);
      break;
    }
  }
  return result;
}

/** The requirement of what a fact is about. */
function placeOf({ fragmentos }: Content, fact: Hecho): { tipo: TipoDeContenido; id: string; path: Path } {
  const [tipo, id] = fact.split(':') as [TipoDeContenido | 'decision', string];
  if (tipo !== 'decision') return { tipo, id, path: ['requisitos'] };
  const [fragmento = '', decision] = id.split('/');
  const index = fragmentos.get(fragmento)?.decisiones.findIndex((one) => one.id === decision) ?? 0;
  return { tipo: 'fragmento', id: fragmento, path: ['decisiones', index, 'requisitos'] };
}
