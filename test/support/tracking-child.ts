/** Tracks numbered events until it is killed, and tells after each handful how many. Arguments: database URL, pause in ms. */
import { createSeguimiento } from '../../src/platform/analytics/seguimiento.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool } from '../../src/platform/postgres/pool.ts';

const HANDFUL = 50;

export interface Tracked {
  /** Events tracked so far: numbers 0 up to it. */
  tracked: number;
  /** Of those, not known to be written. */
  waiting: number;
}

const [url = '', pauseMs = '10'] = process.argv.slice(2);
const pool = createPool({ url, max: 2, name: 'seguimiento' });
const seguimiento = createSeguimiento({ pool, clock: systemClock, log: silentLogger });

let tracked = 0;
setInterval(() => {
  for (let count = 0; count < HANDFUL; count++)
    seguimiento.track({ tipo: 'prueba', usuarioId: null, propiedades: { n: tracked++ } });
  process.send?.({ tracked, waiting: seguimiento.pendientes() } satisfies Tracked);
}, Number(pauseMs));
