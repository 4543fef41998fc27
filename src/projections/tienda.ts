/** `compras` and `inventario`: what was bought, and what each user owns, bought or given. */
import { usuarioDe } from './definicion.ts';
import { defineTabla, proyeccionDeFilas } from './filas.ts';

type Compra = {
  posicion: string;
  evento_id: string;
  usuario_id: string;
  item: string;
  version: number;
  tipo: string;
  precio: number;
  moneda: string;
  comprada_en: string;
  compra: string | null;
  pago: string | null;
  reembolsada_en: string | null;
};

const compras = defineTabla<Compra>({
  tabla: 'compras',
  clave: ['evento_id'],
  columnas: {
    posicion: 'posicion',
    evento_id: 'uuid',
    usuario_id: 'uuid',
    item: 'text',
    version: 'int4',
    tipo: 'text',
    precio: 'int8',
    moneda: 'text',
    comprada_en: 'instante',
    compra: 'uuid',
    pago: 'text',
    reembolsada_en: 'instante',
  },
  tipos: ['ItemComprado', 'CompraReembolsada'],
  pasos(hecho) {
    const { evento, metadatos, id, posicion } = hecho;
    if (evento.type === 'CompraReembolsada')
      return [
        {
          clave: { evento_id: evento.data.original.eventoId },
          cambia: (fila) => fila && { ...fila, reembolsada_en: metadatos.occurredAt },
        },
      ];
    if (evento.type !== 'ItemComprado') return [];
    const { item, version, tipo, precio, moneda, compra = null, pago = null } = evento.data;
    const comprada = {
      posicion: String(posicion),
      evento_id: id,
      usuario_id: usuarioDe(hecho),
      comprada_en: metadatos.occurredAt,
      reembolsada_en: null,
    };
    return [
      {
        clave: { evento_id: id },
        cambia: () => ({ ...comprada, item, version, tipo, precio, moneda, compra, pago }),
      },
    ];
  },
});

type Posesion = {
  usuario_id: string;
  item: string;
  tipo: string;
  /** 0 once the last one was used or given back. */
  cantidad: number;
  primero_en: string;
  /** When one came in last. */
  ultimo_en: string;
};

const inventario = defineTabla<Posesion>({
  tabla: 'inventario',
  clave: ['usuario_id', 'item'],
  columnas: {
    usuario_id: 'uuid',
    item: 'text',
    tipo: 'text',
    cantidad: 'int4',
    primero_en: 'instante',
    ultimo_en: 'instante',
  },
  tipos: ['ItemComprado', 'ItemOtorgado', 'ItemUsado', 'ItemDevuelto'],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    const usuario_id = usuarioDe(hecho);
    const en = metadatos.occurredAt;
    switch (evento.type) {
      case 'ItemComprado':
      case 'ItemOtorgado': {
        const { item, tipo } = evento.data;
        return [
          {
            clave: { usuario_id, item },
            cambia: (fila) => ({
              usuario_id,
              item,
              tipo,
              cantidad: (fila?.cantidad ?? 0) + 1,
              primero_en: fila?.primero_en ?? en,
              ultimo_en: en,
            }),
          },
        ];
      }
      case 'ItemUsado':
      case 'ItemDevuelto':
        return [
          {
            clave: { usuario_id, item: evento.data.item },
            cambia: (fila) => fila && { ...fila, cantidad: fila.cantidad - 1 },
          },
        ];
      default:
        return [];
    }
  },
});

export const tienda = proyeccionDeFilas('tienda', 2, [compras, inventario]);
