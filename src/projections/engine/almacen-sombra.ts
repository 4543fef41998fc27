/**
 * Rows of shadow tables while they are filled: kept in memory, written out by COPY now and then, and forgotten again, so that
 * the memory it takes does not grow with the log.
 */
import type { Pool, PoolClient } from '../../platform/postgres/pool.ts';
import { type Almacen, acumulada, type Fila, type Forma } from '../almacen.ts';
import { borrar, desdeClave, leer, todas } from './almacen-vivo.ts';
import { copiar } from './copia.ts';
import { asegurarMeses } from './particiones.ts';

export interface AlmacenSombra extends Almacen {
  /** Changed rows that wait to be written; and rows that are only added. */
  pendientes(): { cambiadas: number; nuevas: number };
  /** Takes the rows that are only added; the function writes them, in the caller's transaction. */
  tomarNuevas(): (client: PoolClient) => Promise<void>;
  /** Takes all that waits; the function writes it, in the caller's transaction. */
  tomar(): (client: PoolClient) => Promise<void>;
  /** To be called once what was taken is committed: forgets what has not been used lately, where there is too much. */
  aligerar(): void;
  /** Has rows read through this client, which sees what has not been committed. */
  leerPor(client: Pick<PoolClient, 'query'>): void;
}

interface Entrada {
  fila: Fila | null;
  /** A row of this key stands in the table, or is on its way there. */
  guardada: boolean;
  sucia: boolean;
}

interface Cache {
  forma: Forma;
  /** Recently used rows, and those used before; when there are too many of the former, the latter are forgotten. */
  joven: Map<string, Entrada>;
  vieja: Map<string, Entrada>;
  sucias: Map<string, Entrada>;
  apuntes: Fila[];
  /** Every row is in memory: what is not there does not exist. */
  entera: boolean;
}

