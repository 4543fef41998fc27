/** The thread that `enHilo` starts: reads and checks block after block, as far ahead as it is asked to. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEventStore } from '../../events/store/cliente.ts';
import type { StoredText } from '../../events/store/tipos.ts';
import { escrito } from './bloque-escrito.ts';
import { fallaDe } from './hilo.ts';
import { BLOCK, upTo } from './lectura.ts';
import { type ALectura, type DatosDeLectura, type DeLectura, EN_CAMINO } from './lectura-en-hilo.ts';

const port = parentPort;
if (port === null) throw new Error('lectura-entry.ts is run in a worker thread only');

const { url, after, hasta, tipos } = workerData as DatosDeLectura;
let credito = EN_CAMINO;
let wake = () => {};
port.on('message', (_otro: ALectura) => {
  credito += 1;
  wake();
});

async function tell(mensaje: DeLectura): Promise<void> {
  while (credito === 0)
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  credito -= 1;
  port!.postMessage(mensaje);
}

const store = createEventStore({ url });
try {
  let block: StoredText[] = [];
  for await (const texts of store.readTexts({ after })) {
    block.push(...texts);
    if (block.length < BLOCK) continue;
    const taken = upTo(hasta, block);
    if (taken.length > 0) await tell(escrito(taken, tipos));
    const isPast = taken.length < block.length;
    block = [];
    if (isPast) break;
  }
  const rest = upTo(hasta, block);
  if (rest.length > 0) await tell(escrito(rest, tipos));
  await tell({ tipo: 'fin' });
} catch (error) {
  await tell(fallaDe(error));
}
await store.close();
port.close();
