/**
 * Rebuilds groups from the log while the live tables serve. Shadow tables are filled by COPY in one reading of the log for
 * all of the groups, compared with the live ones as of one position, and exchanged with them in one transaction.
 */
import { bulkhead } from 'cockatiel';
import type { EventStore } from '../../events/store/tipos.ts';
import { type Pool, type PoolClient, transaction } from '../../platform/postgres/pool.ts';
import type { Projection } from '../definicion.ts';
import { projectionNamed } from '../registro.ts';
import { createAlmacenSombra } from './almacen-sombra.ts';
import { noAplicados } from './aparcados.ts';
import { nuevoTitular } from './arriendo.ts';
import { ensureCheckpoints, lockCheckpoint, readCheckpoints } from './checkpoints.ts';
import { type ComparacionDeTabla, type Comprobar, compararConVivas, resumen } from './comparar.ts';
import { mensajeDe } from './fallos.ts';
import { enBloques } from './lectura.ts';
import {
  type Anterior,
  anotarAvance,
  cerrar,
  latir,
  listarReconstrucciones,
  NothingKeptError,
  RebuildStoppedError,
  reclamar,
} from './reconstrucciones.ts';
import { aplicar, earliest, llenar, type Rellenada } from './relleno.ts';
import { llenarEnHilo } from './relleno-en-hilo.ts';
import {
  createShadow,
  indexShadow,
  LIVE_SCHEMA,
  shadowFits,
  shadowSchemaOf,
  swapBack,
  swapShadow,
} from './shadow.ts';

export { RebuildRunningError, RebuildStoppedError } from './reconstrucciones.ts';

export type Fase = 'llenando' | 'indexando' | 'comparando' | 'cambiando';

export interface RebuildProgress {
  fase: Fase;
  /** Groups that the phase is about. */
  grupos: string[];
  eventos: number;
  /** Events per second since the beginning. */
  porSegundo: number;
  /** From 0 to 1, by log position. */
  hecho: number;
  etaMs: number | null;
}

export interface ResultadoDeGrupo {
  grupo: string;
  estado: 'hecha' | 'probada' | 'rechazada';
  version: number;
  /** Log position as of which the new tables were compared. */
  comparadaEn: string | null;
  /** Checkpoint of the tables that serve now. */
  posicion: string | null;
  tablas: ComparacionDeTabla[];
}

export interface RebuildReport {
  grupos: ResultadoDeGrupo[];
  eventos: number;
  durationMs: number;
  porSegundo: number;
}

export interface RebuildOptions {
  store: EventStore;
  pool: Pool;
  projections: readonly Projection[];
  /** Fill and compare, and leave the live tables as they are. */
  dryRun?: boolean;
  /** Exchange in spite of differences. */
  acceptDifferences?: boolean;
  /** Begin anew, even where an interrupted rebuild could be gone on with. */
  fresh?: boolean;
  /** Compares a new version with the log; none, and it is exchanged as it is. */
  comprobar?: Comprobar;
  /** Told once the groups are claimed and their shadow tables stand. */
  onBegun?: () => void;
  onProgress?: (progress: RebuildProgress) => void;
  signal?: AbortSignal;
  /** Positions of the log to go through from which on it is worth a thread. */
  hiloDesde?: bigint;
}

/** To start the threads takes as long as to fold some ten thousand events; positions are no denser than those. */
const WORTH_A_THREAD = 50_000n;
/** A gap that is closed while the live tables wait. */
const SMALL_GAP = 5_000;
const PASSES_MAX = 8;
const BEAT_MS = 2_000;
/** How long the log may lack an event that the live tables have seen. */
const LATE_MS = 30_000;

interface Obra extends Rellenada {
  schema: string;
  /** Its live tables are of the same version: the new ones must equal them. */
  comparable: boolean;
}

/**
 * @throws RebuildRunningError when one of the groups is being rebuilt
 * @throws RebuildStoppedError when it was asked to stop; the next call goes on from there
 * @throws SwapLockError
 */
