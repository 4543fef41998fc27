/** All that editors wrote, held in memory, with where each part of it stands in its file. */
import type { Experiencia, Fragmento, Item } from '../../../events/contenido.ts';

/** The order is the one in which kinds are listed everywhere. */
export const TIPOS_DE_CONTENIDO = ['item', 'experiencia', 'fragmento'] as const;
export type TipoDeContenido = (typeof TIPOS_DE_CONTENIDO)[number];

/** Keys and indexes that lead from the top of a piece to one of its parts. */
export type Path = readonly (string | number)[];

/** `file` is relative to the content folder; `line` counts from 1 and is absent for what was not read from a file. */
export interface Place {
  file: string;
  line?: number;
}

/** Each map is in the order of the files, which for fragments is the order of the story. */
export interface Content {
  fragmentos: ReadonlyMap<string, Fragmento>;
  experiencias: ReadonlyMap<string, Experiencia>;
  items: ReadonlyMap<string, Item>;
  /** Where a part of a piece was written. */
  locate(tipo: TipoDeContenido, id: string, path?: Path): Place;
}

/** One piece with its kind, so that the three can be handled alike. */
export type Pieza =
  | { tipo: 'fragmento'; contenido: Fragmento }
  | { tipo: 'experiencia'; contenido: Experiencia }
  | { tipo: 'item'; contenido: Item };

const FOLDERS = { fragmento: 'historias', experiencia: 'experiencias', item: 'tienda' } as const;

/** Content made in memory, as an import makes it; places are the files it would be written to. */
export function contentOf(parts: {
  fragmentos?: readonly Fragmento[];
  experiencias?: readonly Experiencia[];
  items?: readonly Item[];
}): Content {
  const fragmentos = byId(parts.fragmentos ?? []);
  return {
    fragmentos,
    experiencias: byId(parts.experiencias ?? []),
    items: byId(parts.items ?? []),
    locate(tipo, id) {
      const story = tipo === 'fragmento' ? `${fragmentos.get(id)?.historia ?? ''}/` : '';
      return { file: `${FOLDERS[tipo]}/${story}${id}.yaml` };
    },
  };
}

function byId<Contenido extends { id: string }>(contenidos: readonly Contenido[]): Map<string, Contenido> {
  return new Map(contenidos.map((contenido) => [contenido.id, contenido]));
}

/** Every piece: items, then experiences, then fragments. */
export function piezasDe({ fragmentos, experiencias, items }: Content): Pieza[] {
  return [
    ...[...items.values()].map((contenido): Pieza => ({ tipo: 'item', contenido })),
    ...[...experiencias.values()].map((contenido): Pieza => ({ tipo: 'experiencia', contenido })),
    ...[...fragmentos.values()].map((contenido): Pieza => ({ tipo: 'fragmento', contenido })),
  ];
}

/** Ids of the fragments of all other stories: an import must not take one of them. */
export function idsOfOtherStories(content: Content, historia: string): string[] {
  return [...content.fragmentos.values()]
    .filter((fragmento) => fragmento.historia !== historia)
    .map(({ id }) => id);
}
