/** `besitos eventstore …`: the embedded event store by itself. */
import type { Command } from 'commander';
import { registerMaintenance } from './eventstore/maintenance.ts';
import { registerServe } from './eventstore/serve.ts';

const SUBCOMMANDS: readonly ((parent: Command) => void)[] = [registerServe, registerMaintenance];

export function registerEventStore(program: Command): void {
  const parent = program
    .command('eventstore')
    .description('the embedded event store: serve it, or maintain it');
  for (const register of SUBCOMMANDS) register(parent);
}
