/** `ReclamarRegalo`: somebody opens the link of a gift; it is theirs from here on, if nobody was first. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { ProcesoId } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { GiftExpiredError, GiftNotFoundError, GiftTakenError, GiftToSelfError } from '../errores.ts';
import { conocido } from './activo.ts';

export const ReclamarRegalo = comandoDeUsuario({
  tipo: 'ReclamarRegalo',
  resumen: 'Somebody opens the link of a gift; it stands in the stream of whoever sent it.',
  de: ['usuario'],
  schema: z.strictObject({
    /** Who sent it. */
    usuarioId: UsuarioId,
    regalo: ProcesoId,
    por: UsuarioId,
  }),
  limite: 'none',
  emite: ['RegaloReclamado'],
  falla: ['USER_NOT_FOUND', 'GIFT_NOT_FOUND', 'GIFT_TO_SELF', 'GIFT_TAKEN', 'GIFT_EXPIRED'],
  decide(estado, { regalo, por }, mundo) {
    const known = conocido(estado).regalosEnCamino[regalo];
    if (!known) throw new GiftNotFoundError(regalo);
    if (estado.estado === 'activo' && por === estado.id) throw new GiftToSelfError();
    if (known.para === por) return [];
    if (known.para !== null) throw new GiftTakenError(regalo);
    if (known.caduca <= mundo.ahora) throw new GiftExpiredError(regalo);
    return [{ type: 'RegaloReclamado', data: { regalo, por } }];
  },
});
