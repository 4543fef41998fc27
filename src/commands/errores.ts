/**
 * Everything that a command can be refused for. Each error has a stable `code` and the data a person or program
 * needs to go on; texts and HTTP statuses are chosen at the edges, in one table each.
 */
import type { Faltante } from '../events/requisitos.ts';

export abstract class CommandError extends Error {
  abstract readonly code: string;
  /** Facts for the reader of the error; plain JSON. */
  readonly data: Record<string, unknown>;
  constructor(message: string, data: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.data = data;
  }
}

/** The input breaks its schema; `issues` names each path and what is wrong there. */
export class ValidationError extends CommandError {
  readonly code = 'VALIDATION';
  constructor(message: string, issues: { path: string; message: string }[] = []) {
    super(message, { issues });
  }
}

export class UnknownCommandError extends CommandError {
  readonly code = 'UNKNOWN_COMMAND';
  constructor(tipo: string) {
    super(`no command is called ${JSON.stringify(tipo.slice(0, 60))}`, { tipo: tipo.slice(0, 60) });
  }
}

export class UserNotFoundError extends CommandError {
  readonly code = 'USER_NOT_FOUND';
  constructor() {
    super('no such user');
  }
}

export class UserAlreadyRegisteredError extends CommandError {
  readonly code = 'USER_ALREADY_REGISTERED';
  constructor() {
    super('the user is registered already');
  }
}

export class ContentNotFoundError extends CommandError {
  readonly code = 'CONTENT_NOT_FOUND';
  constructor(
    tipo:
      | 'fragmento'
      | 'experiencia'
      | 'item'
      | 'decision'
      | 'componente'
      | 'historia'
      | 'publicacion'
      | 'codigo',
    id: string,
  ) {
    super(`no ${tipo} is called ${id}`, { tipo, id });
  }
}

/** The fragment is neither a beginning, nor visited, nor opened by an item the user owns. */
export class FragmentNotReachedError extends CommandError {
  readonly code = 'FRAGMENT_NOT_REACHED';
  constructor(fragmento: string) {
    super(`fragment ${fragmento} has not been reached`, { fragmento });
  }
}

/** The choice belongs to another page than the one the user is on. */
export class DecisionOutOfPlaceError extends CommandError {
  readonly code = 'DECISION_OUT_OF_PLACE';
  constructor(fragmento: string, actual: string | null) {
    super(`the user is not at fragment ${fragmento}`, { fragmento, actual });
  }
}

export class RequirementsNotMetError extends CommandError {
  readonly code = 'REQUIREMENTS_NOT_MET';
  readonly faltantes: readonly Faltante[];
  constructor(faltantes: readonly Faltante[]) {
    super(`requirements are missing: ${faltantes.map(({ tipo }) => tipo).join(', ')}`, { faltantes });
    this.faltantes = faltantes;
  }
}

export class VipRequiredError extends CommandError {
  readonly code = 'VIP_REQUIRED';
  constructor(tipo: 'fragmento' | 'experiencia' | 'item', id: string) {
    super(`${tipo} ${id} is for VIP users`, { tipo, id });
  }
}

export class InsufficientFundsError extends CommandError {
  readonly code = 'INSUFFICIENT_FUNDS';
  constructor(necesario: number, saldo: number) {
    super(`${necesario} besitos are needed and the wallet holds ${saldo}`, {
      necesario,
      saldo,
      faltan: necesario - saldo,
    });
  }
}

/** `motivo` says why: sold out, withdrawn from the shop, or not for sale in that currency. */
export class ItemNotAvailableError extends CommandError {
  readonly code = 'ITEM_NOT_AVAILABLE';
  constructor(item: string, motivo: 'agotado' | 'retirado' | 'moneda') {
    super(`item ${item} is not on sale: ${motivo}`, { item, motivo });
  }
}

export class AlreadyOwnedError extends CommandError {
  readonly code = 'ALREADY_OWNED';
  constructor(item: string) {
    super(`the user owns ${item} already`, { item });
  }
}

/** The price changed between the screen and the tap: nothing is charged that was not shown. */
export class PriceChangedError extends CommandError {
  readonly code = 'PRICE_CHANGED';
  constructor(item: string, mostrado: number, actual: number) {
    super(`item ${item} costs ${actual}, not ${mostrado}`, { item, mostrado, actual });
  }
}

