/** `progreso_experiencias` with its incremental counter, and which components each user has completed. */
import { usuarioDe } from './definicion.ts';
import { defineDiario, defineTabla, type Paso, proyeccionDeFilas } from './filas.ts';

type Progreso = {
  usuario_id: string;
  experiencia: string;
  version: number;
  componentes_completados: number;
  componentes_total: number;
  iniciada_en: string;
  actualizada_en: string;
  terminada_en: string | null;
};

const progreso = defineTabla<Progreso>({
  tabla: 'progreso_experiencias',
  clave: ['usuario_id', 'experiencia'],
  columnas: {
    usuario_id: 'uuid',
    experiencia: 'text',
    version: 'int4',
    componentes_completados: 'int4',
    componentes_total: 'int4',
    iniciada_en: 'instante',
    actualizada_en: 'instante',
    terminada_en: 'instante',
  },
  tipos: ['ExperienciaIniciada', 'ComponenteCompletado', 'ExperienciaCompletada'],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    const usuario_id = usuarioDe(hecho);
    const en = metadatos.occurredAt;
    const paso = (experiencia: string, cambia: Paso<Progreso>['cambia']) => [
      { clave: { usuario_id, experiencia }, cambia },
    ];
    switch (evento.type) {
      case 'ExperienciaIniciada': {
        const { experiencia, version, componentes } = evento.data;
        return paso(experiencia, () => ({
          usuario_id,
          experiencia,
          version,
          componentes_completados: 0,
          componentes_total: componentes,
          iniciada_en: en,
          actualizada_en: en,
          terminada_en: null,
        }));
      }
      case 'ComponenteCompletado': {
        const { experiencia, total } = evento.data;
        return paso(
          experiencia,
          (fila) =>
            fila && {
              ...fila,
              componentes_completados: fila.componentes_completados + 1,
              componentes_total: total,
              actualizada_en: en,
            },
        );
      }
      case 'ExperienciaCompletada':
        return paso(
          evento.data.experiencia,
          (fila) => fila && { ...fila, actualizada_en: en, terminada_en: en },
        );
      default:
        return [];
    }
  },
});

type Completado = { usuario_id: string; experiencia: string; componente: string; completado_en: string };

const completados = defineDiario<Completado>({
  tabla: 'componentes_completados',
  clave: ['usuario_id', 'experiencia', 'componente'],
  columnas: { usuario_id: 'uuid', experiencia: 'text', componente: 'text', completado_en: 'instante' },
  tipos: ['ComponenteCompletado'],
  entradas(hecho) {
    const { evento, metadatos } = hecho;
    if (evento.type !== 'ComponenteCompletado') return [];
    const { experiencia, componente } = evento.data;
    return [{ usuario_id: usuarioDe(hecho), experiencia, componente, completado_en: metadatos.occurredAt }];
  },
});

export const experiencias = proyeccionDeFilas('experiencias', 1, [progreso, completados]);
