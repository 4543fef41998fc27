/** How an embedded event store listens and whom it lets in, by the configuration. */
import type { EmbeddedNodeOptions } from '../../events/embedded/node.ts';
import type { Config } from '../../platform/config.ts';
import { StartupError } from '../../platform/errors.ts';

export type NodeSettings = Pick<EmbeddedNodeOptions, 'host' | 'port' | 'tls' | 'auth' | 'advertiseHost'>;

/** @throws StartupError where one variable makes no sense without another */
export function nodeSettings(config: Config): NodeSettings {
  const { eventStoreTlsCert: certFile, eventStoreTlsKey: keyFile } = config;
  const { eventStoreAdminPassword: adminPassword, eventStoreOpsPassword: opsPassword } = config;
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new StartupError(
      'CONFIG',
      'a certificate needs its private key, and a private key its certificate',
      'Set both EVENTSTORE_TLS_CERT and EVENTSTORE_TLS_KEY, or neither.',
    );
  if (adminPassword === undefined && opsPassword !== undefined)
    throw new StartupError(
      'CONFIG',
      'EVENTSTORE_OPS_PASSWORD is set, but the user admin has no password',
      'Set EVENTSTORE_ADMIN_PASSWORD too.',
    );
  return {
    host: config.eventStoreHost,
    port: config.eventStorePort,
    advertiseHost: config.eventStoreAdvertiseHost,
    tls: certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : undefined,
    auth: adminPassword === undefined ? undefined : { adminPassword, opsPassword },
  };
}

/** The node's connection string for a client: with `credentials`, which must be encoded already, and the node's certificate. */
export function clientUrl(
  url: string,
  { tls, auth }: Pick<NodeSettings, 'tls' | 'auth'>,
  credentials: string,
): string {
  const withUser = auth === undefined ? url : url.replace('://', () => `://${credentials}@`);
  if (tls === undefined) return withUser;
  return `${withUser}&tlsCAFile=${encodeURIComponent(tls.certFile).replaceAll('%2F', '/')}`;
}

/** What the operator can do about a node that does not start, by the code of its error. */
export const HINTS: Record<string, string> = {
  EVENTSTORE_PORT_IN_USE: 'Set EVENTSTORE_PORT to a free port, or to 0 for any.',
  EVENTSTORE_DIR_UNWRITABLE: 'Set DATA_DIR to a folder that this user may write to.',
  EVENTSTORE_LOCKED: 'Stop the program that uses this data folder, or set DATA_DIR to another one.',
  EVENTSTORE_CORRUPT: 'Restore the folder from a backup; nothing was changed.',
  EVENTSTORE_HOST_NOT_LOOPBACK:
    'Set EVENTSTORE_TLS_CERT, EVENTSTORE_TLS_KEY and EVENTSTORE_ADMIN_PASSWORD, or leave EVENTSTORE_HOST at 127.0.0.1.',
  EVENTSTORE_TLS_UNREADABLE: 'Correct EVENTSTORE_TLS_CERT and EVENTSTORE_TLS_KEY; both name files in PEM.',
  EVENTSTORE_TLS_INVALID: 'Set EVENTSTORE_TLS_KEY to the private key that the certificate was made for.',
};
