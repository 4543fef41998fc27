/** `besitos cache`: what the cache of the running program does, and having every cache forget. */
import { type Command, InvalidArgumentError } from 'commander';
import { readConfig } from '../../platform/config.ts';
import { StartupError } from '../../platform/errors.ts';
import { ETIQUETAS_A_MANO, etiquetasDe, etiquetasDeTodas } from '../../projections/etiquetas-a-mano.ts';
import { olvidar } from '../cache-watch.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';

export function registerCache(program: Command): void {
  const cache = program.command('cache').description('the cache: what it does, and having it forget');
  cache
    .command('drop')
    .description('have every cache forget what has one of these tags')
    .argument('<tag...>', ETIQUETAS_A_MANO, (text: string, before: string[] | undefined) => {
      if (etiquetasDe(text) === null)
        throw new InvalidArgumentError(`no tag is called that; there are ${ETIQUETAS_A_MANO}`);
      return [...(before ?? []), text];
    })
    .action(async (words: string[], _options, command: Command) => {
      const tags = etiquetasDeTodas(words);
      await withServices(async ({ cache: ours, config, pool }) => {
        // Without Redis the program alone can reach what it keeps: it is left a word, and forgets everything.
        const told = config.redisUrl ? await ours.drop(tags) : await olvidar(pool).then(() => true);
        if (!told) process.exitCode = 1;
        const dropped = config.redisUrl && tags !== 'all' ? tags.length : 'all';
        if (wantsJson(command)) printJson({ dropped, told });
        else if (!told) print('✖ Redis does not answer: nobody was told');
        else if (config.redisUrl) print(`✔ ${dropped === 'all' ? 'everything' : `${dropped} tags`} dropped`);
        else print('✔ the running program forgets everything within two seconds');
      });
    });
  cache
    .command('stats')
    .description('hits, misses and loads of the program that runs on this machine')
    .action(async (_options, command: Command) => {
      const counts = await countsOf(`http://127.0.0.1:${readConfig(process.env).port}/metrics`);
      if (wantsJson(command)) return printJson(counts);
      for (const [name, count] of Object.entries(counts)) print(`${name.padEnd(24)} ${count ?? '—'}`);
    });
}

const SAMPLE = /^besitos_cache_(\w+?)_total(?:\{tier="(\w+)"\})? (\d+)/gm;

/** From its metrics, which on its own machine are open. @throws StartupError when no program answers there */
async function countsOf(url: string): Promise<Record<string, number | null>> {
  const text = await fetch(url)
    .then((response) => response.text())
    .catch((error: unknown) => {
      throw new StartupError(
        'PROGRAM_UNREACHABLE',
        `no program answers at ${url}`,
        'Start it, or set PORT to where it listens.',
        { cause: error },
      );
    });
  const counts: Record<string, number | null> = {};
  for (const [, name, tier, count] of text.matchAll(SAMPLE))
    counts[tier ? `${name}_${tier}` : name!] = Number(count);
  const { hits_in_process = 0, hits_redis = 0, stale = 0, misses = 0 } = counts as Record<string, number>;
  const hits = hits_in_process + hits_redis + stale;
  return { ...counts, hit_rate: hits + misses === 0 ? null : hits / (hits + misses) };
}
