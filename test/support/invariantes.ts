/**
 * What must hold of any log, whatever was done: read from raw events, without the product's folds, so that a mistake in
 * those cannot hide here. Gives every violation as a line of text.
 */
import type { StoredEvent } from '../../src/events/store/tipos.ts';

// biome-ignore lint/suspicious/noExplicitAny: raw JSON of the log, read here without the product's own types.
type Raw = any;

export interface Invariantes {
  /** Looks at the events that were appended since the last call. */
  seguir(log: readonly StoredEvent[]): void;
  faltas: readonly string[];
  /** Besitos on their way: zero once everything has come to rest. */
  transito(): number;
  retenido(): number;
  comandos(): number;
}

export function createInvariantes(limiteDiario: number): Invariantes {
  const faltas: string[] = [];
  const saldos = new Map<string, number>();
  const porDia = new Map<string, number>();
  const vistos = new Set<string>();
  const comandos = new Map<string, string>();
  const ultimo = new Map<string, string>();
  const existencias = new Map<
    string,
    { repuestas: number; reservadas: Set<string>; vendidas: Set<string> }
  >();
  const limitadosEnManos = new Map<string, number>();
  const regalosAbiertos = new Map<string, number>();
  const pagos = new Set<string>();
  const eliminados = new Set<string>();
  const codigos = new Map<string, { usos: number; usados: Set<string> }>();
  let limite = limiteDiario;
  let next = 0;

  const falta = (event: StoredEvent, texto: string) =>
    void faltas.push(`${event.stream}@${event.revision} ${event.type}: ${texto}`);

  function una(event: StoredEvent, clave: string): void {
    if (vistos.has(clave)) falta(event, `${clave} twice`);
    vistos.add(clave);
  }

  function dinero(event: StoredEvent, apuntes: { cuenta: string; importe: number }[]): void {
    if (apuntes.reduce((sum, { importe }) => sum + importe, 0) !== 0)
      falta(event, 'postings do not sum to zero');
    for (const { cuenta, importe } of apuntes) {
      const saldo = (saldos.get(cuenta) ?? 0) + importe;
      saldos.set(cuenta, saldo);
      if (cuenta.startsWith('usuario:') && saldo < 0) falta(event, `${cuenta} at ${saldo}`);
    }
    const abiertos = [...regalosAbiertos.values()].reduce((sum, each) => sum + each, 0);
    const transito = saldos.get('sistema:transito') ?? 0;
    // The fact stands before its movement in one append, so the two may differ inside it only.
    if (transito < 0) falta(event, `transit at ${transito}, gifts under way ${abiertos}`);
  }

  function stock(item: string) {
    const known = existencias.get(item) ?? { repuestas: 0, reservadas: new Set(), vendidas: new Set() };
    existencias.set(item, known);
    return known;
  }

  function look(event: StoredEvent): void {
    const data = event.data as Raw;
    const meta = event.metadata as Raw;
    const usuario = event.stream.replace(/^usuario-/, '');
    if (eliminados.has(event.stream)) falta(event, 'after the erasure');
    const known = comandos.get(meta.commandId);
    if (known === undefined) comandos.set(meta.commandId, event.stream);
    else if (known !== event.stream || ultimo.get(event.stream) !== meta.commandId)
      falta(event, `command ${meta.commandId} again`);
    ultimo.set(event.stream, meta.commandId);

    switch (event.type) {
      case 'RecompensasConfiguradas':
        limite = data.cambios.limiteDiario ?? limite;
        break;
      case 'BesitosOtorgados': {
        if (data.razon === 'reembolso' || data.razon === 'ajuste') break;
        const clave = `${usuario}/${data.dia}`;
        const suma = (porDia.get(clave) ?? 0) + data.cantidad;
        porDia.set(clave, suma);
        if (suma > limite) falta(event, `${suma} granted on ${data.dia}, limit ${limite}`);
        break;
      }
      case 'ContenidoReaccionado':
        una(event, `reaction ${usuario}/${data.fragmento}`);
        break;
      case 'PublicacionReaccionada':
        una(event, `post reaction ${usuario}/${data.publicacion}`);
        break;
      case 'RegaloDiarioReclamado':
        una(event, `gift of the day ${usuario}/${data.dia}`);
        break;
      case 'MovimientoRevertido':
      case 'CompraReembolsada':
        una(event, `undone ${usuario}/${data.original.revision}`);
        break;
      case 'ExistenciasRepuestas':
        stock(data.item).repuestas += data.cantidad;
        break;
      case 'ExistenciasReservadas':
        stock(data.item).reservadas.add(data.reserva);
        break;
      case 'ReservaLiberada':
        stock(data.item).reservadas.delete(data.reserva);
        break;
      case 'ReservaConfirmada':
        if (!stock(data.item).reservadas.delete(data.reserva)) falta(event, 'sold without a reservation');
        stock(data.item).vendidas.add(data.reserva);
        break;
      case 'ExistenciaDevuelta':
        stock(data.item).vendidas.delete(data.reserva);
        break;
      case 'ItemComprado':
        if (data.tipo !== 'limitado') break;
        limitadosEnManos.set(data.item, (limitadosEnManos.get(data.item) ?? 0) + 1);
        if (limitadosEnManos.get(data.item)! > stock(data.item).repuestas) falta(event, 'oversold');
        break;
      case 'ItemDevuelto':
        if (limitadosEnManos.has(data.item))
          limitadosEnManos.set(data.item, limitadosEnManos.get(data.item)! - 1);
        break;
      case 'RegaloEnviado':
        regalosAbiertos.set(data.regalo, data.cantidad);
        break;
      case 'RegaloRecibido':
        una(event, `gift settled ${data.regalo}`);
        regalosAbiertos.delete(data.regalo);
        break;
      case 'RegaloDevuelto':
        una(event, `gift settled ${data.regalo}`);
        regalosAbiertos.delete(data.regalo);
        break;
      case 'PagoRecibido':
        una(event, `payment ${data.pago}`);
        pagos.add(data.pago);
        break;
      case 'PagoEntregado':
        una(event, `delivery ${data.pago}`);
        break;
      case 'VipActivado':
      case 'VipRenovado':
        if (data.origen.tipo === 'pago' ? !pagos.has(data.origen.id) : meta.actor.tipo !== 'admin')
          falta(event, 'VIP without a payment or a grant');
        if (data.origen.tipo === 'pago') una(event, `days of ${data.origen.id}`);
        break;
      case 'ReferidoPremiado':
        una(event, `referral ${data.referido}`);
        break;
      case 'CodigoCreado':
        codigos.set(data.codigo, { usos: data.usos, usados: new Set() });
        break;
      case 'CodigoCanjeado': {
        una(event, `code ${data.codigo} by ${usuario}`);
        const codigo = codigos.get(data.codigo);
        codigo?.usados.add(usuario);
        if (!codigo || codigo.usados.size > codigo.usos) falta(event, 'a code used too often');
        break;
      }
      case 'UsuarioEliminado':
        eliminados.add(event.stream);
        for (const cuenta of ['cartera', 'retenido'])
          if ((saldos.get(`usuario:${usuario}:${cuenta}`) ?? 0) !== 0) falta(event, `${cuenta} is not empty`);
        break;
      default:
    }
    for (const [item, { repuestas, reservadas, vendidas }] of existencias)
      if (reservadas.size + vendidas.size > repuestas) falta(event, `${item} oversold`);
    if (Array.isArray(data.apuntes)) dinero(event, data.apuntes);
  }

  return {
    seguir(log) {
      for (; next < log.length; next++) look(log[next]!);
    },
    faltas,
    transito: () => saldos.get('sistema:transito') ?? 0,
    retenido: () =>
      [...saldos].reduce((sum, [cuenta, saldo]) => (cuenta.endsWith(':retenido') ? sum + saldo : sum), 0),
    comandos: () => comandos.size,
  };
}
