/**
 * `GET /api/v1/usuarios/{id}/momento` and `GET /api/v1/tienda/momento`: a user, and the shop, as of an instant or a log
 * position; folded from the log itself.
 */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { Instante, PagoId } from '../../events/usuario/valores.ts';
import type { Corte } from '../../queries/momento/corte.ts';
import { tiendaEnMomento } from '../../queries/momento/tienda.ts';
import { usuarioEnMomento } from '../../queries/momento/usuario.ts';
import { isPosition } from '../cursor.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

const moment = {
  en: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('The instant; what happened at it is in. Either this or `posicion`.'),
  posicion: z
    .string()
    .refine(isPosition, 'position')
    .optional()
    .describe('The log position; the event at it is in. Either this or `en`.'),
};
type Moment = { en?: string | undefined; posicion?: string | undefined };

const isOneOfTwo = ({ en, posicion }: Moment): boolean => (en === undefined) !== (posicion === undefined);
const ONE_OF_TWO = { error: 'corte', path: ['en'] };

const corteDe = ({ en, posicion }: Moment): Corte =>
  en === undefined ? { posicion: BigInt(posicion!) } : { en: new Date(en).toISOString() };

const Marca = z.strictObject({
  eventoId: z.uuid(),
  tipo: z.string(),
  stream: z.string(),
  revision: z.int(),
  posicion: z.string(),
  ocurridoEn: Instante,
});
const evaluadoEn = Instante.describe(
  'The instant at which VIP, lots and offers were taken, which lapse without an event.',
);

export const getUsuarioEnMomento = defineRoute({
  path: '/api/v1/usuarios/{id}/momento',
  operationId: 'getUsuarioEnMomento',
  summary: 'One user as of an instant or a log position: wallet, inventory, story, experiences, VIP.',
  access: { roles: SEES_USERS },
  groups: [],
  params: z.strictObject({ id: UsuarioId }),
  query: z.strictObject(moment).refine(isOneOfTwo, ONE_OF_TWO),
  body: z.strictObject({
    usuarioId: UsuarioId,
    evaluadoEn,
    tomadoEn: Marca.describe('The last event of the user that is in the answer.'),
    suspendido: z.boolean(),
    saldo: z.int().describe('Besitos in the wallet, as the postings sum up.'),
    caducados: z.int().describe('Of those, what had lapsed and was not swept yet.'),
    disponible: z.int().describe('What could be spent: `saldo` without `caducados`.'),
    retenido: z.int().describe('Besitos set aside by what was under way.'),
    lotes: z.array(z.strictObject({ cantidad: z.int(), caduca: Instante, vigente: z.boolean() })),
    ganado: z.int().describe('Besitos earned in all.'),
    nivel: z.int().describe('By the rules as they were set then.'),
    vip: z
      .strictObject({
        hasta: Instante,
        vigente: z.boolean(),
        renovacion: z.enum(['activa', 'cancelando', 'cancelada', 'ninguna']),
        pago: PagoId.nullable(),
      })
      .nullable(),
    inventario: z.array(z.strictObject({ item: Slug, cantidad: z.int() })),
    historias: z.array(z.strictObject({ historia: Slug, fragmento: Slug, edicion: z.int().nullable() })),
    experiencias: z.array(
      z.strictObject({
        experiencia: Slug,
        version: z.int(),
        completados: z.array(z.string()),
        total: z.int(),
        terminada: z.boolean(),
      }),
    ),
  }),
  problems: [
    'MOMENT_IN_FUTURE',
    'POSITION_BEYOND_HEAD',
    'USER_NOT_FOUND',
    'USER_NOT_REGISTERED_YET',
    'USER_ERASED',
    'STORE_UNAVAILABLE',
  ],
  async handle({ options: { store, now }, params: { id }, query }) {
    const ahora = new Date(now()).toISOString();
    return { body: await usuarioEnMomento(store, id, corteDe(query), { ahora }) };
  },
});

export const getTiendaEnMomento = defineRoute({
  path: '/api/v1/tienda/momento',
  operationId: 'getTiendaEnMomento',
  summary: 'The shop as of an instant or a log position, for everybody or as one user had it.',
  access: { roles: SEES_USERS },
  groups: [],
  params: NO_PARAMS,
  query: z
    .strictObject({
      ...moment,
      usuario: UsuarioId.optional().describe('Adds what that user was offered and owned.'),
    })
    .refine(isOneOfTwo, ONE_OF_TWO),
  body: z.strictObject({
    evaluadoEn,
    tomadoEn: Marca.describe('The newest event of the shop that is in the answer.'),
    usuario: z
      .strictObject({ usuarioId: UsuarioId, tomadoEn: Marca })
      .nullable()
      .describe('The user asked about, and the last event of that one that is in.'),
    items: z.array(
      z.strictObject({
        item: Slug,
        version: z.int(),
        tipo: z.enum(['consumible', 'unico', 'desbloqueo', 'limitado']),
        icono: z.string(),
        titulo: z.strictObject({ es: z.string(), en: z.string() }),
        precio: z.int().describe('In besitos, for everybody.'),
        estrellas: z.int().nullable(),
        vip: z.boolean(),
        retirado: z.boolean(),
        existencias: z
          .strictObject({
            disponibles: z.int(),
            reservadas: z.int(),
            vendidas: z.int(),
            repuestas: z.int(),
          })
          .nullable()
          .describe('Of a limited item; null for what does not run out.'),
        suyo: z
          .strictObject({
            oferta: z.strictObject({ precio: z.int(), hasta: Instante }).nullable(),
            cantidad: z.int(),
          })
          .nullable()
          .describe('For the user asked about: the price for that one alone, and how many were owned.'),
      }),
    ),
  }),
  problems: [
    'MOMENT_IN_FUTURE',
    'POSITION_BEYOND_HEAD',
    'NOTHING_PUBLISHED_YET',
    'USER_NOT_FOUND',
    'USER_NOT_REGISTERED_YET',
    'USER_ERASED',
    'STORE_UNAVAILABLE',
  ],
  async handle({ options: { store, now }, query }) {
    const ahora = new Date(now()).toISOString();
    const { usuario: usuarioId } = query;
    return { body: await tiendaEnMomento(store, corteDe(query), { ahora, usuarioId }) };
  },
});
