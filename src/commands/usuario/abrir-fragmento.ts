/** `AbrirFragmento`: a user begins a story, goes back to a page already reached, or enters what was opened for them. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { comandoDeUsuario, type Mundo } from '../definicion.ts';
import { ContentNotFoundError, FragmentNotReachedError } from '../errores.ts';
import { exigirAcceso } from './acceso.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';
import { conEdicion, edicionDe } from './edicion.ts';

export const AbrirFragmento = comandoDeUsuario({
  tipo: 'AbrirFragmento',
  resumen:
    'A user begins a story, goes back to a page already reached, or enters one that was opened for them.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId, fragmento: Slug }),
  limite: 'other',
  emite: ['FragmentoAbierto'],
  falla: [
    ...FALLA_ACTIVO,
    'CONTENT_NOT_FOUND',
    'FRAGMENT_NOT_REACHED',
    'VIP_REQUIRED',
    'REQUIREMENTS_NOT_MET',
  ],
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const conocido = mundo.catalogo.fragmento(datos.fragmento);
    if (!conocido) throw new ContentNotFoundError('fragmento', datos.fragmento);
    const { id, historia } = conocido;
    const enCurso = usuario.posiciones[historia] !== undefined;
    const alPrincipio = conocido.portada !== undefined;
    // Whoever begins anew does so in the newest edition; whoever goes on, in theirs.
    const edicion = alPrincipio
      ? mundo.catalogo.edicionPara(historia)
      : edicionDe(usuario, historia, mundo.catalogo);
    const fragmento = mundo.catalogo.fragmento(id, edicion) ?? conocido;
    if (usuario.posiciones[historia] === id) return [];
    if (fragmento.retirado && !(enCurso && usuario.visitados[id]))
      throw new ContentNotFoundError('fragmento', id);
    if (!alPrincipio && !usuario.visitados[id] && !estaAbierto(usuario, id, mundo))
      throw new FragmentNotReachedError(id);
    exigirAcceso('fragmento', fragmento, usuario, mundo);
    const final = fragmento.final !== undefined;
    return [
      {
        type: 'FragmentoAbierto',
        data: { historia, fragmento: id, version: fragmento.version, ...conEdicion(edicion), final },
      },
    ];
  },
});

/** Opened by a reward, or by an item the user owns. */
function estaAbierto(usuario: UsuarioActivo, fragmento: string, mundo: Mundo): boolean {
  if (usuario.desbloqueados[fragmento]) return true;
  return Object.keys(usuario.inventario).some((item) =>
    mundo.catalogo.item(item)?.desbloquea?.includes(fragmento),
  );
}
