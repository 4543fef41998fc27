/** Requirements that wait for one another in a circle: nothing in it, and nothing behind it, can ever happen. */
import { type Attainable, attainable, type Hecho } from './attainable.ts';
import type { Content, Path, TipoDeContenido } from './content.ts';
import type { Report } from './finding.ts';
import { cycleThrough, stronglyConnected } from './graph.ts';
import { satisfiable } from './logic.ts';

/** @returns what can happen, for the checks that count on it */
export function checkRequirements(content: Content, report: Report): Attainable {
  for (const tipo of ['fragmento', 'experiencia', 'item'] as const)
    for (const { id, requisitos } of pieces(content, tipo))
      if (!satisfiable(requisitos))
        report(
          'REQUIREMENT_IMPOSSIBLE',
          { tipo, id, path: ['requisitos'] },
          'what it asks for contradicts itself',
        );

  const result = attainable(content);
  const { waiting } = result;
  const edges = (fact: Hecho): Hecho[] => {
    const { required = [], structural = [] } = waiting.get(fact) ?? {};
    return [...required, ...structural].filter((target) => waiting.has(target));
  };
  for (const group of stronglyConnected(waiting.keys(), edges)) {
    const members = new Set(group);
    // Fragments that lead to one another are in a circle too; it is a fault only where a requirement is part of it.
    for (const fact of group) {
      const required = waiting.get(fact)?.required.find((target) => members.has(target));
      if (required === undefined) continue;
      const back = cycleThrough(required, members, edges);
      const way = fact === required ? [fact, fact] : [fact, ...wayTo(fact, back, required, members, edges)];
      const names = way.map((one) => one.replace(':', ' '));
      report('REQUIREMENT_CYCLE', placeOf(content, fact), `${names.join(' waits for ')}: none can ever happen`);
      break;
    }
  }
  return result;
}
