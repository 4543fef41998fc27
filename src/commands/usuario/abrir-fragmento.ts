/** `AbrirFragmento`: a user begins a story, goes back to a page already reached, or enters what an item opened. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { comandoDeUsuario, type Mundo } from '../definicion.ts';
import { ContentNotFoundError, FragmentNotReachedError } from '../errores.ts';
import { exigirAcceso } from './acceso.ts';
import { activo } from './activo.ts';

export const AbrirFragmento = comandoDeUsuario({
  tipo: 'AbrirFragmento',
  schema: z.strictObject({ usuarioId: UsuarioId, fragmento: Slug }),
  limite: 'other',
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const fragmento = mundo.catalogo.fragmento(datos.fragmento);
    if (!fragmento) throw new ContentNotFoundError('fragmento', datos.fragmento);
    const { id, historia, version } = fragmento;
    if (usuario.posiciones[historia] === id) return [];
    if (!fragmento.portada && !usuario.visitados[id] && !abiertoPorItem(usuario, id, mundo))
      throw new FragmentNotReachedError(id);
    exigirAcceso('fragmento', fragmento, usuario, mundo);
    const final = fragmento.final !== undefined;
    return [{ type: 'FragmentoAbierto', data: { historia, fragmento: id, version, final } }];
  },
});

function abiertoPorItem(usuario: UsuarioActivo, fragmento: string, mundo: Mundo): boolean {
  return Object.keys(usuario.inventario).some((item) =>
    mundo.catalogo.item(item)?.desbloquea?.includes(fragmento),
  );
}
