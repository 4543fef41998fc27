/** What publishing would change, and whom it would concern, said before it is done. */
import { canonicalJson } from '../../../events/canonico.ts';
import type { Catalogo, Publicado } from '../../../events/catalogo.ts';
import type { Decision, Experiencia, Fragmento, Item } from '../../../events/contenido.ts';
import type { Alcance } from '../../../events/contenido-eventos.ts';
import { type Content, type Pieza, piezasDe, type TipoDeContenido } from './content.ts';

export interface PiezaRef {
  tipo: TipoDeContenido;
  id: string;
}

/** Ids of the decisions of a page. */
export interface DecisionsDiff {
  nuevas: string[];
  cambiadas: string[];
  quitadas: string[];
}

export interface StoryDiff {
  historia: string;
  /** Edition that publishing makes; null when it makes none, because nothing differs. */
  edicion: number | null;
  /** Oldest and newest edition that readers may be in now; null before the first. */
  enCurso: { desde: number; hasta: number } | null;
  nuevos: string[];
  cambiados: { id: string; campos: string[]; decisiones: DecisionsDiff }[];
  /** Pages that are published and in no file. */
  sinArchivo: string[];
}

export interface ContentDiff {
  nuevos: PiezaRef[];
  /** `version` is the one that stands now; `campos` the top-level fields that differ. */
  cambiados: (PiezaRef & { version: number; campos: string[] })[];
  iguales: PiezaRef[];
  /** Published, and in no file. Publishing leaves them as they are, unless it is told to withdraw them. */
  sinArchivo: PiezaRef[];
  historias: StoryDiff[];
  /** In besitos or in Stars; null where it is not sold for them. */
  precios: {
    item: string;
    moneda: 'besitos' | 'estrellas';
    antes: number | null;
    despues: number | null;
  }[];
  alcance: Alcance;
}

export function diffContent(content: Content, catalogo: Catalogo, alcance: Alcance = 'nuevos'): ContentDiff {
  const diff: ContentDiff = {
    nuevos: [],
    cambiados: [],
    iguales: [],
    sinArchivo: withoutFile(content, catalogo),
    historias: [],
    precios: [],
    alcance,
  };
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
  diff.historias = diffStories(content, catalogo, diff);
  diff.precios = diffPrices(content, catalogo);
  return diff;
}

/** What stands in the catalogue under a piece's name, withdrawn or not. */
export function publicadoDe(
  catalogo: Catalogo,
  tipo: TipoDeContenido,
  id: string,
): Publicado<Fragmento | Experiencia | Item> | undefined {
  return catalogo[tipo](id);
}

/** Top-level fields that differ; `retirado` among them for what is withdrawn and would come back. */
export function changedFields(
  { contenido }: Pieza,
  { version: _, ...publicado }: Publicado<Pieza['contenido']>,
): string[] {
  const before: Record<string, unknown> = publicado;
  const after: Record<string, unknown> = { ...contenido };
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].filter(
    (field) => !same(before[field], after[field]),
  );
}

const same = (before: unknown, after: unknown): boolean => textOf(before) === textOf(after);
const textOf = (value: unknown) => (value === undefined ? '' : canonicalJson(value));

/** Versions of the live pages of a story, as its next edition would have them. */
export function manifestOf(catalogo: Catalogo, historia: string): Record<string, number> {
  return Object.fromEntries(
    catalogo
      .fragmentos()
      .filter((fragmento) => fragmento.historia === historia)
      .map(({ id, version }) => [id, version]),
  );
}

/** Whether the newest edition of a story is these pages, and for whom it is meant to be. */
export function standsAs(
  catalogo: Catalogo,
  historia: string,
  manifest: Readonly<Record<string, number>>,
  alcance: Alcance,
): boolean {
  const ultima = catalogo.edicion(historia);
  return (
    ultima !== undefined &&
    same({ ...ultima.fragmentos }, manifest) &&
    (alcance === 'nuevos' || ultima.alcance === 'todos')
  );
}

function diffStories(
  { fragmentos }: Content,
  catalogo: Catalogo,
  { nuevos, cambiados, sinArchivo, alcance }: ContentDiff,
): StoryDiff[] {
  const storyOf = (id: string) => fragmentos.get(id)?.historia ?? catalogo.fragmento(id)?.historia ?? '';
  const pages = (refs: readonly PiezaRef[]) => refs.filter(({ tipo }) => tipo === 'fragmento');
  const stories = new Set(
    [...fragmentos.keys(), ...pages(sinArchivo).map(({ id }) => id)].map((id) => storyOf(id)),
  );
  return [...stories].flatMap((historia): StoryDiff[] => {
    const of = (refs: readonly PiezaRef[]) => pages(refs).filter(({ id }) => storyOf(id) === historia);
    const changed = cambiados.filter(({ tipo, id }) => tipo === 'fragmento' && storyOf(id) === historia);
    const stands =
      of(nuevos).length === 0 &&
      changed.length === 0 &&
      standsAs(catalogo, historia, manifestOf(catalogo, historia), alcance);
    const missing = of(sinArchivo).map(({ id }) => id);
    if (stands && missing.length === 0) return [];
    const newest = catalogo.edicion(historia)?.edicion;
    return [
      {
        historia,
        edicion: stands ? null : (newest ?? 0) + 1,
        enCurso:
          newest === undefined
            ? null
            : { desde: Math.max(1, catalogo.edicionPara(historia, 0) ?? 1), hasta: newest },
        nuevos: of(nuevos).map(({ id }) => id),
        cambiados: changed.map(({ id, campos }) => ({
          id,
          campos,
          decisiones: diffDecisions(catalogo.fragmento(id)?.decisiones, fragmentos.get(id)?.decisiones),
        })),
        sinArchivo: missing,
      },
    ];
  });
}

function diffDecisions(before: readonly Decision[] = [], after: readonly Decision[] = []): DecisionsDiff {
  const old = new Map(before.map((decision) => [decision.id, decision]));
  const now = new Map(after.map((decision) => [decision.id, decision]));
  return {
    nuevas: [...now.keys()].filter((id) => !old.has(id)),
    cambiadas: [...now.keys()].filter((id) => old.has(id) && !same(old.get(id), now.get(id))),
    quitadas: [...old.keys()].filter((id) => !now.has(id)),
  };
}

function diffPrices({ items }: Content, catalogo: Catalogo): ContentDiff['precios'] {
  return [...items.values()].flatMap(({ id, precio, estrellas }) => {
    const before = catalogo.item(id);
    if (!before) return [];
    return [
      { item: id, moneda: 'besitos' as const, antes: before.precio, despues: precio },
      {
        item: id,
        moneda: 'estrellas' as const,
        antes: before.estrellas ?? null,
        despues: estrellas ?? null,
      },
    ].filter(({ antes, despues }) => antes !== despues);
  });
}

function withoutFile({ fragmentos, experiencias, items }: Content, catalogo: Catalogo): PiezaRef[] {
  const refs = (
    tipo: TipoDeContenido,
    published: readonly { id: string }[],
    files: ReadonlyMap<string, unknown>,
  ) => published.filter(({ id }) => !files.has(id)).map(({ id }): PiezaRef => ({ tipo, id }));
  return [
    ...refs('item', catalogo.items(), items),
    ...refs('experiencia', catalogo.experiencias(), experiencias),
    ...refs('fragmento', catalogo.fragmentos(), fragmentos),
  ];
}
