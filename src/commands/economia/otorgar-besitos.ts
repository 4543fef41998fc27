/** `OtorgarBesitos`: an admin gives besitos to a user. */
import { z } from 'zod';
import { Cantidad } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { countsAgainstDailyLimit } from '../../events/usuario/estado.ts';
import { Motivo, RAZONES_DE_OTORGAR } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { ApprovalRequiredError, DailyGrantLimitError } from '../errores.ts';
import { FALLA_VIGENTE, vigente } from '../usuario/activo.ts';
import { diaDe, diaSiguiente, margenDiario, otorgar } from './movimientos.ts';

/** What another user gave comes out of `sistema:transito`, and only the process of a gift takes from there. */
const RAZONES = RAZONES_DE_OTORGAR.filter((razon) => razon !== 'regalo_recibido');

export const OtorgarBesitos = comandoDeUsuario({
  tipo: 'OtorgarBesitos',
  resumen: 'An admin gives besitos to a user; an adjustment above the threshold needs a second admin.',
  de: ['admin', 'soporte'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    cantidad: Cantidad,
    razon: z.enum(RAZONES),
    /** Why, for the auditor; a reference such as a ticket number, never a person's name. */
    nota: Motivo,
    /** Days after which they lapse; they do not when absent. */
    caducaEnDias: z.int().min(1).max(3650).optional(),
  }),
  limite: 'none',
  emite: ['BesitosOtorgados'],
  falla: [...FALLA_VIGENTE, 'APPROVAL_REQUIRED', 'DAILY_GRANT_LIMIT'],
  decide(estado, { cantidad, razon, nota, caducaEnDias }, mundo) {
    const usuario = vigente(estado);
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
    return [otorgar(usuario, cantidad, razon, { tipo: 'nota', id: nota }, mundo, { caducaEnDias })];
  },
});
