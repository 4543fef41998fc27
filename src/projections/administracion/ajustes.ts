/** `ajustes`: adjustments that need a second admin. */
import { defineTabla, type Paso } from '../filas.ts';

type Ajuste = {
  ajuste: string;
  usuario_id: string;
  importe: number;
  nota: string;
  estado: string;
  por: string;
  resuelto_por: string | null;
  /** Why it was refused, or could not be made. */
  motivo: string | null;
  solicitado_en: string;
  resuelto_en: string | null;
  asentado_en: string | null;
};

export const ajustes = defineTabla<Ajuste>({
  tabla: 'ajustes',
  clave: ['ajuste'],
  columnas: {
    ajuste: 'uuid',
    usuario_id: 'uuid',
    importe: 'int8',
    nota: 'text',
    estado: 'text',
    por: 'text',
    resuelto_por: 'text',
    motivo: 'text',
    solicitado_en: 'instante',
    resuelto_en: 'instante',
    asentado_en: 'instante',
  },
  tipos: ['AjusteSolicitado', 'AjusteAprobado', 'AjusteRechazado', 'AjusteAplicado', 'AjusteFallido'],
  pasos({ evento, metadatos }) {
    const en = metadatos.occurredAt;
    const pasa = (ajuste: string, cambio: Partial<Ajuste>): Paso<Ajuste>[] => [
      { clave: { ajuste }, cambia: (fila) => fila && { ...fila, ...cambio } },
    ];
    switch (evento.type) {
      case 'AjusteSolicitado': {
        const { ajuste, usuarioId: usuario_id, importe, nota, por } = evento.data;
        const nuevo = { resuelto_por: null, motivo: null, resuelto_en: null, asentado_en: null };
        return [
          {
            clave: { ajuste },
            cambia: () => ({
              ajuste,
              usuario_id,
              importe,
              nota,
              por,
              estado: 'solicitado',
              solicitado_en: en,
              ...nuevo,
            }),
          },
        ];
      }
      case 'AjusteAprobado': {
        const { ajuste, por } = evento.data;
        return pasa(ajuste, { estado: 'aprobado', resuelto_por: por, resuelto_en: en });
      }
      case 'AjusteRechazado': {
        const { ajuste, por, nota } = evento.data;
        return pasa(ajuste, { estado: 'rechazado', resuelto_por: por, resuelto_en: en, motivo: nota });
      }
      case 'AjusteAplicado':
        return pasa(evento.data.ajuste, { estado: 'aplicado', asentado_en: en });
      case 'AjusteFallido': {
        const { ajuste, motivo } = evento.data;
        return pasa(ajuste, { estado: 'fallido', motivo, asentado_en: en });
      }
      default:
        return [];
    }
  },
});
