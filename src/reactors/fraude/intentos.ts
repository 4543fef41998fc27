/** `exploit_attempt`: rejected and repeated commands, by points in the worst hour and the worst 24 hours. O(n). */
import type { Intento } from './entrada.ts';
import { DIA_MS, HORA_MS } from './estadistica.ts';
import type { Medidas } from './indicios.ts';
import type { Recorte } from './recortar.ts';
import type { Umbrales } from './umbrales.ts';

/** What no button of the bot sends: somebody writes the commands by hand, or changes them under way. */
const GRAVES: ReadonlySet<string> = new Set([
  'IDEMPOTENCY_CONFLICT',
  'VALIDATION',
  'UNKNOWN_COMMAND',
  'FRAGMENT_NOT_REACHED',
  'COMPONENT_OUT_OF_ORDER',
  'EXPERIENCE_NOT_STARTED',
]);

export function medirIntentos({ rechazos }: Recorte, umbrales: Umbrales): Medidas {
  const muestra = rechazos.length;
  return {
    rechazos_hora: { valor: peorVentana(rechazos, HORA_MS, umbrales), muestra },
    rechazos_dia: { valor: peorVentana(rechazos, DIA_MS, umbrales), muestra },
  };
}

/** Most points in any window of that length, wherever it starts. */
function peorVentana(rechazos: readonly Intento[], anchoMs: number, { pesoGrave }: Umbrales): number {
  const peso = ({ codigo }: Intento) => (GRAVES.has(codigo) ? pesoGrave : 1);
  let puntos = 0;
  let mayor = 0;
  let primero = 0;
  for (const rechazo of rechazos) {
    puntos += peso(rechazo);
    while (rechazos[primero]!.en <= rechazo.en - anchoMs) puntos -= peso(rechazos[primero++]!);
    mayor = Math.max(mayor, puntos);
  }
  return mayor;
}
