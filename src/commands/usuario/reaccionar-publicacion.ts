/** `ReaccionarPublicacion`: a user reacts to a post in a group or channel; the first reaction to each earns besitos. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { recompensar } from '../economia/movimientos.ts';
import { AlreadyReactedError, ContentNotFoundError, PostNotActiveError } from '../errores.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';
import { exigirEmoji } from './reaccionar.ts';

export const ReaccionarPublicacion = comandoDeUsuario({
  tipo: 'ReaccionarPublicacion',
  resumen: 'A user reacts to a post in a group; the first reaction to each post earns besitos while it pays.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId, publicacion: Slug, emoji: z.string().min(1).max(32) }),
  limite: 'reaction',
  emite: ['PublicacionReaccionada', 'BesitosOtorgados'],
  falla: [...FALLA_ACTIVO, 'CONTENT_NOT_FOUND', 'POST_NOT_ACTIVE', 'ALREADY_REACTED'],
  decide(estado, { publicacion: id, emoji }, mundo) {
    const usuario = activo(estado);
    const known = mundo.catalogo.publicacion(id);
    if (!known) throw new ContentNotFoundError('publicacion', id);
    exigirEmoji(emoji, mundo);
    if (usuario.publicaciones[id]) throw new AlreadyReactedError(id);
    if (known.hasta <= mundo.ahora) throw new PostNotActiveError(id);
    const recompensa = { besitos: known.publicacion.besitos ?? mundo.reglas.publicacion.besitos };
    const { premio, events } = recompensar(
      usuario,
      recompensa,
      'reaccion',
      { tipo: 'publicacion', id },
      mundo,
    );
    return [
      { type: 'PublicacionReaccionada', data: { publicacion: id, emoji, ...(premio && { premio }) } },
      ...events,
    ];
  },
});
