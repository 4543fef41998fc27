/** A worker thread as its starter sees it: what it says, one after the other, and how it ended. */
import { Worker } from 'node:worker_threads';
import { ReadTimeoutError, StoreRefusedError, StoreUnreachableError } from '../../events/store/tipos.ts';
import { mensajeDe } from './fallos.ts';
import { RebuildStoppedError } from './reconstrucciones.ts';

export interface Hilo<Dice, Oye> {
  decir(mensaje: Oye): void;
  /** What the thread says, until the caller leaves. @throws what ended the thread */
  mensajes(): AsyncGenerator<Dice, never>;
  cerrar(): Promise<void>;
}

export interface DatosDeHilo {
  nombre: string;
  /** Copied into the thread. */
  datos: unknown;
  /** MiB that its objects may take in all, and those just made. */
  limites: { maxOldGenerationSizeMb: number; maxYoungGenerationSizeMb: number };
}

export function abrirHilo<Dice, Oye>(archivo: URL, { nombre, datos, limites }: DatosDeHilo): Hilo<Dice, Oye> {
  const worker = new Worker(archivo, { workerData: datos, name: nombre, resourceLimits: limites });
  const llegados: Dice[] = [];
  let failure: unknown;
  let wake = () => {};
  worker.on('message', (mensaje: Dice) => {
    llegados.push(mensaje);
    wake();
  });
  worker.on('error', (error) => {
    failure = error;
    wake();
  });
  worker.on('exit', (code) => {
    failure ??= new Error(`the thread ${nombre} ended before its work did (exit code ${code})`);
    wake();
  });
  return {
    decir: (mensaje) => worker.postMessage(mensaje),
    async *mensajes() {
      for (;;) {
        const mensaje = llegados.shift();
        if (mensaje !== undefined) yield mensaje;
        else if (failure !== undefined) throw failure;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    async cerrar() {
      await worker.terminate();
    },
  };
}

/** What went wrong in a thread, as it travels: errors lose their class on the way. */
export interface Falla {
  tipo: 'falla';
  code: string | undefined;
  message: string;
}

export const fallaDe = (error: unknown): Falla => ({
  tipo: 'falla',
  code: (error as { code?: string }).code,
  message: mensajeDe(error),
});

const CLASES: Readonly<Record<string, new (message: string) => Error>> = {
  STORE_UNREACHABLE: StoreUnreachableError,
  STORE_REFUSED: StoreRefusedError,
  READ_TIMEOUT: ReadTimeoutError,
  REBUILD_STOPPED: RebuildStoppedError,
};

/** The error again, with its code; of its class where others tell it by that. */
export function errorDe({ code, message }: Falla): Error {
  const Clase = code === undefined ? undefined : CLASES[code];
  return Clase ? new Clase(message) : Object.assign(new Error(message), { code });
}
