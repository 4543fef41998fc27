import { metastreamOf } from '../streams/metadata.ts';
import type { StreamReader } from '../streams/stream-reader.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import { type Append, jsonProposal } from './append-all.ts';
import type { ProjectionDefinition } from './definitions.ts';
import { correlationOf } from './link-rules.ts';
import { recordMetadata, sourceEventOf } from './source-event.ts';
import { derivedId, type ProjectionVersion, readTag, tagJson } from './tags.ts';

/** Streams that are known to be ready are remembered, up to this many. */
const KNOWN_STREAMS_MAX = 65_536;

/** Everybody may read what system projections write. */
const ACL = { $r: '$all', $mr: '$all' } as const;

/** Turns records of the log into the appends that one projection makes because of them. */
export class Emitter {
  readonly #reader: StreamReader;
  readonly #definition: ProjectionDefinition;
  readonly #version: ProjectionVersion;
  readonly #known = new Set<string>();

  constructor(reader: StreamReader, definition: ProjectionDefinition, version: ProjectionVersion) {
    this.#reader = reader;
    this.#definition = definition;
    this.#version = version;
  }

  /** The appends for the record at a position; undefined if the projection does not look at it. */
  appendsFor(record: Buffer, position: number): Append[] | undefined {
    const source = sourceEventOf(record, this.#reader);
    if (source === undefined) return undefined;
    const emission = this.#definition.rule(source);
    if (emission === undefined) return [];
    const { streamName, type, data, extra } = emission;
    const correlation = correlationOf(source.event);
    const event: ProposedEvent = {
      id: derivedId(`${this.#definition.name} ${this.#version.epoch} ${position}`),
      type: Buffer.from(type),
      isJson: false,
      metadata: tagJson(this.#version, position, {
        ...extra,
        $causedBy: source.event.id,
        ...(correlation === undefined ? {} : { $correlationId: correlation }),
      }),
      data: Buffer.from(data),
    };
    const preparation = this.#prepare(streamName);
    return preparation === undefined ? [{ streamName, event }] : [preparation, { streamName, event }];
  }

  /** Looks at every stream anew, as what was to be written to it may not have been. */
  forgetStreams(): void {
    this.#known.clear();
  }

  /**
   * What is written before the first emission to a stream: who may read it, and after a reset where it begins, as what
   * earlier epochs have written is not to be read any more.
   */
  #prepare(streamName: string): Append | undefined {
    if (this.#known.has(streamName)) return undefined;
    if (this.#known.size >= KNOWN_STREAMS_MAX) this.#known.clear();
    this.#known.add(streamName);
    const state = this.#reader.stateOf(streamName);
    let truncation = {};
    if (state.last >= 0) {
      const tag = readTag(recordMetadata(this.#reader.recordAt(state, state.last).record));
      if (tag === undefined || tag.epoch >= this.#version.epoch) return undefined;
      truncation = { $tb: state.last + 1 };
    } else if (this.#reader.rawMetadataOf(state) !== undefined) {
      return undefined;
    }
    const { name } = this.#definition;
    return {
      streamName: metastreamOf(streamName),
      event: jsonProposal(
        '$metadata',
        { ...truncation, $acl: ACL },
        { id: derivedId(`${name} ${this.#version.epoch} metadata ${streamName}`) },
      ),
    };
  }
}