export class AlreadyReactedError extends CommandError {
  readonly code = 'ALREADY_REACTED';
  constructor(fragmento: string) {
    super(`fragment ${fragmento} has the user's reaction already`, { fragmento });
  }
}

export class GiftAlreadyClaimedError extends CommandError {
  readonly code = 'GIFT_ALREADY_CLAIMED';
  constructor(dia: string, siguiente: string) {
    super(`the gift of ${dia} is claimed`, { dia, siguiente });
  }
}

export class DailyGrantLimitError extends CommandError {
  readonly code = 'DAILY_GRANT_LIMIT';
  constructor(limite: number, otorgado: number, siguiente: string) {
    super(`${otorgado} of ${limite} besitos were granted today`, { limite, otorgado, siguiente });
  }
}

export class ApprovalRequiredError extends CommandError {
  readonly code = 'APPROVAL_REQUIRED';
  constructor(cantidad: number, maximo: number) {
    super(`an adjustment of ${cantidad} is above ${maximo} and needs a second admin`, { cantidad, maximo });
  }
}

export class ExperienceNotStartedError extends CommandError {
  readonly code = 'EXPERIENCE_NOT_STARTED';
  constructor(experiencia: string) {
    super(`experience ${experiencia} was not started`, { experiencia });
  }
}

export class ExperienceAlreadyStartedError extends CommandError {
  readonly code = 'EXPERIENCE_ALREADY_STARTED';
  constructor(experiencia: string) {
    super(`experience ${experiencia} was started already`, { experiencia });
  }
}

export class ComponentAlreadyCompletedError extends CommandError {
  readonly code = 'COMPONENT_ALREADY_COMPLETED';
  constructor(componente: string) {
    super(`component ${componente} is completed already`, { componente });
  }
}

/** Components go in order; `siguiente` is the one whose turn it is. */
export class ComponentOutOfOrderError extends CommandError {
  readonly code = 'COMPONENT_OUT_OF_ORDER';
  constructor(componente: string, siguiente: string) {
    super(`component ${siguiente} comes before ${componente}`, { componente, siguiente });
  }
}

/** What the component asks for has not happened; `tipo` and `id` say what it is. */
export class ComponentNotDoneError extends CommandError {
  readonly code = 'COMPONENT_NOT_DONE';
  constructor(componente: string, tipo: string, id: string) {
    super(`component ${componente} waits for ${tipo} ${id}`, { componente, tipo, id });
  }
}

export class WrongAnswerError extends CommandError {
  readonly code = 'WRONG_ANSWER';
  constructor(componente: string) {
    super(`that is not the answer to ${componente}`, { componente });
  }
}

export class UserSuspendedError extends CommandError {
  readonly code = 'USER_SUSPENDED';
  constructor() {
    super('the user is suspended');
  }
}

/** The user asked to be forgotten: only the erasure goes on. */
export class ErasureInProgressError extends CommandError {
  readonly code = 'ERASURE_IN_PROGRESS';
  constructor() {
    super('the user is being erased');
  }
}

/** Something of the user's is still under way and has to end before the erasure can. */
export class ErasurePendingError extends CommandError {
  readonly code = 'ERASURE_PENDING';
  constructor(pendiente: readonly string[]) {
    super(`still under way: ${pendiente.join(', ')}`, { pendiente });
  }
}

/** A fraud review of severity `alta` is open: nothing is spent until an admin resolves it. */
export class SuspiciousActivityError extends CommandError {
  readonly code = 'SUSPICIOUS_ACTIVITY';
  constructor(revision: string) {
    super('spending is frozen until a review is resolved', { revision });
  }
}

export class ReviewNotOpenError extends CommandError {
  readonly code = 'REVIEW_NOT_OPEN';
  constructor(revision: string) {
    super(`review ${revision} is not open`, { revision });
  }
}

export class ItemNotOwnedError extends CommandError {
  readonly code = 'ITEM_NOT_OWNED';
  constructor(item: string) {
    super(`the user has no ${item}`, { item });
  }
}

export class ItemNotUsableError extends CommandError {
  readonly code = 'ITEM_NOT_USABLE';
  constructor(item: string) {
    super(`${item} is not something that is used up`, { item });
  }
}

