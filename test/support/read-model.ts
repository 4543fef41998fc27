/**
 * The read models in memory: what the SQL of each projection does with a folded batch, row by row, in the form that
 * verification expects. Only for tests of the folds; the SQL itself is tested against PostgreSQL.
 */
import { type Row, TABLES, type Tabla } from '../../src/audit/verify/expected.ts';
import { canonicalJson } from '../../src/events/canonico.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import type { Hecho, Projection } from '../../src/projections/definicion.ts';
import { decode } from '../../src/projections/engine/decode.ts';
import { type Fila, type Pasos, plegar } from '../../src/projections/filas.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { aplicarRequisitos, type Situacion } from '../../src/projections/requisitos/requisitos.ts';

export type ReadModel = Record<Tabla, Map<string, Row>>;

// biome-ignore lint/suspicious/noExplicitAny: batches are private to each projection.
type Batch = any;
type Table = Map<string, (string | null)[]>;

export const projection = (grupo: string): Projection => PROJECTIONS.find((each) => each.grupo === grupo)!;

/** The batch that a projection makes of these events, of which it is handed only what it handles. */
export function foldOf(grupo: string, hechos: readonly Hecho[]): Batch {
  const { tipos, fold } = projection(grupo);
  return fold(hechos.filter(({ evento }) => tipos.has(evento.type)));
}

export function hechosOf(log: readonly StoredEvent[]): Hecho[] {
  const { hechos, poison } = decode(log);
  if (poison) throw poison.error;
  return hechos;
}

/** What the tables hold after the events were written in batches of these sizes, and the rest in one. */
export function readModelOf(hechos: readonly Hecho[], sizes: readonly number[] = []): ReadModel {
  const tables = Object.fromEntries(TABLES.map(({ tabla }) => [tabla, new Map()])) as ReadModel;
  const batches: Hecho[][] = [];
  let from = 0;
  for (const size of sizes) {
    batches.push(hechos.slice(from, from + size));
    from += size;
  }
  batches.push(hechos.slice(from));
  const filas = new Map<string, Map<string, Fila>>();
  const requisitos = situacionVacia();
  const cumplidos = new Map<string, Fila>();
  for (const batch of batches)
    for (const { grupo } of PROJECTIONS) {
      const folded = foldOf(grupo, batch);
      if (WRITERS[grupo]) WRITERS[grupo](tables, folded);
      else if (grupo === 'requisitos') escribirRequisitos(requisitos, cumplidos, folded.hechos);
      else
        for (const [tabla, pasos] of Object.entries(folded as Record<string, Pasos>)) {
          const antes = filas.get(tabla) ?? new Map<string, Fila>();
          filas.set(tabla, antes);
          for (const [clave, fila] of plegar(pasos, antes)) {
            if (fila) antes.set(clave, throughJson(fila));
            else antes.delete(clave);
          }
        }
    }
  filas.set('requisitos_cumplidos', cumplidos);
  filas.set(
    'requisitos_estado',
    new Map([...requisitos.estados].map(([id, estado]) => [id, { usuario_id: id, estado }])),
  );
  filas.set('requisitos_contenido', requisitos.exigencias);
  filas.set(
    'requisitos_reglas',
    new Map(requisitos.niveles ? [['niveles', { nombre: 'niveles', ...requisitos.niveles }]] : []),
  );
  for (const spec of TABLES)
    for (const fila of filas.get(spec.tabla)?.values() ?? [])
      tables[spec.tabla].set(
        spec.clave.map((columna) => fila[columna]).join('|'),
        spec.columnas.map((columna) => celda(fila[columna])),
      );
  return tables;
}

const situacionVacia = (): Situacion => ({ estados: new Map(), exigencias: new Map(), niveles: null });

function escribirRequisitos(
  situacion: Situacion,
  cumplidos: Map<string, Fila>,
  hechos: readonly Hecho[],
): void {
  const cambios = aplicarRequisitos(situacion, hechos);
  for (const [clave, fila] of cambios.cumplidos) cumplidos.set(clave, fila);
  for (const [usuarioId, estado] of cambios.estados)
    if (!estado)
      for (const clave of cumplidos.keys()) if (clave.startsWith(usuarioId)) cumplidos.delete(clave);
  for (const [id, estado] of situacion.estados) situacion.estados.set(id, throughJson(estado));
}

/** As a row comes back from a table. */
const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

function celda(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return canonicalJson(throughJson(value));
  return String(value);
}

