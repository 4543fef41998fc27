import type { EmbeddedNodeErrorCode } from './errors.ts';
import type { Log } from './log.ts';
import type { EmbeddedNodeOptions } from './node.ts';

/** What the thread is started with. */
export type ThreadStart = Omit<EmbeddedNodeOptions, 'log' | 'onShutdown'>;

/** What the thread tells the thread that started it. */
export type FromThread =
  | { readonly kind: 'started'; readonly url: string; readonly port: number; readonly lastPosition: number }
  | { readonly kind: 'refused'; readonly code: EmbeddedNodeErrorCode; readonly message: string }
  | { readonly kind: 'log'; readonly entry: Parameters<Log> }
  | { readonly kind: 'closed' }
  /** A client asked for it. */
  | { readonly kind: 'shut-down' };

/** What the thread is told: the one thing there is to say is to close. */
export type ToThread = 'close';
