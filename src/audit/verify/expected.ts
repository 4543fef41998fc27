/**
 * What the read models must hold, folded afresh from raw events. Written apart from the projectors, row by row and
 * without their batches, so that a mistake in one is not repeated in the other. Rows are arrays of texts, in the order
 * of the columns that `TABLES` names.
 */
import { canonicalJson } from '../../events/canonico.ts';
import type { StoredEvent } from '../../events/store/tipos.ts';

export type Row = (string | null)[];

export interface TableSpec {
  grupo: string;
  tabla: string;
  /** Columns that tell rows apart; compared in this order. */
  clave: readonly string[];
  columnas: readonly string[];
}

/** The tables that are compared, and the group whose checkpoint each is compared at. */
export const TABLES = [
  { grupo: 'dinero', tabla: 'saldos', clave: ['cuenta'], columnas: ['saldo', 'movimientos', 'posicion'] },
  {
    grupo: 'dinero',
    tabla: 'movimientos',
    clave: ['posicion'],
    columnas: [
      'evento_id',
      'usuario_id',
      'revision',
      'importe',
      'razon',
      'referencia_tipo',
      'referencia_id',
      'comando_id',
      'correlacion_id',
      'actor_tipo',
      'actor_id',
      'ocurrido_en',
    ],
  },
  { grupo: 'dinero', tabla: 'apuntes', clave: ['posicion', 'orden'], columnas: ['cuenta', 'importe'] },
  {
    grupo: 'usuarios',
    tabla: 'usuarios',
    clave: ['usuario_id'],
    columnas: ['idioma', 'personal', 'vip_hasta', 'registrado_en', 'ultima_actividad_en', 'posicion'],
  },
  {
    grupo: 'narrativa',
    tabla: 'progreso_narrativo',
    clave: ['usuario_id', 'historia'],
    columnas: ['fragmento', 'visitados', 'decisiones', 'finales', 'iniciado_en', 'actualizado_en'],
  },
  {
    grupo: 'narrativa',
    tabla: 'fragmentos_visitados',
    clave: ['usuario_id', 'fragmento'],
    columnas: ['historia', 'es_final', 'visitado_en'],
  },
  {
    grupo: 'narrativa',
    tabla: 'decisiones_tomadas',
    clave: ['usuario_id', 'fragmento', 'decision'],
    columnas: ['veces', 'tomada_en'],
  },
  {
    grupo: 'narrativa',
    tabla: 'reacciones',
    clave: ['usuario_id', 'fragmento'],
    columnas: ['emoji', 'reaccionado_en'],
  },
  {
    grupo: 'experiencias',
    tabla: 'progreso_experiencias',
    clave: ['usuario_id', 'experiencia'],
    columnas: [
      'version',
      'componentes_completados',
      'componentes_total',
      'iniciada_en',
      'actualizada_en',
      'terminada_en',
    ],
  },
  {
    grupo: 'experiencias',
    tabla: 'componentes_completados',
    clave: ['usuario_id', 'experiencia', 'componente'],
    columnas: ['completado_en'],
  },
  {
    grupo: 'tienda',
    tabla: 'compras',
    clave: ['posicion'],
    columnas: ['evento_id', 'usuario_id', 'item', 'version', 'tipo', 'precio', 'moneda', 'comprada_en'],
  },
  {
    grupo: 'tienda',
    tabla: 'inventario',
    clave: ['usuario_id', 'item'],
    columnas: ['tipo', 'cantidad', 'primero_en', 'ultimo_en'],
  },
  {
    grupo: 'catalogo',
    tabla: 'catalogo',
    clave: ['tipo', 'id'],
    columnas: ['version', 'historia', 'contenido', 'orden', 'publicado_en'],
  },
] as const satisfies readonly TableSpec[];

export type Tabla = (typeof TABLES)[number]['tabla'];

/** Expected rows of each table by key; the parts of a key are joined by `|`. */
export type Expected = Record<Tabla, Map<string, Row>>;

// biome-ignore lint/suspicious/noExplicitAny: raw JSON of the log, read here without the product's own types.
type Raw = any;

