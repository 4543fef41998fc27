import { BUILT_IN_ACLS, type DefaultAcls, type StreamAcl, type StreamRight } from './acl.ts';
import { ALL_ROLE, type Caller, hasAny, isAdmin } from './caller.ts';

/** What a caller wants to do with the stream named, which may be a metadata stream or `$all`. */
export type StreamAction = 'read' | 'write' | 'delete';

/** What the decision must know of the server. */
export interface AccessFacts {
  /** The access list in the metadata of a stream that is no metadata stream; undefined if it has none. */
  aclOf(streamName: string): StreamAcl | undefined;
  defaults(): DefaultAcls;
}

const METADATA_PREFIX = '$$';
const METADATA_RIGHT = { read: 'metadataRead', write: 'metadataWrite' } as const;

/**
 * The server's rule of who may do what with a stream. A metadata stream is guarded by the list of the stream that it
 * describes, and nobody deletes it; nobody writes `$all`; without an account nothing is allowed, not even what is everybody's.
 */
export function mayAccess(
  caller: Caller,
  action: StreamAction,
  streamName: string,
  facts: AccessFacts,
): boolean {
  if (caller.kind === 'trusted') return true;
  if (caller.kind === 'anonymous') return false;
  if (streamName === '$all' && action !== 'read') return false;
  const isMetadata = streamName.startsWith(METADATA_PREFIX);
  if (isMetadata && action === 'delete') return false;
  if (isAdmin(caller)) return true;
  const right: StreamRight = isMetadata && action !== 'delete' ? METADATA_RIGHT[action] : action;
  const guarded = isMetadata ? streamName.slice(METADATA_PREFIX.length) : streamName;
  const roles = rolesFor(right, guarded, facts);
  return roles.includes(ALL_ROLE) || hasAny(caller, roles);
}

/** Each right falls back by itself: from the stream's list to the server's settings, and from there to what is built in. */
function rolesFor(right: StreamRight, streamName: string, facts: AccessFacts): readonly string[] {
  const own = facts.aclOf(streamName)?.[right];
  if (own !== undefined) return own;
  const kind = streamName.startsWith('$') ? 'systemStreams' : 'userStreams';
  return facts.defaults()[kind][right] ?? BUILT_IN_ACLS[kind][right];
}
