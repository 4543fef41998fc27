/** The redemption of a promo code: reserved in the code's stream, decided in the user's, then noted in the code's. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { Codigo } from '../../events/procesos/codigo.ts';
import { Motivo, ProcesoId } from '../../events/usuario/eventos.ts';
import { comando, comandoDeUsuario } from '../definicion.ts';
import { recompensar } from '../economia/movimientos.ts';
import {
  CodeExhaustedError,
  CodeExistsError,
  CodeNotActiveError,
  ContentNotFoundError,
  ReservationReleasedError,
} from '../errores.ts';
import { conocido } from '../usuario/activo.ts';

const canje = { codigo: Slug, canje: ProcesoId };

export const CrearCodigo = comando({
  tipo: 'CrearCodigo',
  resumen: 'An admin makes a promo code: what it gives, to how many users, and when.',
  de: ['admin'],
  familia: 'codigo',
  schema: Codigo,
  limite: 'none',
  emite: ['CodigoCreado'],
  falla: ['CODE_EXISTS', 'CONTENT_NOT_FOUND'],
  agregadoId: ({ codigo }) => codigo,
  decide(estado, codigo, { catalogo }) {
    if (estado.codigo) throw new CodeExistsError(codigo.codigo);
    for (const item of codigo.recompensa.items ?? [])
      if (!catalogo.item(item)) throw new ContentNotFoundError('item', item);
    return [{ type: 'CodigoCreado', data: codigo }];
  },
});

export const ReservarCanje = comando({
  tipo: 'ReservarCanje',
  resumen: 'A use of a promo code is reserved, if one is left.',
  de: ['sistema'],
  familia: 'codigo',
  schema: z.strictObject({ ...canje, usuarioId: UsuarioId }),
  limite: 'none',
  emite: ['CanjeReservado'],
  falla: ['CODE_NOT_ACTIVE', 'CODE_EXHAUSTED', 'RESERVATION_RELEASED'],
  agregadoId: ({ codigo }) => codigo,
  decide(estado, { codigo, canje: id, usuarioId }) {
    if (!estado.codigo) throw new CodeNotActiveError(codigo, 'desconocido');
    const known = estado.canjes[id];
    if (known === 'liberado') throw new ReservationReleasedError(id);
    if (known) return [];
    if (estado.quedan < 1) throw new CodeExhaustedError(codigo);
    return [{ type: 'CanjeReservado', data: { codigo, canje: id, usuarioId } }];
  },
});

/** Nothing when the redemption is over. */
export const CompletarCanje = comandoDeUsuario({
  tipo: 'CompletarCanje',
  resumen: 'A use of the code is reserved: the user gets what it gives.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId, canje: ProcesoId }),
  limite: 'none',
  emite: ['CodigoCanjeado', 'BesitosOtorgados', 'ItemOtorgado', 'ContenidoDesbloqueado'],
  falla: ['USER_NOT_FOUND', 'CODE_NOT_ACTIVE', 'CONTENT_NOT_FOUND'],
  decide(estado, { canje: id }, mundo) {
    const usuario = conocido(estado);
    const known = usuario.canjes[id];
    if (!known) return [];
    const { codigo } = known;
    const published = mundo.catalogo.codigo(codigo);
    if (!published) throw new CodeNotActiveError(codigo, 'desconocido');
    const referencia = { tipo: 'codigo' as const, id: codigo };
    const { premio, events } = recompensar(usuario, published.recompensa, 'codigo', referencia, mundo);
    return [{ type: 'CodigoCanjeado', data: { canje: id, codigo, ...(premio && { premio }) } }, ...events];
  },
});

export const CancelarCanje = comandoDeUsuario({
  tipo: 'CancelarCanje',
  resumen: 'The redemption of a code is given up.',
  de: ['sistema'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    canje: ProcesoId,
    motivo: z.enum(['agotado', 'caducado', 'anulado']),
  }),
  limite: 'none',
  emite: ['CanjeCancelado'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, { canje: id, motivo }) {
    const known = conocido(estado).canjes[id];
    return known ? [{ type: 'CanjeCancelado', data: { canje: id, codigo: known.codigo, motivo } }] : [];
  },
});

export const ConfirmarCanje = comando({
  tipo: 'ConfirmarCanje',
  resumen: 'The reserved use of a code was made.',
  de: ['sistema'],
  familia: 'codigo',
  schema: z.strictObject(canje),
  limite: 'none',
  emite: ['CanjeConfirmado'],
  falla: ['RESERVATION_RELEASED'],
  agregadoId: ({ codigo }) => codigo,
  decide(estado, { codigo, canje: id }) {
    const known = estado.canjes[id];
    if (known === 'confirmado') return [];
    if (known !== 'reservado') throw new ReservationReleasedError(id);
    return [{ type: 'CanjeConfirmado', data: { codigo, canje: id } }];
  },
});

/** Also for a use that was never reserved: then it never can be. */
export const LiberarCanje = comando({
  tipo: 'LiberarCanje',
  resumen: 'The reserved use of a code is free again; one released before it was reserved never can be.',
  de: ['sistema'],
  familia: 'codigo',
  schema: z.strictObject({ ...canje, motivo: Motivo }),
  limite: 'none',
  emite: ['CanjeLiberado'],
  falla: [],
  agregadoId: ({ codigo }) => codigo,
  decide(estado, { codigo, canje: id, motivo }) {
    const known = estado.canjes[id];
    if (known && known !== 'reservado') return [];
    return [{ type: 'CanjeLiberado', data: { codigo, canje: id, motivo } }];
  },
});
