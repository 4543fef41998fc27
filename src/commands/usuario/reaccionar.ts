/** `Reaccionar`: a user reacts to a fragment with an emoji; the first reaction to each fragment earns besitos. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { recompensar } from '../economia/movimientos.ts';
import {
  AlreadyReactedError,
  ContentNotFoundError,
  FragmentNotReachedError,
  ValidationError,
} from '../errores.ts';
import { activo } from './activo.ts';

export const Reaccionar = comandoDeUsuario({
  tipo: 'Reaccionar',
  schema: z.strictObject({ usuarioId: UsuarioId, fragmento: Slug, emoji: z.string().min(1).max(32) }),
  limite: 'reaction',
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const fragmento = mundo.catalogo.fragmento(datos.fragmento);
    if (!fragmento) throw new ContentNotFoundError('fragmento', datos.fragmento);
    if (!mundo.reglas.emojis.includes(datos.emoji))
      throw new ValidationError('that emoji earns nothing', [
        { path: 'emoji', message: `one of ${mundo.reglas.emojis.join(' ')}` },
      ]);
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
