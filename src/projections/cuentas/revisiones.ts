/** `revisiones`: accounts that were flagged, with the signals, and what an admin made of it. */
import type { Senal } from '../../events/usuario/eventos-cuenta.ts';
import { usuarioDe } from '../definicion.ts';
import { defineTabla } from '../filas.ts';

type Revision = {
  revision: string;
  usuario_id: string;
  severidad: string;
  senales: Senal[];
  motivo: string;
  /** Not resolved. */
  abierta: boolean;
  resultado: string | null;
  nota: string | null;
  abierta_en: string;
  resuelta_en: string | null;
  resuelta_por: string | null;
  posicion: string;
};

export const revisiones = defineTabla<Revision>({
  tabla: 'revisiones',
  clave: ['revision'],
  columnas: {
    revision: 'uuid',
    usuario_id: 'uuid',
    severidad: 'text',
    senales: 'jsonb',
    motivo: 'text',
    abierta: 'bool',
    resultado: 'text',
    nota: 'text',
    abierta_en: 'instante',
    resuelta_en: 'instante',
    resuelta_por: 'text',
    posicion: 'posicion',
  },
  tipos: ['UsuarioMarcado', 'RevisionResuelta'],
  pasos(hecho) {
    const { evento, metadatos, posicion } = hecho;
    switch (evento.type) {
      case 'UsuarioMarcado': {
        const { revision, severidad, senales, motivo } = evento.data;
        const marcada = {
          usuario_id: usuarioDe(hecho),
          abierta_en: metadatos.occurredAt,
          posicion: String(posicion),
        };
        const abierta = { abierta: true, resultado: null, nota: null, resuelta_en: null, resuelta_por: null };
        return [
          {
            clave: { revision },
            cambia: () => ({ revision, severidad, senales, motivo, ...marcada, ...abierta }),
          },
        ];
      }
      case 'RevisionResuelta': {
        const { revision, resultado, nota } = evento.data;
        const resuelta = { resuelta_en: metadatos.occurredAt, resuelta_por: metadatos.actor.id };
        return [
          {
            clave: { revision },
            cambia: (fila) => fila && { ...fila, abierta: false, resultado, nota, ...resuelta },
          },
        ];
      }
      default:
        return [];
    }
  },
});
