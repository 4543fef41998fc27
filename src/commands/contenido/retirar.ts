/** What editors withdraw: nobody new meets it, and those who are in it go on. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import type { EstadoDeContenido } from '../../events/contenido-estado.ts';
import { comando, type Mundo } from '../definicion.ts';
import { ContentNotFoundError, StoryProblemsError } from '../errores.ts';
import type { TipoDeContenido } from './revision/content.ts';
import { usosDe } from './revision/historia.ts';

const schema = z.strictObject({
  id: Slug,
  /** Also when other content still needs it: a whole story is withdrawn page by page. */
  forzar: z.literal(true).optional(),
});

/** Version that stands; null when it is withdrawn already. @throws ContentNotFoundError, StoryProblemsError */
function enPie(
  estado: EstadoDeContenido,
  tipo: TipoDeContenido,
  { id, forzar }: z.infer<typeof schema>,
  { catalogo }: Pick<Mundo, 'catalogo'>,
): number | null {
  if (estado.estado === 'inexistente') throw new ContentNotFoundError(tipo, id);
  if (estado.estado === 'retirado') return null;
  const usos = forzar ? [] : usosDe(tipo, id, catalogo);
  if (usos.length > 0) throw new StoryProblemsError(usos);
  return estado.publicacion.version;
}

export const RetirarFragmento = comando({
  tipo: 'RetirarFragmento',
  resumen: 'An editor withdraws a fragment; those who read an edition that has it go on.',
  de: ['admin', 'editor'],
  familia: 'fragmento',
  schema,
  limite: 'none',
  emite: ['FragmentoRetirado'],
  falla: ['CONTENT_NOT_FOUND', 'STORY_PROBLEMS'],
  agregadoId: ({ id }) => id,
  decide(estado, datos, mundo) {
    const { id } = datos;
    const version = enPie(estado, 'fragmento', datos, mundo);
    return version === null ? [] : [{ type: 'FragmentoRetirado', data: { id, version } }];
  },
});

export const RetirarExperiencia = comando({
  tipo: 'RetirarExperiencia',
  resumen: 'An editor withdraws an experience; those who have begun it may finish it.',
  de: ['admin', 'editor'],
  familia: 'experiencia',
  schema,
  limite: 'none',
  emite: ['ExperienciaRetirada'],
  falla: ['CONTENT_NOT_FOUND', 'STORY_PROBLEMS'],
  agregadoId: ({ id }) => id,
  decide(estado, datos, mundo) {
    const { id } = datos;
    const version = enPie(estado, 'experiencia', datos, mundo);
    return version === null ? [] : [{ type: 'ExperienciaRetirada', data: { id, version } }];
  },
});

export const RetirarItem = comando({
  tipo: 'RetirarItem',
  resumen: 'An editor takes an item out of the shop; who owns it keeps it.',
  de: ['admin', 'editor'],
  familia: 'item',
  schema,
  limite: 'none',
  emite: ['ItemRetirado'],
  falla: ['CONTENT_NOT_FOUND', 'STORY_PROBLEMS'],
  agregadoId: ({ id }) => id,
  decide(estado, datos, mundo) {
    const { id } = datos;
    const version = enPie(estado, 'item', datos, mundo);
    return version === null ? [] : [{ type: 'ItemRetirado', data: { id, version } }];
  },
});
