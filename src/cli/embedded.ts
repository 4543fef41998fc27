/** The log and the database: those that the configuration names, or the embedded ones, or those of a running program. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedNodeThread } from '../events/embedded/thread.ts';
import type { Config } from '../platform/config.ts';
import { lockDataDir, openDataDir } from '../platform/data-dir.ts';
import { codeOf, StartupError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { portAnswers } from '../platform/ports.ts';
import type { Pooler } from '../platform/postgres/client.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded.ts';
import { maxConnectionsFor } from '../platform/postgres/limits.ts';
import { clientUrl, HINTS, type NodeSettings, nodeSettings } from './eventstore/node-settings.ts';
import { limitsOf } from './limits.ts';

/** The ways to the database. */
interface Database {
  databaseUrl: string;
  /** PostgreSQL itself, for what needs a session of its own. */
  databaseDirectUrl: string;
  /** What `databaseUrl` leads through. */
  databasePooler: Pooler;
}

export interface Backends extends Database {
  eventStoreUrl: string;
  /** What is embedded in this process. */
  embedded: { eventStore: boolean; postgres: boolean };
  /** True when both belong to another process, which goes on after this one. */
  borrowed: boolean;
  close(): Promise<void>;
}

interface RunningProgram extends Database {
  pid: number;
  eventStoreUrl: string;
}

/**
 * Opens both. With `borrow`, a program that already runs on the data folder lends its own; without, that is an error.
 * @throws StartupError
 */
export async function openBackends(
  config: Config,
  options: { borrow: boolean; log: Logger; onEventStoreExit: (error: Error) => void },
): Promise<Backends> {
  const { borrow, log } = options;
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
    closers.length = 0;
  };
  // The master key and the local emulator live there too, whatever else is external.
  openDataDir(config.dataDir);
  const needsFolder = !config.eventStoreUrl || !config.databaseUrl;
  if (!needsFolder) {
    const { eventStoreUrl = '', databaseUrl = '' } = config;
    return {
      eventStoreUrl,
      ...databaseAt(databaseUrl, config),
      embedded: { eventStore: false, postgres: false },
      borrowed: false,
      close,
    };
  }
  const runFile = join(config.dataDir, 'running.json');
  try {
    const { release } = lockDataDir(config.dataDir);
    closers.push(release);
  } catch (error) {
    const running = borrow ? readRunning(runFile) : null;
    if (!running) throw error;
    const { eventStoreUrl, databaseUrl, databaseDirectUrl, databasePooler } = running;
    return {
      eventStoreUrl,
      databaseUrl,
      databaseDirectUrl,
      databasePooler,
      embedded: { eventStore: false, postgres: false },
      borrowed: true,
      close,
    };
  }
  try {
    let { eventStoreUrl, databaseUrl } = config;
    if (!eventStoreUrl) {
      const node = await startNode(config, log, options.onEventStoreExit);
      closers.push(() => node.close());
      eventStoreUrl = ownUrl(node.url, config);
    }
    if (!databaseUrl) {
      const server = await startEmbeddedPostgres({
        dir: join(config.dataDir, 'postgres'),
        port: config.postgresPort,
        machine: config.machine,
        maxConnections: maxConnectionsFor(limitsOf(config)),
      });
      closers.push(() => server.close());
      databaseUrl = server.url;
    }
    const database = databaseAt(databaseUrl, config);
    const running: RunningProgram = { pid: process.pid, eventStoreUrl, ...database };
    writeFileSync(runFile, JSON.stringify(running), { mode: 0o600 });
    closers.push(() => rmSync(runFile, { force: true }));
    const embedded = { eventStore: !config.eventStoreUrl, postgres: !config.databaseUrl };
    return { eventStoreUrl, ...database, embedded, borrowed: false, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function databaseAt(databaseUrl: string, { databaseDirectUrl, databasePooler }: Config): Database {
  return { databaseUrl, databaseDirectUrl: databaseDirectUrl ?? databaseUrl, databasePooler };
}

async function startNode(config: Config, log: Logger, onExit: (error: Error) => void) {
  const settings = usableByClient(nodeSettings(config));
  // The node says so too, but only once it has its folder; a taken port is the commoner mistake.
  if (config.eventStorePort !== 0 && (await portAnswers(config.eventStorePort)))
    throw new StartupError(
      'PORT_IN_USE',
      `port ${config.eventStorePort} for the embedded event store is in use`,
      HINTS.EVENTSTORE_PORT_IN_USE!,
    );
  try {
    return await startEmbeddedNodeThread({
      dir: join(config.dataDir, 'eventstore'),
      ...settings,
      log: (level, message, fields) => log[level]({ ...fields }, message),
      onExit,
    });
  } catch (error) {
    const code = codeOf(error) ?? 'EVENTSTORE_START_FAILED';
    throw new StartupError(
      code,
      error instanceof Error ? error.message : String(error),
      HINTS[code] ?? 'Set EVENTSTORE_URL to an event store of your own.',
      { cause: error },
    );
  }
}

/** The program is a client of its own node, and clients send credentials over TLS only. */
function usableByClient(settings: NodeSettings): NodeSettings {
  if (settings.auth === undefined || settings.tls !== undefined) return settings;
  throw new StartupError(
    'CONFIG',
    'the embedded event store has a password, but no certificate, and credentials are sent over TLS only',
    'Set EVENTSTORE_TLS_CERT and EVENTSTORE_TLS_KEY, or unset EVENTSTORE_ADMIN_PASSWORD.',
  );
}

/** The node's connection string with what it takes to be let in. */
function ownUrl(url: string, config: Config): string {
  const password = encodeURIComponent(config.eventStoreAdminPassword ?? '');
  return clientUrl(url, nodeSettings(config), `admin:${password}`);
}

function readRunning(file: string): RunningProgram | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunningProgram;
  } catch {
    return null;
  }
}
