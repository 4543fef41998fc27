/**
 * Reads the log in a thread: what the client and the schemas take of a processor, half of what a rebuild takes, is not taken
 * from the fold. Events come in the texts that the log holds: they are copied as they are, and native code makes objects of
 * them where they are folded.
 */
import { type BloqueEscrito, leido } from './bloque-escrito.ts';
import { abrirHilo, errorDe, type Falla } from './hilo.ts';
import type { Bloque, Peticion } from './lectura.ts';

export interface DatosDeLectura extends Peticion {
  url: string;
}

/** What the thread tells: a block, the end of the log, or what went wrong. */
export type DeLectura = BloqueEscrito | { tipo: 'fin' } | Falla;

/** What the thread is told: that one more block may come. */
export type ALectura = 'otro';

/** Blocks that may be on their way. */
export const EN_CAMINO = 8;
/** Events are gone a moment after they were read; a small heap for them stays in the processor's cache. */
const LIMITES = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 24 };

/** @throws what reading the log throws */
export async function* enHilo(url: string, peticion: Peticion): AsyncIterable<Bloque> {
  const hilo = abrirHilo<DeLectura, ALectura>(new URL('./lectura-entry.ts', import.meta.url), {
    nombre: 'lectura',
    datos: { url, ...peticion } satisfies DatosDeLectura,
    limites: LIMITES,
  });
  try {
    for await (const mensaje of hilo.mensajes()) {
      if (mensaje.tipo === 'fin') return;
      if (mensaje.tipo === 'falla') throw errorDe(mensaje);
      hilo.decir('otro');
      yield leido(mensaje);
    }
  } finally {
    await hilo.cerrar();
  }
}
