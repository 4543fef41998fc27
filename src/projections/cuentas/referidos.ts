/** `referidos`: who brought whom, and how far that has come. */
import { usuarioDe } from '../definicion.ts';
import { defineTabla } from '../filas.ts';

type Referido = {
  usuario_id: string;
  por: string;
  estado: string;
  /** Taken since, up to the one that made it count. */
  decisiones: number;
  /** Besitos that each of the two got for it. */
  bienvenida: number;
  premio: number;
  registrado_en: string;
  calificado_en: string | null;
  premiado_en: string | null;
};

export const referidos = defineTabla<Referido>({
  tabla: 'referidos',
  clave: ['usuario_id'],
  columnas: {
    usuario_id: 'uuid',
    por: 'uuid',
    estado: 'text',
    decisiones: 'int4',
    bienvenida: 'int8',
    premio: 'int8',
    registrado_en: 'instante',
    calificado_en: 'instante',
    premiado_en: 'instante',
  },
  tipos: ['ReferidoRegistrado', 'DecisionTomada', 'ReferidoCalificado', 'ReferidoPremiado'],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    const en = metadatos.occurredAt;
    switch (evento.type) {
      case 'ReferidoRegistrado': {
        const { por } = evento.data;
        const usuario_id = usuarioDe(hecho);
        const nuevo = {
          estado: 'registrado',
          decisiones: 0,
          bienvenida: 0,
          premio: 0,
          calificado_en: null,
          premiado_en: null,
        };
        return [{ clave: { usuario_id }, cambia: () => ({ usuario_id, por, registrado_en: en, ...nuevo }) }];
      }
      case 'DecisionTomada':
        return [
          {
            clave: { usuario_id: usuarioDe(hecho) },
            cambia: (fila) =>
              fila?.estado === 'registrado' ? { ...fila, decisiones: fila.decisiones + 1 } : fila,
          },
        ];
      case 'ReferidoCalificado': {
        const bienvenida = evento.data.premio?.otorgado ?? 0;
        return [
          {
            clave: { usuario_id: usuarioDe(hecho) },
            cambia: (fila) => fila && { ...fila, estado: 'calificado', bienvenida, calificado_en: en },
          },
        ];
      }
      case 'ReferidoPremiado': {
        const { referido, premio } = evento.data;
        return [
          {
            clave: { usuario_id: referido },
            cambia: (fila) =>
              fila && { ...fila, estado: 'premiado', premio: premio?.otorgado ?? 0, premiado_en: en },
          },
        ];
      }
      default:
        return [];
    }
  },
});
