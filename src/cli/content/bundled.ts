/** The content that comes with the program: what a newcomer plays, and what tests and benchmarks draw on. */
import { fileURLToPath } from 'node:url';
import type { CommandBus } from '../../commands/bus.ts';
import { type Content, piezasDe } from '../../commands/contenido/revision/content.ts';
import { type Catalogo, createCatalogo, type MutableCatalogo } from '../../events/catalogo.ts';
import { loadContent } from './load.ts';
import { type PublishResult, publishContent } from './publish.ts';

export const CONTENT_FOLDER = fileURLToPath(new URL('../../../content', import.meta.url));

export const bundledContent = (): Content => loadContent(CONTENT_FOLDER);

/** The bundled content as a catalogue, every piece at version 1. */
export function bundledCatalogo(): MutableCatalogo {
  const catalogo = createCatalogo();
  for (const pieza of piezasDe(bundledContent())) catalogo.put({ ...pieza, version: 1 });
  return catalogo;
}

/**
 * What is missing or changed of the bundled content is published, with the stock and editions that go with it;
 * `catalogo` must be current and follow the log.
 */
export function publishBundledContent(bus: CommandBus, catalogo: Catalogo): Promise<PublishResult> {
  return publishContent({
    content: bundledContent(),
    bus,
    catalogo,
    actor: { tipo: 'sistema', id: 'contenido-incluido' },
  });
}
