/** `analytics_events` of the log, and the counters behind every figure of analytics: docs/explanation/analitica.md. */
import { proyeccionDeFilas } from '../filas.ts';
import { registro } from './actividad.ts';
import { activos, cohortes, conversion, porDia, porHora } from './contadores.ts';
import { cubos } from './cubos.ts';
import { ECONOMIA } from './economia.ts';
import { embudoDeExperiencias } from './experiencias.ts';
import { usuarios } from './usuarios.ts';

export const analitica = proyeccionDeFilas('analitica', 1, [
  registro,
  usuarios,
  activos,
  porHora,
  porDia,
  cohortes,
  conversion,
  cubos,
  ...ECONOMIA,
  embudoDeExperiencias,
]);
