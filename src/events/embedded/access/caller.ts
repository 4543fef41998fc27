/** Who makes a call. */
export type Caller =
  /** The server has no access control: everybody may do everything. */
  | { readonly kind: 'trusted' }
  /** The server has access control, and the call came without credentials. */
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly name: string; readonly groups: readonly string[] };

export const TRUSTED: Caller = { kind: 'trusted' };
export const ANONYMOUS: Caller = { kind: 'anonymous' };

/** Role of everybody who has an account. */
export const ALL_ROLE = '$all';
export const ADMINS_ROLE = '$admins';
export const OPS_ROLE = '$ops';
export const ADMIN_LOGIN = 'admin';
export const OPS_LOGIN = 'ops';

const ADMINS = [ADMINS_ROLE, ADMIN_LOGIN];
const OPERATORS = [OPS_ROLE, OPS_LOGIN];

/** Whether access lists do not apply to the caller; the login `admin` has this right as the group has it, as on the server. */
export function isAdmin(caller: Caller): boolean {
  return caller.kind === 'trusted' || hasAny(caller, ADMINS);
}

/** Whether the caller may operate the server. */
export function isOperator(caller: Caller): boolean {
  return isAdmin(caller) || hasAny(caller, OPERATORS);
}

/** Whether the caller is called by one of the names, or is in a group of one of them. */
export function hasAny(caller: Caller, names: readonly string[]): boolean {
  return caller.kind === 'user' && names.some((name) => name === caller.name || caller.groups.includes(name));
}
