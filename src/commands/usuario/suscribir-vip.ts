/** `SuscribirVip`: a user asks for the invoice of a VIP subscription in Stars. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { esVip } from '../../events/requisitos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { minutosTras } from '../economia/movimientos.ts';
import { AlreadySubscribedError } from '../errores.ts';
import { activo, exigirSinCongelar, FALLA_ACTIVO } from './activo.ts';

export const SuscribirVip = comandoDeUsuario({
  tipo: 'SuscribirVip',
  resumen: 'A user asks for the invoice of a VIP subscription of 30 days in Stars.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId }),
  // The payment is counted at pre-checkout.
  limite: 'other',
  emite: ['PedidoCreado'],
  falla: [...FALLA_ACTIVO, 'SUSPICIOUS_ACTIVITY', 'ALREADY_SUBSCRIBED'],
  decide(estado, _datos, mundo) {
    const usuario = activo(estado);
    exigirSinCongelar(usuario);
    if (esVip(usuario, mundo.ahora) && usuario.vip?.renovacion === 'activa')
      throw new AlreadySubscribedError(usuario.vip.hasta);
    const { estrellas, dias } = mundo.reglas.vip;
    const caduca = minutosTras(mundo.ahora, mundo.reglas.procesos.pedidoMinutos);
    const objeto = { tipo: 'vip' as const, dias };
    return [{ type: 'PedidoCreado', data: { pedido: mundo.comandoId, objeto, estrellas, caduca } }];
  },
});
