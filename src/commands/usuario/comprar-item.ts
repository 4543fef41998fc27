/** `ComprarItem`: a user buys something in the shop with besitos; the debit and the item are one append. */
import { z } from 'zod';
import { Cantidad, Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { gastar } from '../economia/movimientos.ts';
import {
  AlreadyOwnedError,
  ContentNotFoundError,
  ItemNotAvailableError,
  PriceChangedError,
} from '../errores.ts';
import { exigirAcceso } from './acceso.ts';
import { activo } from './activo.ts';

export const ComprarItem = comandoDeUsuario({
  tipo: 'ComprarItem',
  schema: z.strictObject({
    usuarioId: UsuarioId,
    item: Slug,
    /** The price the buyer was shown; a purchase at another one is refused. */
    precio: Cantidad,
  }),
  limite: 'purchase',
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const item = mundo.catalogo.item(datos.item);
    if (!item) throw new ContentNotFoundError('item', datos.item);
    // Stock is another stream's: until its process manager stands (issue 4), a limited item is only shown.
    if (item.tipo === 'limitado') throw new ItemNotAvailableError(item.id, 'proceso_pendiente');
    if (item.tipo !== 'consumible' && (usuario.inventario[item.id] ?? 0) > 0)
      throw new AlreadyOwnedError(item.id);
    exigirAcceso('item', item, usuario, mundo);
    if (item.precio !== datos.precio) throw new PriceChangedError(item.id, datos.precio, item.precio);
    const pago = gastar(usuario, item.precio, 'compra', { tipo: 'item', id: item.id });
    const { id, version, tipo, precio } = item;
    return [{ type: 'ItemComprado', data: { item: id, version, tipo, precio, moneda: 'besitos' } }, pago];
  },
});
