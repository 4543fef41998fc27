/** Reaches the event store that a maintenance verb is about: the running node of a folder, or one opened for the verb alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import { MaintenanceClient } from '../../events/embedded/maintenance/client.ts';
import { startEmbeddedNode } from '../../events/embedded/node.ts';
import { announcedUrl, databaseFile } from '../../events/embedded/storage/open.ts';
import type { Config } from '../../platform/config.ts';
import { codeOf, StartupError } from '../../platform/errors.ts';
import { withoutPassword } from '../../platform/urls.ts';
import { HINTS } from './node-settings.ts';

export interface MaintenanceSession {
  client: MaintenanceClient;
  dir: string;
  /** False: nobody else has the folder while the verb works. */
  running: boolean;
}

/**
 * Runs a verb's work on the store in `dir`, or in the data folder.
 * @throws StartupError
 */
export async function withMaintenance(
  config: Config,
  given: string | undefined,
  work: (session: MaintenanceSession) => Promise<void>,
): Promise<void> {
  const dir = eventStoreDir(config, given);
  if (!existsSync(databaseFile(dir)))
    throw new StartupError(
      'EVENTSTORE_MISSING',
      `there is no event store in ${dir}`,
      'Name its folder by --dir, or its parent by DATA_DIR. A full server has backup and scavenge tools of its own.',
    );
  const own = await openOwn(dir);
  const url = own?.url ?? announcedUrl(dir);
  if (url === undefined)
    throw new StartupError(
      'EVENTSTORE_LOCKED',
      `the event store in ${dir} is in use, but does not say where it listens`,
      'Wait until it has started, and try again.',
    );
  const client = connect(url, config);
  try {
    await work({ client, dir, running: own === null });
  } catch (error) {
    throw explained(error, url);
  } finally {
    client.close();
    await own?.close();
  }
}

export function eventStoreDir(config: Config, given: string | undefined): string {
  return given ?? join(config.dataDir, 'eventstore');
}

/** A node of the verb's own, or null when another one has the folder. */
async function openOwn(dir: string): Promise<{ url: string; close(): Promise<void> } | null> {
  try {
    return await startEmbeddedNode({ dir, port: 0 });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EVENTSTORE_LOCKED') return null;
    throw new StartupError(
      code ?? 'EVENTSTORE_START_FAILED',
      error instanceof Error ? error.message : String(error),
      HINTS[code ?? ''] ?? 'See the message; nothing was changed.',
      { cause: error },
    );
  }
}

function connect(url: string, config: Config): MaintenanceClient {
  const { host, searchParams } = new URL(url.replace(/^esdb:/, 'http:'));
  const secure = searchParams.get('tls') !== 'false';
  const password = config.eventStoreAdminPassword;
  return new MaintenanceClient({
    address: host,
    credentials: secure
      ? credentials.createSsl(config.eventStoreTlsCert ? readFileSync(config.eventStoreTlsCert) : undefined)
      : credentials.createInsecure(),
    authorization: password && `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
  });
}

/** Codes of gRPC that an operator can do something about. */
const UNAUTHENTICATED = 16;
const PERMISSION_DENIED = 7;
const FAILED_PRECONDITION = 9;
const UNAVAILABLE = 14;
const DATA_LOSS = 15;

function explained(error: unknown, url: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = withoutPassword(url);
  if (code === UNAUTHENTICATED || code === PERMISSION_DENIED)
    return new StartupError(
      'EVENTSTORE_ACCESS_DENIED',
      `the event store at ${where} wants an administrator`,
      'Set EVENTSTORE_ADMIN_PASSWORD, and EVENTSTORE_TLS_CERT to the certificate that the node uses.',
      { cause: error },
    );
  if (code === UNAVAILABLE)
    return new StartupError(
      'EVENTSTORE_UNREACHABLE',
      `the event store at ${where} does not answer`,
      'See whether it still runs; a node that just stops or starts answers in a moment.',
      { cause: error },
    );
  if (code === FAILED_PRECONDITION)
    return new StartupError(
      'EVENTSTORE_OTHER_BACKUP',
      (error as ServiceError).details,
      'Name a file that does not exist yet; a backup is gone on with by its own store only.',
      { cause: error },
    );
  if (code === DATA_LOSS)
    return new StartupError(
      'EVENTSTORE_CORRUPT',
      (error as ServiceError).details,
      'See what else is damaged by: npm run -s besitos -- eventstore check; then restore a backup.',
      { cause: error },
    );
  return error;
}
