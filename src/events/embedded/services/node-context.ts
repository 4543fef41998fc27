import type { AccessControl } from '../access/access-control.ts';
import type { UserDirectory } from '../access/user-directory.ts';
import type { Log } from '../log.ts';
import type { Scavenger } from '../maintenance/scavenger.ts';
import type { PersistentSubscriptions } from '../persistent/persistent-subscriptions.ts';
import type { SystemProjections } from '../projections/system-projections.ts';
import type { Store } from '../storage/store.ts';
import type { GroupCommit } from '../streams/group-commit.ts';
import type { Hub } from '../streams/hub.ts';
import type { StreamReader } from '../streams/stream-reader.ts';

/** A node of the cluster as gossip tells of it. */
export interface Member {
  readonly instanceId: string;
  readonly host: string;
  readonly port: number;
  readonly isLeader: boolean;
}

/** What is going on at a moment. */
export interface NodeLoad {
  readonly connections: number;
  readonly calls: number;
  readonly queuedWrites: number;
}

/** What the services of one node share. */
export interface NodeContext {
  readonly store: Store;
  readonly reader: StreamReader;
  readonly writer: GroupCommit;
  readonly hub: Hub;
  readonly log: Log;
  /** Who may do what with which stream. */
  readonly access: AccessControl;
  /** Undefined on a server without access control. */
  readonly users: UserDirectory | undefined;
  readonly scavenger: Scavenger;
  readonly projections: SystemProjections;
  readonly persistent: PersistentSubscriptions;
  /** All nodes of the cluster; the embedded node is its only one. */
  members(): readonly Member[];
  /** How much the node has to do. */
  load(): NodeLoad;
  /** Closes the node because a client asks for it. */
  shutdown(by: string): void;
}

/** Version this node says it is: the server whose behaviour it follows. */
export const ADVERTISED_VERSION = '23.10.6';

/** Bytes of event data that one append may carry. */
export const APPEND_SIZE_MAX = 1_048_576;

/** A write that has waited this long is refused, unless its client set its own deadline. */
export const WRITE_TIMEOUT_MS = 2_000;