const WRITERS: Record<string, (tables: ReadModel, batch: Batch) => void> = {
  dinero(tables, { movimientos, saldos }) {
    for (const { hecho, usuarioId, importe, razon, referencia, apuntes } of movimientos) {
      const { commandId, $correlationId, actor, occurredAt } = hecho.metadatos;
      insert(tables.movimientos, String(hecho.posicion), [
        hecho.id,
        usuarioId,
        String(hecho.revision),
        String(importe),
        razon,
        referencia.tipo,
        referencia.id,
        commandId,
        $correlationId,
        actor.tipo,
        actor.id,
        occurredAt,
      ]);
      apuntes.forEach((apunte: { cuenta: string; importe: number }, orden: number) => {
        insert(tables.apuntes, `${hecho.posicion}|${orden}`, [apunte.cuenta, String(apunte.importe)]);
      });
    }
    for (const [cuenta, { delta, movimientos: count, posicion }] of saldos) {
      const [saldo, veces] = tables.saldos.get(cuenta) ?? ['0', '0'];
      tables.saldos.set(cuenta, [plus(saldo!, delta), plus(veces!, count), String(posicion)]);
    }
  },

  usuarios(tables, { altas, cambios }) {
    for (const { usuarioId, idioma, personal, en, posicion } of altas)
      insert(tables.usuarios, usuarioId, [idioma, personal, null, en, en, String(posicion), 'activo', null]);
    for (const [usuarioId, { idioma, vipHasta, estado, arquetipo, personal, en }] of cambios) {
      const row = tables.usuarios.get(usuarioId);
      if (!row) continue;
      tables.usuarios.set(usuarioId, [
        idioma ?? row[0]!,
        personal ?? row[1]!,
        vipHasta ?? row[2]!,
        row[3]!,
        en,
        row[5]!,
        estado ?? row[6]!,
        arquetipo ?? row[7]!,
      ]);
    }
  },

  narrativa(tables, { visitas, decisiones, tomadas, reacciones, publicaciones, desbloqueos }) {
    const nuevas = new Map<string, { visitados: number; finales: number }>();
    const lote = new Map<string, { primera: string; fragmento: string; en: string }>();
    for (const { usuarioId, historia, fragmento, final, en } of visitas) {
      const clave = `${usuarioId}|${historia}`;
      lote.set(clave, { primera: lote.get(clave)?.primera ?? en, fragmento, en });
      const visita = `${usuarioId}|${fragmento}`;
      if (tables.fragmentos_visitados.has(visita)) continue;
      tables.fragmentos_visitados.set(visita, [historia, String(final), en]);
      const { visitados, finales } = nuevas.get(clave) ?? { visitados: 0, finales: 0 };
      nuevas.set(clave, { visitados: visitados + 1, finales: finales + (final ? 1 : 0) });
    }
    for (const [clave, { primera, fragmento, en }] of lote) {
      const row = tables.progreso_narrativo.get(clave);
      const { visitados, finales } = nuevas.get(clave) ?? { visitados: 0, finales: 0 };
      const veces = tomadas.get(clave.replace('|', '/')) ?? 0;
      tables.progreso_narrativo.set(clave, [
        fragmento,
        plus(row?.[1] ?? '0', visitados),
        plus(row?.[2] ?? '0', veces),
        plus(row?.[3] ?? '0', finales),
        row?.[4] ?? primera,
        en,
      ]);
    }
    for (const { usuarioId, fragmento, decision, veces, en } of decisiones.values()) {
      const clave = `${usuarioId}|${fragmento}|${decision}`;
      const row = tables.decisiones_tomadas.get(clave);
      tables.decisiones_tomadas.set(clave, [plus(row?.[0] ?? '0', veces), row?.[1] ?? en]);
    }
    for (const { usuarioId, fragmento, emoji, en } of reacciones)
      insert(tables.reacciones, `${usuarioId}|${fragmento}`, [emoji, en]);
    for (const { usuarioId, publicacion, emoji, en } of publicaciones)
      insert(tables.publicaciones_reaccionadas, `${usuarioId}|${publicacion}`, [emoji, en]);
    for (const { usuarioId, contenido, referencia, en } of desbloqueos) {
      const clave = `${usuarioId}|${contenido}`;
      if (!tables.desbloqueos.has(clave)) tables.desbloqueos.set(clave, [referencia.tipo, referencia.id, en]);
    }
  },

  experiencias(tables, { iniciadas, completados, avances }) {
    for (const { usuarioId, experiencia, version, total, en } of iniciadas)
      insert(tables.progreso_experiencias, `${usuarioId}|${experiencia}`, [
        String(version),
        '0',
        String(total),
        en,
        en,
        null,
      ]);
    for (const { usuarioId, experiencia, suma, total, en, terminada } of avances.values()) {
      const row = tables.progreso_experiencias.get(`${usuarioId}|${experiencia}`);
      if (!row) continue;
      tables.progreso_experiencias.set(`${usuarioId}|${experiencia}`, [
        row[0]!,
        plus(row[1]!, suma),
        total === null ? row[2]! : String(total),
        row[3]!,
        en,
        terminada ?? row[5]!,
      ]);
    }
    for (const { usuarioId, experiencia, componente, en } of completados)
      insert(tables.componentes_completados, `${usuarioId}|${experiencia}|${componente}`, [en]);
  },
};

/** As a table with a primary key does it. */
function insert(table: Table, key: string, row: Row): void {
  if (table.has(key)) throw new Error(`duplicate key ${key}`);
  table.set(key, row);
}

function plus(text: string, more: number): string {
  return String(BigInt(text) + BigInt(more));
}
