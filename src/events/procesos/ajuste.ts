/** An adjustment that needs a second admin, in a stream of its own, `ajuste-<id>`. */
import { z } from 'zod';
import { BESITOS_MAX } from '../contenido.ts';
import { UsuarioId } from '../cuentas.ts';
import { defineEvent, type EventOf } from '../definicion.ts';
import { ImpossibleEventError } from '../usuario/usuario.ts';
import { Motivo, ProcesoId } from '../usuario/valores.ts';

/** Besitos to give (positive) or to take (negative). */
const Importe = z
  .int()
  .min(-BESITOS_MAX)
  .max(BESITOS_MAX)
  .refine((importe) => importe !== 0, 'an adjustment moves something');
/** Id of an admin's key; never a person's name. */
const Admin = z.string().min(1).max(100);

export const AjusteSolicitado = defineEvent(
  'AjusteSolicitado',
  z.strictObject({ ajuste: ProcesoId, usuarioId: UsuarioId, importe: Importe, nota: Motivo, por: Admin }),
);
export const AjusteAprobado = defineEvent(
  'AjusteAprobado',
  z.strictObject({ ajuste: ProcesoId, por: Admin }),
);
export const AjusteRechazado = defineEvent(
  'AjusteRechazado',
  z.strictObject({ ajuste: ProcesoId, por: Admin, nota: Motivo }),
);
export const AjusteAplicado = defineEvent('AjusteAplicado', z.strictObject({ ajuste: ProcesoId }));
/** Approved, and yet it could not be made: the user is gone, or the wallet does not hold so much. */
export const AjusteFallido = defineEvent(
  'AjusteFallido',
  z.strictObject({ ajuste: ProcesoId, motivo: Motivo }),
);

export const EVENTOS_DE_AJUSTE = [
  AjusteSolicitado,
  AjusteAprobado,
  AjusteRechazado,
  AjusteAplicado,
  AjusteFallido,
] as const;
export type EventoDeAjuste = EventOf<(typeof EVENTOS_DE_AJUSTE)[number]>;

export interface EstadoDeAjuste {
  estado: 'inexistente' | 'solicitado' | 'aprobado' | 'rechazado' | 'aplicado' | 'fallido';
  usuarioId: string;
  importe: number;
  nota: string;
  solicitadoPor: string;
}

export const ajusteInicial: EstadoDeAjuste = {
  estado: 'inexistente',
  usuarioId: '',
  importe: 0,
  nota: '',
  solicitadoPor: '',
};

/** @throws ImpossibleEventError */
export function evolveAjuste(state: EstadoDeAjuste, event: EventoDeAjuste): EstadoDeAjuste {
  switch (event.type) {
    case 'AjusteSolicitado': {
      if (state.estado !== 'inexistente') throw new ImpossibleEventError('an adjustment asked for twice');
      const { usuarioId, importe, nota, por } = event.data;
      return { estado: 'solicitado', usuarioId, importe, nota, solicitadoPor: por };
    }
    case 'AjusteAprobado':
      return { ...state, estado: 'aprobado' };
    case 'AjusteRechazado':
      return { ...state, estado: 'rechazado' };
    case 'AjusteAplicado':
      return { ...state, estado: 'aplicado' };
    case 'AjusteFallido':
      return { ...state, estado: 'fallido' };
    default:
      return event satisfies never;
  }
}