export async function rebuild(options: RebuildOptions): Promise<RebuildReport> {
  const { store, pool, projections, dryRun = false, acceptDifferences = false, comprobar } = options;
  const { onBegun = () => {}, onProgress = () => {}, hiloDesde = WORTH_A_THREAD } = options;
  const startedMs = performance.now();
  await ensureCheckpoints(pool, projections);
  const obras = await empezar(options);
  onBegun();
  const fichas = new Map(obras.map(({ projection, ficha }) => [projection.grupo, ficha]));
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const beat = setInterval(() => {
    latir(pool, fichas).catch((error: unknown) => {
      if (error instanceof RebuildStoppedError) stop.abort(error);
    });
  }, BEAT_MS);
  const abiertas = new Set(obras);
  let eventos = 0;
  let head: bigint | null = null;
  const begin = earliest(obras);
  const porSegundo = () => eventos / Math.max((performance.now() - startedMs) / 1_000, 0.001);
  const tell = (fase: Fase, of: readonly Obra[], at: bigint | null) => {
    const from = Number(begin ?? 0n);
    const length = Math.max(Number(head ?? 0n) - from, 1);
    const hecho = at === null ? 0 : Math.min(1, Math.max(0, (Number(at) - from) / length));
    const elapsedMs = performance.now() - startedMs;
    onProgress({
      fase,
      grupos: of.map(({ projection }) => projection.grupo),
      eventos,
      porSegundo: porSegundo(),
      hecho,
      etaMs: fase === 'llenando' && hecho > 0 ? (elapsedMs / hecho) * (1 - hecho) : null,
    });
  };

  /** One reading of the log, up to where the live tables are, or to its end; the number of events. */
  async function pasada(): Promise<number> {
    const live = await readCheckpoints(pool);
    head = await store.head();
    for (const obra of obras)
      obra.limite = obra.comparable ? live.get(obra.projection.grupo)!.posicion : null;
    const hasta = obras.some(({ comparable }) => !comparable)
      ? null
      : obras.reduce<bigint | null>(
          (most, { limite }) => ((limite ?? -1n) > (most ?? -1n) ? limite : most),
          null,
        );
    let leidos = 0;
    const isLong = (hasta ?? head ?? 0n) - (earliest(obras) ?? 0n) > hiloDesde;
    const isOfRegister = projections.every((projection) => projectionNamed(projection.grupo) === projection);
    await (isLong && isOfRegister && store.url !== null ? llenarEnHilo : llenar)({
      store,
      pool,
      obras,
      hasta,
      signal,
      onAvance(cuantos, at) {
        leidos += cuantos;
        eventos += cuantos;
        tell('llenando', obras, at);
      },
    });
    return leidos;
  }

  try {
    for (let pass = 1; pass <= PASSES_MAX; pass++) {
      const read = await pasada();
      if (pass === 1)
        await deDosEnDos(obras, async (obra) => {
          signal.throwIfAborted();
          tell('indexando', [obra], obra.posicion);
          await indexar(pool, obra);
        });
      if (read < SMALL_GAP) break;
    }
    const cambios = bulkhead(1, obras.length);
    const grupos = await deDosEnDos(obras, async (obra): Promise<ResultadoDeGrupo> => {
      const { grupo, version } = obra.projection;
      signal.throwIfAborted();
      tell('comparando', [obra], obra.posicion);
      const tablas = await comparar(pool, store, obra, comprobar);
      const resultado = {
        grupo,
        version,
        tablas,
        comparadaEn: obra.posicion?.toString() ?? null,
        posicion: (await readCheckpoints(pool, [grupo])).get(grupo)!.posicion?.toString() ?? null,
      };
      const differs = tablas.some(({ distintas }) => distintas > 0);
      const estado = differs && !acceptDifferences ? 'rechazada' : dryRun ? 'probada' : 'hecha';
      if (estado !== 'hecha') {
        await cerrar(pool, grupo, obra.ficha, { estado, informe: tablas });
        abiertas.delete(obra);
        return { ...resultado, estado };
      }
      // Whoever waits for locks holds others: one exchange at a time.
      return cambios.execute(async () => {
        tell('cambiando', [obra], obra.posicion);
        const posicion = await cambiar(pool, store, obra, tablas);
        abiertas.delete(obra);
        return { ...resultado, estado, posicion: posicion?.toString() ?? null };
      });
    });
    return { grupos, eventos, durationMs: performance.now() - startedMs, porSegundo: porSegundo() };
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error;
    const isStopped = signal.aborted;
    for (const { projection, ficha } of abiertas)
      await cerrar(pool, projection.grupo, ficha, {
        estado: isStopped ? 'detenida' : 'fallida',
        ...(!isStopped && { error: mensajeDe(error) }),
      }).catch(() => {});
    throw reason instanceof Error ? reason : error;
  } finally {
    clearInterval(beat);
  }
}

