/** How the shop changes what is known of a user. */
import type { EventOf } from '../definicion.ts';
import type { EVENTOS_DE_TIENDA } from './eventos-tienda.ts';
import { de, type Pliegues, sin } from './pliegue.ts';
import { ImpossibleEventError, type UsuarioActivo } from './usuario.ts';

function conItem(state: UsuarioActivo, item: string, cambio: 1 | -1): UsuarioActivo {
  const cantidad = (state.inventario[item] ?? 0) + cambio;
  if (cantidad < 0) throw new ImpossibleEventError(`${item} leaves an inventory that holds none`);
  return {
    ...state,
    inventario: cantidad === 0 ? sin(state.inventario, item) : { ...state.inventario, [item]: cantidad },
  };
}

function cerrada(
  state: UsuarioActivo,
  compra: string,
  item: string,
  como: 'hecha' | 'cancelada',
): UsuarioActivo {
  return {
    ...state,
    compras: sin(state.compras, compra),
    comprasCerradas: { ...state.comprasCerradas, [compra]: { item, como } },
  };
}

export const PLIEGUES_DE_TIENDA: Pliegues<EventOf<(typeof EVENTOS_DE_TIENDA)[number]>['type']> = {
  CompraIniciada: (state, { compra, item, version, precio, caduca }) => ({
    ...state,
    compras: { ...state.compras, [compra]: { item, version, precio, caduca } },
  }),
  CompraCancelada(state, { compra, item }) {
    de(state.compras, compra, 'purchase');
    return cerrada(state, compra, item, 'cancelada');
  },
  ItemComprado(state, { item, compra }) {
    const before =
      compra !== undefined && state.compras[compra] ? cerrada(state, compra, item, 'hecha') : state;
    return { ...conItem(before, item, 1), ofertas: sin(state.ofertas, item) };
  },
  ItemOtorgado: (state, { item }) => conItem(state, item, 1),
  ItemUsado: (state, { item }) => conItem(state, item, -1),
  ItemDevuelto: (state, { item }) => conItem(state, item, -1),
  CompraReembolsada: (state, { original }) => ({
    ...state,
    deshechos: { ...state.deshechos, [original.revision]: true },
  }),
  CanjeIniciado: (state, { canje, codigo, caduca }) => ({
    ...state,
    canjes: { ...state.canjes, [canje]: { codigo, caduca } },
  }),
  CodigoCanjeado(state, { canje, codigo }) {
    de(state.canjes, canje, 'redemption');
    return { ...state, canjes: sin(state.canjes, canje), codigos: { ...state.codigos, [codigo]: canje } };
  },
  CanjeCancelado(state, { canje }) {
    de(state.canjes, canje, 'redemption');
    return { ...state, canjes: sin(state.canjes, canje) };
  },
  OfertaHecha: (state, { item, precio, hasta }) => ({
    ...state,
    ofertas: { ...state.ofertas, [item]: { precio, hasta } },
  }),
};
