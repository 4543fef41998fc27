/** Identifiers: random ones for people and requests, derived ones wherever a repeat must give the same. */
import { randomUUID } from 'node:crypto';
import { v5 } from 'uuid';

/** UUIDv5 of a name within a namespace, which is a UUID itself. */
export function uuidFrom(namespace: string, name: string): string {
  return v5(name, namespace);
}

export const newUuid = (): string => randomUUID();
