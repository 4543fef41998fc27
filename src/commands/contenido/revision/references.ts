/** Every place where one piece of content names another. */
import type { Recompensa, Requisito } from '../../../events/contenido.ts';
import type { Path, Pieza, TipoDeContenido } from './content.ts';

export interface Reference {
  /** Where it stands in the piece. */
  path: Path;
  /** `abrible`: a fragment or an experience, whichever has that name. */
  target: { tipo: TipoDeContenido | 'decision' | 'abrible'; id: string };
  /** Whether using the piece fails when the target does not exist; a requirement merely stays unmet. */
  breaks: boolean;
}

/** Names of the pieces that a reference may mean, as `tipo/id`. */
export function piecesMeant({ tipo, id }: Reference['target']): `${TipoDeContenido}/${string}`[] {
  if (tipo === 'decision') return [`fragmento/${id.split('/')[0]}`];
  if (tipo === 'abrible') return [`fragmento/${id}`, `experiencia/${id}`];
  return [`${tipo}/${id}`];
}

export function referencesOf(pieza: Pieza): Reference[] {
  const { contenido } = pieza;
  const own = requirementReferences(contenido.requisitos, ['requisitos']);
  switch (pieza.tipo) {
    case 'fragmento':
      return [
        ...own,
        ...pieza.contenido.decisiones.flatMap(({ destino, requisitos, recompensa }, index): Reference[] => {
          const at: Path = ['decisiones', index];
          return [
            { path: [...at, 'destino'], target: { tipo: 'fragmento', id: destino }, breaks: true },
            ...requirementReferences(requisitos, [...at, 'requisitos']),
            ...rewardReferences(recompensa, [...at, 'recompensa']),
          ];
        }),
      ];
    case 'experiencia':
      return [
        ...own,
        ...pieza.contenido.componentes.flatMap((componente, index): Reference[] => {
          const at: Path = ['componentes', index];
          const rewards = rewardReferences(componente.recompensa, [...at, 'recompensa']);
          switch (componente.tipo) {
            case 'fragmento':
            case 'reaccion':
              return [
                {
                  path: [...at, 'fragmento'],
                  target: { tipo: 'fragmento', id: componente.fragmento },
                  breaks: true,
                },
                ...rewards,
              ];
            case 'compra':
              return [
                { path: [...at, 'item'], target: { tipo: 'item', id: componente.item }, breaks: true },
                ...rewards,
              ];
            case 'cuestionario':
              return rewards;
            default:
              return componente satisfies never;
          }
        }),
        ...rewardReferences(pieza.contenido.recompensa, ['recompensa']),
      ];
    case 'item':
      return [
        ...own,
        ...given('item', pieza.contenido.uso?.items, ['uso', 'items']),
        ...given('abrible', pieza.contenido.desbloquea, ['desbloquea']),
      ];
    default:
      return pieza satisfies never;
  }
}

function rewardReferences(recompensa: Recompensa | undefined, path: Path): Reference[] {
  return [
    ...given('item', recompensa?.items, [...path, 'items']),
    ...given('abrible', recompensa?.desbloquea, [...path, 'desbloquea']),
  ];
}

function given(tipo: 'item' | 'abrible', ids: readonly string[] | undefined, path: Path): Reference[] {
  return (ids ?? []).map((id, index) => ({ path: [...path, index], target: { tipo, id }, breaks: true }));
}

function requirementReferences(requisito: Requisito | undefined, path: Path): Reference[] {
  if (!requisito) return [];
  if ('all' in requisito)
    return requisito.all.flatMap((part, index) => requirementReferences(part, [...path, 'all', index]));
  if ('any' in requisito)
    return requisito.any.flatMap((part, index) => requirementReferences(part, [...path, 'any', index]));
  if ('not' in requisito) return requirementReferences(requisito.not, [...path, 'not']);
  for (const tipo of ['item', 'decision', 'fragmento', 'experiencia'] as const) {
    const id = (requisito as Partial<Record<typeof tipo, string>>)[tipo];
    if (id !== undefined) return [{ path: [...path, tipo], target: { tipo, id }, breaks: false }];
  }
  return [];
}
