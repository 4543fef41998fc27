/** `PublicarExperiencia`: an editor offers an experience, or a new version of it. */
import { z } from 'zod';
import { Experiencia } from '../../events/contenido.ts';
import type { ComandoDeContenido } from '../definicion.ts';
import { ValidationError } from '../errores.ts';
import { nextVersion } from './publicar.ts';

const schema = z.strictObject({ experiencia: Experiencia });

export const PublicarExperiencia: ComandoDeContenido<'PublicarExperiencia', z.infer<typeof schema>> = {
  tipo: 'PublicarExperiencia',
  familia: 'experiencia',
  schema,
  limite: 'none',
  agregadoId: ({ experiencia }) => experiencia.id,
  decide(estado, { experiencia }) {
    const { componentes } = experiencia;
    if (new Set(componentes.map(({ id }) => id)).size < componentes.length)
      throw new ValidationError('component ids repeat', [
        { path: 'experiencia.componentes', message: 'ids are unique' },
      ]);
    componentes.forEach((componente, index) => {
      if (componente.tipo !== 'cuestionario') return;
      if (!componente.opciones.some(({ id }) => id === componente.correcta))
        throw new ValidationError('the right answer is not among the options', [
          { path: `experiencia.componentes.${index}.correcta`, message: 'one of the option ids' },
        ]);
    });
    const version = nextVersion(estado, experiencia);
    return version === null ? [] : [{ type: 'ExperienciaPublicada', data: { version, experiencia } }];
  },
};
