/** Programs that a test needs of the machine. Where one is missing the test is skipped by name; in CI it runs, and fails. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/platform/ports.ts';
import { connectRedis } from '../../src/platform/redis.ts';

export function lacks(program: string): boolean {
  const missing = (process.env.MISSING_PROGRAMS ?? '').split(',');
  return missing.includes(program) && !process.env.CI;
}

export interface RedisServer {
  url: string;
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>;
}

/** A real Redis of the test's own, on a free port, with nothing on disk. */
export async function startRedis(port?: number): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), 'besitos-redis-'));
  const bound = port ?? (await freePort());
  const server = spawn(
    'redis-server',
    ['--port', String(bound), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir],
    {
      stdio: 'ignore',
    },
  );
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.once('error', () => resolve());
  });
  const url = `redis://127.0.0.1:${bound}`;
  for (let attempt = 0; ; attempt++) {
    try {
      (await connectRedis(url)).disconnect();
      break;
    } catch (error) {
      if (attempt >= 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    url,
    async kill() {
      server.kill('SIGKILL');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
