/** `HacerPublicacion`: a message of the bot in a group or channel earns besitos to who reacts to it, for a while. */
import { z } from 'zod';
import { Publicacion } from '../../events/contenido.ts';
import { comando } from '../definicion.ts';
import { diasTras } from '../economia/movimientos.ts';

export const HacerPublicacion = comando({
  tipo: 'HacerPublicacion',
  resumen: 'A message in a group or channel earns besitos to those who react to it, for 30 days by default.',
  de: ['admin', 'editor', 'sistema'],
  familia: 'publicacion',
  schema: z.strictObject({ publicacion: Publicacion }),
  limite: 'none',
  emite: ['PublicacionHecha'],
  falla: [],
  agregadoId: ({ publicacion }) => publicacion.id,
  decide(estado, { publicacion }, { ahora, reglas }) {
    if (estado.publicacion) return [];
    const hasta = diasTras(ahora, reglas.publicacion.dias);
    return [{ type: 'PublicacionHecha', data: { publicacion, hasta } }];
  },
});
