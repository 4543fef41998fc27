/** `RegalarBesitos`: a user gives besitos to another, or leaves them behind a link that whoever opens it first takes. */
import { z } from 'zod';
import { Cantidad } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { regalable } from '../../events/usuario/lotes.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { diasTras, gastar } from '../economia/movimientos.ts';
import { GiftAmountError, GiftToSelfError, InsufficientFundsError } from '../errores.ts';
import { activo, exigirSinCongelar, FALLA_ACTIVO } from './activo.ts';

export const RegalarBesitos = comandoDeUsuario({
  tipo: 'RegalarBesitos',
  resumen: 'A user gives besitos to another, or leaves them behind a link; promotional ones cannot be given.',
  de: ['usuario'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    /** Absent for a gift behind a link. */
    para: UsuarioId.optional(),
    cantidad: Cantidad,
  }),
  limite: 'purchase',
  emite: ['RegaloEnviado', 'BesitosGastados'],
  falla: [...FALLA_ACTIVO, 'SUSPICIOUS_ACTIVITY', 'GIFT_TO_SELF', 'GIFT_AMOUNT', 'INSUFFICIENT_FUNDS'],
  decide(estado, { para, cantidad }, mundo) {
    const usuario = activo(estado);
    exigirSinCongelar(usuario);
    if (para === usuario.id) throw new GiftToSelfError();
    const { minimo, maximo, dias } = mundo.reglas.regalos;
    if (cantidad < minimo || cantidad > maximo) throw new GiftAmountError(cantidad, minimo, maximo);
    const puede = regalable(usuario);
    if (puede < cantidad) throw new InsufficientFundsError(cantidad, puede);
    const regalo = mundo.comandoId;
    const caduca = diasTras(mundo.ahora, dias);
    return [
      { type: 'RegaloEnviado', data: { regalo, para: para ?? null, cantidad, caduca } },
      ...gastar(usuario, cantidad, 'regalo_enviado', { tipo: 'regalo', id: regalo }, mundo),
    ];
  },
});
