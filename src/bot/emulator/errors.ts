/** An answer `{ ok: false }` of the Bot API, worded as Telegram words it. */
import type { ResponseParameters } from '@grammyjs/types';

export class TelegramError extends Error {
  readonly errorCode: number;
  readonly parameters: ResponseParameters | undefined;

  constructor(errorCode: number, description: string, parameters?: ResponseParameters) {
    super(description);
    this.name = 'TelegramError';
    this.errorCode = errorCode;
    this.parameters = parameters;
  }
}

export const badRequest = (reason: string) => new TelegramError(400, `Bad Request: ${reason}`);
export const unauthorized = () => new TelegramError(401, 'Unauthorized');
export const forbidden = (reason: string) => new TelegramError(403, `Forbidden: ${reason}`);
export const methodNotFound = () => new TelegramError(404, 'Not Found: method not found');
export const conflict = (reason: string) => new TelegramError(409, `Conflict: ${reason}`);
export const tooManyRequests = (retry_after: number) =>
  new TelegramError(429, `Too Many Requests: retry after ${retry_after}`, { retry_after });

/** What Telegram would do and the emulator cannot: better refused loudly than answered wrongly. */
export const unsupported = (what: string) => badRequest(`the local emulator does not support ${what}`);
