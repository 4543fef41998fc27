/** `OtorgarBesitos`: an admin gives besitos to a user. */
import { z } from 'zod';
import { Cantidad } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { countsAgainstDailyLimit } from '../../events/usuario/estado.ts';
import { RAZONES_DE_OTORGAR } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { ApprovalRequiredError, DailyGrantLimitError } from '../errores.ts';
import { activo } from '../usuario/activo.ts';
import { diaDe, diaSiguiente, margenDiario, otorgar } from './movimientos.ts';

export const OtorgarBesitos = comandoDeUsuario({
  tipo: 'OtorgarBesitos',
  schema: z.strictObject({
    usuarioId: UsuarioId,
    cantidad: Cantidad,
    razon: z.enum(RAZONES_DE_OTORGAR),
    /** Why, for the auditor; a reference such as a ticket number, never a person's name. */
    nota: z.string().min(1).max(200),
  }),
  limite: 'none',
  decide(estado, { cantidad, razon, nota }, mundo) {
    const usuario = activo(estado);
    const { limiteDiario, ajusteSinSegundoAdmin } = mundo.reglas;
    if (!countsAgainstDailyLimit(razon)) {
      if (cantidad > ajusteSinSegundoAdmin) throw new ApprovalRequiredError(cantidad, ajusteSinSegundoAdmin);
    } else {
      const margen = margenDiario(usuario, mundo);
      if (cantidad > margen)
        throw new DailyGrantLimitError(
          limiteDiario,
          limiteDiario - margen,
          diaSiguiente(diaDe(usuario, mundo.ahora)),
        );
    }
    return [otorgar(usuario, cantidad, razon, { tipo: 'nota', id: nota }, mundo)];
  },
});
