/** Every projection group, by name. Adding one is: a file with its fold and SQL, a migration, and a line here. */
import { administracion } from './administracion/administracion.ts';
import { analitica } from './analitica/analitica.ts';
import { catalogo } from './catalogo.ts';
import { cuentas } from './cuentas/cuentas.ts';
import type { Projection } from './definicion.ts';
import { dinero } from './dinero.ts';
import { experiencias } from './experiencias.ts';
import { narrativa } from './narrativa.ts';
import { perfiles } from './perfiles/perfiles.ts';
import { procesos } from './procesos/procesos.ts';
import { requisitos } from './requisitos/requisitos.ts';
import { tienda } from './tienda.ts';
import { usuarios } from './usuarios.ts';

export const PROJECTIONS: readonly Projection[] = [
  dinero,
  usuarios,
  narrativa,
  experiencias,
  tienda,
  catalogo,
  procesos,
  cuentas,
  administracion,
  perfiles,
  requisitos,
  analitica,
];

/** The group of that name, or the one that keeps a table of that name. */
export function projectionNamed(name: string): Projection | undefined {
  return PROJECTIONS.find(({ grupo, tablas }) => grupo === name || tablas.includes(name));
}
