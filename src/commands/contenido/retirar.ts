/** What editors withdraw: nobody new meets it, and those who are in it go on. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import type { EstadoDeContenido } from '../../events/contenido-estado.ts';
import { comando } from '../definicion.ts';
import { ContentNotFoundError } from '../errores.ts';

const schema = z.strictObject({ id: Slug });

/** Version that stands; null when it is withdrawn already. @throws ContentNotFoundError */
function enPie(
  estado: EstadoDeContenido,
  tipo: 'fragmento' | 'experiencia' | 'item',
  id: string,
): number | null {
  if (estado.estado === 'inexistente') throw new ContentNotFoundError(tipo, id);
  return estado.estado === 'retirado' ? null : estado.publicacion.version;
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
  decide(estado, { id }) {
    const version = enPie(estado, 'fragmento', id);
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
  falla: ['CONTENT_NOT_FOUND'],
  agregadoId: ({ id }) => id,
  decide(estado, { id }) {
    const version = enPie(estado, 'experiencia', id);
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
  falla: ['CONTENT_NOT_FOUND'],
  agregadoId: ({ id }) => id,
  decide(estado, { id }) {
    const version = enPie(estado, 'item', id);
    return version === null ? [] : [{ type: 'ItemRetirado', data: { id, version } }];
  },
});