/**
 * Work on all groups, on two at a time: PostgreSQL gives a statement one processor. All have ended when it resolves or rejects.
 * @throws what went wrong first
 */
async function deDosEnDos<Result>(
  obras: readonly Obra[],
  work: (obra: Obra) => Promise<Result>,
): Promise<Result[]> {
  const dos = bulkhead(2, obras.length);
  let failed = false;
  const ends = await Promise.allSettled(
    obras.map((obra) =>
      dos.execute(async () => {
        // What has not begun when another fails is left to the next attempt.
        if (failed) throw new NotBegunError();
        return work(obra).catch((error: unknown) => {
          failed = true;
          throw error;
        });
      }),
    ),
  );
  const bad = ends.find((end) => end.status === 'rejected' && !(end.reason instanceof NotBegunError));
  if (bad?.status === 'rejected') throw bad.reason;
  return ends.map((end) => (end as PromiseFulfilledResult<Result>).value);
}

class NotBegunError extends Error {}

/** Claims the groups, and makes their shadow tables or finds those of an interrupted rebuild. */
async function empezar({ pool, projections, fresh = false }: RebuildOptions): Promise<Obra[]> {
  const titular = nuevoTitular();
  return transaction(pool, async (client) => {
    const live = await readCheckpoints(client);
    const fuera = await noAplicados(client);
    const saltados = await noAplicados(client, ['saltado']);
    const obras: Obra[] = [];
    for (const projection of [...projections].sort((a, b) => (a.grupo < b.grupo ? -1 : 1))) {
      const { grupo, formas, version } = projection;
      const schema = shadowSchemaOf(grupo);
      const { ficha, antes } = await reclamar(client, projection, titular);
      const resumes = !fresh && antes?.posicion != null && (await shadowFits(client, schema, formas));
      if (!resumes) {
        await createShadow(client, schema, formas);
        await anotarAvance(client, grupo, ficha, null, 0);
      }
      const checkpoint = live.get(grupo)!;
      const comparable = checkpoint.version === version && checkpoint.posicion !== null;
      obras.push({
        projection,
        schema,
        ficha,
        almacen: createAlmacenSombra({ pool, schema, isNew: !resumes }),
        posicion: resumes ? BigInt(antes!.posicion!) : null,
        eventos: resumes ? antes!.eventos : 0,
        comparable,
        // Positions that the live tables are without, the new ones are to be too. A new version may know what to do with what was parked; what was skipped stays skipped.
        fuera: (comparable ? fuera : saltados).get(grupo) ?? new Set(),
        limite: null,
      });
    }
    return obras;
  });
}

async function indexar(pool: Pool, { projection, schema }: Obra): Promise<void> {
  await transaction(
    pool,
    (client) => indexShadow(client, schema, projection.formas),
    'begin; set local statement_timeout = 0; set local synchronous_commit = off',
  );
}

/** Brings the shadow tables to where the live ones are in one snapshot, and compares the two there. */
async function comparar(
  pool: Pool,
  store: EventStore,
  obra: Obra,
  comprobar: Comprobar | undefined,
): Promise<ComparacionDeTabla[]> {
  const { projection, schema } = obra;
  return transaction(
    pool,
    async (client) => {
      if (obra.comparable) {
        const live = (await readCheckpoints(client, [projection.grupo])).get(projection.grupo)!;
        await alcanzar(client, store, obra, live.posicion);
        await anotarAvance(client, projection.grupo, obra.ficha, obra.posicion, obra.eventos);
      }
      const tablas: ComparacionDeTabla[] = [];
      if (obra.comparable) {
        for (const forma of projection.formas)
          tablas.push(await compararConVivas(client, forma, { viva: LIVE_SCHEMA, sombra: schema }));
        return tablas;
      }
      const checks = comprobar
        ? await comprobar({ store, client, schema, projection, hasta: obra.posicion })
        : [];
      for (const forma of projection.formas) {
        const check = checks.find(({ tabla }) => tabla === forma.tabla);
        tablas.push({
          tabla: forma.tabla,
          con: 'registro',
          ...(await resumen(client, schema, forma)),
          filasAntes: null,
          sumaAntes: null,
          distintas: check?.distintas ?? 0,
          diferencias: check?.diferencias ?? [],
        });
      }
      return tablas;
    },
    'begin isolation level repeatable read; set local statement_timeout = 0',
  );
}