export interface ExpectedFold {
  /** Folds an event into the tables of those groups whose checkpoint has passed it. */
  event(stored: StoredEvent, covers: (grupo: string) => boolean): void;
  tables: Expected;
}

export function createExpectedFold(): ExpectedFold {
  const tables = Object.fromEntries(TABLES.map(({ tabla }) => [tabla, new Map()])) as Expected;

  function event(stored: StoredEvent, covers: (grupo: string) => boolean): void {
    const data = stored.data as Raw;
    const meta = stored.metadata as Raw;
    const at: string = meta.occurredAt;
    const position = String(stored.position);
    if (
      stored.type === 'FragmentoPublicado' ||
      stored.type === 'ExperienciaPublicada' ||
      stored.type === 'ItemPublicado'
    ) {
      if (covers('catalogo')) published(stored, data, at, position);
      return;
    }
    const user = stored.stream.replace(/^usuario-/, '');
    if (covers('dinero') && Array.isArray(data.apuntes)) movement(stored, data, meta, user, at, position);
    if (covers('usuarios')) person(stored.type, data, user, at, position);
    if (covers('narrativa')) story(stored.type, data, user, at);
    if (covers('experiencias')) experience(stored.type, data, user, at);
    if (covers('tienda')) shop(stored, data, user, at, position);
  }

  function published(stored: StoredEvent, data: Raw, at: string, position: string): void {
    const tipo = stored.stream.split('-')[0]!;
    const content = data[tipo];
    const key = `${tipo}|${content.id}`;
    const first = tables.catalogo.get(key)?.[3] ?? position;
    tables.catalogo.set(key, [
      String(data.version),
      content.historia ?? null,
      canonicalJson(content),
      first,
      at,
    ]);
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
      String(wallet?.importe),
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
      tables.usuarios.set(user, [data.idioma, data.personal, null, at, at, position]);
      return;
    }
    const row = tables.usuarios.get(user);
    if (!row) return;
    row[4] = at;
    if (type === 'IdiomaCambiado') row[0] = data.idioma;
    if (type === 'VipActivado') row[2] = data.hasta;
  }

  function story(type: string, data: Raw, user: string, at: string): void {
    if (type === 'ContenidoReaccionado') tables.reacciones.set(`${user}|${data.fragmento}`, [data.emoji, at]);
    if (type !== 'FragmentoAbierto' && type !== 'DecisionTomada') return;
    const reached = type === 'DecisionTomada' ? data.destino : data.fragmento;
    const key = `${user}|${data.historia}`;
    const row = tables.progreso_narrativo.get(key) ?? [reached, '0', '0', '0', at, at];
    tables.progreso_narrativo.set(key, row);
    const visit = `${user}|${reached}`;
    if (!tables.fragmentos_visitados.has(visit)) {
      tables.fragmentos_visitados.set(visit, [data.historia, String(data.final), at]);
      row[1] = String(Number(row[1]) + 1);
      if (data.final) row[3] = String(Number(row[3]) + 1);
    }
    row[0] = reached;
    row[5] = at;
    if (type !== 'DecisionTomada') return;
    row[2] = String(Number(row[2]) + 1);
    const taken = `${user}|${data.fragmento}|${data.decision}`;
    const times = tables.decisiones_tomadas.get(taken);
    if (times) times[0] = String(Number(times[0]) + 1);
    else tables.decisiones_tomadas.set(taken, ['1', at]);
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

  function shop(stored: StoredEvent, data: Raw, user: string, at: string, position: string): void {
    if (stored.type !== 'ItemComprado' && stored.type !== 'ItemOtorgado') return;
    if (stored.type === 'ItemComprado')
      tables.compras.set(position, [
        stored.id,
        user,
        data.item,
        String(data.version),
        data.tipo,
        String(data.precio),
        data.moneda,
        at,
      ]);
    const key = `${user}|${data.item}`;
    const row = tables.inventario.get(key);
    if (row) {
      row[0] = data.tipo;
      row[1] = String(Number(row[1]) + 1);
      row[3] = at;
    } else tables.inventario.set(key, [data.tipo, '1', at, at]);
  }

  return { event, tables };
}
