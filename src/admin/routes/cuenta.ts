/** `GET /api/v1/usuarios/{id}/cuenta`: what support looks at first: VIP, offers, reviews, gifts, referrals of one user. */
import { z } from 'zod';
import { UserNotFoundError } from '../../commands/errores.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { Senal } from '../../events/usuario/eventos-cuenta.ts';
import { cuentaDe } from '../../queries/cuenta.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute } from '../route.ts';

const instante = z.iso.datetime();

export const getCuenta = defineRoute({
  path: '/api/v1/usuarios/{id}/cuenta',
  operationId: 'getCuenta',
  summary: 'What support looks at first: VIP, offers, reviews, gifts and referrals of one user.',
  access: { roles: SEES_USERS },
  groups: gruposDe(cuentaDe),
  params: z.strictObject({ id: UsuarioId }),
  query: z.strictObject({}),
  body: z.strictObject({
    vip: z
      .strictObject({
        desde: instante,
        hasta: instante,
        renovacion: z.enum(['activa', 'cancelando', 'cancelada', 'ninguna']),
        pago: z.string().nullable(),
        pagos: z.int(),
        concesiones: z.int(),
        terminado: z.enum(['reembolso', 'admin']).nullable(),
      })
      .nullable(),
    ofertas: z.array(
      z.strictObject({ item: z.string(), precio: z.int(), antes: z.int().nullable(), hasta: instante }),
    ),
    revisiones: z.array(
      z.strictObject({
        revision: z.uuid(),
        usuarioId: UsuarioId,
        severidad: z.enum(['media', 'alta']),
        senales: z.array(Senal),
        motivo: z.string(),
        abiertaEn: instante,
        resultado: z.enum(['inocente', 'confirmado']).nullable(),
        nota: z.string().nullable(),
        resueltaEn: instante.nullable(),
        resueltaPor: z.string().nullable(),
      }),
    ),
    regalos: z.array(
      z.strictObject({
        regalo: z.uuid(),
        sentido: z.enum(['enviado', 'recibido']),
        otro: z.uuid().nullable(),
        cantidad: z.int(),
        enlace: z.boolean(),
        estado: z.string(),
        motivo: z.string().nullable(),
        enviadoEn: instante,
        caduca: instante,
        cerradoEn: instante.nullable(),
      }),
    ),
    referidos: z.strictObject({
      registrados: z.int(),
      calificados: z.int(),
      premiados: z.int(),
      besitos: z.int(),
    }),
  }),
  problems: ['USER_NOT_FOUND'],
  async handle({ options: { database, now }, params: { id } }) {
    const ahora = new Date(now()).toISOString();
    const cuenta = await cuentaDe(database, id, ahora);
    if (!cuenta) throw new UserNotFoundError();
    const revisiones = cuenta.revisiones.map((each) => ({
      ...each,
      senales: each.senales as z.infer<typeof Senal>[],
    }));
    return { body: { ...cuenta, revisiones } };
  },
});
