/**
 * The group `requisitos`: what every user lacks for every piece of content that requires something, in one row a user. Worked out at each
 * event that changes what is asked about, for the content as it was published then: an answer for another version, or whose time
 * has passed, is worked out afresh by whoever reads it.
 */
import type { Evento } from '../../events/registro.ts';
import type { AlEscribir, Almacen, Fila, Filas, Forma } from '../almacen.ts';
import { defineProjection, type Hecho, usuarioDe } from '../definicion.ts';
import { type EstadoMinimo, esDeEstado, esIgual, plegarEstado, TIPOS_DE_ESTADO } from './estado.ts';
import { type Exigencia, type Respuesta, respuestaDe } from './respuesta.ts';

const ESTADO: Forma = {
  tabla: 'requisitos_estado',
  clave: ['usuario_id'],
  columnas: { usuario_id: 'uuid', estado: 'jsonb' },
};
const CONTENIDO: Forma = {
  tabla: 'requisitos_contenido',
  clave: ['tipo', 'id'],
  columnas: { tipo: 'text', id: 'text', version: 'int4', vip: 'bool', requisitos: 'jsonb' },
  chica: true,
};
const REGLAS: Forma = {
  tabla: 'requisitos_reglas',
  clave: ['nombre'],
  columnas: { nombre: 'text', valor: 'jsonb', cambios: 'int4' },
};
const CUMPLIDOS: Forma = {
  tabla: 'requisitos_cumplidos',
  clave: ['usuario_id'],
  columnas: { usuario_id: 'uuid', reglas: 'int4', respuestas: 'jsonb' },
};

/** What stands in the tables, as far as a batch reads or changes it. */
export interface Situacion {
  estados: Map<string, EstadoMinimo>;
  exigencias: Map<string, Exigencia>;
  niveles: { valor: number[]; cambios: number } | null;
}

export interface Cambios {
  estados: Map<string, EstadoMinimo | null>;
  exigencias: Map<string, Exigencia>;
  niveles: Situacion['niveles'];
  /** Rows of `requisitos_cumplidos`, by user. */
  cumplidos: Filas;
}

/** When the state of a user changed last, and what was asked for and the levels then. */
interface Ultimo {
  en: string;
  exigencias: readonly Exigencia[];
  niveles: Situacion['niveles'];
}

/** Takes the events in, in order; `situacion` is changed with them. */
export function aplicarRequisitos(situacion: Situacion, hechos: readonly Hecho[]): Cambios {
  const cambios: Cambios = { estados: new Map(), exigencias: new Map(), niveles: null, cumplidos: new Map() };
  const ultimos = new Map<string, Ultimo>();
  let exigencias = [...situacion.exigencias.values()].filter(exige);
  for (const hecho of hechos) {
    const { evento, metadatos } = hecho;
    const exigencia = exigenciaDe(evento, situacion.exigencias);
    if (exigencia) {
      const clave = claveDeContenido(exigencia);
      situacion.exigencias.set(clave, exigencia);
      cambios.exigencias.set(clave, exigencia);
      exigencias = [...situacion.exigencias.values()].filter(exige);
    } else if (evento.type === 'RecompensasConfiguradas') {
      const { niveles } = evento.data.cambios;
      if (niveles === undefined) continue;
      situacion.niveles = { valor: niveles, cambios: (situacion.niveles?.cambios ?? 0) + 1 };
      cambios.niveles = situacion.niveles;
    } else if (esDeEstado(evento)) {
      const usuarioId = usuarioDe(hecho);
      const antes = situacion.estados.get(usuarioId) ?? null;
      const despues = plegarEstado(usuarioId, antes, evento);
      if (despues && antes && esIgual(antes, despues)) continue;
      cambios.estados.set(usuarioId, despues);
      if (despues) {
        situacion.estados.set(usuarioId, despues);
        ultimos.set(usuarioId, { en: metadatos.occurredAt, exigencias, niveles: situacion.niveles });
      } else {
        situacion.estados.delete(usuarioId);
        ultimos.delete(usuarioId);
        cambios.cumplidos.set(usuarioId, null);
      }
    }
  }
  // Only the last word on a user counts: the content as it was, and the instant, at the last event that changed anything.
  for (const [usuario_id, ultimo] of ultimos) {
    const estado = situacion.estados.get(usuario_id)!;
    const respuestas: AlEscribir = { toJSON: () => respuestasDe(estado, ultimo) };
    cambios.cumplidos.set(usuario_id, { usuario_id, reglas: ultimo.niveles?.cambios ?? 0, respuestas });
  }
  return cambios;
}

