import { EmbeddedNodeError } from '../errors.ts';
import { accessDenied } from '../rpc/access-errors.ts';
import type { ServerSecurity } from '../rpc/server.ts';
import type { TlsMaterial } from '../rpc/tls.ts';
import { Authenticator } from './authenticator.ts';
import { ADMIN_LOGIN, ADMINS_ROLE, type Caller, OPS_LOGIN, OPS_ROLE } from './caller.ts';
import { requirementOf, satisfies } from './requirements.ts';
import type { ConfiguredUser, UserDirectory } from './user-directory.ts';

/** Passwords of the users that a node always has; there are no default ones. */
export interface AuthOptions {
  /** Of `admin`, who is in the group `$admins`. */
  readonly adminPassword: string;
  /** Of `ops`, who is in the group `$ops`; without it there is no such user. */
  readonly opsPassword?: string | undefined;
}

const PASSWORD_LENGTH_MIN = 8;

/** Throws `EmbeddedNodeError` if a password is too short to guard anything. */
export function requirePasswords(auth: AuthOptions | undefined): void {
  if (auth === undefined) return;
  for (const [login, password] of [
    [ADMIN_LOGIN, auth.adminPassword],
    [OPS_LOGIN, auth.opsPassword],
  ] as const) {
    if (password === undefined || password.length >= PASSWORD_LENGTH_MIN) continue;
    throw new EmbeddedNodeError(
      'EVENTSTORE_PASSWORD_TOO_SHORT',
      `The password of the user ${login} must have at least ${PASSWORD_LENGTH_MIN} characters.`,
    );
  }
}

export function configuredUsers({ adminPassword, opsPassword }: AuthOptions): ConfiguredUser[] {
  const admin = {
    loginName: ADMIN_LOGIN,
    fullName: 'Event Store Administrator',
    groups: [ADMINS_ROLE],
    password: adminPassword,
  };
  if (opsPassword === undefined) return [admin];
  const ops = {
    loginName: OPS_LOGIN,
    fullName: 'Event Store Operations',
    groups: [OPS_ROLE],
    password: opsPassword,
  };
  return [admin, ops];
}

/** What the server needs to encrypt and, if there are users, to let in whom a method is for. */
export function secureServer(tls: TlsMaterial | undefined, users: UserDirectory | undefined): ServerSecurity {
  if (users === undefined) return { tls };
  const authenticator = new Authenticator(users);
  const admit = (caller: Caller, path: string): Caller => {
    if (!satisfies(caller, requirementOf(path))) throw accessDenied();
    return caller;
  };
  return {
    tls,
    identify(headers, path) {
      const caller = authenticator.identify(headers);
      return caller instanceof Promise ? caller.then((known) => admit(known, path)) : admit(caller, path);
    },
  };
}
