/** Who may enter: the VIP flag and the condition tree of a piece of content, checked at the moment of the command. */
import type { Requisito } from '../../events/contenido.ts';
import { esVip, faltantes } from '../../events/requisitos.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import type { Mundo } from '../definicion.ts';
import { RequirementsNotMetError, VipRequiredError } from '../errores.ts';

/** What was unlocked for the user is entered whatever it requires, VIP apart. @throws VipRequiredError, RequirementsNotMetError */
export function exigirAcceso(
  tipo: 'fragmento' | 'experiencia' | 'item',
  contenido: { id: string; vip?: true | undefined; requisitos?: Requisito | undefined },
  usuario: UsuarioActivo,
  mundo: Mundo,
): void {
  if (contenido.vip && !esVip(usuario, mundo.ahora)) throw new VipRequiredError(tipo, contenido.id);
  if (!usuario.desbloqueados[contenido.id]) exigirRequisitos(contenido.requisitos, usuario, mundo);
}

/** @throws RequirementsNotMetError */
export function exigirRequisitos(
  requisitos: Requisito | undefined,
  usuario: UsuarioActivo,
  mundo: Mundo,
): void {
  const faltan = faltantes(requisitos, usuario, mundo);
  if (faltan.length > 0) throw new RequirementsNotMetError(faltan);
}
