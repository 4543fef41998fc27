/**
 * Fills shadow tables in a thread of its own, which has the log read in another: the program that serves meanwhile keeps its
 * own thread, and the fold gets a heap of the shape that it wants.
 */
import { machineOf, REBUILD_MAX } from '../../platform/postgres/limits.ts';
import { originOf, type PoolOptions } from '../../platform/postgres/pool.ts';
import { createAlmacenSombra } from './almacen-sombra.ts';
import { abrirHilo, errorDe, type Falla } from './hilo.ts';
import type { Rellenada, Relleno } from './relleno.ts';
import { shadowSchemaOf } from './shadow.ts';

export interface DatosDeRelleno {
  url: string;
  pool: PoolOptions;
  obras: (Pick<Rellenada, 'ficha' | 'posicion' | 'eventos' | 'fuera' | 'limite'> & { grupo: string })[];
  hasta: bigint | null;
}

/** What the thread tells: a block, where each of the groups is by now; that all is written; or what went wrong. */
export type DeRelleno =
  | { tipo: 'avance'; leidos: number; hasta: bigint; posiciones: (bigint | null)[] }
  | { tipo: 'fin' }
  | Falla;

/** What the thread is told: to write what it has, and end. */
export type ARelleno = 'parar';

/**
 * Rows that are kept take some hundred MiB at most, as their number is limited; but each change makes a new one, and with much
 * room for what is young most of the old ones are gone for nothing. A smaller machine has less room, and takes longer.
 */
const { memoryMib } = machineOf({});
const LIMITES = {
  maxOldGenerationSizeMb: Math.min(2_048, Math.floor(memoryMib / 4)),
  maxYoungGenerationSizeMb: memoryMib > 12_000 ? 384 : 96,
};

/** As `llenar`; the groups are ones of the register, and the event store has an address. What reads their rows reads the tables afterwards. */
export async function llenarEnHilo({ store, pool, obras, hasta, signal, onAvance }: Relleno): Promise<void> {
  signal.throwIfAborted();
  const hilo = abrirHilo<DeRelleno, ARelleno>(new URL('./relleno-entry.ts', import.meta.url), {
    nombre: 'relleno',
    datos: {
      url: store.url!,
      pool: { ...originOf(pool), max: REBUILD_MAX, name: 'relleno' },
      obras: obras.map(({ projection: { grupo }, ficha, posicion, eventos, fuera, limite }) => ({
        grupo,
        ficha,
        posicion,
        eventos,
        fuera,
        limite,
      })),
      hasta,
    } satisfies DatosDeRelleno,
    limites: LIMITES,
  });
  const stop = () => hilo.decir('parar');
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const mensaje of hilo.mensajes()) {
      if (mensaje.tipo === 'fin') break;
      if (mensaje.tipo === 'falla') throw errorDe(mensaje);
      const { leidos, posiciones } = mensaje;
      for (const [index, obra] of obras.entries()) {
        obra.posicion = posiciones[index]!;
        obra.eventos += leidos;
      }
      onAvance(leidos, mensaje.hasta);
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
    await hilo.cerrar();
    for (const obra of obras)
      obra.almacen = createAlmacenSombra({
        pool,
        schema: shadowSchemaOf(obra.projection.grupo),
        isNew: false,
      });
  }
}
