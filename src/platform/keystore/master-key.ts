/** The master key that wraps every user's key: 32 random bytes in a file of their own, in base64. */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { codeOf, StartupError } from '../errors.ts';
import { newKey } from './sealing.ts';

/**
 * Reads the master key; makes it on the first start, when `mayCreate`.
 * @throws StartupError when the file is missing where it must be there, or holds no key
 */
export function openMasterKey(file: string, mayCreate: boolean): Buffer {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && mayCreate) return createMasterKey(file);
    throw new StartupError(
      'MASTER_KEY_UNREADABLE',
      `the master key ${file} cannot be read (${codeOf(error) ?? String(error)})`,
      'Restore the file from its backup: without it personal data cannot be read. MASTER_KEY_FILE names its place.',
      { cause: error },
    );
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === 32) return key;
  throw new StartupError(
    'MASTER_KEY_INVALID',
    `${file} does not hold a master key`,
    'It must hold 32 bytes in base64, as the first start wrote them; restore it from its backup.',
  );
}

function createMasterKey(file: string): Buffer {
  const key = newKey();
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, `${key.toString('base64')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return key;
}
