/** `bot_like_behavior`, second half: nobody goes on for days without sleep, or for hours without a pause. O(n). */
import { DIA_MS, HORA_MS, mediana, porBloques } from './estadistica.ts';
import type { Medidas } from './indicios.ts';
import type { Recorte } from './recortar.ts';
import type { Umbrales } from './umbrales.ts';

export function medirPausas({ comandos }: Recorte, umbrales: Umbrales): Medidas {
  if (comandos.length < umbrales.muestra.huecos) return {};
  let inicio = comandos[0]!;
  let tiradaMs = 0;
  let seguidos = 1;
  let masSeguidos = 1;
  const descansos = new Map<number, number>();
  const descansa = (en: number, huecoMs: number) => {
    const dia = Math.floor(en / DIA_MS);
    descansos.set(dia, Math.max(descansos.get(dia) ?? 0, huecoMs));
  };
  for (let i = 1; i < comandos.length; i++) {
    const [antes, en] = [comandos[i - 1]!, comandos[i]!];
    if (en - antes >= umbrales.pausaMs) inicio = en;
    seguidos = en - antes >= umbrales.paradaMs ? 1 : seguidos + 1;
    masSeguidos = Math.max(masSeguidos, seguidos);
    tiradaMs = Math.max(tiradaMs, en - inicio);
    descansa(antes, en - antes);
    descansa(en, en - antes);
  }
  const muestra = comandos.length;
  const medidas: Medidas = {
    tirada: { valor: tiradaMs / HORA_MS, muestra },
    seguidos: { valor: masSeguidos, muestra },
  };

  // The first day and the last may have had their rest outside of what is seen.
  const dias = [...porBloques(comandos, DIA_MS)];
  const completos = dias.slice(1, -1).filter(([, cuenta]) => cuenta >= umbrales.comandosDeDiaActivo);
  if (completos.length >= 2)
    medidas.descanso = {
      valor: mediana(completos.map(([dia]) => descansos.get(dia)!)) / HORA_MS,
      muestra: completos.length,
    };
  return medidas;
}
