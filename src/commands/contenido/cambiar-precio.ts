/** `CambiarPrecio`: an item costs something else from now on. */
import { z } from 'zod';
import { Cantidad, Slug } from '../../events/contenido.ts';
import { comando } from '../definicion.ts';
import { ContentNotFoundError } from '../errores.ts';

export const CambiarPrecio = comando({
  tipo: 'CambiarPrecio',
  resumen: 'An item costs something else from now on; a buyer who was shown the old price is asked again.',
  de: ['admin', 'editor'],
  familia: 'item',
  schema: z.strictObject({
    id: Slug,
    precio: Cantidad,
    /** Price in Stars; not for sale in them when absent. */
    estrellas: z.int().min(1).max(10_000).optional(),
  }),
  limite: 'none',
  emite: ['PrecioCambiado'],
  falla: ['CONTENT_NOT_FOUND'],
  agregadoId: ({ id }) => id,
  decide(estado, { id, precio, estrellas }) {
    if (estado.estado !== 'publicado' || estado.publicacion.tipo !== 'item')
      throw new ContentNotFoundError('item', id);
    const { version, contenido } = estado.publicacion;
    if (contenido.precio === precio && contenido.estrellas === estrellas) return [];
    return [
      {
        type: 'PrecioCambiado',
        data: { id, version: version + 1, precio, ...(estrellas !== undefined && { estrellas }) },
      },
    ];
  },
});
