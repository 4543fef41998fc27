/** `besitos key create`: a further API key, shown once. */
import { type Command, Option } from 'commander';
import { createKey, ROLES, type Role } from '../../admin/api-keys.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';

export function registerKeys(program: Command): void {
  program
    .command('key')
    .description('API keys')
    .command('create')
    .description('make an API key and show it once')
    .argument('<name>', 'whom or what it is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).default('auditor'))
    .action(async (name: string, { role }: { role: Role }, command: Command) => {
      await withServices(async ({ pool }) => {
        const key = await createKey(pool, { nombre: name, rol: role });
        if (wantsJson(command)) printJson({ key, role, name });
        else print(`${key}\n\nKeep it: it is stored nowhere and cannot be shown again.`);
      });
    });
}
