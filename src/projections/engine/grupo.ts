/** One group of a live projector: where it stands, and how a batch is applied to it. */
import { type Pool, type PoolClient, transaction } from '../../platform/postgres/pool.ts';
import type { Hecho, Projection } from '../definicion.ts';
import { createAlmacenVivo } from './almacen-vivo.ts';
import {
  aparcar,
  estaDetenido,
  type PorAparcar,
  porAparcar,
  reanudado,
  streamsBloqueados,
} from './aparcados.ts';
import { type Advance, advanceCheckpoints, readCheckpoints } from './checkpoints.ts';
import { concierne, type Decoded, type Ilegible } from './decode.ts';
import { esDelEvento, mensajeDe } from './fallos.ts';

export type EstadoDeGrupo = 'following' | 'failing' | 'stopped' | 'needs_rebuild' | 'newer' | 'elsewhere';

export interface GroupStatus {
  grupo: string;
  posicion: bigint | null;
  /**
   * `following` the log; `failing` and retrying; `stopped` before an event that money does not go on without;
   * `needs_rebuild`: its definition changed, and it is being rebuilt; `newer`: its rows are of a newer program;
   * `elsewhere`: another process projects it.
   */
  estado: EstadoDeGrupo;
  error: string | null;
  /** Events applied since the start of this process. */
  eventos: number;
  /** Events that it has parked, and that wait for an operator. */
  aparcados: number;
}

/** A group of money met an event that it cannot apply. */
export class MoneyStoppedError extends Error {
  readonly code = 'MONEY_STOPPED';
}

/** The checkpoint is not where it was believed to be: somebody else has moved it. */
export class CheckpointMovedError extends Error {
  readonly code = 'CHECKPOINT_MOVED';
}

export interface Grupo {
  projection: Projection;
  checkpoint: bigint | null;
  /** Streams with a parked event. */
  bloqueados: Set<string>;
  /** It is on record as standing before an event. */
  detenido: boolean;
  status: GroupStatus;
}

/** What of a batch concerns a group. */
export interface Parte {
  hechos: Hecho[];
  ilegibles: Ilegible[];
}

export function parteDe({ projection, checkpoint }: Grupo, { hechos, ilegibles }: Decoded): Parte {
  const fresh = (posicion: bigint) => checkpoint === null || posicion > checkpoint;
  return {
    hechos: hechos.filter(({ posicion, evento }) => projection.tipos.has(evento.type) && fresh(posicion)),
    ilegibles: ilegibles.filter((cada) => fresh(cada.stored.position) && concierne(projection, cada)),
  };
}

export interface Escritura {
  pool: Pool;
  schema: string;
  ficha: bigint;
}

/** Moves the checkpoints of groups for which a batch held nothing, all in one statement. */
export async function avanzarOciosos(
  { pool, ficha }: Escritura,
  grupos: readonly Grupo[],
  to: bigint,
): Promise<void> {
  const avanzan = grupos.filter(({ checkpoint }) => checkpoint === null || to > checkpoint);
  if (avanzan.length === 0) return;
  const advances = avanzan.map(
    ({ projection, checkpoint }): Advance => ({ projection, from: checkpoint, to }),
  );
  const moved = await advanceCheckpoints(pool, ficha, advances);
  for (const grupo of avanzan) if (moved.has(grupo.projection.grupo)) grupo.checkpoint = to;
  const stuck = avanzan.filter(({ projection }) => !moved.has(projection.grupo));
  if (stuck.length > 0)
    throw new CheckpointMovedError(`${stuck.map(({ projection }) => projection.grupo).join(', ')}`);
}

/**
 * Applies the part of a batch up to position `to`, rows and checkpoint in one transaction. What a group other than one of
 * money cannot apply is parked in the same transaction, with all that follows in its stream.
 * @throws CheckpointMovedError
 * @throws MoneyStoppedError with everything before the event applied
 */
export async function aplicarParte(
  escritura: Escritura,
  grupo: Grupo,
  parte: Parte,
  to: bigint,
): Promise<void> {
  const { projection } = grupo;
  let tope: PorAparcar | null = null;
  try {
    await escribir(escritura, grupo, to, async (client, mover) => {
      const reparto = await repartir(client, grupo, parte);
      const { hechos, aparcan } = reparto;
      tope = reparto.tope;
      if (tope) await mover(hechos.at(-1)?.posicion ?? grupo.checkpoint);
      if (hechos.length > 0) await projection.aplicar(createAlmacenVivo(client, escritura.schema), hechos);
      await aparcar(client, projection.grupo, 'aparcado', aparcan);
      return aparcan;
    });
  } catch (error) {
    if (!esDelEvento(error)) throw error;
    await unoAUno(escritura, grupo, parte, to);
    return;
  }
  if (tope) await detener(escritura, grupo, tope);
}

interface Reparto {
  hechos: Hecho[];
  aparcan: PorAparcar[];
  /** The unreadable event that money stops before. */
  tope: PorAparcar | null;
}

