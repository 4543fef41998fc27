/** `high_activity_rate`: how many commands the account sends when it is busiest. O(n). */
import { DIA_MS, HORA_MS, mediaDeTresMayores, porBloques } from './estadistica.ts';
import type { Medidas } from './indicios.ts';
import type { Recorte } from './recortar.ts';

export function medirActividad({ comandos }: Recorte): Medidas {
  const de = (anchoMs: number) => ({
    valor: mediaDeTresMayores(porBloques(comandos, anchoMs).values()),
    muestra: comandos.length,
  });
  return { por_hora: de(HORA_MS), por_dia: de(DIA_MS) };
}
