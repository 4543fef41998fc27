/** `PublicarFragmento`: an editor puts a fragment, or a new version of it, into the story. */
import { z } from 'zod';
import { Fragmento } from '../../events/contenido.ts';
import { comando } from '../definicion.ts';
import { ValidationError } from '../errores.ts';
import { nextVersion } from './publicar.ts';

const schema = z.strictObject({ fragmento: Fragmento });

export const PublicarFragmento = comando({
  tipo: 'PublicarFragmento',
  resumen: 'An editor puts a fragment, or a new version of it, into the story.',
  de: ['admin', 'editor', 'sistema'],
  familia: 'fragmento',
  schema,
  limite: 'none',
  emite: ['FragmentoPublicado'],
  falla: [],
  agregadoId: ({ fragmento }) => fragmento.id,
  decide(estado, { fragmento }) {
    const { decisiones, final } = fragmento;
    if ((decisiones.length === 0) !== (final !== undefined))
      throw new ValidationError('a fragment has either decisions or a `final`', [
        { path: 'fragmento.final', message: 'present exactly when there are no decisions' },
      ]);
    if (new Set(decisiones.map(({ id }) => id)).size < decisiones.length)
      throw new ValidationError('decision ids repeat', [
        { path: 'fragmento.decisiones', message: 'ids are unique' },
      ]);
    const version = nextVersion(estado, fragmento);
    return version === null ? [] : [{ type: 'FragmentoPublicado', data: { version, fragmento } }];
  },
});
