/** `ReclamarRegaloDiario`: one gift a UTC day, larger for each day in a row. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { diaDe, diaSiguiente, margenDiario, otorgar } from '../economia/movimientos.ts';
import { DailyGrantLimitError, GiftAlreadyClaimedError } from '../errores.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';

export const ReclamarRegaloDiario = comandoDeUsuario({
  tipo: 'ReclamarRegaloDiario',
  resumen: 'A user takes the gift of the day, larger for each day in a row.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId }),
  limite: 'other',
  emite: ['RegaloDiarioReclamado', 'BesitosOtorgados'],
  falla: [...FALLA_ACTIVO, 'GIFT_ALREADY_CLAIMED', 'DAILY_GRANT_LIMIT'],
  /** Unlike a decision's reward, a gift is not cut by the daily limit: it waits for the next day. */
  decide(estado, _datos, mundo) {
    const usuario = activo(estado);
    const dia = diaDe(usuario, mundo.ahora);
    const anterior = usuario.regalo;
    if (anterior && anterior.dia >= dia)
      throw new GiftAlreadyClaimedError(anterior.dia, diaSiguiente(anterior.dia));
    const racha = anterior && diaSiguiente(anterior.dia) === dia ? anterior.racha + 1 : 1;
    const { base, porDia, maximo } = mundo.reglas.regalo;
    const cantidad = Math.min(base + porDia * (racha - 1), maximo);
    const margen = margenDiario(usuario, mundo);
    const { limiteDiario } = mundo.reglas;
    if (cantidad > margen)
      throw new DailyGrantLimitError(limiteDiario, limiteDiario - margen, diaSiguiente(dia));
    return [
      { type: 'RegaloDiarioReclamado', data: { dia, racha } },
      otorgar(usuario, cantidad, 'regalo_diario', { tipo: 'dia', id: dia }, mundo),
    ];
  },
});
