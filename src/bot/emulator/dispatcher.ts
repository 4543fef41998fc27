/** Runs methods by name for HTTP, webhook replies and tests, and makes calls fail on demand. */
import type { ResponseParameters } from '@grammyjs/types';
import { methodNotFound, TelegramError } from './errors.ts';
import type { MethodContext } from './methods/method.ts';
import { findMethod } from './methods/registry.ts';
import type { Params } from './params.ts';

export interface PlannedFailure {
  error_code: number;
  description: string;
  parameters?: ResponseParameters;
}

export interface Dispatcher {
  call(method: string, params: Params, signal?: AbortSignal): Promise<unknown>;
  failNext(method: string, failure: PlannedFailure, times: number): void;
  /** Calls under way, waiting polls apart. */
  inFlight(): number;
  lastCallAt(): number;
}

export const createDispatcher = (context: Omit<MethodContext, 'signal'>): Dispatcher => {
  const failures: { method: string; failure: PlannedFailure }[] = [];
  let inFlight = 0;
  let lastCallAt = 0;

  const failAsPlanned = (method: string) => {
    const at = failures.findIndex((one) => one.method.toLowerCase() === method.toLowerCase());
    const [planned] = at < 0 ? [] : failures.splice(at, 1);
    if (!planned) return;
    const { error_code, description, parameters } = planned.failure;
    throw new TelegramError(error_code, description, parameters);
  };

  return {
    async call(method, params, signal = new AbortController().signal) {
      const run = findMethod(method);
      if (!run) {
        context.world.log.error({ method, params }, 'the local Telegram emulator has no such method');
        throw methodNotFound();
      }
      failAsPlanned(method);
      const isPoll = method.toLowerCase() === 'getupdates';
      if (isPoll) return run(params, { ...context, signal });
      inFlight += 1;
      try {
        return await run(params, { ...context, signal });
      } finally {
        inFlight -= 1;
        lastCallAt = performance.now();
      }
    },
    failNext(method, failure, times) {
      for (let n = 0; n < times; n += 1) failures.push({ method, failure });
    },
    inFlight: () => inFlight,
    lastCallAt: () => lastCallAt,
  };
};
