/** `EliminarMisDatos`: a user asks to be forgotten; from here on only the erasure goes on. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { conocido } from './activo.ts';

export const EliminarMisDatos = comandoDeUsuario({
  tipo: 'EliminarMisDatos',
  resumen:
    'A user, or an admin for them, asks that they be forgotten; from here on only the erasure goes on.',
  de: ['usuario', 'admin'],
  schema: z.strictObject({ usuarioId: UsuarioId }),
  limite: 'other',
  emite: ['EliminacionSolicitada'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, _datos, { ahora, actor }) {
    if (conocido(estado).eliminacion) return [];
    const motivo = actor.tipo === 'usuario' ? 'usuario' : 'admin';
    return [{ type: 'EliminacionSolicitada', data: { motivo, desde: ahora } }];
  },
});
