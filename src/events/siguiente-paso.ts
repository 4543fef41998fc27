/** Which step of an experience a user has done already without its having been completed. Pure. */
import type { Catalogo } from './catalogo.ts';
import type { Componente } from './contenido.ts';
import type { UsuarioActivo } from './usuario/estado.ts';

const NINGUNA: ReadonlySet<string> = new Set();

/** The first such step, of the experiences that are not left out; each in the version the user goes on with. */
export function siguientePaso(
  usuario: UsuarioActivo,
  catalogo: Catalogo,
  sinEstas: ReadonlySet<string> = NINGUNA,
): { experiencia: string; componente: string } | null {
  for (const [id, progreso] of Object.entries(usuario.experiencias)) {
    if (progreso.terminada || sinEstas.has(id)) continue;
    const experiencia =
      catalogo.experiencia(id, catalogo.versionPara(id, progreso.version)) ?? catalogo.experiencia(id);
    const componente = experiencia?.componentes.find((paso) => !progreso.completados.includes(paso.id));
    if (componente && hecho(usuario, componente)) return { experiencia: id, componente: componente.id };
  }
  return null;
}

function hecho(usuario: UsuarioActivo, componente: Componente): boolean {
  switch (componente.tipo) {
    case 'fragmento':
      return usuario.visitados[componente.fragmento] === true;
    case 'reaccion':
      return usuario.reacciones[componente.fragmento] === true;
    case 'compra':
      return (usuario.inventario[componente.item] ?? 0) > 0;
    case 'cuestionario':
      return false;
    default:
      return componente satisfies never;
  }
}
