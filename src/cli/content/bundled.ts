/** The content that comes with the program: what a newcomer plays, and what tests and benchmarks draw on. */
import { fileURLToPath } from 'node:url';
import type { CommandBus } from '../../commands/bus.ts';
import { type Catalogo, createCatalogo, type MutableCatalogo } from '../../events/catalogo.ts';
import { newUuid } from '../../platform/ids.ts';
import { type Content, piezasDe } from './content.ts';
import { loadContent } from './load.ts';

export const CONTENT_FOLDER = fileURLToPath(new URL('../../../content', import.meta.url));

export const bundledContent = (): Content => loadContent(CONTENT_FOLDER);

/** The bundled content as a catalogue, every piece at version 1. */
export function bundledCatalogo(): MutableCatalogo {
  const catalogo = createCatalogo();
  for (const pieza of piezasDe(bundledContent())) catalogo.put({ ...pieza, version: 1 });
  return catalogo;
}

export async function publishBundledContent(
  bus: CommandBus,
  _catalogo: Catalogo,
): Promise<{ published: number; position: bigint | null }> {
  const actor = { tipo: 'sistema', id: 'contenido-incluido' } as const;
  let position: bigint | null = null;
  let published = 0;
  for (const pieza of piezasDe(bundledContent()).reverse()) {
    const id = newUuid();
    const r =
      pieza.tipo === 'item'
        ? await bus.execute({ id, actor, tipo: 'PublicarItem', datos: { item: pieza.contenido } })
        : pieza.tipo === 'experiencia'
          ? await bus.execute({
              id,
              actor,
              tipo: 'PublicarExperiencia',
              datos: { experiencia: pieza.contenido },
            })
          : await bus.execute({
              id,
              actor,
              tipo: 'PublicarFragmento',
              datos: { fragmento: pieza.contenido },
            });
    if (r.position !== null) position = r.position;
    published++;
  }
  return { published, position };
}
