/** The group `perfiles`: leaderboards, and the score of conversion. */
import { proyeccionDeFilas } from '../filas.ts';
import { clasificacion, tramos } from './clasificacion.ts';
import { conversion } from './conversion.ts';

export const perfiles = proyeccionDeFilas('perfiles', 2, [clasificacion, tramos, conversion]);
