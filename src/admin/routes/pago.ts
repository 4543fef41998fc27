/** `GET /api/v1/pagos/{id}`: one payment in Stars, and what has become of it; read from the log itself. */
import { z } from 'zod';
import { Cobro } from '../../events/procesos/pago.ts';
import { PagoId } from '../../events/usuario/valores.ts';
import { ApiError } from '../failures.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute } from '../route.ts';

export const getPago = defineRoute({
  path: '/api/v1/pagos/{id}',
  operationId: 'getPago',
  summary: 'One payment in Stars as the log has it now: who paid what for what, and what became of it.',
  access: { roles: SEES_USERS },
  groups: [],
  params: z.strictObject({ id: PagoId }),
  query: z.strictObject({}),
  body: z.strictObject({
    pago: z.strictObject({
      ...Cobro.omit({ pago: true }).shape,
      id: PagoId.describe('SHA-256 of the charge id.'),
      estado: z.enum(['ninguno', 'recibido', 'entregado', 'por_reembolsar', 'reembolsado', 'cerrado']),
      entregado: z.boolean().describe('Whether what was paid for was given.'),
    }),
  }),
  problems: ['CONTENT_NOT_FOUND', 'STORE_UNAVAILABLE'],
  async handle({ options: { bus }, params: { id } }) {
    const { cobro, estado, entregado } = await bus.estado('pago', id, true);
    if (!cobro) throw new ApiError('CONTENT_NOT_FOUND', { tipo: 'pago', id });
    const { pago: _id, ...rest } = cobro;
    return { body: { pago: { id, ...rest, estado, entregado } } };
  },
});
