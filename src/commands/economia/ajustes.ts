/** Adjustments that need a second admin: asked for, approved by another or rejected, then made by the system. */
import { z } from 'zod';
import { BESITOS_MAX } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { Motivo, ProcesoId } from '../../events/usuario/eventos.ts';
import { comando, comandoDeUsuario } from '../definicion.ts';
import { AdjustmentStateError, SameAdminError } from '../errores.ts';
import { FALLA_VIGENTE, vigente } from '../usuario/activo.ts';
import { gastar, otorgar } from './movimientos.ts';

const Importe = z
  .int()
  .min(-BESITOS_MAX)
  .max(BESITOS_MAX)
  .refine((importe) => importe !== 0, 'an adjustment moves something');

export const SolicitarAjuste = comando({
  tipo: 'SolicitarAjuste',
  resumen: 'An admin asks for an adjustment that a second one has to approve.',
  de: ['admin', 'soporte'],
  familia: 'ajuste',
  schema: z.strictObject({
    /** A new UUID, chosen by whoever asks. */
    ajuste: ProcesoId,
    usuarioId: UsuarioId,
    /** Besitos to give (positive) or to take (negative). */
    importe: Importe,
    nota: Motivo,
  }),
  limite: 'none',
  emite: ['AjusteSolicitado'],
  falla: ['ADJUSTMENT_STATE'],
  agregadoId: ({ ajuste }) => ajuste,
  decide(estado, { ajuste, usuarioId, importe, nota }, { actor }) {
    if (estado.estado !== 'inexistente') throw new AdjustmentStateError(ajuste, estado.estado);
    return [{ type: 'AjusteSolicitado', data: { ajuste, usuarioId, importe, nota, por: actor.id } }];
  },
});

export const AprobarAjuste = comando({
  tipo: 'AprobarAjuste',
  resumen: 'A second admin approves an adjustment; the one who asked for it cannot.',
  de: ['admin'],
  familia: 'ajuste',
  schema: z.strictObject({ ajuste: ProcesoId }),
  limite: 'none',
  emite: ['AjusteAprobado'],
  falla: ['ADJUSTMENT_STATE', 'SAME_ADMIN'],
  agregadoId: ({ ajuste }) => ajuste,
  decide(estado, { ajuste }, { actor }) {
    if (estado.estado !== 'solicitado') throw new AdjustmentStateError(ajuste, estado.estado);
    if (actor.id === estado.solicitadoPor) throw new SameAdminError();
    return [{ type: 'AjusteAprobado', data: { ajuste, por: actor.id } }];
  },
});

/** Whoever asked for it may take it back so, too. */
export const RechazarAjuste = comando({
  tipo: 'RechazarAjuste',
  resumen: 'An adjustment is rejected, or taken back by whoever asked for it.',
  de: ['admin', 'soporte'],
  familia: 'ajuste',
  schema: z.strictObject({ ajuste: ProcesoId, nota: Motivo }),
  limite: 'none',
  emite: ['AjusteRechazado'],
  falla: ['ADJUSTMENT_STATE'],
  agregadoId: ({ ajuste }) => ajuste,
  decide(estado, { ajuste, nota }, { actor }) {
    if (estado.estado !== 'solicitado') throw new AdjustmentStateError(ajuste, estado.estado);
    return [{ type: 'AjusteRechazado', data: { ajuste, por: actor.id, nota } }];
  },
});

export const AplicarAjuste = comandoDeUsuario({
  tipo: 'AplicarAjuste',
  resumen: 'An approved adjustment is made in the user’s wallet.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId, ajuste: ProcesoId, importe: Importe }),
  limite: 'none',
  emite: ['BesitosOtorgados', 'BesitosGastados'],
  falla: [...FALLA_VIGENTE, 'INSUFFICIENT_FUNDS'],
  decide(estado, { ajuste, importe }, mundo) {
    const usuario = vigente(estado);
    const referencia = { tipo: 'ajuste' as const, id: ajuste };
    return importe > 0
      ? [otorgar(usuario, importe, 'ajuste', referencia, mundo)]
      : gastar(usuario, -importe, 'ajuste', referencia, mundo);
  },
});

export const AsentarAjuste = comando({
  tipo: 'AsentarAjuste',
  resumen: 'What became of an approved adjustment: made, or impossible.',
  de: ['sistema'],
  familia: 'ajuste',
  schema: z.strictObject({
    ajuste: ProcesoId,
    /** Why it could not be made; absent when it was. */
    fallo: Motivo.optional(),
  }),
  limite: 'none',
  emite: ['AjusteAplicado', 'AjusteFallido'],
  falla: ['ADJUSTMENT_STATE'],
  agregadoId: ({ ajuste }) => ajuste,
  decide(estado, { ajuste, fallo }) {
    if (estado.estado === 'aplicado' || estado.estado === 'fallido') return [];
    if (estado.estado !== 'aprobado') throw new AdjustmentStateError(ajuste, estado.estado);
    return fallo === undefined
      ? [{ type: 'AjusteAplicado', data: { ajuste } }]
      : [{ type: 'AjusteFallido', data: { ajuste, motivo: fallo } }];
  },
});
