/** `PublicarItem`: an editor puts something into the shop, or a new version of it. */
import { z } from 'zod';
import { Item } from '../../events/contenido.ts';
import { comando } from '../definicion.ts';
import { ValidationError } from '../errores.ts';
import { nextVersion } from './publicar.ts';

const schema = z.strictObject({ item: Item });

export const PublicarItem = comando({
  tipo: 'PublicarItem',
  resumen: 'An editor puts an item into the shop, or a new version of it.',
  de: ['admin', 'editor', 'sistema'],
  familia: 'item',
  schema,
  limite: 'none',
  emite: ['ItemPublicado'],
  falla: [],
  agregadoId: ({ item }) => item.id,
  decide(estado, { item }) {
    if ((item.tipo === 'limitado') !== (item.existencias !== undefined))
      throw new ValidationError('stock goes with limited items', [
        { path: 'item.existencias', message: 'present exactly when tipo is limitado' },
      ]);
    if ((item.tipo === 'desbloqueo') !== (item.desbloquea !== undefined))
      throw new ValidationError('an unlocking item names what it unlocks', [
        { path: 'item.desbloquea', message: 'present exactly when tipo is desbloqueo' },
      ]);
    const version = nextVersion(estado, item);
    return version === null ? [] : [{ type: 'ItemPublicado', data: { version, item } }];
  },
});
