/** The thread that `llenarEnHilo` starts: folds what a thread of its own reads, and writes it through a pool of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEventStore } from '../../events/store/cliente.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { projectionNamed } from '../registro.ts';
import { createAlmacenSombra } from './almacen-sombra.ts';
import { fallaDe } from './hilo.ts';
import { enHilo } from './lectura-en-hilo.ts';
import { RebuildStoppedError } from './reconstrucciones.ts';
import { llenar, type Rellenada } from './relleno.ts';
import type { ARelleno, DatosDeRelleno, DeRelleno } from './relleno-en-hilo.ts';
import { shadowSchemaOf } from './shadow.ts';

const port = parentPort;
if (port === null) throw new Error('relleno-entry.ts is run in a worker thread only');

const tell = (mensaje: DeRelleno): void => port.postMessage(mensaje);
const datos = workerData as DatosDeRelleno;
const stopping = new AbortController();
const stopped = new RebuildStoppedError('asked to stop');
port.on('message', (_parar: ARelleno) => stopping.abort(stopped));

const store = createEventStore({ url: datos.url });
const pool = createPool(datos.pool);
const obras = datos.obras.map(
  ({ grupo, ...obra }): Rellenada => ({
    ...obra,
    projection: projectionNamed(grupo)!,
    almacen: createAlmacenSombra({ pool, schema: shadowSchemaOf(grupo), isNew: obra.posicion === null }),
  }),
);
try {
  await llenar({
    store,
    pool,
    obras,
    hasta: datos.hasta,
    signal: stopping.signal,
    leer: (peticion) => enHilo(datos.url, peticion),
    onAvance: (leidos, hasta) =>
      tell({ tipo: 'avance', leidos, hasta, posiciones: obras.map(({ posicion }) => posicion) }),
  });
  tell({ tipo: 'fin' });
} catch (error) {
  // Of a stop its starter knows; all that was done by then is written.
  tell(error === stopped ? { tipo: 'fin' } : fallaDe(error));
}
await Promise.all([store.close(), pool.end()]);
port.close();
