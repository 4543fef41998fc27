/** Why a write was refused. Nothing of it was stored, except for `failed` with `unknown` set. */
export type AppendFailure =
  | { readonly kind: 'wrong-expected-version'; readonly current: number }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'too-large'; readonly maximumBytes: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'invalid'; readonly message: string; readonly missing?: readonly string[] }
  | { readonly kind: 'access-denied'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string; readonly unknown: boolean };

/** What became of a write: the last revision and position it stands at, or why it was refused. */
export type AppendOutcome =
  | { readonly kind: 'success'; readonly revision: number; readonly position: number | undefined }
  | AppendFailure;
