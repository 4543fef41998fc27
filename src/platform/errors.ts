/** A part that cannot start, with what the operator can do about it. */
export class StartupError extends Error {
  readonly code: string;
  /** One sentence that says what to do. */
  readonly hint: string;
  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartupError';
    this.code = code;
    this.hint = hint;
  }
}

/** The `code` of an error where it has one, as Node's and this project's errors do. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
