/** Every name must be the name of something. */
import { ARQUETIPOS } from '../../../events/usuario/eventos-cuenta.ts';
import { requirementsOf } from './check-economy.ts';
import { type Content, piezasDe } from './content.ts';
import type { Report } from './finding.ts';
import { leavesOf } from './logic.ts';
import { type Reference, referencesOf } from './references.ts';

export function checkReferences(content: Content, report: Report): void {
  for (const pieza of piezasDe(content)) {
    const { tipo, contenido } = pieza;
    for (const { path, tree } of requirementsOf(contenido))
      for (const leaf of leavesOf(tree))
        if ('arquetipo' in leaf && !ARQUETIPOS.some((name) => name === leaf.arquetipo))
          report(
            'REFERENCE_UNKNOWN',
            { tipo, id: contenido.id, path },
            `no archetype is called ${leaf.arquetipo}; there are ${ARQUETIPOS.join(', ')}`,
          );
    for (const { path, target } of referencesOf(pieza)) {
      const place = { tipo, id: contenido.id, path };
      const isDestination = tipo === 'fragmento' && path.at(-1) === 'destino';
      if (!exists(content, target)) {
        const code = isDestination ? 'DESTINATION_UNKNOWN' : 'REFERENCE_UNKNOWN';
        report(code, place, `no ${NAMES[target.tipo]} is called ${target.id}`);
      } else if (isDestination) {
        const other = content.fragmentos.get(target.id)?.historia;
        if (other !== contenido.historia)
          report('DESTINATION_ELSEWHERE', place, `${target.id} belongs to another story, ${other}`);
      }
    }
  }
}

const NAMES = {
  fragmento: 'fragment',
  experiencia: 'experience',
  item: 'item',
  decision: 'decision',
  abrible: 'fragment and no experience',
} as const;

function exists(content: Content, { tipo, id }: Reference['target']): boolean {
  switch (tipo) {
    case 'fragmento':
      return content.fragmentos.has(id);
    case 'experiencia':
      return content.experiencias.has(id);
    case 'item':
      return content.items.has(id);
    case 'abrible':
      return content.fragmentos.has(id) || content.experiencias.has(id);
    case 'decision': {
      const [fragmento = '', decision] = id.split('/');
      return content.fragmentos.get(fragmento)?.decisiones.some((one) => one.id === decision) ?? false;
    }
    default:
      return tipo satisfies never;
  }
}
