/** `PublicarHistoria`: an edition of a whole story: its fragments as they stand, checked together. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { Alcance } from '../../events/contenido-eventos.ts';
import { comando } from '../definicion.ts';
import { ContentNotFoundError, StoryProblemsError } from '../errores.ts';
import { contentIn, problemasDeHistoria } from './revision/historia.ts';

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
  decide(estado, { historia, alcance }, { catalogo, reglas }) {
    const piezas = catalogo.fragmentos().filter((fragmento) => fragmento.historia === historia);
    if (piezas.length === 0) throw new ContentNotFoundError('historia', historia);
    const problemas = problemasDeHistoria(historia, contentIn(catalogo), reglas);
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
