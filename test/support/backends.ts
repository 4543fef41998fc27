/** Real parts for one test file: the embedded event store, a PostgreSQL of its own, migrated. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/platform/config.ts';

export interface TestFolder {
  dir: string;
  /** Configuration for everything embedded on free ports, with what the test adds. */
  config(environment?: Record<string, string>): Config;
  remove(): void;
}

/** A data folder that the embedded PostgreSQL may reach also when the test runs as root. */
export function testFolder(): TestFolder {
  const dir = mkdtempSync(join(tmpdir(), 'besitos-test-'));
  chmodSync(dir, 0o755);
  return {
    dir,
    config: (environment = {}) =>
      readConfig({
        DATA_DIR: join(dir, 'data'),
        PORT: '0',
        EVENTSTORE_PORT: '0',
        POSTGRES_PORT: '0',
        ...environment,
      }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