/** The exchange, with the checkpoint held so that the live tables do not go on meanwhile. */
async function cambiar(
  pool: Pool,
  store: EventStore,
  obra: Obra,
  informe: readonly ComparacionDeTabla[],
): Promise<bigint | null> {
  const { projection, ficha } = obra;
  const { grupo, formas, version } = projection;
  return transaction(
    pool,
    async (client) => {
      const live = await lockCheckpoint(client, grupo);
      await alcanzar(client, store, obra, live.posicion);
      await swapShadow(client, grupo, formas);
      const anterior: Anterior = { posicion: live.posicion?.toString() ?? null, version: live.version };
      await client.query(
        `update operacion.puntos_de_control set posicion = $2, version = $3, actualizado_en = now() where grupo = $1`,
        [grupo, obra.posicion, version],
      );
      if (!obra.comparable)
        await client.query(
          `update operacion.eventos_aparcados set estado = 'aplicado', resuelto_en = now(), resuelto_por = 'reconstrucción'
           where grupo = $1 and estado in ('aparcado', 'detenido')`,
          [grupo],
        );
      await anotarAvance(client, grupo, ficha, obra.posicion, obra.eventos);
      await cerrar(client, grupo, ficha, { estado: 'hecha', informe, anterior });
      return obra.posicion;
    },
    'begin; set local statement_timeout = 0; set local lock_timeout = 0',
  );
}

/** Applies what is missing up to a position, and writes it, all through the caller's transaction. */
async function alcanzar(
  client: PoolClient,
  store: EventStore,
  obra: Obra,
  hasta: bigint | null,
): Promise<void> {
  obra.almacen.leerPor(client);
  const untilMs = performance.now() + LATE_MS;
  for (;;) {
    const { tipos } = obra.projection;
    obra.limite = hasta;
    for await (const bloque of enBloques(store, { after: obra.posicion, hasta, tipos }))
      await aplicar(obra, bloque);
    await obra.almacen.tomar()(client);
    if (hasta === null || (obra.posicion !== null && obra.posicion >= hasta)) return;
    // A node that trails the leader may not have it yet.
    if (performance.now() > untilMs)
      throw new RangeError(
        `the log has not given the event at ${hasta}, which ${obra.projection.grupo} has seen`,
      );
  }
}

/**
 * Puts the tables back that the last rebuild of a group replaced; its checkpoint goes back with them, and the projector
 * catches up from there.
 * @throws NothingKeptError
 */
export async function devolver(pool: Pool, projection: Projection): Promise<Anterior> {
  const { grupo, formas } = projection;
  return transaction(pool, async (client) => {
    await lockCheckpoint(client, grupo);
    const { rows } = await client.query(
      `select anterior from operacion.reconstrucciones where grupo = $1 and estado = 'hecha' for update`,
      [grupo],
    );
    const anterior = (rows[0] as { anterior: Anterior | null } | undefined)?.anterior ?? null;
    if (anterior === null) throw new NothingKeptError(grupo);
    await swapBack(client, grupo, formas);
    await client.query(
      `update operacion.puntos_de_control set posicion = $2, version = $3, actualizado_en = now() where grupo = $1`,
      [grupo, anterior.posicion, anterior.version],
    );
    await client.query(
      `update operacion.reconstrucciones set estado = 'devuelta', anterior = null, actualizada_en = now() where grupo = $1`,
      [grupo],
    );
    return anterior;
  });
}

/** Drops the tables that rebuilds replaced, and shadow tables that nobody goes on with. */
export async function limpiar(pool: Pool, projection: Projection): Promise<void> {
  const { grupo } = projection;
  const found = (await listarReconstrucciones(pool)).find((each) => each.grupo === grupo);
  await transaction(pool, async (client) => {
    await client.query(`drop schema if exists anterior_${grupo} cascade`);
    if (found?.estado !== 'en_curso')
      await client.query(`drop schema if exists ${shadowSchemaOf(grupo)} cascade`);
    await client.query(`update operacion.reconstrucciones set anterior = null where grupo = $1`, [grupo]);
    if (found && found.estado !== 'en_curso' && found.estado !== 'hecha')
      await client.query(`delete from operacion.reconstrucciones where grupo = $1`, [grupo]);
  });
}
