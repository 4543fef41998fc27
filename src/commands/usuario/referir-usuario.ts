/** `ReferirUsuario`: a new user says who brought them, by the link they came through. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { ReferralNotAllowedError } from '../errores.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';

export const ReferirUsuario = comandoDeUsuario({
  tipo: 'ReferirUsuario',
  resumen: 'A new user says who brought them; it counts before their first decision, and once.',
  de: ['usuario'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    /** Who brought them. */
    por: UsuarioId,
  }),
  limite: 'other',
  emite: ['ReferidoRegistrado'],
  falla: [...FALLA_ACTIVO, 'REFERRAL_NOT_ALLOWED'],
  decide(estado, { por }) {
    const usuario = activo(estado);
    if (por === usuario.id) throw new ReferralNotAllowedError('uno_mismo');
    if (usuario.referidoPor) throw new ReferralNotAllowedError('ya_referido');
    if (usuario.tomadas > 0) throw new ReferralNotAllowedError('ya_juega');
    return [{ type: 'ReferidoRegistrado', data: { por } }];
  },
});
