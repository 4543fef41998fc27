/** How an event type is defined: its name, its current version, one schema per version, and the way up from old ones. */
import type { z } from 'zod';

export interface EventDefinition<Type extends string = string, Data = unknown> {
  type: Type;
  version: number;
  /** Schema of the current version. */
  schema: z.ZodType<Data>;
  /** `upcasters[n]` turns data of version n into data of version n + 1. */
  upcasters: Record<number, (data: unknown) => unknown>;
}

export function defineEvent<const Type extends string, Schema extends z.ZodType>(
  type: Type,
  schema: Schema,
  version = 1,
  upcasters: Record<number, (data: unknown) => unknown> = {},
): EventDefinition<Type, z.infer<Schema>> {
  return { type, version, schema: schema as z.ZodType<z.infer<Schema>>, upcasters };
}

/** The event, as `decide` returns it and `evolve` takes it. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? { type: Type; data: Data } : never;
