/** How much two accounts act in step, be it some seconds apart. O(a + b + pairs closer than the longest offset). */
import type { Umbrales } from './umbrales.ts';

const CASILLA_MS = 1_000;

/**
 * Share of the user's actions that one same offset maps onto an action of the other within 1.5 s, chance taken off:
 * 0 for two people at their own pace, 1 for two accounts driven by one script. 0 where they share too little time.
 */
export function enPaso(propias: readonly number[], otras: readonly number[], { paso }: Umbrales): number {
  if (otras.length < paso.comunes) return 0;
  const { desfaseMaximoMs } = paso;
  const desde = otras[0]! - desfaseMaximoMs;
  const hasta = otras[otras.length - 1]! + desfaseMaximoMs;
  const lado = Math.floor(desfaseMaximoMs / CASILLA_MS);
  const casillas = new Array<number>(2 * lado + 1).fill(0);
  let acompanadas = 0;
  let pares = 0;
  let primera = 0;
  for (const en of propias) {
    if (en < desde || en > hasta) continue;
    while (primera < otras.length && otras[primera]! < en - desfaseMaximoMs) primera += 1;
    let sola = true;
    for (let i = primera; i < otras.length && otras[i]! <= en + desfaseMaximoMs; i++) {
      casillas[lado + Math.round((otras[i]! - en) / CASILLA_MS)]! += 1;
      pares += 1;
      sola = false;
    }
    if (!sola) acompanadas += 1;
  }
  if (acompanadas < paso.comunes) return 0;

  let mayor = 0;
  for (let i = 1; i < casillas.length - 1; i++)
    mayor = Math.max(mayor, casillas[i - 1]! + casillas[i]! + casillas[i + 1]!);
  const parte = Math.min(1, mayor / acompanadas);
  const azar = Math.min(1, (3 * pares) / casillas.length / acompanadas);
  return azar < 1 ? Math.max(0, (parte - azar) / (1 - azar)) : 0;
}
