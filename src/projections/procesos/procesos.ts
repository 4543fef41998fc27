/** The group `procesos`: what touches more than one stream. */
import { proyeccionDeFilas } from '../filas.ts';
import { canjes, codigos } from './codigos.ts';
import { existencias, reservas } from './existencias.ts';
import { pagos, pedidos } from './pagos.ts';
import { pendientes } from './pendientes.ts';
import { regalos } from './regalos.ts';

export const procesos = proyeccionDeFilas('procesos', 1, [
  existencias,
  reservas,
  codigos,
  canjes,
  regalos,
  pedidos,
  pagos,
  pendientes,
]);