/** The same limited item is being bought already. */
export class PurchaseInProgressError extends CommandError {
  readonly code = 'PURCHASE_IN_PROGRESS';
  constructor(item: string) {
    super(`a purchase of ${item} is under way`, { item });
  }
}

/** The reservation was given up before: it cannot be made or kept any more. */
export class ReservationReleasedError extends CommandError {
  readonly code = 'RESERVATION_RELEASED';
  constructor(reserva: string) {
    super(`reservation ${reserva} was released`, { reserva });
  }
}

export class OrderNotFoundError extends CommandError {
  readonly code = 'ORDER_NOT_FOUND';
  constructor(pedido: string) {
    super(`no order ${pedido} is open`, { pedido });
  }
}

/** What is about to be paid is not what was ordered: another amount, or another payer. */
export class OrderMismatchError extends CommandError {
  readonly code = 'ORDER_MISMATCH';
  constructor(pedido: string, campo: 'estrellas' | 'usuario') {
    super(`order ${pedido} does not match: ${campo}`, { pedido, campo });
  }
}

export class OrderExpiredError extends CommandError {
  readonly code = 'ORDER_EXPIRED';
  constructor(pedido: string) {
    super(`order ${pedido} has expired`, { pedido });
  }
}

/** The payment is not in a state in which that can be done. */
export class PaymentStateError extends CommandError {
  readonly code = 'PAYMENT_STATE';
  constructor(pago: string, estado: string) {
    super(`payment ${pago} is ${estado}`, { pago, estado });
  }
}

/** A payment cannot be delivered, and so is to be refunded; `motivo` says why. */
export class PaymentUndeliverableError extends CommandError {
  readonly code = 'PAYMENT_UNDELIVERABLE';
  constructor(motivo: string) {
    super(`the payment cannot be delivered: ${motivo}`, { motivo });
  }
}

export class NotSubscribedError extends CommandError {
  readonly code = 'NOT_SUBSCRIBED';
  constructor() {
    super('there is no subscription that renews');
  }
}

export class AlreadySubscribedError extends CommandError {
  readonly code = 'ALREADY_SUBSCRIBED';
  constructor(hasta: string) {
    super(`the subscription runs until ${hasta} and renews by itself`, { hasta });
  }
}

export class GiftToSelfError extends CommandError {
  readonly code = 'GIFT_TO_SELF';
  constructor() {
    super('a gift goes to somebody else');
  }
}

export class GiftAmountError extends CommandError {
  readonly code = 'GIFT_AMOUNT';
  constructor(cantidad: number, minimo: number, maximo: number) {
    super(`a gift is of ${minimo} to ${maximo} besitos`, { cantidad, minimo, maximo });
  }
}

/** The gift never was, has arrived, or went back. */
export class GiftNotFoundError extends CommandError {
  readonly code = 'GIFT_NOT_FOUND';
  constructor(regalo: string) {
    super(`no gift ${regalo} is under way`, { regalo });
  }
}

export class GiftTakenError extends CommandError {
  readonly code = 'GIFT_TAKEN';
  constructor(regalo: string) {
    super(`gift ${regalo} is somebody else's`, { regalo });
  }
}

export class GiftExpiredError extends CommandError {
  readonly code = 'GIFT_EXPIRED';
  constructor(regalo: string) {
    super(`gift ${regalo} was not taken in time`, { regalo });
  }
}

/** `estado` says what became of it here: it arrived, or was refused for good. */
export class GiftSettledError extends CommandError {
  readonly code = 'GIFT_SETTLED';
  readonly estado: 'recibido' | 'rehusado';
  constructor(regalo: string, estado: 'recibido' | 'rehusado') {
    super(`gift ${regalo} is ${estado}`, { regalo, estado });
    this.estado = estado;
  }
}

/** No such code, or not now; `motivo` tells them apart. */
export class CodeNotActiveError extends CommandError {
  readonly code = 'CODE_NOT_ACTIVE';
  constructor(codigo: string, motivo: 'desconocido' | 'pronto' | 'caducado') {
    super(`code ${codigo} is not active: ${motivo}`, { codigo, motivo });
  }
}

export class CodeExistsError extends CommandError {
  readonly code = 'CODE_EXISTS';
  constructor(codigo: string) {
    super(`code ${codigo} exists already`, { codigo });
  }
}

