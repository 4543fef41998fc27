/** What a user does in the shop: purchases, use, refunds, promo codes, offers. */
import { z } from 'zod';
import { Cantidad, Slug, TipoDeItem } from '../contenido.ts';
import { defineEvent } from '../definicion.ts';
import { Instante, Motivo, PagoId, Premio, ProcesoId, Referencia, Version } from './valores.ts';

/** A limited item was asked for and its price set aside; the stock has not answered yet. */
export const CompraIniciada = defineEvent(
  'CompraIniciada',
  z.strictObject({
    compra: ProcesoId,
    item: Slug,
    version: Version,
    precio: Cantidad,
    /** When the purchase is given up if the stock has not answered. */
    caduca: Instante,
  }),
);
export const CompraCancelada = defineEvent(
  'CompraCancelada',
  z.strictObject({
    compra: ProcesoId,
    item: Slug,
    motivo: z.enum(['agotado', 'caducada', 'anulada']),
  }),
);
export const ItemComprado = defineEvent(
  'ItemComprado',
  z.strictObject({
    item: Slug,
    version: Version,
    tipo: TipoDeItem,
    precio: Cantidad,
    moneda: z.enum(['besitos', 'estrellas']),
    /** The process that sold it, for a limited item. */
    compra: ProcesoId.optional(),
    /** The payment that bought it, in Stars. */
    pago: PagoId.optional(),
  }),
);
/** An item that came as a reward. */
export const ItemOtorgado = defineEvent(
  'ItemOtorgado',
  z.strictObject({ item: Slug, version: Version, tipo: TipoDeItem, referencia: Referencia }),
);
export const ItemUsado = defineEvent('ItemUsado', z.strictObject({ item: Slug, version: Version }));
/** An item leaves the inventory because what paid for it was given back. */
export const ItemDevuelto = defineEvent(
  'ItemDevuelto',
  z.strictObject({ item: Slug, referencia: Referencia }),
);

/** A purchase of this stream was refunded; `moneda` says in what. */
export const CompraReembolsada = defineEvent(
  'CompraReembolsada',
  z.strictObject({
    original: z.strictObject({ revision: z.int().min(0), eventoId: z.uuid() }),
    item: Slug,
    precio: Cantidad,
    moneda: z.enum(['besitos', 'estrellas']),
    /** As the purchase had them: whose unit goes back into the stock, which payment is given back. */
    compra: ProcesoId.optional(),
    pago: PagoId.optional(),
    motivo: Motivo,
  }),
);

/** A promo code was entered; its uses are counted in the code's own stream, which has not answered yet. */
export const CanjeIniciado = defineEvent(
  'CanjeIniciado',
  z.strictObject({ canje: ProcesoId, codigo: Slug, caduca: Instante }),
);
export const CodigoCanjeado = defineEvent(
  'CodigoCanjeado',
  z.strictObject({ canje: ProcesoId, codigo: Slug, premio: Premio.optional() }),
);
export const CanjeCancelado = defineEvent(
  'CanjeCancelado',
  z.strictObject({ canje: ProcesoId, codigo: Slug, motivo: z.enum(['agotado', 'caducado', 'anulado']) }),
);

/** A price for this user alone, until an instant. */
export const OfertaHecha = defineEvent(
  'OfertaHecha',
  z.strictObject({ oferta: ProcesoId, item: Slug, precio: Cantidad, hasta: Instante }),
);

export const EVENTOS_DE_TIENDA = [
  CompraIniciada,
  CompraCancelada,
  ItemComprado,
  ItemOtorgado,
  ItemUsado,
  ItemDevuelto,
  CompraReembolsada,
  CanjeIniciado,
  CodigoCanjeado,
  CanjeCancelado,
  OfertaHecha,
] as const;
