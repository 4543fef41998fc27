/** Whether a user may enter a piece of content, and what is missing: precomputed, and worked out afresh where time has passed it. */
import { sql } from 'slonik';
import { z } from 'zod';
import { Requisito } from '../events/contenido.ts';
import { REGLAS, type Reglas } from '../events/reglas.ts';
import { type Faltante, faltantes } from '../events/requisitos.ts';
import type { UsuarioActivo } from '../events/usuario/estado.ts';
import type { Database } from './database.ts';

export type TipoConRequisitos = 'fragmento' | 'experiencia' | 'item';

const Lote = z.object({ cantidad: z.int(), caduca: z.string() });
/** Of a user, what requirements ask about. */
const Estado = z.object({
  saldo: z.int(),
  lotes: z.array(Lote),
  ganado: z.int(),
  arquetipo: z.string().nullable(),
  vip: z.object({ hasta: z.string() }).nullable(),
  inventario: z.record(z.string(), z.int()),
  decisiones: z.record(z.string(), z.literal(true)),
  visitados: z.record(z.string(), z.literal(true)),
  desbloqueados: z.record(z.string(), z.literal(true)),
  experiencias: z.record(z.string(), z.object({ terminada: z.boolean() })),
});
const Row = z.object({
  id: z.string(),
  vip: z.boolean(),
  requisitos: Requisito.nullable(),
  version: z.int(),
  reglas: z.int(),
  niveles: z.array(z.int()).nullable(),
  /** The precomputed answer; null where there is none. */
  respuesta: z
    .object({ version: z.int(), faltan: z.array(z.unknown()), hasta: z.string().nullable() })
    .nullable(),
  filaReglas: z.int().nullable(),
  estado: Estado.nullable(),
});
export type LecturaDeRequisitos = z.infer<typeof Row>;

export interface RespuestaDeRequisitos {
  cumplido: boolean;
  faltan: Faltante[];
}

/**
 * All that the answer is made from, in one statement; null for content that is not known. It can be cached: the answer is
 * made of it and of the clock.
 */
export async function leerRequisitos(
  database: Database,
  usuarioId: string,
  tipo: TipoConRequisitos,
  id: string,
): Promise<LecturaDeRequisitos | null> {
  return database.maybeOne(
    sql.type(Row)`
      select c.id, c.vip, c.requisitos, c.version, coalesce(n.cambios, 0) as reglas, n.valor as niveles,
             f.respuestas -> (c.tipo || '|' || c.id) as respuesta, f.reglas as "filaReglas", e.estado
      from lectura.requisitos_contenido c
      left join lectura.requisitos_reglas n on n.nombre = 'niveles'
      left join lectura.requisitos_cumplidos f on f.usuario_id = ${usuarioId}
      left join lectura.requisitos_estado e on e.usuario_id = ${usuarioId}
      where c.tipo = ${tipo} and c.id = ${id}`,
  );
}
leerRequisitos.grupos = ['requisitos'];

/**
 * The precomputed answer while it holds; worked out from the user's state where it does not. Null for a user that is not
 * known. Pure.
 */
export function responderRequisitos(
  lectura: LecturaDeRequisitos,
  ahora: string,
  reglas: Reglas = REGLAS,
): RespuestaDeRequisitos | null {
  const { id, vip, requisitos, estado, niveles, respuesta } = lectura;
  if (!estado) return null;
  const isCurrent = respuesta?.version === lectura.version && lectura.filaReglas === lectura.reglas;
  if (isCurrent && (respuesta.hasta === null || ahora < respuesta.hasta))
    return { cumplido: respuesta.faltan.length === 0, faltan: respuesta.faltan as Faltante[] };
  // `faltantes` reads no more of a user than the row keeps.
  const usuario = estado as unknown as UsuarioActivo;
  const contexto = { ahora, reglas: niveles ? { ...reglas, niveles } : reglas };
  const hacenFalta = [
    ...(vip ? faltantes({ vip: true }, usuario, contexto) : []),
    ...(estado.desbloqueados[id] ? [] : faltantes(requisitos ?? undefined, usuario, contexto)),
  ];
  return { cumplido: hacenFalta.length === 0, faltan: hacenFalta };
}
