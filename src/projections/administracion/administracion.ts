/** The group `administracion`: what admins do and set. */
import { proyeccionDeFilas } from '../filas.ts';
import { ajustes } from './ajustes.ts';
import { conciliaciones, difusiones, funciones } from './operacion.ts';

export const administracion = proyeccionDeFilas('administracion', 1, [
  ajustes,
  difusiones,
  funciones,
  conciliaciones,
]);
