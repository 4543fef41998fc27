/** `multi_accounting`: facts across users. O(neighbours × pairs of actions + gifts log gifts), all capped. */
import type { Referencia } from './entrada.ts';
import type { Medidas } from './indicios.ts';
import { enPaso } from './paso.ts';
import type { Recorte } from './recortar.ts';
import { cadenaDe, donantes, embudoDe } from './regalos.ts';
import { huecoMediano } from './ritmo.ts';
import type { Umbrales } from './umbrales.ts';

export function medirCuentas(recorte: Recorte, umbrales: Umbrales): Medidas {
  const { usuario, comandos, vecinos } = recorte;
  const { regalos } = vecinos;
  const pasos = Object.values(vecinos.acciones).map((tiempos) => enPaso(comandos, tiempos, umbrales));
  const medidas: Medidas = {};
  // The second, not the first: two people who read together are a couple, three in step are a script.
  if (pasos.length >= 2) medidas.en_paso = { valor: pasos.sort((a, b) => b - a)[1]!, muestra: pasos.length };
  if (regalos.length > 0) {
    medidas.embudo = { valor: embudoDe(usuario, donantes(regalos, umbrales)), muestra: regalos.length };
    medidas.cadena = { valor: cadenaDe(usuario, regalos, umbrales), muestra: regalos.length };
  }
  if (vecinos.referencias.length > 0)
    medidas.anillo = {
      valor: anilloDe(recorte, umbrales),
      muestra: vecinos.referencias.length,
    };
  return medidas;
}

/**
 * The largest ring the user is in, as referrer or as referred: accounts that one referrer brought in a burst and that
 * besides give one way within the ring or rush through the pages. Friends whom somebody invites all at once, a class
 * say, do neither.
 */
function anilloDe(recorte: Recorte, umbrales: Umbrales): number {
  const { usuario, vecinos } = recorte;
  const grupos = new Map<string, Referencia[]>();
  for (const referencia of vecinos.referencias)
    grupos.set(referencia.referente, [...(grupos.get(referencia.referente) ?? []), referencia]);
  const porReceptor = donantes(vecinos.regalos, umbrales);

  let mayor = 0;
  for (const [referente, grupo] of grupos) {
    const miembros = new Set([referente, ...grupo.map(({ referido }) => referido)]);
    if (!miembros.has(usuario)) continue;
    const daEnElAnillo = (id: string) =>
      [...miembros].some((receptor) => porReceptor.get(receptor)?.has(id) ?? false);
    const atados = enRafaga(grupo, umbrales).filter((id) => {
      const huecoMs = huecoMediano(
        id === usuario ? recorte.comandos : (vecinos.acciones[id] ?? []),
        umbrales,
      );
      return (huecoMs !== undefined && huecoMs <= umbrales.anillo.huecoMs) || daEnElAnillo(id);
    });
    mayor = Math.max(mayor, atados.length);
  }
  return mayor;
}

/** Those that registered within `rafagaMs` of another of the group. */
function enRafaga(grupo: readonly Referencia[], { anillo }: Umbrales): string[] {
  const orden = [...grupo].sort((a, b) => a.registradoEn - b.registradoEn);
  const cerca = (a: Referencia, b: Referencia | undefined) =>
    b !== undefined && Math.abs(a.registradoEn - b.registradoEn) <= anillo.rafagaMs;
  return orden
    .filter((referencia, i) => cerca(referencia, orden[i - 1]) || cerca(referencia, orden[i + 1]))
    .map(({ referido }) => referido);
}
