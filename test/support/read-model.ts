/**
 * The read models in memory: what the SQL of each projection does with a folded batch, row by row, in the form that
 * verification expects. Only for tests of the folds; the SQL itself is tested against PostgreSQL.
 */
import { type Row, TABLES, type Tabla } from '../../src/audit/verify/expected.ts';
import { canonicalJson } from '../../src/events/canonico.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import type { Hecho, Projection } from '../../src/projections/definicion.ts';
import { decode } from '../../src/projections/engine/decode.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';

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
  for (const batch of batches)
    for (const grupo of Object.keys(WRITERS)) WRITERS[grupo]!(tables, foldOf(grupo, batch));
  return tables;
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
      insert(tables.usuarios, usuarioId, [idioma, personal, null, en, en, String(posicion)]);
    for (const [usuarioId, { idioma, vipHasta, en }] of cambios) {
      const row = tables.usuarios.get(usuarioId);
      if (!row) continue;
      tables.usuarios.set(usuarioId, [idioma ?? row[0]!, row[1]!, vipHasta ?? row[2]!, row[3]!, en, row[5]!]);
    }
  },

  narrativa(tables, { visitas, decisiones, tomadas, reacciones }) {
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

  tienda(tables, { compras, inventario }) {
    for (const { id, stream, posicion, evento, metadatos } of compras) {
      const { item, version, tipo, precio, moneda } = evento.data;
      insert(tables.compras, String(posicion), [
        id,
        stream.slice('usuario-'.length),
        item,
        String(version),
        tipo,
        String(precio),
        moneda,
        metadatos.occurredAt,
      ]);
    }
    for (const { usuarioId, item, tipo, cantidad, primero, ultimo } of inventario.values()) {
      const row = tables.inventario.get(`${usuarioId}|${item}`);
      tables.inventario.set(`${usuarioId}|${item}`, [
        tipo,
        plus(row?.[1] ?? '0', cantidad),
        row?.[2] ?? primero,
        ultimo,
      ]);
    }
  },

  catalogo(tables, batch) {
    for (const { tipo, id, version, historia, contenido, orden, en } of batch.values()) {
      const row = tables.catalogo.get(`${tipo}|${id}`);
      tables.catalogo.set(`${tipo}|${id}`, [
        String(version),
        historia,
        canonicalJson(JSON.parse(contenido)),
        row?.[3] ?? String(orden),
        en,
      ]);
    }
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
