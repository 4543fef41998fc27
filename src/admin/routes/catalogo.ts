/** `GET /api/v1/catalogo`: what is published, of one kind, in the order of first publication. */
import { z } from 'zod';
import { catalogo, TIPOS_DE_CATALOGO } from '../../queries/catalogo.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { ROLES } from '../api-keys.ts';
import { nextCursor, pageParameters, positionIn, Siguiente } from '../cursor.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

const LIST = 'catalogo';
const Tipo = z.enum(TIPOS_DE_CATALOGO);

const Contenido = z.strictObject({
  tipo: Tipo,
  id: z.string(),
  version: z.int(),
  historia: z.string().nullable().describe('Story of a fragment; null for the rest.'),
  contenido: z.record(z.string(), z.unknown()).describe('As it was published.'),
  publicadoEn: z.iso.datetime(),
});

export const listCatalogo = defineRoute({
  path: '/api/v1/catalogo',
  operationId: 'listCatalogo',
  summary: 'What is published, of one kind, in the order of first publication.',
  access: { roles: ROLES },
  groups: gruposDe(catalogo),
  params: NO_PARAMS,
  query: z.strictObject({ tipo: Tipo, ...pageParameters(LIST) }),
  body: z.strictObject({ contenidos: z.array(Contenido), siguiente: Siguiente }),
  problems: [],
  async handle({ options: { database }, query: { tipo, limite, cursor } }) {
    const despuesDe = cursor === undefined ? undefined : positionIn(LIST, cursor)!;
    const page = await catalogo(database, { tipo, limite, despuesDe });
    return {
      body: {
        contenidos: page.contenidos.map(({ cursor: _cursor, ...contenido }) => contenido),
        siguiente: nextCursor(LIST, page.siguiente),
      },
    };
  },
});
