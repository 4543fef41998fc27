/** In which edition a user reads a story. */
import type { Catalogo } from '../../events/catalogo.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';

/**
 * The edition the user started in, unless an editor has published a later one for everybody. One who started before
 * the story had editions goes on with the first that is for everybody, or with the fragments as they stand.
 */
export function edicionDe(usuario: UsuarioActivo, historia: string, catalogo: Catalogo): number | undefined {
  const fijada = usuario.ediciones[historia];
  if (fijada !== undefined) return catalogo.edicionPara(historia, fijada);
  const deTodos = catalogo.edicionPara(historia, 0);
  return deTodos === 0 ? undefined : deTodos;
}

/** As events carry it: absent where the story is read as it stands. */
export const conEdicion = (edicion: number | undefined): { edicion?: number } =>
  edicion === undefined ? {} : { edicion };
