import type { HashedPassword } from './password.ts';

/** What the newest event of a stream `$user-LOGIN` says of a user. */
export interface UserRecord extends HashedPassword {
  readonly loginName: string;
  readonly fullName: string;
  readonly groups: readonly string[];
  readonly disabled: boolean;
  /** The password that the node's configuration gave when this was written; absent for users made by a call. */
  readonly configured?: HashedPassword;
}

/** Parses the data of such an event; undefined if it is not what this node writes, so that nobody is let in by it. */
export function parseUserRecord(data: Buffer): UserRecord | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { loginName, fullName, groups, disabled, hash, salt, configured } = parsed as Record<string, unknown>;
  const isWhole =
    typeof loginName === 'string' &&
    typeof fullName === 'string' &&
    typeof disabled === 'boolean' &&
    Array.isArray(groups) &&
    groups.every((group) => typeof group === 'string') &&
    isHashed({ hash, salt }) &&
    (configured === undefined || isHashed(configured));
  return isWhole ? (parsed as UserRecord) : undefined;
}

function isHashed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { hash, salt } = value as Record<string, unknown>;
  return typeof hash === 'string' && typeof salt === 'string';
}
