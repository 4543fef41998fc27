import { ADMINS_ROLE, ALL_ROLE } from './caller.ts';

/** What an access list speaks about. */
export type StreamRight = 'read' | 'write' | 'delete' | 'metadataRead' | 'metadataWrite';

/** Users and groups by right; a right that is absent falls back to the server's default. */
export type StreamAcl = Readonly<Partial<Record<StreamRight, readonly string[]>>>;

/** Access lists of all streams that have none of their own, as the stream `$settings` sets them. */
export interface DefaultAcls {
  readonly userStreams: StreamAcl;
  readonly systemStreams: StreamAcl;
}

const KEYS: Readonly<Record<string, StreamRight>> = {
  $r: 'read',
  $w: 'write',
  $d: 'delete',
  $mr: 'metadataRead',
  $mw: 'metadataWrite',
};

/** The server's own defaults: user streams are everybody's, system streams the administrators'. */
export const BUILT_IN_ACLS = {
  userStreams: everyRight(ALL_ROLE),
  systemStreams: everyRight(ADMINS_ROLE),
} as const satisfies DefaultAcls;

function everyRight(role: string): Readonly<Record<StreamRight, readonly string[]>> {
  const roles = [role];
  return { read: roles, write: roles, delete: roles, metadataRead: roles, metadataWrite: roles };
}

/** Parses the `$acl` of a stream's metadata: `undefined` if there is none, `null` if it is malformed. */
export function parseAcl(value: unknown): StreamAcl | undefined | null {
  if (value === undefined) return undefined;
  if (!isObject(value)) return null;
  const acl: Partial<Record<StreamRight, readonly string[]>> = {};
  for (const [key, given] of Object.entries(value)) {
    const right = KEYS[key];
    if (right === undefined) continue;
    const roles = typeof given === 'string' ? [given] : given;
    if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) return null;
    acl[right] = roles;
  }
  return acl;
}

/** Parses the data of an event in `$settings`; what is malformed changes nothing. */
export function parseDefaultAcls(data: Uint8Array): DefaultAcls {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8'));
  } catch {
    return BUILT_IN_ACLS;
  }
  if (!isObject(parsed)) return BUILT_IN_ACLS;
  const userStreams = parseAcl(parsed.$userStreamAcl);
  const systemStreams = parseAcl(parsed.$systemStreamAcl);
  if (userStreams === null || systemStreams === null) return BUILT_IN_ACLS;
  return {
    userStreams: userStreams ?? BUILT_IN_ACLS.userStreams,
    systemStreams: systemStreams ?? BUILT_IN_ACLS.systemStreams,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
