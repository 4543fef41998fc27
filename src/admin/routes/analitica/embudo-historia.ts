/** `GET /api/v1/analitica/embudo-historia`: where readers of a story go on, and where they stop. */
import { z } from 'zod';
import { Slug } from '../../../events/contenido.ts';
import { embudoDeHistoria } from '../../../queries/analitica/embudos.ts';
import { gruposDe } from '../../../queries/grupos.ts';
import { defineRoute, NO_PARAMS } from '../../route.ts';
import { SEES_ANALYTICS } from './rango.ts';

export const getEmbudoHistoria = defineRoute({
  path: '/api/v1/analitica/embudo-historia',
  operationId: 'getAnaliticaEmbudoHistoria',
  summary:
    'Of each fragment of a story: who has come to it, which decisions they took, and who has taken none.',
  access: { roles: SEES_ANALYTICS },
  groups: gruposDe(embudoDeHistoria),
  params: NO_PARAMS,
  query: z.strictObject({ historia: Slug }),
  body: z.strictObject({
    fragmentos: z.array(
      z.strictObject({
        fragmento: z.string(),
        final: z.boolean().nullable().describe('Null for one that is not in the catalogue.'),
        llegadas: z.int().describe('Times that somebody came to it.'),
        personas: z.int(),
        decidieron: z.int().describe('Of those persons, who have taken a decision there.'),
        abandono: z
          .number()
          .nullable()
          .describe(
            'Part of the persons who have taken none; null for an end and for what nobody has reached.',
          ),
        decisiones: z.array(z.strictObject({ decision: z.string(), veces: z.int(), personas: z.int() })),
      }),
    ),
  }),
  problems: [],
  async handle({ options: { database }, query: { historia } }) {
    const fragmentos = await embudoDeHistoria(database, historia);
    return {
      body: {
        fragmentos: fragmentos.map(({ decisiones, ...fragmento }) => {
          const { personas, decidieron, final } = fragmento;
          const abandono = final === true || personas === 0 ? null : 1 - decidieron / personas;
          return { ...fragmento, abandono, decisiones };
        }),
      },
    };
  },
});
