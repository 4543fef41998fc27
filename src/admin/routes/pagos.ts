/** `GET /api/v1/usuarios/{id}/pagos`: what one user paid in Stars, newest first, and what became of it. */
import { z } from 'zod';
import { UserNotFoundError } from '../../commands/errores.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { Objeto, PagoId } from '../../events/usuario/valores.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { pagosDe } from '../../queries/pagos.ts';
import { QUEUE_LIMIT } from '../cursor.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute } from '../route.ts';

const Pago = z.strictObject({
  pago: PagoId.describe('As `SolicitarReembolso` asks for it.'),
  usuarioId: UsuarioId.nullable(),
  pedido: z.uuid().nullable(),
  objeto: Objeto.nullable(),
  estrellas: z.int(),
  suscripcion: z.enum(['no', 'primera', 'renovacion']),
  estado: z.enum(['recibido', 'entregado', 'por_reembolsar', 'reembolsado', 'cerrado']),
  recibidoEn: z.iso.datetime(),
  entregadoEn: z.iso.datetime().nullable(),
  reembolsadoEn: z.iso.datetime().nullable(),
});

export const listPagos = defineRoute({
  path: '/api/v1/usuarios/{id}/pagos',
  operationId: 'listPagos',
  summary: 'What one user paid in Stars, newest first, and what became of it.',
  access: { roles: SEES_USERS },
  groups: gruposDe(pagosDe),
  params: z.strictObject({ id: UsuarioId }),
  query: z.strictObject({ limite: QUEUE_LIMIT }),
  body: z.strictObject({ pagos: z.array(Pago) }),
  problems: ['USER_NOT_FOUND'],
  async handle({ options: { database }, params: { id }, query: { limite } }) {
    const pagos = await pagosDe(database, id, limite);
    if (!pagos) throw new UserNotFoundError();
    return { body: { pagos: [...pagos] } };
  },
});
