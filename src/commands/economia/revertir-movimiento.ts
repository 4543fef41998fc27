/** `RevertirMovimiento`: an admin undoes a movement, at most once, by its postings with their signs changed. */
import { z } from 'zod';
import { carteraDe, UsuarioId } from '../../events/cuentas.ts';
import { Motivo } from '../../events/usuario/eventos.ts';
import { disponible } from '../../events/usuario/lotes.ts';
import { comandoDeUsuario } from '../definicion.ts';
import {
  AlreadyReversedError,
  MovementNotFoundError,
  ReversalNotAllowedError,
  ReversalShortfallError,
} from '../errores.ts';
import { FALLA_VIGENTE, vigente } from '../usuario/activo.ts';
import { caducar } from './movimientos.ts';

/** Of other reasons, a process has the other half: a purchase is refunded, a gift comes back by itself. */
const REVERSIBLES = new Set([
  'decision',
  'reaccion',
  'regalo_diario',
  'experiencia',
  'referido',
  'codigo',
  'ajuste',
]);

export const RevertirMovimiento = comandoDeUsuario({
  tipo: 'RevertirMovimiento',
  resumen: 'An admin undoes a grant or a spend, at most once; what has been spent is named as missing.',
  de: ['admin'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    /** Revision of the movement in the user's stream. */
    revision: z.int().min(0),
    motivo: Motivo,
  }),
  limite: 'none',
  emite: ['BesitosGastados', 'MovimientoRevertido'],
  falla: [
    ...FALLA_VIGENTE,
    'MOVEMENT_NOT_FOUND',
    'ALREADY_REVERSED',
    'REVERSAL_NOT_ALLOWED',
    'REVERSAL_SHORTFALL',
  ],
  lee: ({ revision }) => revision,
  decide(estado, { revision, motivo }, mundo) {
    const usuario = vigente(estado);
    const { original } = mundo;
    const evento = original?.evento;
    if (!original || (evento?.type !== 'BesitosOtorgados' && evento?.type !== 'BesitosGastados'))
      throw new MovementNotFoundError(revision);
    if (usuario.deshechos[revision]) throw new AlreadyReversedError(revision);
    const { cantidad, razon, apuntes } = evento.data;
    if (!REVERSIBLES.has(razon)) throw new ReversalNotAllowedError(revision, razon);
    const contrarios = apuntes.map(({ cuenta, importe }) => ({ cuenta, importe: -importe }));
    const efecto = contrarios.find(({ cuenta }) => cuenta === carteraDe(usuario.id))?.importe ?? 0;
    const hay = disponible(usuario, mundo.ahora);
    if (hay + efecto < 0) throw new ReversalShortfallError(-efecto, hay);
    return [
      ...caducar(usuario, mundo),
      {
        type: 'MovimientoRevertido',
        data: {
          original: { revision, eventoId: original.id },
          cantidad,
          razon: 'ajuste',
          referencia: { tipo: 'movimiento', id: original.id },
          motivo,
          apuntes: contrarios,
        },
      },
    ];
  },
});
