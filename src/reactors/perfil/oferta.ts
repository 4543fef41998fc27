/** Which offer a user is made: something they could nearly afford and do not have, a little cheaper for a while. Pure. */
import type { Catalogo } from '../../events/catalogo.ts';
import type { Item } from '../../events/contenido.ts';
import type { Reglas } from '../../events/reglas.ts';
import { esVip, faltantes } from '../../events/requisitos.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { disponible } from '../../events/usuario/lotes.ts';

const DISCOUNT = 0.2;
const LASTS_DAYS = 3;
const DAY_MS = 86_400_000;
/** After an offer has ended, so many days pass before the next. */
const PAUSE_DAYS = 7;
const DECISIONS_MIN = 10;

export interface Oferta {
  item: string;
  precio: number;
  /** ISO instant. */
  hasta: string;
}

/** Null when there is nothing fitting, or an offer was made not long ago. */
export function ofertaPara(
  usuario: UsuarioActivo,
  { catalogo, reglas, ahora }: { catalogo: Catalogo; reglas: Reglas; ahora: string },
): Oferta | null {
  if (usuario.tomadas < DECISIONS_MIN || usuario.suspendido || usuario.revision || usuario.eliminacion)
    return null;
  const ultima = Object.values(usuario.ofertas).reduce(
    (last, { hasta }) => (hasta > last ? hasta : last),
    '',
  );
  if (ultima !== '' && Date.parse(ultima) + PAUSE_DAYS * DAY_MS > Date.parse(ahora)) return null;
  const saldo = disponible(usuario, ahora);
  const posibles = catalogo
    .items()
    .filter((item) => puede(usuario, item, { ahora, reglas }))
    .map((item) => ({ item, precio: Math.max(1, Math.ceil(item.precio * (1 - DISCOUNT))) }))
    // Within reach: what can be bought with what is there, or with half as much again.
    .filter(({ item, precio }) => precio < item.precio && precio <= saldo * 1.5)
    .sort((a, b) => gusto(usuario, b.item) - gusto(usuario, a.item) || b.precio - a.precio);
  const elegida = posibles[0];
  if (!elegida) return null;
  const hasta = new Date(Date.parse(ahora) + LASTS_DAYS * DAY_MS).toISOString();
  return { item: elegida.item.id, precio: elegida.precio, hasta };
}

function puede(usuario: UsuarioActivo, item: Item, contexto: { ahora: string; reglas: Reglas }): boolean {
  if (item.tipo === 'limitado' || (usuario.inventario[item.id] ?? 0) > 0) return false;
  if (item.vip && !esVip(usuario, contexto.ahora)) return false;
  return faltantes(item.requisitos, usuario, contexto).length === 0;
}

/** What fits how the user plays comes first. */
function gusto({ arquetipo }: UsuarioActivo, { tipo }: Item): number {
  if (arquetipo === 'coleccionista') return tipo === 'unico' ? 2 : 0;
  if (arquetipo === 'explorador') return tipo === 'desbloqueo' ? 2 : 0;
  return tipo === 'consumible' ? 0 : 1;
}
