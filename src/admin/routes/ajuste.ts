/** `GET /api/v1/ajustes/{id}`: one adjustment, for the admin who is to approve it; read from the log itself. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { ProcesoId } from '../../events/usuario/valores.ts';
import { ApiError } from '../failures.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute } from '../route.ts';

export const getAjuste = defineRoute({
  path: '/api/v1/ajustes/{id}',
  operationId: 'getAjuste',
  summary: 'One adjustment as the log has it now: whose, how much, why, and who asked for it.',
  access: { roles: SEES_USERS },
  groups: [],
  params: z.strictObject({ id: ProcesoId }),
  query: z.strictObject({}),
  body: z.strictObject({
    ajuste: z.strictObject({
      id: ProcesoId,
      estado: z.enum(['solicitado', 'aprobado', 'rechazado', 'aplicado', 'fallido']),
      usuarioId: UsuarioId,
      importe: z.int().describe('Besitos to give (positive) or to take (negative).'),
      nota: z.string(),
      solicitadoPor: z.string().describe('Id of the API key that asked; another one has to approve.'),
    }),
  }),
  problems: ['CONTENT_NOT_FOUND', 'STORE_UNAVAILABLE'],
  async handle({ options: { bus }, params: { id } }) {
    const { estado, ...rest } = await bus.estado('ajuste', id, true);
    if (estado === 'inexistente') throw new ApiError('CONTENT_NOT_FOUND', { tipo: 'ajuste', id });
    return { body: { ajuste: { id, estado, ...rest } } };
  },
});
