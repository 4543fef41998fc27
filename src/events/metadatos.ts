/** What every event carries beside its data: who, why, when, under which schema, and the link of the hash chain. */
import { z } from 'zod';

export const Actor = z.strictObject({
  tipo: z.enum(['usuario', 'admin', 'sistema']),
  /** Pseudonymous: a user id, the id of an API key, or the name of a part of the system. */
  id: z.string().min(1).max(100),
});
export type Actor = z.infer<typeof Actor>;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const Traceparent = z
  .string()
  .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, 'a W3C traceparent, version 00');

export const Metadatos = z.strictObject({
  commandId: z.uuid(),
  /** The server's own names, so that its `$by_correlation_id` projection works. */
  $correlationId: z.string().min(1).max(100),
  $causationId: z.string().min(1).max(100),
  actor: Actor,
  schemaVersion: z.int().min(1),
  /** W3C Trace Context of the request that caused the event. */
  traceparent: Traceparent,
  /** When it happened, by the clock handed to `decide`; the only time that projections use. */
  occurredAt: z.iso.datetime({ precision: 3 }),
  /** Hash of the command's input: the same command id with another input is refused. */
  inputHash: Sha256,
  /** Hash of the event before it in its stream; null on the first. */
  prevHash: Sha256.nullable(),
});
export type Metadatos = z.infer<typeof Metadatos>;
