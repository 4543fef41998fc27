/** `procesos_pendientes`: everything that is under way, with when it is due; what has ended is gone from here. */
import { type Hecho, usuarioDe } from '../definicion.ts';
import { defineTabla, type Paso } from '../filas.ts';

type Pendiente = {
  tipo: string;
  id: string;
  usuario_id: string | null;
  /** The item or code that it is about. */
  detalle: string | null;
  vence: string | null;
  desde: string;
};

const fin = (tipo: string, id: string): Paso<Pendiente> => ({ clave: { tipo, id }, cambia: () => null });

export const pendientes = defineTabla<Pendiente>({
  tabla: 'procesos_pendientes',
  clave: ['tipo', 'id'],
  columnas: {
    tipo: 'text',
    id: 'text',
    usuario_id: 'uuid',
    detalle: 'text',
    vence: 'instante',
    desde: 'instante',
  },
  tipos: [
    'CompraIniciada',
    'CompraCancelada',
    'ItemComprado',
    'ItemOtorgado',
    'ContenidoDesbloqueado',
    'CompraReembolsada',
    'ExistenciasReservadas',
    'ReservaConfirmada',
    'ReservaLiberada',
    'ExistenciaDevuelta',
    'CanjeIniciado',
    'CodigoCanjeado',
    'CanjeCancelado',
    'CanjeReservado',
    'CanjeConfirmado',
    'CanjeLiberado',
    'RegaloEnviado',
    'RegaloReclamado',
    'RegaloEntregado',
    'RegaloDevuelto',
    'PedidoCreado',
    'PedidoAceptado',
    'PedidoCerrado',
    'PagoEntregado',
    'PagoRecibido',
    'EntregaConfirmada',
    'ReembolsoSolicitado',
    'PagoReembolsado',
    'RevocacionConfirmada',
    'AjusteAprobado',
    'AjusteAplicado',
    'AjusteFallido',
    'EliminacionSolicitada',
    'UsuarioEliminado',
    'VipActivado',
    'VipRenovado',
    'VipCancelado',
    'CancelacionConfirmada',
    'VipTerminado',
    'ReferidoCalificado',
    'ReferidoPremiado',
  ],
  pasos(hecho) {
    return [...tienda(hecho), ...codigos(hecho), ...pagos(hecho), ...cuenta(hecho)];
  },
});

/** `inicio(tipo, id, …)`: the process is under way from here on. */
function inicioEn({ metadatos }: Hecho) {
  return (
    tipo: string,
    id: string,
    usuario_id: string | null,
    mas: { detalle?: string | null; vence?: string } = {},
  ): Paso<Pendiente> => ({
    clave: { tipo, id },
    cambia: (fila) => ({
      tipo,
      id,
      usuario_id: usuario_id ?? fila?.usuario_id ?? null,
      detalle: mas.detalle ?? fila?.detalle ?? null,
      vence: mas.vence ?? null,
      desde: fila?.desde ?? metadatos.occurredAt,
    }),
  });
}

function tienda(hecho: Hecho): Paso<Pendiente>[] {
  const { evento } = hecho;
  const inicio = inicioEn(hecho);
  switch (evento.type) {
    case 'CompraIniciada': {
      const { compra, item, caduca } = evento.data;
      return [inicio('compra', compra, usuarioDe(hecho), { detalle: item, vence: caduca })];
    }
    case 'CompraCancelada':
      return [fin('compra', evento.data.compra)];
    case 'ItemComprado':
    case 'ItemOtorgado': {
      const { item, tipo } = evento.data;
      const usuarioId = usuarioDe(hecho);
      const compra = evento.type === 'ItemComprado' ? evento.data.compra : undefined;
      return [
        ...(compra === undefined ? [] : [fin('compra', compra)]),
        ...(tipo === 'desbloqueo'
          ? [inicio('desbloqueo', `${usuarioId}/${item}`, usuarioId, { detalle: item })]
          : []),
      ];
    }
    case 'ContenidoDesbloqueado': {
      const { referencia } = evento.data;
      return referencia.tipo === 'item' ? [fin('desbloqueo', `${usuarioDe(hecho)}/${referencia.id}`)] : [];
    }
    case 'CompraReembolsada': {
      const { compra, pago, moneda, item } = evento.data;
      const usuarioId = usuarioDe(hecho);
      if (moneda === 'estrellas') return pago === undefined ? [] : [inicio('reembolso', pago, usuarioId)];
      return compra === undefined ? [] : [inicio('devolucion', compra, usuarioId, { detalle: item })];
    }
    case 'ExistenciasReservadas': {
      const { reserva, usuarioId, item, hasta } = evento.data;
      return [inicio('reserva', reserva, usuarioId, { detalle: item, vence: hasta })];
    }
    case 'ReservaConfirmada':
    case 'ReservaLiberada':
      return [fin('reserva', evento.data.reserva)];
    case 'ExistenciaDevuelta':
      return [fin('devolucion', evento.data.reserva)];
    default:
      return [];
  }
}

