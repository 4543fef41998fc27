/** `embudo_experiencias`: how many have started each experience, completed each of its components, and finished it. */
import { defineContador } from '../filas.ts';

/** Somebody starts an experience once and completes each component once, so that events are people. */
export const embudoDeExperiencias = defineContador<{
  experiencia: string;
  componente: string;
  iniciadas: number;
  completadas: number;
}>({
  tabla: 'embudo_experiencias',
  clave: ['experiencia', 'componente'],
  columnas: { experiencia: 'text', componente: 'text', iniciadas: 'int4', completadas: 'int4' },
  acumula: { iniciadas: 'suma', completadas: 'suma' },
  tipos: ['ExperienciaIniciada', 'ComponenteCompletado', 'ExperienciaCompletada'],
  sumandos({ evento }) {
    switch (evento.type) {
      case 'ExperienciaIniciada':
        return [{ experiencia: evento.data.experiencia, componente: '', iniciadas: 1, completadas: 0 }];
      case 'ExperienciaCompletada':
        return [{ experiencia: evento.data.experiencia, componente: '', iniciadas: 0, completadas: 1 }];
      case 'ComponenteCompletado': {
        const { experiencia, componente } = evento.data;
        return [{ experiencia, componente, iniciadas: 0, completadas: 1 }];
      }
      default:
        return [];
    }
  },
});
