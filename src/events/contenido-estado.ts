/** The folds of content streams: what is published now, and under which version. */
import type { Experiencia, Fragmento, Item, Publicacion as Post } from './contenido.ts';
import type {
  Alcance,
  EventoDeContenido,
  EventoDeHistorias,
  EventoDePublicaciones,
} from './contenido-eventos.ts';
import { ImpossibleEventError } from './usuario/usuario.ts';

export type Publicacion =
  | { tipo: 'fragmento'; version: number; contenido: Fragmento }
  | { tipo: 'experiencia'; version: number; contenido: Experiencia; alcance?: Alcance | undefined }
  | { tipo: 'item'; version: number; contenido: Item };

export type EstadoDeContenido =
  | { estado: 'inexistente' }
  | { estado: 'publicado'; publicacion: Publicacion }
  /** Nobody meets it any more; it may be published again, as its next version. */
  | { estado: 'retirado'; publicacion: Publicacion };

export const initialContentState: EstadoDeContenido = { estado: 'inexistente' };

type EventoDePublicar = Extract<
  EventoDeContenido,
  { type: 'FragmentoPublicado' | 'ExperienciaPublicada' | 'ItemPublicado' }
>;

/** What one publishing event puts into the catalogue. */
export function publicacionDe(event: EventoDePublicar): Publicacion {
  switch (event.type) {
    case 'FragmentoPublicado':
      return { tipo: 'fragmento', version: event.data.version, contenido: event.data.fragmento };
    case 'ExperienciaPublicada': {
      const { version, experiencia: contenido, alcance } = event.data;
      return { tipo: 'experiencia', version, contenido, ...(alcance && { alcance }) };
    }
    case 'ItemPublicado':
      return { tipo: 'item', version: event.data.version, contenido: event.data.item };
    default:
      return event satisfies never;
  }
}

/** @throws ImpossibleEventError */
export function evolveContent(state: EstadoDeContenido, event: EventoDeContenido): EstadoDeContenido {
  switch (event.type) {
    case 'FragmentoPublicado':
    case 'ExperienciaPublicada':
    case 'ItemPublicado':
      return publicado(publicacionDe(event));
    case 'PrecioCambiado': {
      const { publicacion } = conocido(state, event.type);
      if (publicacion.tipo !== 'item') throw new ImpossibleEventError('a price of something not for sale');
      const { version, precio, estrellas } = event.data;
      const { estrellas: _before, ...item } = publicacion.contenido;
      return publicado({
        tipo: 'item',
        version,
        contenido: { ...item, precio, ...(estrellas !== undefined && { estrellas }) },
      });
    }
    case 'FragmentoRetirado':
    case 'ExperienciaRetirada':
    case 'ItemRetirado':
      return { estado: 'retirado', publicacion: conocido(state, event.type).publicacion };
    default:
      return event satisfies never;
  }
}

const publicado = (publicacion: Publicacion): EstadoDeContenido => ({ estado: 'publicado', publicacion });

function conocido(
  state: EstadoDeContenido,
  type: string,
): Exclude<EstadoDeContenido, { estado: 'inexistente' }> {
  if (state.estado === 'inexistente') throw new ImpossibleEventError(`${type} before anything was published`);
  return state;
}

/** One edition of a story. */
export interface EdicionDeHistoria {
  edicion: number;
  fragmentos: Readonly<Record<string, number>>;
  alcance: Alcance;
}

/** The newest edition; null before the first. */
export type EstadoDeHistoria = { ultima: EdicionDeHistoria | null };

export const historiaInicial: EstadoDeHistoria = { ultima: null };

export function evolveHistoria(_state: EstadoDeHistoria, event: EventoDeHistorias): EstadoDeHistoria {
  const { edicion, fragmentos, alcance } = event.data;
  return { ultima: { edicion, fragmentos, alcance } };
}

export type EstadoDePublicacion = { publicacion: Post | null; hasta: string | null };

export const publicacionInicial: EstadoDePublicacion = { publicacion: null, hasta: null };

export const evolvePublicacion = (
  _state: EstadoDePublicacion,
  event: EventoDePublicaciones,
): EstadoDePublicacion => ({ publicacion: event.data.publicacion, hasta: event.data.hasta });
