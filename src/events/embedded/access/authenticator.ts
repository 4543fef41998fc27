import type { IncomingHttpHeaders } from 'node:http2';
import { RpcError, STATUS } from '../rpc/status.ts';
import { ANONYMOUS, type Caller } from './caller.ts';
import { parseBasic } from './credentials.ts';
import { type HashedPassword, hashPassword, isPassword, isSame, sha256 } from './password.ts';
import type { UserDirectory } from './user-directory.ts';

interface KnownPassword {
  /** Revision of the user's stream that this was found for. */
  readonly revision: number;
  readonly digest: Buffer;
  readonly caller: Caller;
}

/** Logins remembered at most; an attacker cannot fill this, as only right passwords get in. */
const KNOWN_MAX = 10_000;

/**
 * Tells who calls by the `authorization` header. A password that was found right is remembered as a digest for as long as
 * its user is not changed, as hashing it at every call would take more than the call does.
 */
export class Authenticator {
  readonly #users: UserDirectory;
  readonly #known = new Map<string, KnownPassword>();
  #decoy: Promise<HashedPassword> | undefined;

  constructor(users: UserDirectory) {
    this.#users = users;
  }

  /** The caller; throws or rejects with UNAUTHENTICATED if the credentials are wrong, or none at all. */
  identify(headers: IncomingHttpHeaders): Caller | Promise<Caller> {
    const { authorization } = headers;
    if (authorization === undefined) return ANONYMOUS;
    const credentials = parseBasic(authorization);
    if (credentials === undefined)
      throw unauthenticated('The authorization header must be of the form "Basic <credentials>".');
    const { login, password } = credentials;
    const known = this.#known.get(login);
    if (
      known !== undefined &&
      known.revision === this.#users.revisionOf(login) &&
      isSame(known.digest, sha256(password))
    )
      return known.caller;
    return this.#verify(login, password);
  }

  async #verify(login: string, password: string): Promise<Caller> {
    const stored = this.#users.find(login);
    if (stored === undefined) {
      // A login that does not exist must take as long to refuse as a wrong password.
      this.#decoy ??= hashPassword('');
      await isPassword(password, await this.#decoy);
      throw unauthenticated();
    }
    const { record, revision } = stored;
    if (!(await isPassword(password, record)) || record.disabled) throw unauthenticated();
    const caller: Caller = { kind: 'user', name: login, groups: record.groups };
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(login, { revision, digest: sha256(password), caller });
    return caller;
  }
}

function unauthenticated(message = 'The login or the password is wrong.'): RpcError {
  return new RpcError(STATUS.unauthenticated, message);
}
