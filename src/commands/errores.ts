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
  constructor(tipo: 'fragmento' | 'experiencia' | 'item' | 'decision' | 'componente', id: string) {
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

/** `motivo` says why: `proceso_pendiente` marks limited items, whose reservation process is not open yet. */
export class ItemNotAvailableError extends CommandError {
  readonly code = 'ITEM_NOT_AVAILABLE';
  constructor(item: string, motivo: 'proceso_pendiente') {
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
