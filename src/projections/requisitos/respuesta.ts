/** The answer for one user and one piece of content, and how long time alone leaves it as it is. Pure. */
import type { Requisito } from '../../events/contenido.ts';
import { REGLAS } from '../../events/reglas.ts';
import { type Faltante, faltantes } from '../../events/requisitos.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import type { EstadoMinimo } from './estado.ts';

export type Exigencia = {
  tipo: string;
  id: string;
  version: number;
  vip: boolean;
  requisitos: Requisito | null;
};

export interface Respuesta {
  faltan: Faltante[];
  /** The earliest instant at which an access, a date or a lot's lapsing may change it; null for never. */
  validoHasta: string | null;
}

export function respuestaDe(
  { id, vip, requisitos }: Exigencia,
  estado: EstadoMinimo,
  niveles: number[] | null,
  ahora: string,
): Respuesta {
  // `faltantes` reads no more of a user than is kept.
  const usuario = estado as UsuarioActivo;
  const contexto = { ahora, reglas: niveles ? { ...REGLAS, niveles } : REGLAS };
  const arbol = estado.desbloqueados[id] ? null : requisitos;
  const faltan = [
    ...(vip ? faltantes({ vip: true }, usuario, contexto) : []),
    ...(arbol ? faltantes(arbol, usuario, contexto) : []),
  ];
  const instantes = [
    ...(vip && estado.vip ? [estado.vip.hasta] : []),
    ...(arbol ? instantesDe(arbol, estado) : []),
  ].filter((instante) => Date.parse(instante) > Date.parse(ahora));
  const [primero = null] = instantes.sort((one, other) => Date.parse(one) - Date.parse(other));
  return { faltan, validoHasta: primero && new Date(primero).toISOString() };
}

/** Every instant at which a leaf may turn. */
function instantesDe(requisito: Requisito, estado: EstadoMinimo): string[] {
  if ('all' in requisito) return requisito.all.flatMap((part) => instantesDe(part, estado));
  if ('any' in requisito) return requisito.any.flatMap((part) => instantesDe(part, estado));
  if ('not' in requisito) return instantesDe(requisito.not, estado);
  if ('vip' in requisito) return estado.vip ? [estado.vip.hasta] : [];
  if ('saldo' in requisito) return estado.lotes.map(({ caduca }) => caduca);
  if ('desde' in requisito) return [requisito.desde];
  if ('hasta' in requisito) return [requisito.hasta];
  return [];
}
