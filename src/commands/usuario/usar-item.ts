/** `UsarItem`: a user uses up a consumable, and gets what using it gives. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { recompensar } from '../economia/movimientos.ts';
import { ContentNotFoundError, ItemNotOwnedError, ItemNotUsableError } from '../errores.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';

export const UsarItem = comandoDeUsuario({
  tipo: 'UsarItem',
  resumen: 'A user uses up a consumable, and gets what using it gives.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId, item: Slug }),
  limite: 'other',
  emite: ['ItemUsado', 'ItemOtorgado'],
  falla: [...FALLA_ACTIVO, 'CONTENT_NOT_FOUND', 'ITEM_NOT_OWNED', 'ITEM_NOT_USABLE'],
  decide(estado, { item: id }, mundo) {
    const usuario = activo(estado);
    const item = mundo.catalogo.item(id);
    if (!item) throw new ContentNotFoundError('item', id);
    if (item.tipo !== 'consumible') throw new ItemNotUsableError(id);
    if ((usuario.inventario[id] ?? 0) < 1) throw new ItemNotOwnedError(id);
    const { events } = recompensar(
      usuario,
      { items: item.uso?.items },
      'experiencia',
      { tipo: 'item', id },
      mundo,
    );
    return [{ type: 'ItemUsado', data: { item: id, version: item.version } }, ...events];
  },
});