/** Under the lock of the checkpoint, so that no operator resolves an event meanwhile. */
async function repartir(client: PoolClient, grupo: Grupo, { hechos, ilegibles }: Parte): Promise<Reparto> {
  const { projection } = grupo;
  if (grupo.bloqueados.size > 0) grupo.bloqueados = await streamsBloqueados(client, projection.grupo);
  const { bloqueados } = grupo;
  if (ilegibles.length === 0 && bloqueados.size === 0) return { hechos, aparcan: [], tope: null };
  if (projection.dinero) {
    const [primero] = ilegibles;
    if (!primero) return { hechos, aparcan: [], tope: null };
    const tope = porAparcar(primero.stored, 'ilegible', primero.error);
    return { hechos: hechos.filter(({ posicion }) => posicion < tope.hecho.posicion), aparcan: [], tope };
  }
  const desde = new Map<string, bigint>();
  for (const { stored } of ilegibles)
    if (!desde.has(stored.stream)) desde.set(stored.stream, stored.position);
  const espera = ({ stream, posicion }: Hecho) =>
    bloqueados.has(stream) || posicion > (desde.get(stream) ?? posicion);
  return {
    hechos: hechos.filter((hecho) => !espera(hecho)),
    aparcan: [
      ...ilegibles.map(({ stored, error }) => porAparcar(stored, 'ilegible', error)),
      ...hechos.filter(espera).map(detras),
    ],
    tope: null,
  };
}

const detras = (hecho: Hecho): PorAparcar => ({
  hecho,
  tipo: hecho.evento.type,
  causa: 'detras',
  error: 'an earlier event of its stream is parked',
});

/** Event by event, to find the one that cannot be applied. */
async function unoAUno(escritura: Escritura, grupo: Grupo, parte: Parte, to: bigint): Promise<void> {
  const { projection } = grupo;
  let parada: PorAparcar | null = null;
  await escribir(escritura, grupo, to, async (client, mover) => {
    const { hechos, aparcan, tope } = await repartir(client, grupo, parte);
    const almacen = createAlmacenVivo(client, escritura.schema);
    const caidos = new Set<string>();
    let ultimo = grupo.checkpoint;
    parada = tope;
    for (const hecho of hechos) {
      if (caidos.has(hecho.stream)) {
        aparcan.push(detras(hecho));
        continue;
      }
      await client.query('savepoint evento');
      try {
        await projection.aplicar(almacen, [hecho]);
        await client.query('release savepoint evento');
        ultimo = hecho.posicion;
      } catch (error) {
        if (!esDelEvento(error)) throw error;
        await client.query('rollback to savepoint evento');
        const caido: PorAparcar = { hecho, tipo: hecho.evento.type, causa: 'falla', error: mensajeDe(error) };
        if (projection.dinero) {
          parada = caido;
          break;
        }
        caidos.add(hecho.stream);
        aparcan.push(caido);
      }
    }
    if (parada) await mover(ultimo);
    await aparcar(client, projection.grupo, 'aparcado', aparcan);
    return aparcan;
  });
  if (parada) await detener(escritura, grupo, parada);
}

async function detener({ pool }: Escritura, grupo: Grupo, tope: PorAparcar): Promise<never> {
  await aparcar(pool, grupo.projection.grupo, 'detenido', [tope]);
  grupo.detenido = true;
  throw new MoneyStoppedError(
    `event ${tope.hecho.id} (${tope.tipo}) at position ${tope.hecho.posicion} cannot be applied: ${tope.error}`,
  );
}

/** Rows and checkpoint in one transaction; `work` may have the checkpoint end elsewhere, and gives what it has parked. */
async function escribir(
  { pool, ficha }: Escritura,
  grupo: Grupo,
  to: bigint,
  work: (client: PoolClient, mover: (to: bigint | null) => Promise<void>) => Promise<readonly PorAparcar[]>,
): Promise<void> {
  const { projection } = grupo;
  let reached: bigint | null = to;
  const aparcados = await transaction(
    pool,
    async (client) => {
      const advance = async (from: bigint | null, where: bigint | null) => {
        const moved = await advanceCheckpoints(client, ficha, [{ projection, from, to: where }]);
        if (moved.size === 0) throw new CheckpointMovedError(projection.grupo);
      };
      await advance(grupo.checkpoint, to);
      return work(client, async (where) => {
        await advance(to, where);
        reached = where;
      });
    },
    ASYNC,
  );
  grupo.checkpoint = reached;
  for (const { hecho } of aparcados) grupo.bloqueados.add(hecho.stream);
  if (grupo.detenido && reached !== null) {
    await reanudado(pool, projection.grupo, reached);
    grupo.detenido = false;
  }
}

/** Read models carry their checkpoint in the same transaction and can be rebuilt: they need not wait for the disk. */
export const ASYNC = 'begin; set local synchronous_commit = off';

/** Reads anew where the group stands. */
export async function releer(pool: Pool, grupo: Grupo): Promise<{ version: number }> {
  const name = grupo.projection.grupo;
  const stored = (await readCheckpoints(pool, [name])).get(name)!;
  grupo.checkpoint = stored.posicion;
  grupo.status.posicion = stored.posicion;
  grupo.bloqueados = await streamsBloqueados(pool, name);
  grupo.detenido = await estaDetenido(pool, name);
  return stored;
}
