/**
 * A gift between users: it leaves one wallet for `sistema:transito`, and from there reaches the other, or comes back.
 * The receiver's stream says which, once: what it has refused can never arrive, and so may go back.
 */
import { z } from 'zod';
import { Cantidad } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { Instante, ProcesoId } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { diaDe, diaSiguiente, margenDiario, otorgar } from '../economia/movimientos.ts';
import { DailyGrantLimitError, GiftExpiredError, GiftSettledError } from '../errores.ts';
import { activo, conocido, FALLA_ACTIVO } from '../usuario/activo.ts';

export const RecibirRegalo = comandoDeUsuario({
  tipo: 'RecibirRegalo',
  resumen: 'A gift arrives, unless the daily limit makes it wait.',
  de: ['sistema'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    regalo: ProcesoId,
    de: UsuarioId,
    cantidad: Cantidad,
    /** From when on it can no longer arrive. */
    caduca: Instante,
  }),
  limite: 'none',
  emite: ['RegaloRecibido', 'BesitosOtorgados'],
  falla: [...FALLA_ACTIVO, 'GIFT_SETTLED', 'GIFT_EXPIRED', 'DAILY_GRANT_LIMIT'],
  decide(estado, { regalo, de, cantidad, caduca }, mundo) {
    const usuario = activo(estado);
    const settled = usuario.regalosRecibidos[regalo];
    if (settled) throw new GiftSettledError(regalo, settled);
    if (mundo.ahora >= caduca) throw new GiftExpiredError(regalo);
    const margen = margenDiario(usuario, mundo);
    const { limiteDiario } = mundo.reglas;
    if (cantidad > margen)
      throw new DailyGrantLimitError(
        limiteDiario,
        limiteDiario - margen,
        diaSiguiente(diaDe(usuario, mundo.ahora)),
      );
    return [
      { type: 'RegaloRecibido', data: { regalo, de, cantidad } },
      otorgar(usuario, cantidad, 'regalo_recibido', { tipo: 'regalo', id: regalo }, mundo),
    ];
  },
});

export const RehusarRegalo = comandoDeUsuario({
  tipo: 'RehusarRegalo',
  resumen: 'A gift is refused for good, so that it may go back without ever being able to arrive.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId, regalo: ProcesoId }),
  limite: 'none',
  emite: ['RegaloRehusado'],
  falla: ['USER_NOT_FOUND', 'GIFT_SETTLED'],
  decide(estado, { regalo }) {
    const settled = conocido(estado).regalosRecibidos[regalo];
    if (settled === 'recibido') throw new GiftSettledError(regalo, settled);
    return settled ? [] : [{ type: 'RegaloRehusado', data: { regalo } }];
  },
});

export const ConfirmarRegalo = comandoDeUsuario({
  tipo: 'ConfirmarRegalo',
  resumen: 'The sender’s stream learns that a gift has arrived.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId, regalo: ProcesoId }),
  limite: 'none',
  emite: ['RegaloEntregado'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, { regalo }) {
    return conocido(estado).regalosEnCamino[regalo] ? [{ type: 'RegaloEntregado', data: { regalo } }] : [];
  },
});

export const DevolverRegalo = comandoDeUsuario({
  tipo: 'DevolverRegalo',
  resumen: 'A gift that cannot arrive any more goes back to whoever sent it.',
  de: ['sistema'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    regalo: ProcesoId,
    motivo: z.enum(['caducado', 'desconocido', 'suspendido', 'eliminado', 'anulado']),
  }),
  limite: 'none',
  emite: ['RegaloDevuelto', 'BesitosOtorgados'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, { regalo, motivo }, mundo) {
    const usuario = conocido(estado);
    const known = usuario.regalosEnCamino[regalo];
    if (!known) return [];
    const referencia = { tipo: 'regalo' as const, id: regalo };
    return [
      { type: 'RegaloDevuelto', data: { regalo, motivo } },
      otorgar(usuario, known.cantidad, 'reembolso', referencia, mundo, { desde: 'sistema:transito' }),
    ];
  },
});
