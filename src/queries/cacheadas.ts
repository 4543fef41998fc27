/**
 * The queries that are asked over and over, through the cache: each with its tier, its key, and the tags of the rows that it
 * is made from. What commands decide is never read here. `desde` is a log position that the answer must hold, as whoever has
 * just written it knows.
 */
import { claveDeTodos, etiquetaDeContenido, etiquetaDeUsuario } from '../events/etiquetas.ts';
import type { Cache, Entry } from '../platform/cache/cache.ts';
import type { Progress } from '../platform/progress.ts';
import { type Clasificacion, clasificacion } from './clasificacion.ts';
import type { Database } from './database.ts';
import { experiencias, type FilaDeExperiencia } from './experiencias.ts';
import type { Consulta } from './grupos.ts';
import { type FilaDeInventario, inventario } from './inventario.ts';
import { type Perfil, perfilDe } from './perfil.ts';
import { type FilaDeHistoria, historias } from './progreso.ts';
import { type LecturaDeRequisitos, leerRequisitos, type TipoConRequisitos } from './requisitos.ts';
import { saldo } from './saldo.ts';
import { enVenta, type FilaEnVenta } from './tienda.ts';

type Desde = bigint | null;

export interface Cacheadas {
  saldo(usuarioId: string, desde?: Desde): Promise<number>;
  /** The score of conversion is that of the day of `ahora` (ISO). */
  perfilDe(usuarioId: string, ahora: string, desde?: Desde): Promise<Perfil | null>;
  historias(usuarioId: string, desde?: Desde): Promise<readonly FilaDeHistoria[]>;
  experiencias(usuarioId: string, desde?: Desde): Promise<readonly FilaDeExperiencia[]>;
  inventario(usuarioId: string, desde?: Desde): Promise<readonly FilaDeInventario[]>;
  enVenta(desde?: Desde): Promise<readonly FilaEnVenta[]>;
  /** The user's own row as it is; those of the others may be as old as the tier lets them. */
  clasificacion(pedida: Parameters<typeof clasificacion>[1], desde?: Desde): Promise<Clasificacion>;
  leerRequisitos(
    usuarioId: string,
    tipo: TipoConRequisitos,
    id: string,
    desde?: Desde,
  ): Promise<LecturaDeRequisitos | null>;
}

export interface CacheadasDeps {
  cache: Cache;
  database: Database;
  progress: Pick<Progress, 'position'>;
}

/** Raised when what is cached takes another shape: entries of the program before are not read. */
const FORMA = 1;
/** What is published may be given so long past its time, while it is read anew; changes drop it at once. */
const CONTENT_STALE_MS = 10 * 60_000;
const RANKING_STALE_MS = 60_000;

export function createCacheadas({ cache, database, progress }: CacheadasDeps): Cacheadas {
  /** The least that the groups have reached; null while one of them has nothing. */
  function posicionDe(grupos: readonly string[]): bigint | null {
    let least: bigint | null = null;
    for (const grupo of grupos) {
      const position = progress.position(grupo);
      if (position === null) return null;
      if (least === null || position < least) least = position;
    }
    return least;
  }

  function leer<Valor>(
    { grupos }: Consulta,
    entry: Omit<Entry<Valor>, 'position'>,
    desde: Desde,
  ): Promise<Valor> {
    const key = `${entry.key}.${FORMA}`;
    return cache.get({ ...entry, key, position: () => posicionDe(grupos) }, { atLeast: desde });
  }

  const de = (usuarioId: string, ...grupos: string[]) =>
    grupos.map((grupo) => etiquetaDeUsuario(usuarioId, grupo));

  return {
    saldo: (usuarioId, desde = null) =>
      leer(
        saldo,
        {
          tier: 'session',
          key: `${usuarioId}:saldo`,
          tags: de(usuarioId, 'dinero'),
          load: () => saldo(database, usuarioId),
        },
        desde,
      ),
    perfilDe: (usuarioId, ahora, desde = null) =>
      leer(
        perfilDe,
        {
          tier: 'session',
          key: `${usuarioId}:perfil:${ahora.slice(0, 10)}`,
          tags: de(usuarioId, ...perfilDe.grupos),
          load: () => perfilDe(database, usuarioId, ahora),
        },
        desde,
      ),
    historias: (usuarioId, desde = null) =>
      leer(
        historias,
        {
          tier: 'session',
          key: `${usuarioId}:historias`,
          tags: [...de(usuarioId, 'narrativa'), etiquetaDeContenido('fragmento')],
          load: () => historias(database, usuarioId),
        },
        desde,
      ),
    experiencias: (usuarioId, desde = null) =>
      leer(
        experiencias,
        {
          tier: 'session',
          key: `${usuarioId}:experiencias`,
          tags: [...de(usuarioId, 'experiencias'), etiquetaDeContenido('experiencia')],
          load: () => experiencias(database, usuarioId),
        },
        desde,
      ),
    inventario: (usuarioId, desde = null) =>
      leer(
        inventario,
        {
          tier: 'session',
          key: `${usuarioId}:inventario`,
          tags: [...de(usuarioId, 'tienda'), etiquetaDeContenido('item')],
          load: () => inventario(database, usuarioId),
        },
        desde,
      ),
    enVenta: (desde = null) =>
      leer(
        enVenta,
        {
          tier: 'content',
          key: claveDeTodos('en-venta'),
          tags: [etiquetaDeContenido('item'), etiquetaDeContenido('existencias')],
          staleMs: CONTENT_STALE_MS,
          load: () => enVenta(database),
        },
        desde,
      ),
    clasificacion: (pedida, desde = null) => {
      const { periodo, semana = '', usuarioId, limite, por = 'besitos' } = pedida;
      return leer(
        clasificacion,
        {
          tier: 'computed',
          key: `${usuarioId}:ranking:${periodo}:${periodo === 'semana' ? semana : ''}:${por}:${limite}`,
          tags: de(usuarioId, 'perfiles'),
          staleMs: RANKING_STALE_MS,
          load: () => clasificacion(database, pedida),
        },
        desde,
      );
    },
    leerRequisitos: (usuarioId, tipo, id, desde = null) =>
      leer(
        leerRequisitos,
        {
          tier: 'computed',
          key: `${usuarioId}:requisitos:${tipo}:${id}`,
          tags: [
            ...de(usuarioId, 'requisitos'),
            etiquetaDeContenido(tipo),
            etiquetaDeContenido('configuracion'),
          ],
          load: () => leerRequisitos(database, usuarioId, tipo, id),
        },
        desde,
      ),
  };
}
