/** How verbs report: text for people, one JSON object for programs. */
import type { Command } from 'commander';
import { readConfig } from '../platform/config.ts';
import { createLogger } from '../platform/logger.ts';
import { openServices, type Services } from './services.ts';

export const print = (line = ''): void => void process.stdout.write(`${line}\n`);

export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json: boolean }>().json;
}

/** BigInts, as log positions are, stand as text in JSON. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? inner.toString() : inner), 2));
}

/** Runs a verb against a running program's log and database, or against ones opened for it alone. */
export async function withServices(work: (services: Services) => Promise<void>): Promise<void> {
  // Ports are taken only to be found by others, whom a short-lived verb does not serve.
  const environment = { EVENTSTORE_PORT: '0', POSTGRES_PORT: '0', ...process.env };
  const log = createLogger(process.env.LOG_LEVEL ?? 'warn', process.stderr.isTTY);
  const services = await openServices(readConfig(environment), log, { borrow: true });
  try {
    await work(services);
  } finally {
    await services.close();
  }
}
