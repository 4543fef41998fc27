/** The catalogue that `decide` is handed: every published piece of content by its id, folded from the log. */
import type { Componente, Decision, Experiencia, Fragmento, Item } from './contenido.ts';
import type { Publicacion } from './contenido-estado.ts';

export type Publicado<Contenido> = Contenido & { version: number };

/** Read-only view of what is published. */
export interface Catalogo {
  fragmento(id: string): Publicado<Fragmento> | undefined;
  experiencia(id: string): Publicado<Experiencia> | undefined;
  item(id: string): Publicado<Item> | undefined;
  /** First fragments of the stories, in the order they were published. */
  portadas(): Publicado<Fragmento>[];
  experiencias(): Publicado<Experiencia>[];
  items(): Publicado<Item>[];
  size(): number;
}

export interface MutableCatalogo extends Catalogo {
  put(publicacion: Publicacion): void;
}

export function createCatalogo(): MutableCatalogo {
  const fragmentos = new Map<string, Publicado<Fragmento>>();
  const experiencias = new Map<string, Publicado<Experiencia>>();
  const items = new Map<string, Publicado<Item>>();
  return {
    put(publicacion) {
      const { version } = publicacion;
      switch (publicacion.tipo) {
        case 'fragmento':
          keepNewest(fragmentos, { ...publicacion.contenido, version });
          return;
        case 'experiencia':
          keepNewest(experiencias, { ...publicacion.contenido, version });
          return;
        case 'item':
          keepNewest(items, { ...publicacion.contenido, version });
          return;
        default:
          publicacion satisfies never;
      }
    },
    fragmento: (id) => fragmentos.get(id),
    experiencia: (id) => experiencias.get(id),
    item: (id) => items.get(id),
    portadas: () => [...fragmentos.values()].filter(({ portada }) => portada !== undefined),
    experiencias: () => [...experiencias.values()],
    items: () => [...items.values()],
    size: () => fragmentos.size + experiencias.size + items.size,
  };
}

function keepNewest<Contenido extends { id: string; version: number }>(
  map: Map<string, Contenido>,
  next: Contenido,
): void {
  const known = map.get(next.id);
  if (!known || known.version < next.version) map.set(next.id, next);
}

export function decisionDe(fragmento: Fragmento, id: string): Decision | undefined {
  return fragmento.decisiones.find((decision) => decision.id === id);
}

export function componenteDe(experiencia: Experiencia, id: string): Componente | undefined {
  return experiencia.componentes.find((componente) => componente.id === id);
}
