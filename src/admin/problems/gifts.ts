/** Daily gifts, gifts between users, promo codes, referrals. */
import { problem } from './kind.ts';

export const GIFT_PROBLEMS = {
  GIFT_ALREADY_CLAIMED: problem(
    409,
    ['Regalo ya reclamado', 'El regalo de {dia} ya se reclamó; el siguiente, en {siguiente}.'],
    ['Gift claimed already', 'The gift of {dia} is claimed; the next one comes at {siguiente}.'],
  ),
  GIFT_TO_SELF: problem(
    422,
    ['Regalo a uno mismo', 'Un regalo es para otra persona.'],
    ['Gift to oneself', 'A gift goes to somebody else.'],
  ),
  GIFT_AMOUNT: problem(
    422,
    ['Cantidad no permitida', 'Un regalo es de {minimo} a {maximo} besitos, no de {cantidad}.'],
    ['Amount not allowed', 'A gift is of {minimo} to {maximo} besitos, not of {cantidad}.'],
  ),
  GIFT_NOT_FOUND: problem(
    404,
    ['Regalo no encontrado', 'No hay ningún regalo {regalo} en camino.'],
    ['Gift not found', 'No gift {regalo} is under way.'],
  ),
  GIFT_TAKEN: problem(
    409,
    ['Regalo ajeno', 'El regalo {regalo} ya es de otra persona.'],
    ['Gift taken', 'Gift {regalo} is somebody else’s.'],
  ),
  GIFT_EXPIRED: problem(
    410,
    ['Regalo caducado', 'Nadie recogió a tiempo el regalo {regalo}, y vuelve a quien lo envió.'],
    ['Gift expired', 'Nobody took gift {regalo} in time, and it goes back to its sender.'],
  ),
  GIFT_SETTLED: problem(
    409,
    ['Regalo cerrado', 'El regalo {regalo} ya está cerrado: {estado}.'],
    ['Gift settled', 'Gift {regalo} is settled: {estado}.'],
  ),
  CODE_NOT_ACTIVE: problem(
    409,
    ['Código no válido', 'El código {codigo} no vale ahora: {motivo}.'],
    ['Code not active', 'Code {codigo} is not active: {motivo}.'],
  ),
  CODE_EXISTS: problem(
    409,
    ['Código repetido', 'El código {codigo} ya existe; elige otro.'],
    ['Code exists', 'Code {codigo} exists already; choose another.'],
  ),
  CODE_ALREADY_REDEEMED: problem(
    409,
    ['Código ya canjeado', 'El usuario ya canjeó {codigo}.'],
    ['Code redeemed already', 'The user has redeemed {codigo} already.'],
  ),
  CODE_EXHAUSTED: problem(
    409,
    ['Código agotado', 'Al código {codigo} no le quedan usos.'],
    ['Code used up', 'Code {codigo} has no uses left.'],
  ),
  REFERRAL_NOT_ALLOWED: problem(
    409,
    ['Referido no válido', 'La invitación no cuenta: {motivo}.'],
    ['Referral not allowed', 'The referral does not count: {motivo}.'],
  ),
};
