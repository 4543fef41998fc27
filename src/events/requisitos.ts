/** Condition trees: whether they hold for a user, and if not, which leaves are missing. */
import type { Requisito } from './contenido.ts';
import { nivelDe, type Reglas } from './reglas.ts';
import type { UsuarioActivo } from './usuario/estado.ts';
import { disponible } from './usuario/lotes.ts';

/** One unmet leaf, with what the user has where that helps. `no` marks one that must not hold. */
export type Faltante =
  | { tipo: 'vip' }
  | { tipo: 'saldo'; necesario: number; actual: number }
  | { tipo: 'nivel'; necesario: number; actual: number }
  | { tipo: 'item' | 'decision' | 'fragmento' | 'experiencia' | 'arquetipo'; id: string; no?: true }
  | { tipo: 'desde' | 'hasta'; instante: string }
  | { tipo: 'ninguno' };

export interface Contexto {
  ahora: string;
  reglas: Reglas;
}

export function esVip(state: UsuarioActivo, ahora: string): boolean {
  return state.vip !== null && ahora < state.vip.hasta;
}

/**
 * What is missing for the requirement to hold; empty when it holds. Of an `any` none of whose branches holds, the
 * branch with the fewest missing leaves is named: the shortest way in.
 */
export function faltantes(
  requisito: Requisito | undefined,
  state: UsuarioActivo,
  contexto: Contexto,
): Faltante[] {
  if (requisito === undefined) return [];
  if ('all' in requisito) return requisito.all.flatMap((part) => faltantes(part, state, contexto));
  if ('any' in requisito) {
    const branches = requisito.any.map((part) => faltantes(part, state, contexto));
    return branches.reduce((best, branch) => (branch.length < best.length ? branch : best));
  }
  if ('not' in requisito) {
    if (faltantes(requisito.not, state, contexto).length > 0) return [];
    return [prohibido(requisito.not)];
  }
  if ('vip' in requisito) return esVip(state, contexto.ahora) ? [] : [{ tipo: 'vip' }];
  if ('saldo' in requisito) {
    const { saldo: necesario } = requisito;
    const actual = disponible(state, contexto.ahora);
    return actual >= necesario ? [] : [{ tipo: 'saldo', necesario, actual }];
  }
  if ('nivel' in requisito) {
    const actual = nivelDe(state.ganado, contexto.reglas);
    return actual >= requisito.nivel ? [] : [{ tipo: 'nivel', necesario: requisito.nivel, actual }];
  }
  if ('item' in requisito)
    return (state.inventario[requisito.item] ?? 0) > 0 ? [] : [{ tipo: 'item', id: requisito.item }];
  if ('decision' in requisito)
    return state.decisiones[requisito.decision] ? [] : [{ tipo: 'decision', id: requisito.decision }];
  if ('fragmento' in requisito)
    return state.visitados[requisito.fragmento] ? [] : [{ tipo: 'fragmento', id: requisito.fragmento }];
  if ('experiencia' in requisito)
    return state.experiencias[requisito.experiencia]?.terminada
      ? []
      : [{ tipo: 'experiencia', id: requisito.experiencia }];
  if ('arquetipo' in requisito)
    return state.arquetipo === requisito.arquetipo ? [] : [{ tipo: 'arquetipo', id: requisito.arquetipo }];
  if ('desde' in requisito)
    return Date.parse(contexto.ahora) >= Date.parse(requisito.desde)
      ? []
      : [{ tipo: 'desde', instante: requisito.desde }];
  if ('hasta' in requisito)
    return Date.parse(contexto.ahora) < Date.parse(requisito.hasta)
      ? []
      : [{ tipo: 'hasta', instante: requisito.hasta }];
  return requisito satisfies never;
}

function prohibido(requisito: Requisito): Faltante {
  for (const tipo of ['item', 'decision', 'fragmento', 'experiencia', 'arquetipo'] as const)
    if (tipo in requisito) return { tipo, id: (requisito as Record<string, string>)[tipo] ?? '', no: true };
  return { tipo: 'ninguno' };
}
