/** Projections: rebuilds, and events that were parked. */
import { problem } from './kind.ts';

export const PROJECTION_PROBLEMS = {
  PROJECTION_NOT_FOUND: problem(
    404,
    ['Proyección no encontrada', 'No hay ningún grupo ni tabla {nombre}.'],
    ['Projection not found', 'There is no group or table {nombre}.'],
  ),
  REBUILD_RUNNING: problem(
    409,
    [
      'Ya se está reconstruyendo',
      'El grupo {grupo} se está reconstruyendo: espera o para la reconstrucción.',
    ],
    ['Rebuild running', 'Group {grupo} is being rebuilt: wait, or stop that rebuild.'],
  ),
  NOTHING_KEPT: problem(
    409,
    ['No hay tablas anteriores', 'Del grupo {grupo} no se guardan tablas de antes de una reconstrucción.'],
    ['Nothing kept', 'No tables of group {grupo} are kept from before a rebuild.'],
  ),
  SWAP_LOCK: problem(
    503,
    ['Las tablas están en uso', 'Hay lecturas largas sobre {tablas}: termínalas y vuelve a intentarlo.'],
    ['Tables in use', 'Long reads hold {tablas}: end them and try again.'],
  ),
  NOT_PARKED: problem(
    404,
    ['Evento no aparcado', 'Ahí no hay ningún evento de {grupo} que se pueda resolver: {posicion}.'],
    ['Event not parked', 'No event of {grupo} that could be resolved is parked there: {posicion}.'],
  ),
  MONEY_STOPS: problem(
    409,
    [
      'El dinero no sigue sin el evento',
      'El grupo {grupo} se detiene ante el evento en {posicion}; seguirá solo cuando el programa pueda aplicarlo.',
    ],
    [
      'Money stops',
      'Group {grupo} stands before the event at {posicion}; it goes on by itself once the program can apply it.',
    ],
  ),
};
