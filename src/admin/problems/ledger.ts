/** Besitos: what is there, what may be granted, and how movements are adjusted and undone. */
import { problem } from './kind.ts';

export const LEDGER_PROBLEMS = {
  INSUFFICIENT_FUNDS: problem(
    422,
    ['Besitos insuficientes', 'Hacen falta {necesario} besitos y hay {saldo}: faltan {faltan}.'],
    ['Not enough besitos', '{necesario} besitos are needed and there are {saldo}: {faltan} are missing.'],
  ),
  DAILY_GRANT_LIMIT: problem(
    422,
    ['Límite diario', 'Hoy se han otorgado {otorgado} de {limite} besitos; de nuevo en {siguiente}.'],
    ['Daily limit', '{otorgado} of {limite} besitos were granted today; again at {siguiente}.'],
  ),
  APPROVAL_REQUIRED: problem(
    403,
    [
      'Hace falta otra aprobación',
      'Un ajuste de {cantidad} besitos pasa de {maximo}: pídelo con SolicitarAjuste y que lo apruebe otro admin.',
    ],
    [
      'Approval required',
      'An adjustment of {cantidad} besitos is above {maximo}: ask with SolicitarAjuste; another admin approves it.',
    ],
  ),
  ADJUSTMENT_STATE: problem(
    409,
    ['El ajuste no lo permite', 'El estado del ajuste {ajuste} es: {estado}.'],
    ['Not in this state', 'The state of adjustment {ajuste} is: {estado}.'],
  ),
  SAME_ADMIN: problem(
    403,
    ['Tiene que ser otro admin', 'Quien pide un ajuste no lo aprueba: usa la clave de otro admin.'],
    [
      'Another admin is needed',
      'Whoever asks for an adjustment does not approve it: use another admin’s key.',
    ],
  ),
  MOVEMENT_NOT_FOUND: problem(
    404,
    ['Movimiento no encontrado', 'El usuario no tiene ningún movimiento así en la revisión {revision}.'],
    ['Movement not found', 'The user has no such movement at revision {revision}.'],
  ),
  ALREADY_REVERSED: problem(
    409,
    ['Ya revertido', 'El movimiento de la revisión {revision} ya se deshizo.'],
    ['Undone already', 'The movement at revision {revision} was undone already.'],
  ),
  REVERSAL_NOT_ALLOWED: problem(
    422,
    ['No se puede revertir', 'El movimiento de la revisión {revision} ({razon}) no se revierte a mano.'],
    ['Cannot be reversed', 'The movement at revision {revision} ({razon}) is not reversed by hand.'],
  ),
  REVERSAL_SHORTFALL: problem(
    422,
    ['Ya se ha gastado', 'Hay que retirar {necesario} besitos y hay {saldo}: faltan {falta}.'],
    ['Spent already', '{necesario} besitos are to be taken back and there are {saldo}: {falta} are missing.'],
  ),
};
