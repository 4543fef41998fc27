import type { Log } from '../log.ts';
import type { Store } from '../storage/store.ts';
import type { GroupCommit } from '../streams/group-commit.ts';
import type { Hub } from '../streams/hub.ts';
import type { StreamReader } from '../streams/stream-reader.ts';

/** What persistent subscriptions need of their node. */
export interface PersistentContext {
  readonly store: Store;
  readonly reader: StreamReader;
  readonly writer: GroupCommit;
  readonly hub: Hub;
  readonly log: Log;
}
