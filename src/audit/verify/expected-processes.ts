/** Expected rows of what touches more than one stream: stock, codes, gifts, orders, payments, and what is pending. */
import type { Fact, Objects, Part } from './raw.ts';

export function processRows(): Part {
  const rows = {
    existencias: new Map() as Objects,
    reservas: new Map() as Objects,
    codigos: new Map() as Objects,
    canjes: new Map() as Objects,
    regalos: new Map() as Objects,
    pedidos: new Map() as Objects,
    pagos: new Map() as Objects,
    procesos_pendientes: new Map() as Objects,
  };
  const set = (table: Objects, key: string, change: Record<string, unknown>) => {
    const row = table.get(key);
    if (row) Object.assign(row, change);
  };

  return {
    rows: () => rows,
    event(fact) {
      stock(fact);
      codes(fact);
      gifts(fact);
      stars(fact);
      pending(fact);
    },
  };

  function stock({ type, data, at }: Fact): void {
    const reservation = `${data.item}|${data.reserva}`;
    const before = rows.reservas.get(reservation)?.estado;
    if (type === 'ExistenciasReservadas')
      rows.reservas.set(reservation, {
        usuario_id: data.usuarioId,
        hasta: data.hasta,
        estado: 'reservada',
        en: at,
      });
    else if (type === 'ReservaConfirmada') become('vendida');
    else if (type === 'ReservaLiberada') become('liberada');
    else if (type === 'ExistenciaDevuelta') become('devuelta');
    else if (type !== 'ExistenciasRepuestas') return;

    function become(estado: string): void {
      const row = rows.reservas.get(reservation) ?? { usuario_id: null, hasta: null };
      rows.reservas.set(reservation, { ...row, estado, en: at });
    }

    // Counted anew from all reservations of the item, and not by adding up what changed.
    const row = rows.existencias.get(data.item) ?? { repuestas: 0, reservadas: 0, vendidas: 0, abiertas: {} };
    const repuestas = (row.repuestas as number) + (type === 'ExistenciasRepuestas' ? data.cantidad : 0);
    const after = rows.reservas.get(reservation)?.estado;
    const count = (estado: string, column: string) =>
      (row[column] as number) + Number(after === estado) - Number(before === estado);
    const [reservadas, vendidas] =
      type === 'ExistenciasRepuestas'
        ? [row.reservadas as number, row.vendidas as number]
        : [count('reservada', 'reservadas'), count('vendida', 'vendidas')];
    const abiertas = { ...(row.abiertas as Record<string, true>) };
    if (after === 'reservada') abiertas[data.reserva] = true;
    else delete abiertas[data.reserva];
    const disponibles = repuestas - reservadas - vendidas;
    rows.existencias.set(data.item, {
      disponibles,
      reservadas,
      vendidas,
      repuestas,
      abiertas,
      actualizado_en: at,
    });
  }

  function codes({ type, data, at, user }: Fact): void {
    if (type === 'CodigoCreado') {
      const { usos, recompensa, desde = null, hasta = null } = data;
      const nuevo = { quedan: usos, confirmados: 0, abiertos: {}, creado_en: at };
      rows.codigos.set(data.codigo, { usos, recompensa, desde, hasta, ...nuevo });
    }
    const code = rows.codigos.get(data.codigo);
    if (code && ['CanjeReservado', 'CanjeConfirmado', 'CanjeLiberado'].includes(type)) {
      const open = code.abiertos as Record<string, true>;
      if (type === 'CanjeReservado') {
        open[data.canje] = true;
        code.quedan = (code.quedan as number) - 1;
      } else {
        if (type === 'CanjeLiberado' && open[data.canje]) code.quedan = (code.quedan as number) + 1;
        if (type === 'CanjeConfirmado') code.confirmados = (code.confirmados as number) + 1;
        delete open[data.canje];
      }
    }
    if (type === 'CanjeIniciado')
      rows.canjes.set(data.canje, {
        usuario_id: user,
        codigo: data.codigo,
        estado: 'iniciado',
        iniciado_en: at,
      });
    if (type === 'CodigoCanjeado')
      set(rows.canjes, data.canje, {
        estado: 'hecho',
        otorgado: data.premio?.otorgado ?? 0,
        cerrado_en: at,
      });
    if (type === 'CanjeCancelado')
      set(rows.canjes, data.canje, { estado: 'cancelado', motivo: data.motivo, cerrado_en: at });
  }

  function gifts({ type, data, at, user }: Fact): void {
    const { regalo, para, cantidad, caduca } = data;
    if (type === 'RegaloEnviado') {
      const enlace = para === null;
      rows.regalos.set(regalo, {
        de: user,
        para,
        cantidad,
        enlace,
        estado: 'enviado',
        enviado_en: at,
        caduca,
      });
    }
    if (type === 'RegaloReclamado') set(rows.regalos, regalo, { estado: 'reclamado', para: data.por });
    if (type === 'RegaloRecibido') set(rows.regalos, regalo, { estado: 'recibido', cerrado_en: at });
    if (type === 'RegaloRehusado') set(rows.regalos, regalo, { estado: 'rehusado' });
    if (type === 'RegaloEntregado') set(rows.regalos, regalo, { estado: 'entregado' });
    if (type === 'RegaloDevuelto')
      set(rows.regalos, regalo, { estado: 'devuelto', motivo: data.motivo, cerrado_en: at });
  }

  function stars({ type, data, at, user }: Fact): void {
    const { pedido, pago } = data;
    if (type === 'PedidoCreado') {
      const { objeto, estrellas, caduca } = data;
      rows.pedidos.set(pedido, {
        usuario_id: user,
        objeto,
        estrellas,
        estado: 'creado',
        creado_en: at,
        caduca,
      });
    }
    if (type === 'PedidoAceptado')
      set(rows.pedidos, pedido, { estado: 'aceptado', aceptado_hasta: data.hasta });
    if (type === 'PedidoCerrado')
      set(rows.pedidos, pedido, { estado: 'cerrado', motivo: data.motivo, cerrado_en: at });
    if (type === 'PagoEntregado') set(rows.pedidos, pedido, { estado: 'pagado', cerrado_en: at });

    if (type === 'PagoRecibido')
      rows.pagos.set(pago, {
        ...data,
        usuario_id: data.usuarioId,
        suscripcion_hasta: data.suscripcionHasta,
        estado: 'recibido',
        recibido_en: at,
      });
    if (type === 'EntregaConfirmada') set(rows.pagos, pago, { estado: 'entregado', entregado_en: at });
    if (type === 'ReembolsoSolicitado')
      set(rows.pagos, pago, { estado: 'por_reembolsar', motivo: data.motivo });
    if (type === 'PagoReembolsado') set(rows.pagos, pago, { estado: 'reembolsado', reembolsado_en: at });
    if (type === 'RevocacionConfirmada') set(rows.pagos, pago, { estado: 'cerrado', cerrado_en: at });
  }

  /** Told from the events alone, not from the tables above. */
  function pending({ type, data, at, user }: Fact): void {
    const table = rows.procesos_pendientes;
    const end = (tipo: string, id: unknown) => void table.delete(`${tipo}|${id}`);
    const begin = (tipo: string, id: unknown, usuario: unknown, detalle?: unknown, vence?: unknown) => {
      const key = `${tipo}|${id}`;
      const known = table.get(key) ?? { desde: at };
      table.set(key, {
        usuario_id: usuario ?? known.usuario_id,
        detalle: detalle ?? known.detalle,
        vence: vence ?? null,
        desde: known.desde,
      });
    };
    const beginnings: Record<string, () => void> = {
      CompraIniciada: () => begin('compra', data.compra, user, data.item, data.caduca),
      ExistenciasReservadas: () => begin('reserva', data.reserva, data.usuarioId, data.item, data.hasta),
      CanjeIniciado: () => begin('canje', data.canje, user, data.codigo, data.caduca),
      CanjeReservado: () => begin('uso', data.canje, data.usuarioId, data.codigo),
      RegaloEnviado: () => begin('regalo', data.regalo, user, null, data.caduca),
      RegaloReclamado: () => begin('regalo', data.regalo, user),
      PedidoCreado: () => begin('pedido', data.pedido, user, data.objeto.item, data.caduca),
      PagoRecibido: () => begin('pago', data.pago, data.usuarioId),
      ReembolsoSolicitado: () => begin('pago', data.pago, null),
      PagoReembolsado: () => begin('pago', data.pago, null),
      AjusteAprobado: () => begin('ajuste', data.ajuste, null),
      EliminacionSolicitada: () => begin('eliminacion', user, user),
      VipCancelado: () => begin('suscripcion', user, user),
      ReferidoCalificado: () => begin('referido', user, user),
      CompraReembolsada() {
        if (data.moneda === 'besitos' && data.compra) begin('devolucion', data.compra, user, data.item);
        if (data.moneda === 'estrellas' && data.pago) begin('reembolso', data.pago, user);
      },
    };
    const endings: Record<string, [string, unknown][]> = {
      CompraCancelada: [['compra', data.compra]],
      ItemComprado: [['compra', data.compra]],
      ReservaConfirmada: [['reserva', data.reserva]],
      ReservaLiberada: [['reserva', data.reserva]],
      ExistenciaDevuelta: [['devolucion', data.reserva]],
      CodigoCanjeado: [['canje', data.canje]],
      CanjeCancelado: [['canje', data.canje]],
      CanjeConfirmado: [['uso', data.canje]],
      CanjeLiberado: [['uso', data.canje]],
      RegaloEntregado: [['regalo', data.regalo]],
      RegaloDevuelto: [['regalo', data.regalo]],
      PedidoCerrado: [['pedido', data.pedido]],
      PagoEntregado: [['pedido', data.pedido]],
      EntregaConfirmada: [['pago', data.pago]],
      RevocacionConfirmada: [['pago', data.pago]],
      ReembolsoSolicitado: [['reembolso', data.pago]],
      PagoReembolsado: [['reembolso', data.pago]],
      AjusteAplicado: [['ajuste', data.ajuste]],
      AjusteFallido: [['ajuste', data.ajuste]],
      CancelacionConfirmada: [['suscripcion', user]],
      VipTerminado: [['suscripcion', user]],
      ReferidoPremiado: [['referido', data.referido]],
      UsuarioEliminado: [
        ['eliminacion', user],
        ['suscripcion', user],
        ['referido', user],
      ],
    };
    beginnings[type]?.();
    for (const [tipo, id] of endings[type] ?? []) end(tipo, id);
    if ((type === 'VipActivado' || type === 'VipRenovado') && data.origen.tipo === 'pago')
      end('suscripcion', user);
    if ((type === 'ItemComprado' || type === 'ItemOtorgado') && data.tipo === 'desbloqueo')
      begin('desbloqueo', `${user}/${data.item}`, user, data.item);
    if (type === 'ContenidoDesbloqueado' && data.referencia.tipo === 'item')
      end('desbloqueo', `${user}/${data.referencia.id}`);
    const order = table.get(`pedido|${data.pedido}`);
    if (type === 'PedidoAceptado' && order && data.hasta > (order.vence as string)) order.vence = data.hasta;
  }
}