function codigos(hecho: Hecho): Paso<Pendiente>[] {
  const { evento } = hecho;
  const inicio = inicioEn(hecho);
  switch (evento.type) {
    case 'CanjeIniciado': {
      const { canje, codigo, caduca } = evento.data;
      return [inicio('canje', canje, usuarioDe(hecho), { detalle: codigo, vence: caduca })];
    }
    case 'CodigoCanjeado':
    case 'CanjeCancelado':
      return [fin('canje', evento.data.canje)];
    case 'CanjeReservado':
      return [inicio('uso', evento.data.canje, evento.data.usuarioId, { detalle: evento.data.codigo })];
    case 'CanjeConfirmado':
    case 'CanjeLiberado':
      return [fin('uso', evento.data.canje)];
    default:
      return [];
  }
}

function pagos(hecho: Hecho): Paso<Pendiente>[] {
  const { evento } = hecho;
  const inicio = inicioEn(hecho);
  switch (evento.type) {
    case 'PedidoCreado': {
      const { pedido, objeto, caduca } = evento.data;
      const detalle = objeto.tipo === 'item' ? objeto.item : null;
      return [inicio('pedido', pedido, usuarioDe(hecho), { detalle, vence: caduca })];
    }
    case 'PedidoAceptado': {
      const { pedido, hasta } = evento.data;
      return [
        {
          clave: { tipo: 'pedido', id: pedido },
          cambia: (fila) =>
            fila && { ...fila, vence: fila.vence !== null && fila.vence > hasta ? fila.vence : hasta },
        },
      ];
    }
    case 'PedidoCerrado':
      return [fin('pedido', evento.data.pedido)];
    case 'PagoEntregado':
      return evento.data.pedido === null ? [] : [fin('pedido', evento.data.pedido)];
    case 'PagoRecibido':
      return [inicio('pago', evento.data.pago, evento.data.usuarioId)];
    case 'ReembolsoSolicitado':
    case 'PagoReembolsado':
      return [inicio('pago', evento.data.pago, null), fin('reembolso', evento.data.pago)];
    case 'EntregaConfirmada':
    case 'RevocacionConfirmada':
      return [fin('pago', evento.data.pago)];
    default:
      return [];
  }
}

function cuenta(hecho: Hecho): Paso<Pendiente>[] {
  const { evento } = hecho;
  const inicio = inicioEn(hecho);
  switch (evento.type) {
    case 'RegaloEnviado': {
      const { regalo, caduca } = evento.data;
      return [inicio('regalo', regalo, usuarioDe(hecho), { vence: caduca })];
    }
    case 'RegaloReclamado':
      return [inicio('regalo', evento.data.regalo, usuarioDe(hecho))];
    case 'RegaloEntregado':
    case 'RegaloDevuelto':
      return [fin('regalo', evento.data.regalo)];
    case 'AjusteAprobado':
      return [inicio('ajuste', evento.data.ajuste, null)];
    case 'AjusteAplicado':
    case 'AjusteFallido':
      return [fin('ajuste', evento.data.ajuste)];
    case 'EliminacionSolicitada':
      return [inicio('eliminacion', usuarioDe(hecho), usuarioDe(hecho))];
    case 'UsuarioEliminado':
      return [
        fin('eliminacion', usuarioDe(hecho)),
        fin('suscripcion', usuarioDe(hecho)),
        fin('referido', usuarioDe(hecho)),
      ];
    case 'VipCancelado':
      return [inicio('suscripcion', usuarioDe(hecho), usuarioDe(hecho))];
    case 'VipActivado':
    case 'VipRenovado':
      // A payment says that the subscription goes on; what an admin grants says nothing of it.
      return evento.data.origen.tipo === 'pago' ? [fin('suscripcion', usuarioDe(hecho))] : [];
    case 'CancelacionConfirmada':
    case 'VipTerminado':
      return [fin('suscripcion', usuarioDe(hecho))];
    case 'ReferidoCalificado':
      return [inicio('referido', usuarioDe(hecho), usuarioDe(hecho))];
    case 'ReferidoPremiado':
      return [fin('referido', evento.data.referido)];
    default:
      return [];
  }
}
