/** Identifiers: random ones for people and requests, derived ones wherever a repeat must give the same. */
import { hash, randomUUID } from 'node:crypto';

/**
 * UUIDv5 (RFC 9562) of a name within a namespace, which is a UUID itself. On every command's path, so it is done with
 * one native hash; held to the `uuid` package by a test.
 */
export function uuidFrom(namespace: string, name: string): string {
  const bytes = Buffer.concat([Buffer.from(namespace.replaceAll('-', ''), 'hex'), Buffer.from(name, 'utf8')]);
  const digest = hash('sha1', bytes, 'hex');
  const variant = ((Number.parseInt(digest[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

export const newUuid = (): string => randomUUID();
