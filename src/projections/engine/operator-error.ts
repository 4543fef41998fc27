/** What an operator asked for and cannot have: a stable code, and what it is about. */

export type OperatorCode = 'REBUILD_RUNNING' | 'NOT_PARKED' | 'MONEY_STOPS' | 'NOTHING_KEPT' | 'SWAP_LOCK';

export class OperatorError extends Error {
  readonly code: OperatorCode;
  readonly data: Record<string, unknown>;
  constructor(code: OperatorCode, message: string, data: Record<string, unknown>, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.data = data;
  }
}
