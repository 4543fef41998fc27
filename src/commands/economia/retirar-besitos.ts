/** `RetirarBesitos`: an admin takes besitos from a user. */
import { z } from 'zod';
import { Cantidad } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { Motivo } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { ApprovalRequiredError } from '../errores.ts';
import { FALLA_VIGENTE, vigente } from '../usuario/activo.ts';
import { gastar } from './movimientos.ts';

export const RetirarBesitos = comandoDeUsuario({
  tipo: 'RetirarBesitos',
  resumen: 'An admin takes besitos from a user, never more than the wallet holds.',
  de: ['admin', 'soporte'],
  schema: z.strictObject({ usuarioId: UsuarioId, cantidad: Cantidad, nota: Motivo }),
  limite: 'none',
  emite: ['BesitosGastados'],
  falla: [...FALLA_VIGENTE, 'APPROVAL_REQUIRED', 'INSUFFICIENT_FUNDS'],
  decide(estado, { cantidad, nota }, mundo) {
    const usuario = vigente(estado);
    const { ajusteSinSegundoAdmin } = mundo.reglas;
    if (cantidad > ajusteSinSegundoAdmin) throw new ApprovalRequiredError(cantidad, ajusteSinSegundoAdmin);
    return gastar(usuario, cantidad, 'ajuste', { tipo: 'nota', id: nota }, mundo);
  },
});
