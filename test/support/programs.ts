/** Programs that a test needs of the machine. Where one is missing the test is skipped by name; in CI it runs, and fails. */
import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/platform/ports.ts';
import { postgresUser } from '../../src/platform/postgres/embedded.ts';
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

export interface PgBouncer {
  /** The database through it. */
  url: string;
  /** Ends it at once and starts it again on the same port: whoever was connected is cut off. */
  restart(): Promise<void>;
  /** One line of `SHOW POOLS`, `SHOW STATS` and the like for the database. */
  show(what: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** A real PgBouncer in transaction mode before a server, with few connections to it, so that clients do share them. */
export async function startPgBouncer(
  serverUrl: string,
  { poolSize = 5, settings = [] }: { poolSize?: number; settings?: string[] } = {},
): Promise<PgBouncer> {
  const { hostname, port: serverPort, username, password, pathname } = new URL(serverUrl);
  const database = pathname.slice(1);
  const dir = mkdtempSync(join(tmpdir(), 'besitos-pgbouncer-'));
  const port = await freePort();
  const config = join(dir, 'pgbouncer.ini');
  const users = join(dir, 'users.txt');
  writeFileSync(users, `"${username}" "${password}"\n`);
  writeFileSync(
    config,
    [
      '[databases]',
      `${database} = host=${hostname} port=${serverPort} dbname=${database}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${users}`,
      `admin_users = ${username}`,
      'pool_mode = transaction',
      `default_pool_size = ${poolSize}`,
      'max_client_conn = 200',
      `logfile = ${join(dir, 'pgbouncer.log')}`,
      ...settings,
    ].join('\n'),
  );
  // It refuses to run as root, as PostgreSQL does, and that one's user is there already.
  const owner = postgresUser();
  if ('uid' in owner) for (const path of [dir, config, users]) chownSync(path, owner.uid, owner.gid);
  const url = `postgres://${username}:${password}@127.0.0.1:${port}/${database}`;
  const ask = async (to: string, sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: to });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end().catch(() => {});
    }
  };

  async function start(): Promise<() => Promise<void>> {
    const bouncer = spawn('pgbouncer', [config], { ...owner, stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => {
      bouncer.once('exit', () => resolve());
      bouncer.once('error', () => resolve());
    });
    for (let attempt = 0; ; attempt++) {
      try {
        await ask(url, 'select 1');
        break;
      } catch (error) {
        if (attempt >= 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    return async () => {
      bouncer.kill('SIGKILL');
      await ended;
    };
  }
  let stop = await start();
  return {
    url,
    async restart() {
      await stop();
      stop = await start();
    },
    async show(what) {
      const rows = await ask(url.replace(/[^/]*$/, 'pgbouncer'), `show ${what}`);
      return rows.filter((row) => row.database === undefined || row.database === database);
    },
    async close() {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
