/** The group `perfiles`: leaderboards, and the score of conversion. */
import { proyeccionDeFilas } from '../filas.ts';
import { clasificacion } from './clasificacion.ts';
import { conversion } from './conversion.ts';

export const perfiles = proyeccionDeFilas('perfiles', 1, [clasificacion, conversion]);
