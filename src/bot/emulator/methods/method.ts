/** The shape of one Bot API method: the schema of its fields and what it does. */
import type { z } from 'zod';
import { type Params, readParams } from '../params.ts';
import type { Polling } from '../polling.ts';
import type { Webhook } from '../webhook.ts';
import type { World } from '../world.ts';

export interface MethodContext {
  world: World;
  polling: Polling;
  webhook: Webhook;
  /** Aborted when the caller hangs up. */
  signal: AbortSignal;
}

export type Method = (params: Params, context: MethodContext) => unknown;

export const method =
  <T extends z.ZodObject>(
    name: string,
    schema: T,
    run: (params: z.infer<T>, context: MethodContext) => unknown,
  ): Method =>
  (params, context) =>
    run(readParams(schema, params, { method: name, log: context.world.log }), context);
