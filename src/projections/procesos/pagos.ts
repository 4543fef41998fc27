/** `pedidos` and `pagos`: invoices in Stars, and what Telegram said was paid. */
import type { Objeto } from '../../events/usuario/valores.ts';
import { usuarioDe } from '../definicion.ts';
import { defineTabla, type Paso } from '../filas.ts';

type Pedido = {
  pedido: string;
  usuario_id: string;
  objeto: Objeto;
  estrellas: number;
  estado: string;
  motivo: string | null;
  creado_en: string;
  caduca: string;
  aceptado_hasta: string | null;
  cerrado_en: string | null;
};

export const pedidos = defineTabla<Pedido>({
  tabla: 'pedidos',
  clave: ['pedido'],
  columnas: {
    pedido: 'uuid',
    usuario_id: 'uuid',
    objeto: 'jsonb',
    estrellas: 'int4',
    estado: 'text',
    motivo: 'text',
    creado_en: 'instante',
    caduca: 'instante',
    aceptado_hasta: 'instante',
    cerrado_en: 'instante',
  },
  tipos: ['PedidoCreado', 'PedidoAceptado', 'PedidoCerrado', 'PagoEntregado'],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    const en = metadatos.occurredAt;
    switch (evento.type) {
      case 'PedidoCreado': {
        const { pedido, objeto, estrellas, caduca } = evento.data;
        const creado = {
          estado: 'creado',
          motivo: null,
          creado_en: en,
          aceptado_hasta: null,
          cerrado_en: null,
        };
        const usuario_id = usuarioDe(hecho);
        return [
          {
            clave: { pedido },
            cambia: () => ({ pedido, usuario_id, objeto, estrellas, caduca, ...creado }),
          },
        ];
      }
      case 'PedidoAceptado': {
        const { pedido, hasta } = evento.data;
        return [
          {
            clave: { pedido },
            cambia: (fila) => fila && { ...fila, estado: 'aceptado', aceptado_hasta: hasta },
          },
        ];
      }
      case 'PedidoCerrado': {
        const { pedido, motivo } = evento.data;
        return [
          {
            clave: { pedido },
            cambia: (fila) => fila && { ...fila, estado: 'cerrado', motivo, cerrado_en: en },
          },
        ];
      }
      case 'PagoEntregado': {
        const { pedido } = evento.data;
        if (pedido === null) return [];
        // Also an order that was closed before the payment came.
        return [
          { clave: { pedido }, cambia: (fila) => fila && { ...fila, estado: 'pagado', cerrado_en: en } },
        ];
      }
      default:
        return [];
    }
  },
});

type Pago = {
  pago: string;
  usuario_id: string | null;
  pedido: string | null;
  objeto: Objeto | null;
  estrellas: number;
  suscripcion: string;
  suscripcion_hasta: string | null;
  origen: string;
  estado: string;
  /** Why it was to be refunded. */
  motivo: string | null;
  recibido_en: string;
  entregado_en: string | null;
  reembolsado_en: string | null;
  cerrado_en: string | null;
};

export const pagos = defineTabla<Pago>({
  tabla: 'pagos',
  clave: ['pago'],
  columnas: {
    pago: 'text',
    usuario_id: 'uuid',
    pedido: 'uuid',
    objeto: 'jsonb',
    estrellas: 'int4',
    suscripcion: 'text',
    suscripcion_hasta: 'instante',
    origen: 'text',
    estado: 'text',
    motivo: 'text',
    recibido_en: 'instante',
    entregado_en: 'instante',
    reembolsado_en: 'instante',
    cerrado_en: 'instante',
  },
  tipos: [
    'PagoRecibido',
    'EntregaConfirmada',
    'ReembolsoSolicitado',
    'PagoReembolsado',
    'RevocacionConfirmada',
  ],
  pasos({ evento, metadatos }) {
    const en = metadatos.occurredAt;
    const pasa = (pago: string, cambio: Partial<Pago>): Paso<Pago>[] => [
      { clave: { pago }, cambia: (fila) => fila && { ...fila, ...cambio } },
    ];
    switch (evento.type) {
      case 'PagoRecibido': {
        // Telegram's own id of the charge stays in the log.
        const { cargo: _, usuarioId, suscripcionHasta = null, ...cobro } = evento.data;
        const recibido = {
          estado: 'recibido',
          motivo: null,
          recibido_en: en,
          entregado_en: null,
          reembolsado_en: null,
          cerrado_en: null,
        };
        return [
          {
            clave: { pago: cobro.pago },
            cambia: () => ({
              ...cobro,
              usuario_id: usuarioId,
              suscripcion_hasta: suscripcionHasta,
              ...recibido,
            }),
          },
        ];
      }
      case 'EntregaConfirmada':
        return pasa(evento.data.pago, { estado: 'entregado', entregado_en: en });
      case 'ReembolsoSolicitado':
        return pasa(evento.data.pago, { estado: 'por_reembolsar', motivo: evento.data.motivo });
      case 'PagoReembolsado':
        return pasa(evento.data.pago, { estado: 'reembolsado', reembolsado_en: en });
      case 'RevocacionConfirmada':
        return pasa(evento.data.pago, { estado: 'cerrado', cerrado_en: en });
      default:
        return [];
    }
  },
});
