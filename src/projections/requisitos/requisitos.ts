/**
 * The group `requisitos`: what every user lacks for every piece of content that requires something. Worked out at each
 * event that changes what is asked about, for the content as it was published then: a row of another version, or whose time
 * has passed, is worked out afresh by whoever reads it.
 */
import { canonicalJson } from '../../events/canonico.ts';
import type { Evento } from '../../events/registro.ts';
import type { Almacen, Fila, Filas, Forma } from '../almacen.ts';
import { defineProjection, type Hecho, usuarioDe } from '../definicion.ts';
import { type EstadoMinimo, esDeEstado, plegarEstado, TIPOS_DE_ESTADO } from './estado.ts';
import { type Exigencia, respuestaDe } from './respuesta.ts';

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
  clave: ['usuario_id', 'tipo', 'id'],
  columnas: {
    usuario_id: 'uuid',
    tipo: 'text',
    id: 'text',
    version: 'int4',
    reglas: 'int4',
    cumplido: 'bool',
    faltan: 'jsonb',
    valido_hasta: 'instante',
  },
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
  /** Rows of `requisitos_cumplidos`. */
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
  let exigencias = [...situacion.exigencias.values()];
  for (const hecho of hechos) {
    const { evento, metadatos } = hecho;
    const exigencia = exigenciaDe(evento, situacion.exigencias);
    if (exigencia) {
      const clave = `${exigencia.tipo}|${exigencia.id}`;
      const before = situacion.exigencias.get(clave);
      // What asks for nothing any more keeps the rows it had, wherever a batch was cut.
      if (before && exige(before) && !exige(exigencia))
        for (const [usuarioId, ultimo] of ultimos) {
          const entonces = ultimo.exigencias.find(({ tipo, id }) => `${tipo}|${id}` === clave);
          if (entonces && exige(entonces)) responder(usuarioId, entonces, ultimo);
        }
      situacion.exigencias.set(clave, exigencia);
      cambios.exigencias.set(clave, exigencia);
      exigencias = [...situacion.exigencias.values()];
    } else if (evento.type === 'RecompensasConfiguradas') {
      const { niveles } = evento.data.cambios;
      if (niveles === undefined) continue;
      situacion.niveles = { valor: niveles, cambios: (situacion.niveles?.cambios ?? 0) + 1 };
      cambios.niveles = situacion.niveles;
    } else if (esDeEstado(evento)) {
      const usuarioId = usuarioDe(hecho);
      const antes = situacion.estados.get(usuarioId) ?? null;
      const despues = plegarEstado(usuarioId, antes, evento);
      if (despues && antes && canonicalJson(antes) === canonicalJson(despues)) continue;
      cambios.estados.set(usuarioId, despues);
      if (despues) {
        situacion.estados.set(usuarioId, despues);
        ultimos.set(usuarioId, { en: metadatos.occurredAt, exigencias, niveles: situacion.niveles });
      } else {
        situacion.estados.delete(usuarioId);
        ultimos.delete(usuarioId);
        // Whatever was ever asked for may have a row.
        for (const clave of situacion.exigencias.keys()) cambios.cumplidos.set(`${usuarioId}|${clave}`, null);
      }
    }
  }
  for (const [usuarioId, ultimo] of ultimos)
    for (const exigencia of ultimo.exigencias) if (exige(exigencia)) responder(usuarioId, exigencia, ultimo);
  return cambios;

  function responder(usuario_id: string, exigencia: Exigencia, { en, niveles }: Ultimo): void {
    const { tipo, id, version } = exigencia;
    const estado = situacion.estados.get(usuario_id)!;
    const { faltan, validoHasta } = respuestaDe(exigencia, estado, niveles?.valor ?? null, en);
    cambios.cumplidos.set(`${usuario_id}|${tipo}|${id}`, {
      usuario_id,
      tipo,
      id,
      version,
      reglas: niveles?.cambios ?? 0,
      cumplido: faltan.length === 0,
      faltan,
      valido_hasta: validoHasta,
    });
  }
}

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
  version: 1,
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
  const claves = usuarios.map((usuario_id) => ({ usuario_id }));
  const estados = claves.length === 0 ? new Map<string, Fila>() : await almacen.leer(ESTADO, claves);
  const contenido = await almacen.todas(CONTENIDO);
  const reglas = await almacen.leer(REGLAS, [{ nombre: 'niveles' }]);
  return {
    estados: new Map([...estados].map(([id, { estado }]) => [id, estado as EstadoMinimo])),
    exigencias: new Map(contenido as Map<string, Exigencia>),
    niveles: (reglas.get('niveles') as Situacion['niveles'] | undefined) ?? null,
  };
}
