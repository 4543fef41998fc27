import { type Caller, isAdmin, isOperator } from './caller.ts';

/** What a method asks of its callers, beyond the rights on streams that it looks at itself. */
export type Requirement = 'nothing' | 'account' | 'operator' | 'admin';

const CLIENT = '/event_store.client.';

/**
 * By path or by its beginning; the first that fits counts. These are the server's own rules, except that its statistics are
 * shown to nobody without an account. What is not listed here is not shown to strangers either.
 */
const REQUIREMENTS: readonly (readonly [path: string, requirement: Requirement])[] = [
  // A client asks these before it has shown who it is.
  [`${CLIENT}server_features.`, 'nothing'],
  [`${CLIENT}gossip.`, 'nothing'],
  // Each call names the stream whose access list decides.
  [`${CLIENT}streams.`, 'nothing'],
  [`${CLIENT}persistent_subscriptions.PersistentSubscriptions/Read`, 'account'],
  [`${CLIENT}persistent_subscriptions.PersistentSubscriptions/GetInfo`, 'account'],
  [`${CLIENT}persistent_subscriptions.PersistentSubscriptions/List`, 'account'],
  [`${CLIENT}persistent_subscriptions.`, 'operator'],
  [`${CLIENT}projections.Projections/Delete`, 'operator'],
  [`${CLIENT}projections.Projections/RestartSubsystem`, 'operator'],
  [`${CLIENT}projections.`, 'account'],
  [`${CLIENT}monitoring.`, 'account'],
  [`${CLIENT}operations.`, 'operator'],
  [`${CLIENT}users.Users/Details`, 'account'],
  [`${CLIENT}users.Users/ChangePassword`, 'account'],
  [`${CLIENT}users.`, 'admin'],
  [CLIENT, 'account'],
  // The node's own maintenance service hands out the whole log.
  ['/', 'operator'],
];

export function requirementOf(path: string): Requirement {
  return REQUIREMENTS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'operator';
}

export function satisfies(caller: Caller, requirement: Requirement): boolean {
  switch (requirement) {
    case 'nothing':
      return true;
    case 'account':
      return caller.kind !== 'anonymous';
    case 'operator':
      return isOperator(caller);
    case 'admin':
      return isAdmin(caller);
    default:
      return requirement satisfies never;
  }
}
