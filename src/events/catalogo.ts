/** The catalogue that `decide` is handed: what is published and what admins have set, folded from the log. */
import type { EstadoDeConfiguracion } from './configuracion.ts';
import type { Componente, Decision, Experiencia, Fragmento, Item, Publicacion as Post } from './contenido.ts';
import {
  type EdicionDeHistoria,
  type EstadoDeContenido,
  evolveContent,
  type Publicacion,
  publicacionDe,
} from './contenido-estado.ts';
import type { Codigo } from './procesos/codigo.ts';
import type { Evento } from './registro.ts';
import type { Reglas } from './reglas.ts';

/** `retirado` marks what nobody meets any more; those who are in it go on. */
export type Publicado<Contenido> = Contenido & { version: number; retirado?: true };

/** Read-only view of what is published and set. */
export interface Catalogo {
  /** A fragment as an edition of its story has it; as it stands now where no edition is named or it is not part of it. */
  fragmento(id: string, edicion?: number | undefined): Publicado<Fragmento> | undefined;
  /** An experience in one version, the newest where none is named. */
  experiencia(id: string, version?: number | undefined): Publicado<Experiencia> | undefined;
  item(id: string): Publicado<Item> | undefined;
  /** The edition with which somebody who reads a story in edition `fijada` goes on; undefined where it has none. */
  edicionPara(historia: string, fijada?: number | undefined): number | undefined;
  /** The newest edition of a story. */
  edicion(historia: string): EdicionDeHistoria | undefined;
  /** The version with which somebody who began an experience in version `fijada` goes on. */
  versionPara(experiencia: string, fijada: number): number;
  codigo(id: string): Codigo | undefined;
  publicacion(id: string): { publicacion: Post; hasta: string } | undefined;
  /** The post that a message in a group is. */
  publicacionEn(chat: number, mensaje: number): { publicacion: Post; hasta: string } | undefined;
  /** Percentage of users that have a feature; undefined where it was never set. */
  funcion(nombre: string): number | undefined;
  /** The rules, with what admins have changed. */
  reglas(base: Reglas): Reglas;
  /** First fragments of the stories, in the order they were published. */
  portadas(): Publicado<Fragmento>[];
  fragmentos(): Publicado<Fragmento>[];
  experiencias(): Publicado<Experiencia>[];
  items(): Publicado<Item>[];
  size(): number;
}

export interface MutableCatalogo extends Catalogo {
  put(publicacion: Publicacion): void;
  /** Takes in an event; those that are about nothing of the catalogue change nothing. */
  aplicar(evento: Evento): void;
}

interface Pieza<Contenido> {
  estado: EstadoDeContenido;
  /** Every version that was ever published. */
  versiones: Map<number, Publicado<Contenido>>;
  actual: Publicado<Contenido>;
  /** Newest version that is for everybody. */
  paraTodos: number;
}

type Piezas<Contenido> = Map<string, Pieza<Contenido>>;

