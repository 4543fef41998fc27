/** What passes between users: the daily gift's streak, gifts, referrals. */
import { z } from 'zod';
import { Cantidad } from '../contenido.ts';
import { UsuarioId } from '../cuentas.ts';
import { defineEvent } from '../definicion.ts';
import { Dia, Instante, Premio, ProcesoId } from './valores.ts';

export const RegaloDiarioReclamado = defineEvent(
  'RegaloDiarioReclamado',
  z.strictObject({ dia: Dia, racha: z.int().min(1) }),
);

/** Besitos left for another user and wait in `sistema:transito`; without `para`, whoever opens the link gets them. */
export const RegaloEnviado = defineEvent(
  'RegaloEnviado',
  z.strictObject({ regalo: ProcesoId, para: UsuarioId.nullable(), cantidad: Cantidad, caduca: Instante }),
);
/** The link was opened: from here on the gift is this user's. Stands in the sender's stream. */
export const RegaloReclamado = defineEvent(
  'RegaloReclamado',
  z.strictObject({ regalo: ProcesoId, por: UsuarioId }),
);
/** The gift has arrived. Stands in the receiver's stream, beside the movement. */
export const RegaloRecibido = defineEvent(
  'RegaloRecibido',
  z.strictObject({ regalo: ProcesoId, de: UsuarioId, cantidad: Cantidad }),
);
/** The gift can no longer arrive: it goes back. Stands in the receiver's stream. */
export const RegaloRehusado = defineEvent('RegaloRehusado', z.strictObject({ regalo: ProcesoId }));
/** The sender's stream knows that the gift has arrived. */
export const RegaloEntregado = defineEvent('RegaloEntregado', z.strictObject({ regalo: ProcesoId }));
/** The gift came back to its sender. */
export const RegaloDevuelto = defineEvent(
  'RegaloDevuelto',
  z.strictObject({
    regalo: ProcesoId,
    motivo: z.enum(['caducado', 'desconocido', 'suspendido', 'eliminado', 'anulado']),
  }),
);

/** Another user brought this one. */
export const ReferidoRegistrado = defineEvent('ReferidoRegistrado', z.strictObject({ por: UsuarioId }));
/** This user has played enough for the referral to count. */
export const ReferidoCalificado = defineEvent(
  'ReferidoCalificado',
  z.strictObject({ por: UsuarioId, premio: Premio.optional() }),
);
/** The referral was rewarded. Stands in the stream of whoever brought the other. */
export const ReferidoPremiado = defineEvent(
  'ReferidoPremiado',
  z.strictObject({ referido: UsuarioId, premio: Premio.optional() }),
);

export const EVENTOS_SOCIALES = [
  RegaloDiarioReclamado,
  RegaloEnviado,
  RegaloReclamado,
  RegaloRecibido,
  RegaloRehusado,
  RegaloEntregado,
  RegaloDevuelto,
  ReferidoRegistrado,
  ReferidoCalificado,
  ReferidoPremiado,
] as const;
