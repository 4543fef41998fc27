/** What state each part is in, and how far each projection group has come. Told to anyone, so it names no host. */
import { z } from 'zod';
import { codeOf } from '../platform/errors.ts';
import { puntosDeControl } from '../queries/puntos-de-control.ts';
import type { AdminOptions } from './options.ts';

const PROBE_TIMEOUT_MS = 2_000;

const Status = z.enum(['ok', 'unavailable']);
const Part = { status: Status, error: z.string().nullable() };
const Posicion = z.string().nullable();

export const Group = z.strictObject({
  grupo: z.string(),
  posicion: Posicion.describe('Log position up to which the rows are current.'),
  head: Posicion.describe('Position of the newest event of the log.'),
  atraso: Posicion.describe('Log positions between the two; events of other kinds count among them.'),
  estado: z
    .enum(['following', 'failing', 'stopped', 'needs_rebuild', 'newer', 'elsewhere'])
    .describe(
      '`stopped`: it keeps money and stands before an event that it cannot apply. `newer`: its rows are of a newer program. `elsewhere`: another process projects it.',
    ),
  error: z.string().nullable(),
  aparcados: z.int().describe('Streams with an event that it has parked, and that waits for an operator.'),
});
export type Group = z.infer<typeof Group>;

export const Projections = z.strictObject({ ...Part, grupos: z.array(Group) });

export const Health = z.strictObject({
  status: Status,
  version: z.string(),
  parts: z.strictObject({
    eventStore: z.strictObject({ ...Part, head: Posicion }),
    postgres: z.strictObject(Part),
    projections: Projections,
    catalogue: z.strictObject(Part),
  }),
});

export async function health(options: AdminOptions): Promise<z.infer<typeof Health>> {
  const [head, postgres] = await Promise.all([
    probe(options.logHead()),
    probe(options.pool.query('select 1')),
  ]);
  const parts = {
    eventStore: { ...part(head.error), head: text(head.value) },
    postgres: part(postgres.error),
    projections: await projections(options, head.value ?? null),
    catalogue: part(options.isReady() ? null : 'NOT_READY'),
  };
  const isWell = Object.values(parts).every(({ status }) => status === 'ok');
  return { status: isWell ? 'ok' : 'unavailable', version: options.version, parts };
}

/** A group that lags but moves is well; one that stands still, because it fails or waits for a rebuild, is not. */
export async function projections(
  options: AdminOptions,
  head: bigint | null,
): Promise<z.infer<typeof Projections>> {
  const { value: groups, error } = await probe(positions(options));
  if (!groups) return { ...part(error), grupos: [] };
  const grupos = groups.map(({ grupo, posicion, estado, error, aparcados }) => ({
    grupo,
    posicion: text(posicion),
    head: text(head),
    atraso: head === null || posicion === null ? null : text(head > posicion ? head - posicion : 0n),
    estado,
    error,
    aparcados,
  }));
  const standing = grupos.filter(({ estado }) => !['following', 'elsewhere'].includes(estado));
  const named = standing.map(({ grupo, estado, error }) => `${grupo}: ${error ?? estado}`);
  return { ...part(named.length > 0 ? named.join('; ') : null), grupos };
}

export interface GroupPosition {
  grupo: string;
  posicion: bigint | null;
  estado: Group['estado'];
  error: string | null;
  aparcados: number;
}

/** By the projector of this process, or by the checkpoints where it runs none. */
export async function positions({ projectorStatus, database }: AdminOptions): Promise<GroupPosition[]> {
  const own = projectorStatus();
  if (own) return own;
  const checkpoints = await puntosDeControl(database);
  return checkpoints.map((checkpoint) => ({ ...checkpoint, estado: 'elsewhere', error: null, aparcados: 0 }));
}

/** The position of the log's newest event, or null when it cannot be had in time. */
export async function headOrNull({ logHead }: AdminOptions): Promise<bigint | null> {
  return (await probe(logHead())).value ?? null;
}

const text = (position: bigint | null | undefined): string | null => position?.toString() ?? null;

const part = (error: string | null): { status: z.infer<typeof Status>; error: string | null } => ({
  status: error === null ? 'ok' : 'unavailable',
  error,
});

/** The value, or a code for why there is none: messages of drivers name hosts, ports and users. */
async function probe<Value>(
  asked: Promise<Value>,
): Promise<{ value: Value; error: null } | { value: undefined; error: string }> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(), { code: 'TIMEOUT' })), PROBE_TIMEOUT_MS);
  });
  try {
    return { value: await Promise.race([asked, expired]), error: null };
  } catch (error) {
    return { value: undefined, error: codeOf(error) ?? (error instanceof Error ? error.name : 'UNKNOWN') };
  } finally {
    clearTimeout(timer);
  }
}
