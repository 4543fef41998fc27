/** What admins and the fraud scorer do about a user: review, suspend, bring back, give VIP. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { esVip } from '../../events/requisitos.ts';
import { Motivo, ProcesoId } from '../../events/usuario/eventos.ts';
import { Senal } from '../../events/usuario/eventos-cuenta.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { diasTras } from '../economia/movimientos.ts';
import { ReviewNotOpenError } from '../errores.ts';
import { conocido, FALLA_VIGENTE, vigente } from '../usuario/activo.ts';

/** Nothing while a review of the same or a higher severity is open. */
export const MarcarUsuario = comandoDeUsuario({
  tipo: 'MarcarUsuario',
  resumen: 'A user is flagged for review; at severity `alta` nothing can be spent until it is resolved.',
  de: ['sistema', 'admin', 'soporte'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    severidad: z.enum(['media', 'alta']),
    senales: z.array(Senal).max(8).default([]),
    motivo: Motivo,
  }),
  limite: 'none',
  emite: ['UsuarioMarcado'],
  falla: [...FALLA_VIGENTE],
  decide(estado, { severidad, senales, motivo }, { comandoId }) {
    const { revision } = vigente(estado);
    if (revision && (revision.severidad === 'alta' || severidad === 'media')) return [];
    return [{ type: 'UsuarioMarcado', data: { revision: comandoId, severidad, senales, motivo } }];
  },
});

export const ResolverRevision = comandoDeUsuario({
  tipo: 'ResolverRevision',
  resumen: 'An admin resolves a review: the user is innocent, or the suspicion is confirmed.',
  de: ['admin', 'soporte'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    revision: ProcesoId,
    resultado: z.enum(['inocente', 'confirmado']),
    nota: Motivo,
  }),
  limite: 'none',
  emite: ['RevisionResuelta', 'UsuarioSuspendido'],
  falla: ['USER_NOT_FOUND', 'REVIEW_NOT_OPEN'],
  /** A confirmed suspicion suspends: unfreezing somebody who was found guilty would be the opposite of a resolution. */
  decide(estado, { revision, resultado, nota }) {
    const usuario = conocido(estado);
    if (usuario.revision?.id !== revision) throw new ReviewNotOpenError(revision);
    const resuelta = { type: 'RevisionResuelta' as const, data: { revision, resultado, nota } };
    if (resultado === 'inocente' || usuario.suspendido) return [resuelta];
    return [resuelta, { type: 'UsuarioSuspendido', data: { motivo: nota } }];
  },
});

export const SuspenderUsuario = comandoDeUsuario({
  tipo: 'SuspenderUsuario',
  resumen: 'A user may do nothing until brought back; what is under way comes to its end.',
  de: ['admin', 'soporte'],
  schema: z.strictObject({ usuarioId: UsuarioId, motivo: Motivo }),
  limite: 'none',
  emite: ['UsuarioSuspendido'],
  falla: ['USER_NOT_FOUND'],
  decide: (estado, { motivo }) =>
    conocido(estado).suspendido ? [] : [{ type: 'UsuarioSuspendido', data: { motivo } }],
});

export const ReactivarUsuario = comandoDeUsuario({
  tipo: 'ReactivarUsuario',
  resumen: 'A suspended user may act again.',
  de: ['admin', 'soporte'],
  schema: z.strictObject({ usuarioId: UsuarioId, motivo: Motivo }),
  limite: 'none',
  emite: ['UsuarioReactivado'],
  falla: ['USER_NOT_FOUND'],
  decide: (estado, { motivo }) =>
    conocido(estado).suspendido ? [{ type: 'UsuarioReactivado', data: { motivo } }] : [],
});

export const OtorgarVip = comandoDeUsuario({
  tipo: 'OtorgarVip',
  resumen: 'An admin gives days of VIP access, on top of what is running.',
  de: ['admin'],
  schema: z.strictObject({ usuarioId: UsuarioId, dias: z.int().min(1).max(366), nota: Motivo }),
  limite: 'none',
  emite: ['VipActivado', 'VipRenovado'],
  falla: [...FALLA_VIGENTE],
  decide(estado, { dias, nota }, { ahora }) {
    const usuario = vigente(estado);
    const corre = esVip(usuario, ahora);
    const desde = corre && usuario.vip ? usuario.vip.hasta : ahora;
    const data = {
      desde,
      hasta: diasTras(desde, dias),
      origen: { tipo: 'concesion' as const, id: nota },
    };
    return [corre ? { type: 'VipRenovado', data } : { type: 'VipActivado', data }];
  },
});