export function createCatalogo(): MutableCatalogo {
  const fragmentos: Piezas<Fragmento> = new Map();
  const experiencias: Piezas<Experiencia> = new Map();
  const items: Piezas<Item> = new Map();
  const ediciones = new Map<string, EdicionDeHistoria[]>();
  const codigos = new Map<string, Codigo>();
  const posts = new Map<string, { publicacion: Post; hasta: string }>();
  const postsPorMensaje = new Map<string, string>();
  const funciones = new Map<string, number>();
  let configuracion: EstadoDeConfiguracion = {};
  let conReglas: { base: Reglas; reglas: Reglas } | null = null;

  function put(publicacion: Publicacion): void {
    const { version } = publicacion;
    const estado: EstadoDeContenido = { estado: 'publicado', publicacion };
    switch (publicacion.tipo) {
      case 'fragmento':
        keep(fragmentos, { ...publicacion.contenido, version }, estado);
        return;
      case 'experiencia':
        keep(experiencias, { ...publicacion.contenido, version }, estado, publicacion.alcance === 'todos');
        return;
      case 'item':
        keep(items, { ...publicacion.contenido, version }, estado);
        return;
      default:
        publicacion satisfies never;
    }
  }

  function aplicar(evento: Evento): void {
    switch (evento.type) {
      case 'FragmentoPublicado':
      case 'ExperienciaPublicada':
      case 'ItemPublicado':
        put(publicacionDe(evento));
        return;
      case 'PrecioCambiado': {
        const known = items.get(evento.data.id);
        if (!known || known.actual.version >= evento.data.version) return;
        const next = evolveContent(known.estado, evento);
        if (next.estado === 'publicado') put(next.publicacion);
        return;
      }
      case 'FragmentoRetirado':
        retire(fragmentos, evento.data);
        return;
      case 'ExperienciaRetirada':
        retire(experiencias, evento.data);
        return;
      case 'ItemRetirado':
        retire(items, evento.data);
        return;
      case 'HistoriaPublicada': {
        const { historia, edicion, fragmentos: manifest, alcance } = evento.data;
        const known = ediciones.get(historia) ?? [];
        if ((known.at(-1)?.edicion ?? 0) < edicion)
          ediciones.set(historia, [...known, { edicion, fragmentos: manifest, alcance }]);
        return;
      }
      case 'PublicacionHecha': {
        const { publicacion, hasta } = evento.data;
        posts.set(publicacion.id, { publicacion, hasta });
        postsPorMensaje.set(`${publicacion.chat}/${publicacion.mensaje}`, publicacion.id);
        return;
      }
      case 'CodigoCreado':
        codigos.set(evento.data.codigo, evento.data);
        return;
      case 'FuncionCambiada':
        funciones.set(evento.data.funcion, evento.data.porcentaje);
        return;
      case 'RecompensasConfiguradas':
        configuracion = { ...configuracion, ...evento.data.cambios };
        conReglas = null;
        return;
      default:
    }
  }

  const edicionPara = (historia: string, fijada?: number): number | undefined => {
    const known = ediciones.get(historia);
    if (!known) return undefined;
    if (fijada === undefined) return known.at(-1)!.edicion;
    return Math.max(fijada, known.findLast(({ alcance }) => alcance === 'todos')?.edicion ?? 0);
  };
  const actuales = <Contenido>(piezas: Piezas<Contenido>): Publicado<Contenido>[] =>
    [...piezas.values()].map(({ actual }) => actual).filter(({ retirado }) => !retirado);

  return {
    put,
    aplicar,
    fragmento(id, edicion) {
      const known = fragmentos.get(id);
      if (!known || edicion === undefined) return known?.actual;
      const version = ediciones.get(known.actual.historia)?.find((each) => each.edicion === edicion)
        ?.fragmentos[id];
      return (version === undefined ? undefined : known.versiones.get(version)) ?? known.actual;
    },
    experiencia(id, version) {
      const known = experiencias.get(id);
      return version === undefined ? known?.actual : known?.versiones.get(version);
    },
    item: (id) => items.get(id)?.actual,
    edicionPara,
    edicion: (historia) => ediciones.get(historia)?.at(-1),
    versionPara: (experiencia, fijada) => Math.max(fijada, experiencias.get(experiencia)?.paraTodos ?? 0),
    codigo: (id) => codigos.get(id),
    publicacion: (id) => posts.get(id),
    publicacionEn: (chat, mensaje) => posts.get(postsPorMensaje.get(`${chat}/${mensaje}`) ?? ''),
    funcion: (nombre) => funciones.get(nombre),
    reglas(base) {
      if (conReglas?.base !== base) conReglas = { base, reglas: { ...base, ...definidos(configuracion) } };
      return conReglas.reglas;
    },
    portadas: () => actuales(fragmentos).filter(({ portada }) => portada !== undefined),
    fragmentos: () => actuales(fragmentos),
    experiencias: () => actuales(experiencias),
    items: () => actuales(items),
    size: () => fragmentos.size + experiencias.size + items.size,
  };
}

function keep<Contenido extends { id: string }>(
  piezas: Piezas<Contenido>,
  next: Publicado<Contenido>,
  estado: EstadoDeContenido,
  isForAll = false,
): void {
  const known = piezas.get(next.id);
  if (known && known.actual.version >= next.version) return;
  const versiones = known?.versiones ?? new Map<number, Publicado<Contenido>>();
  versiones.set(next.version, next);
  const paraTodos = isForAll ? next.version : (known?.paraTodos ?? 0);
  piezas.set(next.id, { estado, versiones, actual: next, paraTodos });
}

function retire<Contenido>(
  piezas: Piezas<Contenido>,
  { id, version }: { id: string; version: number },
): void {
  const known = piezas.get(id);
  if (known?.actual.version === version)
    piezas.set(id, { ...known, actual: { ...known.actual, retirado: true } });
}

function definidos(cambios: EstadoDeConfiguracion): Partial<Reglas> {
  return Object.fromEntries(Object.entries(cambios).filter(([, value]) => value !== undefined));
}

export function decisionDe(fragmento: Fragmento, id: string): Decision | undefined {
  return fragmento.decisiones.find((decision) => decision.id === id);
}

export function componenteDe(experiencia: Experiencia, id: string): Componente | undefined {
  return experiencia.componentes.find((componente) => componente.id === id);
}