/** `isNew`: the tables are empty. `filasMax`: rows kept in memory, twice at most; those of small tables apart. */
export function createAlmacenSombra(options: {
  pool: Pool;
  schema: string;
  isNew: boolean;
  filasMax?: number;
}): AlmacenSombra {
  const { schema, isNew, filasMax = 200_000 } = options;
  const caches = new Map<string, Cache>();
  let lector: Pick<PoolClient, 'query'> = options.pool as unknown as Pick<PoolClient, 'query'>;
  let cambiadas = 0;
  let nuevas = 0;

  function cacheDe(forma: Forma): Cache {
    let cache = caches.get(forma.tabla);
    if (!cache) {
      cache = {
        forma,
        joven: new Map(),
        vieja: new Map(),
        sucias: new Map(),
        apuntes: [],
        entera: isNew,
      };
      caches.set(forma.tabla, cache);
    }
    return cache;
  }

  function entrada(cache: Cache, clave: string): Entrada | undefined {
    const known = cache.joven.get(clave);
    if (known) return known;
    const before = cache.vieja.get(clave);
    if (before) {
      cache.vieja.delete(clave);
      cache.joven.set(clave, before);
    }
    return before;
  }

  /** Brings the rows of these keys into memory, where they are not. */
  async function traer(cache: Cache, pedidas: Iterable<[string, Fila]>): Promise<void> {
    if (cache.entera) return;
    const faltan = new Map<string, Fila>();
    for (const [clave, partes] of pedidas) if (!entrada(cache, clave)) faltan.set(clave, partes);
    if (faltan.size === 0) return;
    const filas = await leer(lector, schema, cache.forma, [...faltan.values()]);
    for (const clave of faltan.keys()) {
      const fila = filas.get(clave) ?? null;
      cache.joven.set(clave, { fila, guardada: fila !== null, sucia: false });
    }
  }

  function poner(cache: Cache, clave: string, known: Entrada | undefined, fila: Fila | null): void {
    let puesta = known;
    if (!puesta) {
      // Not in memory: it may or may not stand in the table.
      puesta = { fila, guardada: !cache.entera, sucia: false };
      cache.joven.set(clave, puesta);
    }
    puesta.fila = fila;
    if (puesta.sucia) return;
    puesta.sucia = true;
    cache.sucias.set(clave, puesta);
    cambiadas += 1;
  }

  function olvidar(cache: Cache): void {
    if (cache.forma.chica) return;
    if (cache.vieja.size > 0) cache.entera = false;
    const siguen = new Map<string, Entrada>();
    for (const [clave, known] of cache.joven) if (known.sucia) siguen.set(clave, known);
    for (const clave of siguen.keys()) cache.joven.delete(clave);
    cache.vieja = cache.joven;
    cache.joven = siguen;
  }

  return {
    async cambiar(forma, pasos, plegar) {
      const cache = cacheDe(forma);
      await traer(cache, partesDe(pasos));
      for (const [clave, paso] of pasos) {
        const known = entrada(cache, clave);
        const antes = known?.fila ?? null;
        const despues = plegar(antes, paso);
        if (despues !== antes) poner(cache, clave, known, despues);
      }
    },

    async leer(forma, pedidas) {
      const cache = cacheDe(forma);
      await traer(cache, partesDe(pedidas));
      const filas = new Map<string, Fila>();
      for (const clave of pedidas.keys()) {
        const fila = entrada(cache, clave)?.fila;
        if (fila) filas.set(clave, fila);
      }
      return filas;
    },

    async todas(forma) {
      const cache = cacheDe(forma);
      if (!cache.entera) {
        for (const [clave, fila] of await todas(lector, schema, forma))
          if (!entrada(cache, clave)) cache.joven.set(clave, { fila, guardada: true, sucia: false });
        cache.entera = true;
      }
      const filas = new Map<string, Fila>();
      for (const [clave, { fila }] of cache.joven) if (fila) filas.set(clave, fila);
      return filas;
    },

    async guardar(forma, filas) {
      const cache = cacheDe(forma);
      for (const [clave, fila] of filas) poner(cache, clave, entrada(cache, clave), fila);
    },

    async anotar(forma, filas) {
      const { apuntes } = cacheDe(forma);
      for (const fila of filas) apuntes.push(fila);
      nuevas += filas.length;
    },

    async acumular(forma, filas) {
      const cache = cacheDe(forma);
      await traer(cache, filas);
      for (const [clave, suma] of filas) {
        const known = entrada(cache, clave);
        poner(cache, clave, known, acumulada(forma, known?.fila, suma));
      }
    },

    pendientes: () => ({ cambiadas, nuevas }),

    tomarNuevas() {
      const trabajos: Trabajo[] = [];
      for (const cache of caches.values()) {
        if (cache.apuntes.length > 0)
          trabajos.push({ forma: cache.forma, nuevas: cache.apuntes, viejas: [] });
        cache.apuntes = [];
      }
      nuevas = 0;
      return (client) => escribir(client, schema, trabajos);
    },

    tomar() {
      const trabajos: Trabajo[] = [];
      for (const cache of caches.values()) {
        const trabajo: Trabajo = { forma: cache.forma, nuevas: cache.apuntes, viejas: [] };
        for (const [clave, known] of cache.sucias) {
          if (known.guardada) trabajo.viejas.push(desdeClave(cache.forma, clave));
          if (known.fila) trabajo.nuevas.push(known.fila);
          known.guardada = known.fila !== null;
          known.sucia = false;
        }
        trabajos.push(trabajo);
        cache.sucias = new Map();
        cache.apuntes = [];
      }
      cambiadas = 0;
      nuevas = 0;
      return (client) => escribir(client, schema, trabajos);
    },

    aligerar() {
      let filas = 0;
      for (const { forma, joven } of caches.values()) if (!forma.chica) filas += joven.size;
      if (filas > filasMax) for (const cache of caches.values()) olvidar(cache);
    },

    leerPor(client) {
      lector = client;
    },
  };
}

function* partesDe(pedidas: ReadonlyMap<string, { clave: Fila }>): Generator<[string, Fila]> {
  for (const [nombre, { clave }] of pedidas) yield [nombre, clave];
}

interface Trabajo {
  forma: Forma;
  nuevas: Fila[];
  /** Keys of rows that are no more, or that new ones replace: to delete and COPY costs a fraction of changing them. */
  viejas: Fila[];
}

async function escribir(client: PoolClient, schema: string, trabajos: readonly Trabajo[]): Promise<void> {
  for (const { forma, nuevas, viejas } of trabajos) {
    if (viejas.length > 0) await borrar(client, schema, forma, viejas);
    if (nuevas.length > 0) {
      const quedan = await asegurarMeses(client, schema, forma, nuevas);
      if (quedan.length > 0) await copiar(client, schema, forma, quedan);
    }
  }
}
