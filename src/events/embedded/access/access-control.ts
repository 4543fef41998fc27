import type { StreamReader } from '../streams/stream-reader.ts';
import { readRecordFields } from '../wire/record.ts';
import { BUILT_IN_ACLS, type DefaultAcls, parseDefaultAcls } from './acl.ts';
import type { Caller } from './caller.ts';
import { type AccessFacts, mayAccess, type StreamAction } from './decision.ts';

const SETTINGS_STREAM = '$settings';

/** Decides by the streams' metadata and the server's settings, as they are at the moment of asking. */
export class AccessControl {
  /** False on a server without users, where every call is allowed; hot paths look at this first. */
  readonly isEnforced: boolean;
  readonly #reader: StreamReader;
  readonly #facts: AccessFacts;
  #settings: { readonly revision: number; readonly acls: DefaultAcls } = {
    revision: -1,
    acls: BUILT_IN_ACLS,
  };

  constructor(reader: StreamReader, isEnforced: boolean) {
    this.isEnforced = isEnforced;
    this.#reader = reader;
    this.#facts = {
      aclOf: (streamName) => reader.metadataOf(reader.stateOf(streamName)).acl,
      defaults: () => this.#defaults(),
    };
  }

  allows(caller: Caller, action: StreamAction, streamName: string): boolean {
    return !this.isEnforced || mayAccess(caller, action, streamName, this.#facts);
  }

  #defaults(): DefaultAcls {
    const state = this.#reader.stateOf(SETTINGS_STREAM);
    if (state.last < 0 || this.#reader.isTombstoned(state) || this.#reader.isSoftDeleted(state))
      return BUILT_IN_ACLS;
    if (state.last !== this.#settings.revision) {
      const { data } = readRecordFields(this.#reader.recordAt(state, state.last).record);
      this.#settings = { revision: state.last, acls: parseDefaultAcls(data) };
    }
    return this.#settings.acls;
  }
}
