/** `PublicarExperiencia`: an editor offers an experience, or a new version of it. */
import { z } from 'zod';
import { Experiencia } from '../../events/contenido.ts';
import type { EstadoDeContenido } from '../../events/contenido-estado.ts';
import { Alcance } from '../../events/contenido-eventos.ts';
import { comando } from '../definicion.ts';
import { ValidationError } from '../errores.ts';
import { nextVersion } from './publicar.ts';

const schema = z.strictObject({
  experiencia: Experiencia,
  /** Whom it is for; those who are under way stay in their version unless it says `todos`. */
  alcance: Alcance.optional(),
});

export const PublicarExperiencia = comando({
  tipo: 'PublicarExperiencia',
  resumen:
    'An editor offers an experience, or a new version of it, to those who begin it from now on or to all.',
  de: ['admin', 'editor', 'sistema'],
  familia: 'experiencia',
  schema,
  limite: 'none',
  emite: ['ExperienciaPublicada'],
  falla: [],
  agregadoId: ({ experiencia }) => experiencia.id,
  decide(estado, { experiencia, alcance }) {
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
    const version = nextVersion(estado, experiencia) ?? (alcance === 'todos' ? versionForAll(estado) : null);
    return version === null
      ? []
      : [{ type: 'ExperienciaPublicada', data: { version, experiencia, ...(alcance && { alcance }) } }];
  },
});

/** An unchanged experience that was for newcomers becomes everybody's under its next version; null when it is so already. */
function versionForAll(estado: EstadoDeContenido): number | null {
  if (estado.estado !== 'publicado' || estado.publicacion.tipo !== 'experiencia') return null;
  const { alcance, version } = estado.publicacion;
  return alcance === 'todos' ? null : version + 1;
}
