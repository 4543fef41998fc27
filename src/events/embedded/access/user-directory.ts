import type { AppendOutcome } from '../streams/append-outcome.ts';
import { ANY, type ExpectedRevision, NO_STREAM } from '../streams/expected-revision.ts';
import type { GroupCommit } from '../streams/group-commit.ts';
import { metastreamOf } from '../streams/metadata.ts';
import { writeOwn } from '../streams/own-write.ts';
import type { StreamReader } from '../streams/stream-reader.ts';
import { readRecordFields } from '../wire/record.ts';
import { ADMINS_ROLE } from './caller.ts';
import { hashPassword, isPassword } from './password.ts';
import { parseUserRecord, type UserRecord } from './user-record.ts';

/** A user whose password the node's configuration gives. */
export interface ConfiguredUser {
  readonly loginName: string;
  readonly fullName: string;
  readonly groups: readonly string[];
  readonly password: string;
}

/** A user together with the event that says so. */
export interface StoredUser {
  readonly record: UserRecord;
  readonly revision: number;
  readonly updatedMs: number;
}

export type UserChange =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'failed'; readonly message: string };

const USERS_STREAM = '$users';
const PAGE_EVENTS = 256;
const DONE: UserChange = { kind: 'done' };
const NOT_FOUND: UserChange = { kind: 'not-found' };

/**
 * The users, kept as the server keeps them: the newest event of `$user-LOGIN` is the user, and `$users` lists all logins that
 * there ever were. So they are as durable as all else, and go into backups; the passwords are hashed.
 */
export class UserDirectory {
  readonly #reader: StreamReader;
  readonly #writer: GroupCommit;

  constructor(reader: StreamReader, writer: GroupCommit) {
    this.#reader = reader;
    this.#writer = writer;
  }

  /**
   * Makes the configured users that are not there yet. A password that was changed by a call stays changed, until the
   * configuration gives another one than it gave then: that one counts, and lets in again who was disabled.
   */
  async prepare(users: readonly ConfiguredUser[]): Promise<void> {
    for (const { password, ...user } of users) {
      const stored = this.find(user.loginName);
      if (stored !== undefined && (await isPassword(password, stored.record.configured ?? stored.record)))
        continue;
      const hashed = await hashPassword(password);
      const record: UserRecord = {
        ...(stored?.record ?? user),
        ...hashed,
        disabled: false,
        configured: hashed,
      };
      const change = stored === undefined ? await this.#add(record) : await this.#replace(stored, record);
      if (change.kind !== 'done') {
        const reason = change.kind === 'failed' ? change.message : change.kind;
        throw new Error(`The user ${user.loginName} could not be written: ${reason}`);
      }
    }
  }

  /** Revision of the event that says who the user is, -1 if there is no such user: what is known of one holds as long as this. */
  revisionOf(loginName: string): number {
    const state = this.#reader.stateOf(streamOf(loginName));
    return this.#reader.isTombstoned(state) || this.#reader.isSoftDeleted(state) ? -1 : state.last;
  }

  find(loginName: string): StoredUser | undefined {
    const state = this.#reader.stateOf(streamOf(loginName));
    const stored = this.#reader.find(state.name, state.last);
    if (stored === undefined || state.last < 0) return undefined;
    const { data, createdMs } = readRecordFields(stored.record);
    const record = parseUserRecord(data);
    return record && { record, revision: state.last, updatedMs: createdMs };
  }

  /** All users by their logins. */
  all(): StoredUser[] {
    const logins = new Set<string>();
    for (let next = 0; ; ) {
      const page = this.#reader.forward(USERS_STREAM, next, PAGE_EVENTS, Date.now());
      if (page.kind !== 'page') break;
      for (const { record } of page.events) logins.add(readRecordFields(record).data.toString('utf8'));
      next = page.next;
      if (page.isEnd) break;
    }
    return [...logins].sort().flatMap((login) => this.find(login) ?? []);
  }

  /** Making a user again with the same password is a repeat of the same request. */
  async create(user: ConfiguredUser): Promise<UserChange> {
    const { password, ...given } = user;
    const stored = this.find(user.loginName);
    if (stored !== undefined)
      return (await isPassword(password, stored.record)) ? DONE : { kind: 'conflict' };
    return this.#add({ ...given, ...(await hashPassword(password)), disabled: false });
  }

  /** Changes the name and the groups, or whether the user is disabled. */
  async update(
    loginName: string,
    change: Partial<Pick<UserRecord, 'fullName' | 'groups' | 'disabled'>>,
  ): Promise<UserChange> {
    const stored = this.find(loginName);
    return stored === undefined ? NOT_FOUND : this.#replace(stored, { ...stored.record, ...change });
  }

  /** With `current`, the password is changed only if it was this one. */
  async setPassword(loginName: string, password: string, current?: string): Promise<UserChange> {
    const stored = this.find(loginName);
    if (stored === undefined) return NOT_FOUND;
    if (current !== undefined && !(await isPassword(current, stored.record)))
      return { kind: 'wrong-password' };
    return this.#replace(stored, { ...stored.record, ...(await hashPassword(password)) });
  }

  async remove(loginName: string): Promise<UserChange> {
    const stored = this.find(loginName);
    if (stored === undefined) return NOT_FOUND;
    return changeOf(await writeOwn(this.#writer, streamOf(loginName), stored.revision, undefined));
  }

  async #add(record: UserRecord): Promise<UserChange> {
    const stream = streamOf(record.loginName);
    const added = await this.#append(stream, NO_STREAM, '$UserCreated', JSON.stringify(record));
    if (added.kind !== 'done') return added;
    // Whatever the server's settings open up, the hashes stay among administrators.
    const truncateBefore = this.#reader.metadataOf(this.#reader.stateOf(stream)).truncateBefore;
    const metadata = JSON.stringify({
      ...(truncateBefore > 0 && { $tb: truncateBefore }),
      $acl: { $r: ADMINS_ROLE, $w: ADMINS_ROLE, $d: ADMINS_ROLE, $mr: ADMINS_ROLE, $mw: ADMINS_ROLE },
    });
    const guarded = await this.#append(metastreamOf(stream), ANY, '$metadata', metadata);
    if (guarded.kind !== 'done') return guarded;
    return this.#append(USERS_STREAM, ANY, '$User', record.loginName);
  }

  #replace(stored: StoredUser, record: UserRecord): Promise<UserChange> {
    return this.#append(streamOf(record.loginName), stored.revision, '$UserUpdated', JSON.stringify(record));
  }

  async #append(stream: string, expected: ExpectedRevision, type: string, data: string): Promise<UserChange> {
    const isJson = type !== '$User';
    return changeOf(await writeOwn(this.#writer, stream, expected, { type, data, isJson }));
  }
}

function streamOf(loginName: string): string {
  return `$user-${loginName}`;
}

function changeOf(outcome: AppendOutcome): UserChange {
  if (outcome.kind === 'success') return DONE;
  if (outcome.kind === 'wrong-expected-version') return { kind: 'conflict' };
  return { kind: 'failed', message: 'message' in outcome ? outcome.message : outcome.kind };
}
