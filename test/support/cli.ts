/** The command line as a person runs it: a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  process: ChildProcess;
  /** Resolves once standard output holds the text; rejects when the process ends without. */
  says(text: string, timeoutMs?: number): Promise<string>;
  ended: Promise<Finished>;
}

export function runCli(args: string[], environment: Record<string, string | undefined>): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Finished>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout, stderr })),
  );
  return {
    process: child,
    ended,
    says: (text, timeoutMs = 30_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`"${text}" was not said in ${timeoutMs} ms:\n${stdout}\n${stderr}`)),
          timeoutMs,
        );
        const look = () => {
          if (!stdout.includes(text)) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(stdout);
        };
        listeners.add(look);
        look();
        void ended.then(() => {
          clearTimeout(timer);
          reject(new Error(`ended without saying "${text}":\n${stdout}\n${stderr}`));
        });
      }),
  };
}
