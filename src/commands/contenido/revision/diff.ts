/** What publishing would change, said before it is done. */
import { canonicalJson } from '../../../events/canonico.ts';
import type { Catalogo, Publicado } from '../../../events/catalogo.ts';
import type { Experiencia, Fragmento, Item } from '../../../events/contenido.ts';
import { type Content, type Pieza, piezasDe, type TipoDeContenido } from './content.ts';
import { reachableFrom } from './graph.ts';

export interface PiezaRef {
  tipo: TipoDeContenido;
  id: string;
}

export interface ContentDiff {
  nuevos: PiezaRef[];
  /** `version` is the one that stands now; `campos` the top-level fields that differ. */
  cambiados: (PiezaRef & { version: number; campos: string[] })[];
  iguales: PiezaRef[];
  /**
   * Published, but in no file: items, experiences, and fragments that a published story leads to. Publishing leaves
   * them as they are.
   */
  sinArchivo: PiezaRef[];
}

export function diffContent(content: Content, catalogo: Catalogo): ContentDiff {
  const diff: ContentDiff = { nuevos: [], cambiados: [], iguales: [], sinArchivo: [] };
  for (const pieza of piezasDe(content)) {
    const ref = { tipo: pieza.tipo, id: pieza.contenido.id };
    const publicado = publicadoDe(catalogo, pieza.tipo, ref.id);
    if (!publicado) {
      diff.nuevos.push(ref);
      continue;
    }
    const campos = changedFields(pieza, publicado);
    if (campos.length === 0) diff.iguales.push(ref);
    else diff.cambiados.push({ ...ref, version: publicado.version, campos });
  }
  diff.sinArchivo = withoutFile(content, catalogo);
  return diff;
}

/** What stands in the catalogue under a piece's name. */
export function publicadoDe(
  catalogo: Catalogo,
  tipo: TipoDeContenido,
  id: string,
): Publicado<Fragmento | Experiencia | Item> | undefined {
  return catalogo[tipo](id);
}

export function changedFields(
  { contenido }: Pieza,
  { version: _, ...publicado }: Publicado<Pieza['contenido']>,
): string[] {
  const before: Record<string, unknown> = publicado;
  const after: Record<string, unknown> = { ...contenido };
  const text = (value: unknown) => (value === undefined ? '' : canonicalJson(value));
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].filter(
    (field) => text(before[field]) !== text(after[field]),
  );
}

function withoutFile({ fragmentos, experiencias, items }: Content, catalogo: Catalogo): PiezaRef[] {
  const published = reachableFrom(
    [
      ...catalogo.portadas().map(({ id }) => id),
      ...catalogo.items().flatMap(({ desbloquea }) => desbloquea ?? []),
    ],
    (id) => (catalogo.fragmento(id)?.decisiones ?? []).map(({ destino }) => destino),
  );
  const refs = (tipo: TipoDeContenido, ids: Iterable<string>, files: ReadonlyMap<string, unknown>) =>
    [...ids].filter((id) => !files.has(id)).map((id): PiezaRef => ({ tipo, id }));
  return [
    ...refs(
      'item',
      catalogo.items().map(({ id }) => id),
      items,
    ),
    ...refs(
      'experiencia',
      catalogo.experiencias().map(({ id }) => id),
      experiencias,
    ),
    ...refs(
      'fragmento',
      [...published].filter((id) => catalogo.fragmento(id)),
      fragmentos,
    ),
  ];
}
