/** `ReembolsarCompra`: an admin gives back what a purchase cost, and takes the item back; Stars by Telegram's refund. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { Motivo } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { AlreadyReversedError, ItemNotOwnedError, MovementNotFoundError } from '../errores.ts';
import { FALLA_VIGENTE, vigente } from '../usuario/activo.ts';
import { otorgar } from './movimientos.ts';

export const ReembolsarCompra = comandoDeUsuario({
  tipo: 'ReembolsarCompra',
  resumen: 'An admin refunds a purchase once: besitos come back at once, Stars through Telegram.',
  de: ['admin', 'soporte'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    /** Revision of the purchase (`ItemComprado`) in the user's stream. */
    revision: z.int().min(0),
    motivo: Motivo,
  }),
  limite: 'none',
  emite: ['CompraReembolsada', 'ItemDevuelto', 'BesitosOtorgados'],
  falla: [...FALLA_VIGENTE, 'MOVEMENT_NOT_FOUND', 'ALREADY_REVERSED', 'ITEM_NOT_OWNED'],
  lee: ({ revision }) => revision,
  decide(estado, { revision, motivo }, mundo) {
    const usuario = vigente(estado);
    const { original } = mundo;
    const evento = original?.evento;
    if (!original || evento?.type !== 'ItemComprado') throw new MovementNotFoundError(revision);
    if (usuario.deshechos[revision]) throw new AlreadyReversedError(revision);
    const { item, precio, moneda, compra, pago } = evento.data;
    const reembolsada = {
      type: 'CompraReembolsada' as const,
      data: {
        original: { revision, eventoId: original.id },
        item,
        precio,
        moneda,
        ...(compra !== undefined && { compra }),
        ...(pago !== undefined && { pago }),
        motivo,
      },
    };
    // Stars go back by Telegram, and the item leaves once they have.
    if (moneda === 'estrellas') return [reembolsada];
    if ((usuario.inventario[item] ?? 0) < 1) throw new ItemNotOwnedError(item);
    const referencia = { tipo: 'movimiento' as const, id: original.id };
    return [
      reembolsada,
      { type: 'ItemDevuelto', data: { item, referencia } },
      otorgar(usuario, precio, 'reembolso', referencia, mundo, { desde: 'sistema:ventas' }),
    ];
  },
});
