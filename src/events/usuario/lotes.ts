/** Promotional besitos: lots that lapse, spent earliest expiry first. */
import type { UsuarioActivo } from './usuario.ts';
import type { Lote } from './valores.ts';

/** The lots with one more, earliest expiry first; lots that lapse together are one. */
export function conLote(lotes: readonly Lote[], { cantidad, caduca }: Lote): Lote[] {
  const same = lotes.findIndex((lote) => lote.caduca === caduca);
  if (same >= 0)
    return lotes.map((lote, index) =>
      index === same ? { caduca, cantidad: lote.cantidad + cantidad } : lote,
    );
  const after = lotes.findIndex((lote) => lote.caduca > caduca);
  return lotes.toSpliced(after < 0 ? lotes.length : after, 0, { cantidad, caduca });
}

/** What is taken of the lots when so many besitos leave the wallet, and what stays. */
export function consumir(lotes: readonly Lote[], cantidad: number): { quedan: Lote[]; tomados: Lote[] } {
  const quedan: Lote[] = [];
  const tomados: Lote[] = [];
  let falta = cantidad;
  for (const lote of lotes) {
    const tomado = Math.min(lote.cantidad, falta);
    falta -= tomado;
    if (tomado > 0) tomados.push({ cantidad: tomado, caduca: lote.caduca });
    if (tomado < lote.cantidad) quedan.push({ cantidad: lote.cantidad - tomado, caduca: lote.caduca });
  }
  return { quedan, tomados };
}

const suma = (lotes: readonly Lote[]): number => lotes.reduce((total, { cantidad }) => total + cantidad, 0);

/** Besitos in the wallet that have lapsed and were not swept yet. */
export function caducados(usuario: UsuarioActivo, ahora: string): number {
  return suma(usuario.lotes.filter(({ caduca }) => caduca <= ahora));
}

/** Besitos that can be spent. */
export function disponible(usuario: UsuarioActivo, ahora: string): number {
  return usuario.saldo - caducados(usuario, ahora);
}

/** Besitos that can be given away: promotional ones cannot. */
export function regalable(usuario: UsuarioActivo): number {
  return usuario.saldo - suma(usuario.lotes);
}

/** Besitos set aside in `usuario:<id>:retenido`. */
export function retenido(usuario: UsuarioActivo): number {
  return Object.values(usuario.retenciones).reduce((total, { cantidad }) => total + cantidad, 0);
}
