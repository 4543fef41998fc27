/** The folder in which the embedded parts keep what must survive, and the lock that gives it to one program. */
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { codeOf, StartupError } from './errors.ts';

/** @throws StartupError when the folder cannot be made or written to */
export function openDataDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(
      'DATA_DIR_UNWRITABLE',
      `the data folder ${path} cannot be written to (${codeOf(error) ?? String(error)})`,
      'Set DATA_DIR to a folder that this user may write to.',
      { cause: error },
    );
  }
}

/**
 * Takes the folder for this process until it ends, however it ends: the lock is the operating system's, on an open file.
 * @throws StartupError when another program has it, naming its process
 */
export function lockDataDir(path: string): { release(): void } {
  const holderFile = join(path, 'lock.pid');
  const database = new DatabaseSync(join(path, 'lock'));
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive;');
  } catch (error) {
    database.close();
    throw new StartupError(
      'DATA_DIR_LOCKED',
      `the data folder ${path} is in use by ${holder(holderFile)}`,
      'Stop that program first, or set DATA_DIR to another folder.',
      { cause: error },
    );
  }
  writeFileSync(holderFile, String(process.pid));
  return { release: () => database.close() };
}

function holder(file: string): string {
  try {
    return `process ${readFileSync(file, 'utf8')}`;
  } catch {
    return 'another program';
  }
}
