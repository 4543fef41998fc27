/** Gift funnels and chains in the gifts around a user. O(g log g) in the gifts kept. */
import type { Regalo } from './entrada.ts';
import type { Umbrales } from './umbrales.ts';

/** Who gives to whom one way: for each receiver, the givers that get next to nothing back. */
export function donantes(regalos: readonly Regalo[], { donante }: Umbrales): Map<string, Set<string>> {
  const flujos = new Map<string, Map<string, { regalos: number; besitos: number }>>();
  for (const { de, a, cantidad } of regalos) {
    const haciaA = flujos.get(a) ?? new Map<string, { regalos: number; besitos: number }>();
    const flujo = haciaA.get(de) ?? { regalos: 0, besitos: 0 };
    haciaA.set(de, { regalos: flujo.regalos + 1, besitos: flujo.besitos + cantidad });
    flujos.set(a, haciaA);
  }
  const porReceptor = new Map<string, Set<string>>();
  for (const [a, haciaA] of flujos)
    for (const [de, flujo] of haciaA) {
      const devuelto = flujos.get(de)?.get(a)?.besitos ?? 0;
      if (flujo.regalos < donante.regalos || flujo.besitos < donante.besitos) continue;
      if (devuelto > donante.devuelto * flujo.besitos) continue;
      porReceptor.set(a, (porReceptor.get(a) ?? new Set()).add(de));
    }
  return porReceptor;
}

/** The most one-way givers of the user, or of one to whom the user gives one way. */
export function embudoDe(usuario: string, porReceptor: ReadonlyMap<string, ReadonlySet<string>>): number {
  let mayor = 0;
  for (const [receptor, de] of porReceptor)
    if (receptor === usuario || de.has(usuario)) mayor = Math.max(mayor, de.size);
  return mayor;
}

/** Gifts passed on, by who passed them on. Each gift sent passes on at most one received, and goes to another. */
function traspasos(regalos: readonly Regalo[], { traspaso }: Umbrales): Map<string, number> {
  const recibidos = new Map<string, Regalo[]>();
  const cuentas = new Map<string, number>();
  for (const regalo of regalos) {
    const cola = recibidos.get(regalo.de);
    while (cola?.length && cola[0]!.en < regalo.en - traspaso.plazoMs) cola.shift();
    const i =
      cola?.findIndex(
        ({ de, cantidad }) => de !== regalo.a && regalo.cantidad >= traspaso.parte * cantidad,
      ) ?? -1;
    if (i >= 0) {
      cola!.splice(i, 1);
      cuentas.set(regalo.de, (cuentas.get(regalo.de) ?? 0) + 1);
    }
    const suya = recibidos.get(regalo.a);
    if (suya) suya.push(regalo);
    else recibidos.set(regalo.a, [regalo]);
  }
  return cuentas;
}

/** The most gifts passed on by the user, or by one who gives to or gets from the user. */
export function cadenaDe(usuario: string, regalos: readonly Regalo[], umbrales: Umbrales): number {
  const cercanos = new Set([usuario]);
  for (const { de, a } of regalos) {
    if (de === usuario) cercanos.add(a);
    if (a === usuario) cercanos.add(de);
  }
  let mayor = 0;
  for (const [quien, cuenta] of traspasos(regalos, umbrales))
    if (cercanos.has(quien)) mayor = Math.max(mayor, cuenta);
  return mayor;
}
