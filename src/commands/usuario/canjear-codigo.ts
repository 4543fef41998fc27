/** `CanjearCodigo`: a user enters a promo code; its own stream then says whether there is a use left. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { diaDe, diaSiguiente, margenDiario, minutosTras } from '../economia/movimientos.ts';
import { CodeAlreadyRedeemedError, CodeNotActiveError, DailyGrantLimitError } from '../errores.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';

export const CanjearCodigo = comandoDeUsuario({
  tipo: 'CanjearCodigo',
  resumen: 'A user enters a promo code; its own stream then says whether there is a use left.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId, codigo: Slug }),
  limite: 'purchase',
  emite: ['CanjeIniciado'],
  falla: [...FALLA_ACTIVO, 'CODE_NOT_ACTIVE', 'CODE_ALREADY_REDEEMED', 'DAILY_GRANT_LIMIT'],
  /** Like a gift, a code is not cut by the daily limit: it waits for the next day. */
  decide(estado, { codigo }, mundo) {
    const usuario = activo(estado);
    const known = mundo.catalogo.codigo(codigo);
    if (!known) throw new CodeNotActiveError(codigo, 'desconocido');
    if (known.desde !== undefined && mundo.ahora < known.desde)
      throw new CodeNotActiveError(codigo, 'pronto');
    if (known.hasta !== undefined && mundo.ahora >= known.hasta)
      throw new CodeNotActiveError(codigo, 'caducado');
    const enCurso = Object.values(usuario.canjes).some((canje) => canje.codigo === codigo);
    if (usuario.codigos[codigo] || enCurso) throw new CodeAlreadyRedeemedError(codigo);
    const margen = margenDiario(usuario, mundo);
    const { limiteDiario, procesos } = mundo.reglas;
    if ((known.recompensa.besitos ?? 0) > margen)
      throw new DailyGrantLimitError(
        limiteDiario,
        limiteDiario - margen,
        diaSiguiente(diaDe(usuario, mundo.ahora)),
      );
    const caduca = minutosTras(mundo.ahora, procesos.compraMinutos);
    return [{ type: 'CanjeIniciado', data: { canje: mundo.comandoId, codigo, caduca } }];
  },
});
