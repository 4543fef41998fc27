/** `CancelarVip`: a user ends the renewal of the subscription; access lasts until it runs out. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { NotSubscribedError } from '../errores.ts';
import { conocido } from './activo.ts';

export const CancelarVip = comandoDeUsuario({
  tipo: 'CancelarVip',
  resumen:
    'A user ends the renewal of the subscription; access lasts until it runs out, and Telegram is told.',
  de: ['usuario', 'sistema', 'admin', 'soporte'],
  schema: z.strictObject({ usuarioId: UsuarioId }),
  limite: 'other',
  emite: ['VipCancelado'],
  falla: ['USER_NOT_FOUND', 'NOT_SUBSCRIBED'],
  /** Also for who is suspended or about to be erased: nobody is charged for what they can no longer end. */
  decide(estado) {
    const { vip } = conocido(estado);
    if (!vip?.pago || vip.renovacion !== 'activa') throw new NotSubscribedError();
    return [{ type: 'VipCancelado', data: { pago: vip.pago } }];
  },
});
