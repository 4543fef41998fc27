/** The fold of one content stream: what is published now, and under which version. */
import type { Experiencia, Fragmento, Item } from './contenido.ts';
import type { EventoDeContenido } from './contenido-eventos.ts';

export type Publicacion =
  | { tipo: 'fragmento'; version: number; contenido: Fragmento }
  | { tipo: 'experiencia'; version: number; contenido: Experiencia }
  | { tipo: 'item'; version: number; contenido: Item };

export type EstadoDeContenido = { estado: 'inexistente' } | { estado: 'publicado'; publicacion: Publicacion };

export const initialContentState: EstadoDeContenido = { estado: 'inexistente' };

export function evolveContent(_state: EstadoDeContenido, event: EventoDeContenido): EstadoDeContenido {
  return { estado: 'publicado', publicacion: publicacionDe(event) };
}

/** What one publishing event puts into the catalogue. */
export function publicacionDe(event: EventoDeContenido): Publicacion {
  switch (event.type) {
    case 'FragmentoPublicado':
      return { tipo: 'fragmento', version: event.data.version, contenido: event.data.fragmento };
    case 'ExperienciaPublicada':
      return { tipo: 'experiencia', version: event.data.version, contenido: event.data.experiencia };
    case 'ItemPublicado':
      return { tipo: 'item', version: event.data.version, contenido: event.data.item };
    default:
      return event satisfies never;
  }
}
