/** `PublicarHistoria`: an edition of a whole story: its fragments as they stand, checked together. */
import { z } from 'zod';
import type { Catalogo } from '../../events/catalogo.ts';
import { Slug } from '../../events/contenido.ts';
import { Alcance } from '../../events/contenido-eventos.ts';
import { comando } from '../definicion.ts';
import { ContentNotFoundError, StoryProblemsError } from '../errores.ts';

export const PublicarHistoria = comando({
  tipo: 'PublicarHistoria',
  resumen:
    'The fragments of a story, as they stand, become its next edition, for newcomers or for everybody.',
  de: ['admin', 'editor', 'sistema'],
  familia: 'historia',
  schema: z.strictObject({
    historia: Slug,
    /** `nuevos`: who is under way goes on in their edition. `todos`: everybody goes on in this one. */
    alcance: Alcance,
  }),
  limite: 'none',
  emite: ['HistoriaPublicada'],
  falla: ['CONTENT_NOT_FOUND', 'STORY_PROBLEMS'],
  agregadoId: ({ historia }) => historia,
  decide(estado, { historia, alcance }, { catalogo }) {
    const piezas = catalogo.fragmentos().filter((fragmento) => fragmento.historia === historia);
    if (piezas.length === 0) throw new ContentNotFoundError('historia', historia);
    const problemas = problemasDe(historia, catalogo);
    if (problemas.length > 0) throw new StoryProblemsError(problemas);
    const fragmentos = Object.fromEntries(piezas.map(({ id, version }) => [id, version]));
    const { ultima } = estado;
    const isSame =
      ultima !== null &&
      Object.keys(fragmentos).length === Object.keys(ultima.fragmentos).length &&
      Object.entries(fragmentos).every(([id, version]) => ultima.fragmentos[id] === version);
    if (isSame && (alcance === 'nuevos' || ultima.alcance === 'todos')) return [];
    const edicion = (ultima?.edicion ?? 0) + 1;
    return [{ type: 'HistoriaPublicada', data: { historia, edicion, fragmentos, alcance } }];
  },
});

/** What would leave a reader stranded: choices that lead nowhere, pages that nothing leads to, no beginning. */
function problemasDe(historia: string, catalogo: Catalogo): { donde: string; que: string }[] {
  const piezas = catalogo.fragmentos().filter((fragmento) => fragmento.historia === historia);
  const problemas: { donde: string; que: string }[] = [];
  const byId = new Map(piezas.map((fragmento) => [fragmento.id, fragmento]));
  for (const { id, decisiones } of piezas)
    for (const decision of decisiones)
      if (!byId.has(decision.destino))
        problemas.push({
          donde: `${id}/${decision.id}`,
          que: `leads to ${decision.destino}, which is not there`,
        });
  const abiertos = catalogo.items().flatMap(({ desbloquea }) => desbloquea ?? []);
  const desde = [...piezas.filter(({ portada }) => portada).map(({ id }) => id), ...abiertos];
  if (!piezas.some(({ portada }) => portada)) problemas.push({ donde: historia, que: 'has no first page' });
  const reached = new Set<string>();
  while (desde.length > 0) {
    const id = desde.pop()!;
    if (reached.has(id)) continue;
    reached.add(id);
    desde.push(...(byId.get(id)?.decisiones.map(({ destino }) => destino) ?? []));
  }
  for (const { id } of piezas)
    if (!reached.has(id)) problemas.push({ donde: id, que: 'is a page that nothing leads to' });
  return problemas;
}
