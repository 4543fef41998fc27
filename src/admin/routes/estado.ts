/** `GET /api/v1/usuarios/{id}/estado`: what a command about the user would be decided on; read from the log itself. */
import { z } from 'zod';
import { UserNotFoundError } from '../../commands/errores.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { SENALES } from '../../events/usuario/eventos-cuenta.ts';
import { Instante, PagoId, ProcesoId } from '../../events/usuario/valores.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute } from '../route.ts';

const sizeOf = (record: object): number => Object.keys(record).length;

export const getEstado = defineRoute({
  path: '/api/v1/usuarios/{id}/estado',
  operationId: 'getEstado',
  summary: 'One user as the log has them now: suspension, review, VIP, wallet, and what is under way.',
  access: { roles: SEES_USERS },
  groups: [],
  params: z.strictObject({ id: UsuarioId }),
  query: z.strictObject({}),
  body: z.strictObject({
    usuarioId: UsuarioId,
    eliminado: z.boolean().describe('True of a person who was erased; then nothing else is known.'),
    estado: z
      .strictObject({
        suspendido: z.boolean(),
        eliminacion: z.strictObject({ desde: Instante }).nullable().describe('The erasure under way.'),
        revision: z
          .strictObject({
            id: ProcesoId,
            severidad: z.enum(['media', 'alta']),
            senales: z.array(z.enum(SENALES)),
          })
          .nullable()
          .describe('The open review, by the id that `ResolverRevision` asks for.'),
        vip: z
          .strictObject({
            hasta: Instante,
            pago: PagoId.nullable(),
            renovacion: z.enum(['activa', 'cancelando', 'cancelada', 'ninguna']),
          })
          .nullable(),
        saldo: z.int(),
        retenido: z.int().describe('Besitos set aside by what is under way.'),
        ganado: z.int().describe('Besitos earned in all.'),
        enCurso: z
          .strictObject({ compras: z.int(), canjes: z.int(), pedidos: z.int(), regalos: z.int() })
          .describe('How many of each are under way.'),
        deshechos: z.array(z.int()).describe('Revisions of the movements and purchases that were undone.'),
      })
      .nullable(),
  }),
  problems: ['USER_NOT_FOUND', 'STORE_UNAVAILABLE'],
  async handle({ options: { bus }, params: { id } }) {
    const usuario = await bus.estado('usuario', id, true);
    if (usuario.estado === 'inexistente') throw new UserNotFoundError();
    if (usuario.estado === 'eliminado') return { body: { usuarioId: id, eliminado: true, estado: null } };
    const { suspendido, eliminacion, revision, vip, saldo, ganado, retenciones, deshechos } = usuario;
    return {
      body: {
        usuarioId: id,
        eliminado: false,
        estado: {
          suspendido,
          eliminacion,
          revision: revision && { ...revision, senales: [...revision.senales] },
          vip,
          saldo,
          retenido: Object.values(retenciones).reduce((sum, { cantidad }) => sum + cantidad, 0),
          ganado,
          enCurso: {
            compras: sizeOf(usuario.compras),
            canjes: sizeOf(usuario.canjes),
            pedidos: sizeOf(usuario.pedidos),
            regalos: sizeOf(usuario.regalosEnCamino),
          },
          deshechos: Object.keys(deshechos).map(Number),
        },
      },
    };
  },
});