function respuestasDe(
  estado: EstadoMinimo,
  { en, exigencias, niveles }: Ultimo,
): Record<string, RespuestaGuardada> {
  const respuestas: Record<string, RespuestaGuardada> = {};
  for (const exigencia of exigencias) {
    const { faltan, validoHasta } = respuestaDe(exigencia, estado, niveles?.valor ?? null, en);
    respuestas[claveDeContenido(exigencia)] = { version: exigencia.version, faltan, hasta: validoHasta };
  }
  return respuestas;
}

/** An answer as it stands in the row of its user. */
interface RespuestaGuardada {
  version: number;
  faltan: Respuesta['faltan'];
  /** When time alone may change it; null for never. */
  hasta: string | null;
}

const claveDeContenido = ({ tipo, id }: Exigencia): string => `${tipo}|${id}`;

const exige = ({ vip, requisitos: arbol }: Exigencia): boolean => vip || arbol !== null;

function exigenciaDe(evento: Evento, antes: ReadonlyMap<string, Exigencia>): Exigencia | null {
  const de = (
    tipo: string,
    { id, vip, requisitos }: { id: string; vip?: true | undefined; requisitos?: unknown },
    version: number,
  ): Exigencia => ({
    tipo,
    id,
    version,
    vip: vip === true,
    requisitos: (requisitos as Exigencia['requisitos'] | undefined) ?? null,
  });
  switch (evento.type) {
    case 'FragmentoPublicado':
      return de('fragmento', evento.data.fragmento, evento.data.version);
    case 'ExperienciaPublicada':
      return de('experiencia', evento.data.experiencia, evento.data.version);
    case 'ItemPublicado':
      return de('item', evento.data.item, evento.data.version);
    case 'PrecioCambiado': {
      const known = antes.get(`item|${evento.data.id}`);
      return known ? { ...known, version: evento.data.version } : null;
    }
    default:
      return null;
  }
}

const TIPOS: ReadonlySet<string> = new Set([
  ...TIPOS_DE_ESTADO,
  'FragmentoPublicado',
  'ExperienciaPublicada',
  'ItemPublicado',
  'PrecioCambiado',
  'RecompensasConfiguradas',
]);

export const requisitos = defineProjection({
  grupo: 'requisitos',
  version: 2,
  formas: [ESTADO, CONTENIDO, REGLAS, CUMPLIDOS],
  tipos: TIPOS,
  async aplicar(almacen, hechos) {
    const usuarios = new Set(hechos.filter(({ evento }) => esDeEstado(evento)).map(usuarioDe));
    const situacion = await leerSituacion(almacen, [...usuarios]);
    const cambios = aplicarRequisitos(situacion, hechos);
    if (cambios.estados.size > 0) await almacen.guardar(ESTADO, porClave(cambios.estados));
    if (cambios.exigencias.size > 0) await almacen.guardar(CONTENIDO, new Map(cambios.exigencias));
    if (cambios.niveles)
      await almacen.guardar(REGLAS, new Map([['niveles', { nombre: 'niveles', ...cambios.niveles }]]));
    if (cambios.cumplidos.size > 0) await almacen.guardar(CUMPLIDOS, cambios.cumplidos);
  },
});

const porClave = (estados: Cambios['estados']): Filas =>
  new Map([...estados].map(([usuario_id, estado]) => [usuario_id, estado && { usuario_id, estado }]));

async function leerSituacion(almacen: Almacen, usuarios: readonly string[]): Promise<Situacion> {
  const claves = new Map(usuarios.map((usuario_id) => [usuario_id, { clave: { usuario_id } }]));
  const estados = claves.size === 0 ? new Map<string, Fila>() : await almacen.leer(ESTADO, claves);
  const contenido = await almacen.todas(CONTENIDO);
  const reglas = await almacen.leer(REGLAS, new Map([['niveles', { clave: { nombre: 'niveles' } }]]));
  return {
    estados: new Map([...estados].map(([id, { estado }]) => [id, estado as EstadoMinimo])),
    exigencias: new Map(contenido as Map<string, Exigencia>),
    niveles: (reglas.get('niveles') as Situacion['niveles'] | undefined) ?? null,
  };
}
