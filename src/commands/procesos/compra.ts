/** The purchase of a limited item, in the buyer's stream: it is decided here, once, whatever the stock has done. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { ProcesoId } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { soltar } from '../economia/movimientos.ts';
import { conocido } from '../usuario/activo.ts';

/** A unit is reserved: the price that was set aside pays for it. Nothing when the purchase is over. */
export const ConfirmarCompra = comandoDeUsuario({
  tipo: 'ConfirmarCompra',
  resumen: 'A unit of a limited item is reserved: what was set aside pays, and the item is the user’s.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId, compra: ProcesoId }),
  limite: 'none',
  emite: ['ItemComprado', 'RetencionCobrada'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, { compra }) {
    const usuario = conocido(estado);
    const known = usuario.compras[compra];
    if (!known) return [];
    const { item, version, precio } = known;
    return [
      {
        type: 'ItemComprado',
        data: { item, version, tipo: 'limitado', precio, moneda: 'besitos', compra },
      },
      ...soltar(usuario, compra, 'cobrar', { tipo: 'compra', id: compra }),
    ];
  },
});

/** The purchase is given up: what was set aside goes back. Nothing when the purchase is over. */
export const CancelarCompra = comandoDeUsuario({
  tipo: 'CancelarCompra',
  resumen: 'The purchase of a limited item is given up, and what was set aside goes back to the wallet.',
  de: ['sistema'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    compra: ProcesoId,
    motivo: z.enum(['agotado', 'caducada', 'anulada']),
  }),
  limite: 'none',
  emite: ['CompraCancelada', 'RetencionLiberada'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, { compra, motivo }) {
    const usuario = conocido(estado);
    const known = usuario.compras[compra];
    if (!known) return [];
    return [
      { type: 'CompraCancelada', data: { compra, item: known.item, motivo } },
      ...soltar(usuario, compra, 'liberar', { tipo: 'compra', id: compra }),
    ];
  },
});
