/** `GET /api/v1/analitica/embudo-experiencia`: how far those come who start an experience. */
import { z } from 'zod';
import { Slug } from '../../../events/contenido.ts';
import { embudoDeExperiencia } from '../../../queries/analitica/embudos.ts';
import { gruposDe } from '../../../queries/grupos.ts';
import { defineRoute, NO_PARAMS } from '../../route.ts';
import { SEES_ANALYTICS } from './rango.ts';

export const getEmbudoExperiencia = defineRoute({
  path: '/api/v1/analitica/embudo-experiencia',
  operationId: 'getAnaliticaEmbudoExperiencia',
  summary: 'How many have started an experience, completed each of its components, and finished it.',
  access: { roles: SEES_ANALYTICS },
  groups: gruposDe(embudoDeExperiencia),
  params: NO_PARAMS,
  query: z.strictObject({ experiencia: Slug }),
  body: z.strictObject({
    iniciadas: z.int(),
    completadas: z.int(),
    componentes: z.array(z.strictObject({ componente: z.string(), completadas: z.int() })),
  }),
  problems: [],
  async handle({ options: { database }, query: { experiencia } }) {
    return { body: await embudoDeExperiencia(database, experiencia) };
  },
});
