/** `regalos`: gifts between users, from both ends' streams. */
import { usuarioDe } from '../definicion.ts';
import { defineTabla, type Paso } from '../filas.ts';

type Regalo = {
  regalo: string;
  de: string;
  /** Null while a link waits to be opened. */
  para: string | null;
  cantidad: number;
  enlace: boolean;
  estado: string;
  motivo: string | null;
  enviado_en: string;
  caduca: string;
  cerrado_en: string | null;
};

export const regalos = defineTabla<Regalo>({
  tabla: 'regalos',
  clave: ['regalo'],
  columnas: {
    regalo: 'uuid',
    de: 'uuid',
    para: 'uuid',
    cantidad: 'int8',
    enlace: 'bool',
    estado: 'text',
    motivo: 'text',
    enviado_en: 'instante',
    caduca: 'instante',
    cerrado_en: 'instante',
  },
  tipos: [
    'RegaloEnviado',
    'RegaloReclamado',
    'RegaloRecibido',
    'RegaloRehusado',
    'RegaloEntregado',
    'RegaloDevuelto',
  ],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    const en = metadatos.occurredAt;
    const pasa = (regalo: string, cambio: Partial<Regalo>): Paso<Regalo>[] => [
      { clave: { regalo }, cambia: (fila) => fila && { ...fila, ...cambio } },
    ];
    switch (evento.type) {
      case 'RegaloEnviado': {
        const { regalo, para, cantidad, caduca } = evento.data;
        const enviado = { estado: 'enviado', motivo: null, enviado_en: en, cerrado_en: null };
        const de = usuarioDe(hecho);
        return [
          {
            clave: { regalo },
            cambia: () => ({ regalo, de, para, cantidad, enlace: para === null, caduca, ...enviado }),
          },
        ];
      }
      case 'RegaloReclamado':
        return pasa(evento.data.regalo, { para: evento.data.por, estado: 'reclamado' });
      case 'RegaloRecibido':
        return pasa(evento.data.regalo, { estado: 'recibido', cerrado_en: en });
      case 'RegaloRehusado':
        return pasa(evento.data.regalo, { estado: 'rehusado' });
      case 'RegaloEntregado':
        return pasa(evento.data.regalo, { estado: 'entregado' });
      case 'RegaloDevuelto':
        return pasa(evento.data.regalo, { estado: 'devuelto', motivo: evento.data.motivo, cerrado_en: en });
      default:
        return [];
    }
  },
});
