/** What the publishing commands share: an unchanged piece changes nothing, a changed one is the next version. */
import { canonicalJson } from '../../events/canonico.ts';
import type { EstadoDeContenido } from '../../events/contenido-estado.ts';

/** Version that publishing `contenido` makes, or null when that is what stands already. */
export function nextVersion(estado: EstadoDeContenido, contenido: unknown): number | null {
  if (estado.estado === 'inexistente') return 1;
  const { version, contenido: actual } = estado.publicacion;
  if (estado.estado === 'retirado') return version + 1;
  return canonicalJson(actual) === canonicalJson(contenido) ? null : version + 1;
}
