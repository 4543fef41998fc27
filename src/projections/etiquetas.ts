/**
 * Which cache tags change with the events that a group has applied. An event changes rows of the user whose stream it stands
 * in, of other users whom it names, and of the kind of content that its stream publishes. Rows of a user that an event
 * changes without naming that user (`RegaloEntregado`, for who was given) are in no cache.
 */
import { etiquetaDeContenido, etiquetaDeUsuario } from '../events/etiquetas.ts';
import { familiaDe } from '../events/familias.ts';
import { type Hecho, usuarioDe } from './definicion.ts';

type Tipo = Hecho['evento']['type'];

/** Of the group `usuarios` all other events change no more than when somebody was last seen, which no cache holds. */
const CAMBIA_LA_CUENTA: ReadonlySet<Tipo> = new Set<Tipo>([
  'UsuarioRegistrado',
  'IdiomaCambiado',
  'VipActivado',
  'VipRenovado',
  'VipTerminado',
  'ArquetipoAsignado',
  'UsuarioSuspendido',
  'UsuarioReactivado',
  'EliminacionSolicitada',
  'UsuarioEliminado',
]);

export function etiquetas(
  grupo: string,
  hechos: readonly Pick<Hecho, 'evento' | 'stream' | 'usuario'>[],
): string[] {
  const changed = new Set<string>();
  for (const hecho of hechos) {
    const familia = familiaDe(hecho.stream);
    if (familia === undefined) continue;
    if (familia !== 'usuario') changed.add(etiquetaDeContenido(familia));
    else if (grupo !== 'usuarios' || CAMBIA_LA_CUENTA.has(hecho.evento.type))
      changed.add(etiquetaDeUsuario(usuarioDe(hecho), grupo));
    for (const otro of otrosDe(hecho.evento)) changed.add(etiquetaDeUsuario(otro, grupo));
  }
  return [...changed];
}

/** Users whom an event names beside the one whose stream it stands in. */
function otrosDe({ data }: Hecho['evento']): string[] {
  const named = data as Partial<Record<(typeof NOMBRAN)[number], unknown>>;
  return NOMBRAN.flatMap((campo) => {
    const otro = named[campo];
    return typeof otro === 'string' && UUID.test(otro) ? [otro] : [];
  });
}

/** Fields by which events name users; of admins, `por` is no UUID of a user, and its tag is nobody's. */
const NOMBRAN = ['usuarioId', 'de', 'para', 'por', 'referido'] as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
