/** `Reaccionar`: a user reacts to a fragment with an emoji; the first reaction to each fragment earns besitos. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario, type Mundo } from '../definicion.ts';
import { recompensar } from '../economia/movimientos.ts';
import {
  AlreadyReactedError,
  ContentNotFoundError,
  FragmentNotReachedError,
  ValidationError,
} from '../errores.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';

export const Reaccionar = comandoDeUsuario({
  tipo: 'Reaccionar',
  resumen: 'A user reacts to a page; the first reaction to each page earns besitos.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId, fragmento: Slug, emoji: z.string().min(1).max(32) }),
  limite: 'reaction',
  emite: ['ContenidoReaccionado', 'BesitosOtorgados'],
  falla: [...FALLA_ACTIVO, 'CONTENT_NOT_FOUND', 'FRAGMENT_NOT_REACHED', 'ALREADY_REACTED'],
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const fragmento = mundo.catalogo.fragmento(datos.fragmento);
    if (!fragmento) throw new ContentNotFoundError('fragmento', datos.fragmento);
    exigirEmoji(datos.emoji, mundo);
    if (!usuario.visitados[fragmento.id]) throw new FragmentNotReachedError(fragmento.id);
    if (usuario.reacciones[fragmento.id]) throw new AlreadyReactedError(fragmento.id);
    const recompensa = { besitos: fragmento.reaccion ?? mundo.reglas.reaccion };
    const referencia = { tipo: 'fragmento' as const, id: fragmento.id };
    const { premio, events } = recompensar(usuario, recompensa, 'reaccion', referencia, mundo);
    return [
      {
        type: 'ContenidoReaccionado',
        data: { fragmento: fragmento.id, emoji: datos.emoji, ...(premio && { premio }) },
      },
      ...events,
    ];
  },
});

/** @throws ValidationError */
export function exigirEmoji(emoji: string, { reglas }: Mundo): void {
  if (!reglas.emojis.includes(emoji))
    throw new ValidationError('that emoji earns nothing', [
      { path: 'emoji', message: `one of ${reglas.emojis.join(' ')}` },
    ]);
}
