/** `GET /api/v1/existencias/{item}`: the stock of a limited item. */
import { z } from 'zod';
import { ContentNotFoundError } from '../../commands/errores.ts';
import { Slug } from '../../events/contenido.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { existenciasDe } from '../../queries/tienda.ts';
import { ROLES } from '../api-keys.ts';
import { defineRoute } from '../route.ts';

export const getExistencias = defineRoute({
  path: '/api/v1/existencias/{item}',
  operationId: 'getExistencias',
  summary: 'The stock of a limited item: to be had, reserved, sold, and brought in since the beginning.',
  access: { roles: ROLES },
  groups: gruposDe(existenciasDe),
  params: z.strictObject({ item: Slug }),
  query: z.strictObject({}),
  body: z.strictObject({
    item: z.string(),
    disponibles: z.int(),
    reservadas: z.int(),
    vendidas: z.int(),
    repuestas: z.int(),
  }),
  problems: ['CONTENT_NOT_FOUND'],
  async handle({ options: { database }, params: { item } }) {
    const existencias = await existenciasDe(database, item);
    if (!existencias) throw new ContentNotFoundError('item', item);
    return { body: existencias };
  },
});