export class CodeAlreadyRedeemedError extends CommandError {
  readonly code = 'CODE_ALREADY_REDEEMED';
  constructor(codigo: string) {
    super(`the user has redeemed ${codigo}`, { codigo });
  }
}

export class CodeExhaustedError extends CommandError {
  readonly code = 'CODE_EXHAUSTED';
  constructor(codigo: string) {
    super(`code ${codigo} is used up`, { codigo });
  }
}

export class ReferralNotAllowedError extends CommandError {
  readonly code = 'REFERRAL_NOT_ALLOWED';
  constructor(motivo: 'uno_mismo' | 'ya_referido' | 'ya_juega' | 'sin_calificar' | 'maximo' | 'ya_premiado') {
    super(`the referral does not count: ${motivo}`, { motivo });
  }
}

export class MovementNotFoundError extends CommandError {
  readonly code = 'MOVEMENT_NOT_FOUND';
  constructor(revision: number) {
    super(`the user's stream has no such movement at revision ${revision}`, { revision });
  }
}

export class AlreadyReversedError extends CommandError {
  readonly code = 'ALREADY_REVERSED';
  constructor(revision: number) {
    super(`the movement at revision ${revision} was undone`, { revision });
  }
}

/** Movements that belong to a process, or undo another, are not reversed by hand; `razon` is the movement's. */
export class ReversalNotAllowedError extends CommandError {
  readonly code = 'REVERSAL_NOT_ALLOWED';
  constructor(revision: number, razon: string) {
    super(`the movement at revision ${revision} (${razon}) cannot be reversed`, { revision, razon });
  }
}

/** What was granted has been spent: `falta` besitos are missing to take it back. */
export class ReversalShortfallError extends CommandError {
  readonly code = 'REVERSAL_SHORTFALL';
  constructor(necesario: number, saldo: number) {
    super(`${necesario} besitos are to be taken back and the wallet holds ${saldo}`, {
      necesario,
      saldo,
      falta: necesario - saldo,
    });
  }
}

export class AdjustmentStateError extends CommandError {
  readonly code = 'ADJUSTMENT_STATE';
  constructor(ajuste: string, estado: string) {
    super(`adjustment ${ajuste} is ${estado}`, { ajuste, estado });
  }
}

/** Who asks for an adjustment does not approve it. */
export class SameAdminError extends CommandError {
  readonly code = 'SAME_ADMIN';
  constructor() {
    super('another admin has to approve it');
  }
}

export class PostNotActiveError extends CommandError {
  readonly code = 'POST_NOT_ACTIVE';
  constructor(publicacion: string) {
    super(`post ${publicacion} earns nothing any more`, { publicacion });
  }
}

export class BroadcastStateError extends CommandError {
  readonly code = 'BROADCAST_STATE';
  constructor(estado: string) {
    super(`the broadcast is ${estado}`, { estado });
  }
}

/** What editors ask for would leave readers stranded; each problem names the place and what is wrong there. */
export class StoryProblemsError extends CommandError {
  readonly code = 'STORY_PROBLEMS';
  constructor(problemas: readonly { donde: string; que: string }[]) {
    super(`readers would be left stranded: ${problemas.length} problem(s)`, { problemas });
  }
}

export class RateLimitExceededError extends CommandError {
  readonly code = 'RATE_LIMIT_EXCEEDED';
  /** Milliseconds after which the same command may be tried again. */
  readonly retryAfterMs: number;
  constructor(limite: string, retryAfterMs: number) {
    super(`too many commands of kind ${limite}`, { limite, retryAfterMs });
    this.retryAfterMs = retryAfterMs;
  }
}

/** Other writers kept winning; nothing was changed and the command may be sent again. */
export class ConcurrencyError extends CommandError {
  readonly code = 'CONCURRENCY';
  constructor(stream: string, attempts: number) {
    super(`${stream} changed under ${attempts} attempts`, { attempts });
  }
}

export class IdempotencyConflictError extends CommandError {
  readonly code = 'IDEMPOTENCY_CONFLICT';
  constructor(commandId: string) {
    super(`command id ${commandId} was used with another input`, { commandId });
  }
}

/** The log could not be reached, or did not say what became of the append; repeating with the same id is safe. */
export class StoreUnavailableError extends CommandError {
  readonly code = 'STORE_UNAVAILABLE';
}
