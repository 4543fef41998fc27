/**
 * What the read models must hold, folded afresh from raw events. Written apart from the projectors, row by row and
 * without their batches, so that a mistake in one is not repeated in the other. Rows are arrays of texts, in the order
 * of the columns that `TABLES` names.
 */
import { canonicalJson } from '../../events/canonico.ts';
import type { StoredEvent } from '../../events/store/tipos.ts';
import { accountRows, adminRows } from './expected-accounts.ts';
import { analyticsRows } from './expected-analytics.ts';
import { processRows } from './expected-processes.ts';
import { profileRows } from './expected-profiles.ts';
import { requirementRows } from './expected-requirements.ts';
import { type Fact, type Raw, textsOf } from './raw.ts';
import { type Row, TABLES, type Tabla } from './tables.ts';

export { type Row, TABLES, type Tabla } from './tables.ts';

/** Expected rows of each table by key; the parts of a key are joined by `|`. */
export type Expected = Record<Tabla, Map<string, Row>>;

export interface ExpectedFold {
  /** Folds an event into the tables of those groups whose checkpoint has passed it. */
  event(stored: StoredEvent, covers: (grupo: string) => boolean): void;
  tables: Expected;
}

export function createExpectedFold(): ExpectedFold {
  const tables = Object.fromEntries(TABLES.map(({ tabla }) => [tabla, new Map()])) as Expected;
  /** The newer groups: each keeps its rows as objects, which become texts when they are asked for. */
  const parts = {
    procesos: processRows(),
    cuentas: accountRows(),
    administracion: adminRows(),
    perfiles: profileRows(),
    requisitos: requirementRows(),
    analitica: analyticsRows(),
  };
  for (const spec of TABLES) {
    if (!Object.hasOwn(parts, spec.grupo)) continue;
    const part = parts[spec.grupo as keyof typeof parts];
    const get = () => textsOf(spec, part.rows()[spec.tabla]!);
    Object.defineProperty(tables, spec.tabla, { enumerable: true, get });
  }

  function event(stored: StoredEvent, covers: (grupo: string) => boolean): void {
    const data = stored.data as Raw;
    const meta = stored.metadata as Raw;
    const at: string = meta.occurredAt;
    const position = String(stored.position);
    const user = stored.stream.replace(/^usuario-/, '');
    const fact: Fact = { type: stored.type, data, meta, at, position, id: stored.id, user };
    for (const [grupo, part] of Object.entries(parts)) if (covers(grupo)) part.event(fact);
    if (covers('catalogo')) published(stored, data, at, position);
    if (!stored.stream.startsWith('usuario-')) return;
    if (covers('dinero') && Array.isArray(data.apuntes)) movement(stored, data, meta, user, at, position);
    if (covers('usuarios')) person(stored.type, data, user, at, position);
    if (covers('narrativa')) story(stored.type, data, user, at);
    if (covers('experiencias')) experience(stored.type, data, user, at);
    if (covers('tienda')) shop(stored, data, user, at, position);
  }

  function published(stored: StoredEvent, data: Raw, at: string, position: string): void {
    if (stored.type === 'HistoriaPublicada')
      tables.ediciones.set(`${data.historia}|${data.edicion}`, [
        canonicalJson(data.fragmentos),
        data.alcance,
        at,
      ]);
    if (stored.type === 'PublicacionHecha') {
      const { id, chat, mensaje, besitos } = data.publicacion;
      const worth = besitos === undefined ? null : String(besitos);
      tables.publicaciones.set(id, [String(chat), String(mensaje), worth, data.hasta, at]);
    }
    const tipo = stored.stream.split('-')[0]!;
    if (!['fragmento', 'experiencia', 'item'].includes(tipo)) return;
    const content = data[tipo];
    const key = `${tipo}|${content?.id ?? data.id}`;
    const row = tables.catalogo.get(key);
    if (content)
      tables.catalogo.set(key, [
        String(data.version),
        content.historia ?? null,
        canonicalJson(content),
        row?.[3] ?? position,
        at,
        'false',
      ]);
    else if (row && stored.type === 'PrecioCambiado') {
      const item = { ...JSON.parse(row[2]!), precio: data.precio, estrellas: data.estrellas };
      if (data.estrellas === undefined) delete item.estrellas;
      tables.catalogo.set(key, [String(data.version), null, canonicalJson(item), row[3]!, at, 'false']);
    } else if (row) row[5] = 'true';
  }

  function movement(
    stored: StoredEvent,
    data: Raw,
    meta: Raw,
    user: string,
    at: string,
    position: string,
  ): void {
    const wallet = data.apuntes.find((posting: Raw) => posting.cuenta === `usuario:${user}:cartera`);
    tables.movimientos.set(position, [
      stored.id,
      user,
      String(stored.revision),
      String(wallet?.importe ?? 0),
      data.razon,
      data.referencia.tipo,
      data.referencia.id,
      meta.commandId,
      meta.$correlationId,
      meta.actor.tipo,
      meta.actor.id,
      at,
    ]);
    data.apuntes.forEach((posting: Raw, index: number) => {
      tables.apuntes.set(`${position}|${index}`, [posting.cuenta, String(posting.importe)]);
      const [saldo = '0', count = '0'] = tables.saldos.get(posting.cuenta) ?? [];
      tables.saldos.set(posting.cuenta, [
        String(BigInt(saldo!) + BigInt(posting.importe)),
        String(Number(count) + 1),
        position,
      ]);
    });
  }

  function person(type: string, data: Raw, user: string, at: string, position: string): void {
    if (type === 'UsuarioRegistrado') {
      tables.usuarios.set(user, [data.idioma, data.personal, null, at, at, position, 'activo', null]);
      return;
    }
    const row = tables.usuarios.get(user);
    if (!row) return;
    row[4] = at;
    if (type === 'IdiomaCambiado') row[0] = data.idioma;
    if (['VipActivado', 'VipRenovado', 'VipTerminado'].includes(type)) row[2] = data.hasta;
    if (type === 'ArquetipoAsignado') row[7] = data.arquetipo;
    if (type === 'UsuarioSuspendido') row[6] = 'suspendido';
    if (type === 'UsuarioReactivado') row[6] = 'activo';
    if (type === 'EliminacionSolicitada') row[6] = 'eliminando';
    if (type === 'UsuarioEliminado') {
      row[6] = 'eliminado';
      row[1] = '';
    }
  }

  function story(type: string, data: Raw, user: string, at: string): void {
    if (type === 'ContenidoReaccionado') tables.reacciones.set(`${user}|${data.fragmento}`, [data.emoji, at]);
    if (type === 'PublicacionReaccionada')
      tables.publicaciones_reaccionadas.set(`${user}|${data.publicacion}`, [data.emoji, at]);
    const opened = `${user}|${data.contenido}`;
    if (type === 'ContenidoDesbloqueado' && !tables.desbloqueos.has(opened))
      tables.desbloqueos.set(opened, [data.referencia.tipo, data.referencia.id, at]);
    if (type !== 'FragmentoAbierto' && type !== 'DecisionTomada') return;
    const reached = type === 'DecisionTomada' ? data.destino : data.fragmento;
    const key = `${user}|${data.historia}`;
    const row = tables.progreso_narrativo.get(key) ?? [reached, '0', '0', '0', at, at];
    tables.progreso_narrativo.set(key, row);
    const visit = `${user}|${reached}`;
    const arrivals = funnel(data.historia, reached);
    arrivals[0] = String(Number(arrivals[0]) + 1);
    if (!tables.fragmentos_visitados.has(visit)) {
      tables.fragmentos_visitados.set(visit, [data.historia, String(data.final), at, 'false']);
      arrivals[1] = String(Number(arrivals[1]) + 1);
      row[1] = String(Number(row[1]) + 1);
      if (data.final) row[3] = String(Number(row[3]) + 1);
    }
    row[0] = reached;
    row[5] = at;
    if (type !== 'DecisionTomada') return;
    const left = tables.fragmentos_visitados.get(`${user}|${data.fragmento}`);
    if (left && left[3] === 'false') {
      left[3] = 'true';
      const from = funnel(data.historia, data.fragmento);
      from[2] = String(Number(from[2]) + 1);
    }
    row[2] = String(Number(row[2]) + 1);
    const taken = `${user}|${data.fragmento}|${data.decision}`;
    const times = tables.decisiones_tomadas.get(taken);
    if (times) times[0] = String(Number(times[0]) + 1);
    else tables.decisiones_tomadas.set(taken, ['1', at]);
    const choice = `${data.historia}|${data.fragmento}|${data.decision}`;
    const [veces = '0', personas = '0'] = tables.embudo_decisiones.get(choice) ?? [];
    tables.embudo_decisiones.set(choice, [
      String(Number(veces) + 1),
      String(Number(personas) + (data.primera ? 1 : 0)),
    ]);
  }

  function funnel(historia: string, fragmento: string): Row {
    const key = `${historia}|${fragmento}`;
    const row = tables.embudo_historia.get(key) ?? ['0', '0', '0'];
    tables.embudo_historia.set(key, row);
    return row;
  }

  function experience(type: string, data: Raw, user: string, at: string): void {
    const key = `${user}|${data.experiencia}`;
    if (type === 'ExperienciaIniciada')
      tables.progreso_experiencias.set(key, [
        String(data.version),
        '0',
        String(data.componentes),
        at,
        at,
        null,
      ]);
    const row = tables.progreso_experiencias.get(key);
    if (!row) return;
    if (type === 'ComponenteCompletado') {
      tables.componentes_completados.set(`${key}|${data.componente}`, [at]);
      row[1] = String(Number(row[1]) + 1);
      row[2] = String(data.total);
      row[4] = at;
    }
    if (type === 'ExperienciaCompletada') {
      row[4] = at;
      row[5] = at;
    }
  }

  const purchases = new Map<string, Row>();

  function shop(stored: StoredEvent, data: Raw, user: string, at: string, position: string): void {
    const key = `${user}|${data.item}`;
    const row = tables.inventario.get(key);
    switch (stored.type) {
      case 'ItemComprado': {
        const { item, version, tipo, precio, moneda, compra = null, pago = null } = data;
        const what = [item, String(version), tipo, String(precio), moneda, at, compra, pago, null];
        const purchase = [stored.id, user, ...what];
        tables.compras.set(position, purchase);
        purchases.set(stored.id, purchase);
        break;
      }
      case 'CompraReembolsada': {
        const purchase = purchases.get(data.original.eventoId);
        if (purchase) purchase[10] = at;
        return;
      }
      case 'ItemUsado':
      case 'ItemDevuelto':
        if (row) row[1] = String(Number(row[1]) - 1);
        return;
      case 'ItemOtorgado':
        break;
      default:
        return;
    }
    if (row) {
      row[0] = data.tipo;
      row[1] = String(Number(row[1]) + 1);
      row[3] = at;
    } else tables.inventario.set(key, [data.tipo, '1', at, at]);
  }

  return { event, tables };
}
