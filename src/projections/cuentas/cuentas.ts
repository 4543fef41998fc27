/** The group `cuentas`: what is known of a user beside what they have and where they stand. */
import { proyeccionDeFilas } from '../filas.ts';
import { arquetipos, ofertas, rachas } from './perfil.ts';
import { referidos } from './referidos.ts';
import { revisiones } from './revisiones.ts';
import { vip } from './vip.ts';

export const cuentas = proyeccionDeFilas('cuentas', 2, [
  vip,
  referidos,
  revisiones,
  ofertas,
  arquetipos,
  rachas,
]);
