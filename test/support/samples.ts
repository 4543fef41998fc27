/** The stored samples: one event of each type and version, as some log holds it. Files are added, never changed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HashedEvent } from '../../src/events/cadena.ts';

const FOLDER = join(import.meta.dirname, '../unit/samples');

export interface Sample {
  /** `<type>.v<version>`. */
  name: string;
  event: HashedEvent & { data: Record<string, unknown>; metadata: Record<string, unknown> };
  /** What the event hashed to when it was stored. */
  hash: string;
}

export const SAMPLES: readonly Sample[] = readdirSync(FOLDER)
  .sort()
  .map((file) => ({
    name: file.replace(/\.json$/, ''),
    ...(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Omit<Sample, 'name'>),
  }));

export function sampleOf(type: string): Sample {
  const sample = SAMPLES.findLast(({ event }) => event.type === type);
  if (!sample) throw new Error(`no stored sample of ${type}`);
  return structuredClone(sample);
}
