/** `difusiones`, `funciones`, `conciliaciones`: broadcasts, feature flags, and the nightly comparisons of payments. */
import type { Diferencia } from '../../events/procesos/conciliacion.ts';
import { defineTabla, type Paso } from '../filas.ts';

type Difusion = {
  difusion: string;
  mensaje: { es: string; en: string };
  segmento: string;
  estado: string;
  /** Counts, once it has ended. */
  enviados: number | null;
  fallidos: number | null;
  dudosos: number | null;
  creada_en: string;
  terminada_en: string | null;
};

export const difusiones = defineTabla<Difusion>({
  tabla: 'difusiones',
  clave: ['difusion'],
  columnas: {
    difusion: 'uuid',
    mensaje: 'jsonb',
    segmento: 'text',
    estado: 'text',
    enviados: 'int4',
    fallidos: 'int4',
    dudosos: 'int4',
    creada_en: 'instante',
    terminada_en: 'instante',
  },
  tipos: ['DifusionCreada', 'DifusionDetenida', 'DifusionReanudada', 'DifusionTerminada'],
  pasos({ evento, metadatos }) {
    const en = metadatos.occurredAt;
    const pasa = (difusion: string, cambio: Partial<Difusion>): Paso<Difusion>[] => [
      { clave: { difusion }, cambia: (fila) => fila && { ...fila, ...cambio } },
    ];
    switch (evento.type) {
      case 'DifusionCreada': {
        const { difusion } = evento.data;
        const nueva = { enviados: null, fallidos: null, dudosos: null, creada_en: en, terminada_en: null };
        return [{ clave: { difusion }, cambia: () => ({ ...evento.data, estado: 'enviando', ...nueva }) }];
      }
      case 'DifusionDetenida':
        return pasa(evento.data.difusion, { estado: 'detenida' });
      case 'DifusionReanudada':
        return pasa(evento.data.difusion, { estado: 'enviando' });
      case 'DifusionTerminada':
        return pasa(evento.data.difusion, { estado: 'terminada', ...evento.data.cuenta, terminada_en: en });
      default:
        return [];
    }
  },
});

type Funcion = { funcion: string; porcentaje: number; cambiada_en: string; cambiada_por: string };

export const funciones = defineTabla<Funcion>({
  tabla: 'funciones',
  clave: ['funcion'],
  columnas: { funcion: 'text', porcentaje: 'int4', cambiada_en: 'instante', cambiada_por: 'text' },
  tipos: ['FuncionCambiada'],
  pasos({ evento, metadatos }) {
    if (evento.type !== 'FuncionCambiada') return [];
    const { funcion, porcentaje } = evento.data;
    const cambiada = { cambiada_en: metadatos.occurredAt, cambiada_por: metadatos.actor.id };
    return [{ clave: { funcion }, cambia: () => ({ funcion, porcentaje, ...cambiada }) }];
  },
});

type Conciliacion = {
  dia: string;
  veces: number;
  transacciones: number;
  hasta: number;
  diferencias: Diferencia[];
  hecha_en: string;
};

export const conciliaciones = defineTabla<Conciliacion>({
  tabla: 'conciliaciones',
  clave: ['dia'],
  columnas: {
    dia: 'date',
    veces: 'int4',
    transacciones: 'int4',
    hasta: 'int8',
    diferencias: 'jsonb',
    hecha_en: 'instante',
  },
  tipos: ['ConciliacionHecha'],
  pasos({ evento, metadatos }) {
    if (evento.type !== 'ConciliacionHecha') return [];
    const { dia } = evento.data;
    return [
      {
        clave: { dia },
        cambia: (fila) => ({
          ...evento.data,
          veces: (fila?.veces ?? 0) + 1,
          hecha_en: metadatos.occurredAt,
        }),
      },
    ];
  },
});
