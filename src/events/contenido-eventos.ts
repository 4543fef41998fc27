/** What editors have published, each piece in a stream of its own: `fragmento-<id>`, `experiencia-<id>`, `item-<id>`. */
import { z } from 'zod';
import { Experiencia, Fragmento, Item } from './contenido.ts';
import { defineEvent, type EventOf } from './definicion.ts';

const version = z.int().min(1);

export const FragmentoPublicado = defineEvent(
  'FragmentoPublicado',
  z.strictObject({ version, fragmento: Fragmento }),
);
export const ExperienciaPublicada = defineEvent(
  'ExperienciaPublicada',
  z.strictObject({ version, experiencia: Experiencia }),
);
export const ItemPublicado = defineEvent('ItemPublicado', z.strictObject({ version, item: Item }));

export const EVENTOS_DE_CONTENIDO = [FragmentoPublicado, ExperienciaPublicada, ItemPublicado] as const;
export type EventoDeContenido = EventOf<(typeof EVENTOS_DE_CONTENIDO)[number]>;
