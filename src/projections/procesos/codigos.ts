/** `codigos` and `canjes`: promo codes with the uses that are left, and every redemption. */
import { usuarioDe } from '../definicion.ts';
import { defineTabla } from '../filas.ts';

type Codigo = {
  codigo: string;
  usos: number;
  /** Uses that nobody has reserved. */
  quedan: number;
  confirmados: number;
  /** Redemptions whose use is reserved: one that is released without having been frees nothing. */
  abiertos: Record<string, true>;
  recompensa: Record<string, unknown>;
  desde: string | null;
  hasta: string | null;
  creado_en: string;
};

export const codigos = defineTabla<Codigo>({
  tabla: 'codigos',
  clave: ['codigo'],
  columnas: {
    codigo: 'text',
    usos: 'int4',
    quedan: 'int4',
    confirmados: 'int4',
    abiertos: 'jsonb',
    recompensa: 'jsonb',
    desde: 'instante',
    hasta: 'instante',
    creado_en: 'instante',
  },
  tipos: ['CodigoCreado', 'CanjeReservado', 'CanjeConfirmado', 'CanjeLiberado'],
  pasos({ evento, metadatos }) {
    switch (evento.type) {
      case 'CodigoCreado': {
        const { codigo, usos, recompensa, desde = null, hasta = null } = evento.data;
        const creado_en = metadatos.occurredAt;
        const nuevo = { quedan: usos, confirmados: 0, abiertos: {} };
        return [
          {
            clave: { codigo },
            cambia: () => ({ codigo, usos, ...nuevo, recompensa, desde, hasta, creado_en }),
          },
        ];
      }
      case 'CanjeReservado': {
        const { codigo, canje } = evento.data;
        return [
          {
            clave: { codigo },
            cambia: (fila) =>
              fila && { ...fila, quedan: fila.quedan - 1, abiertos: { ...fila.abiertos, [canje]: true } },
          },
        ];
      }
      case 'CanjeConfirmado': {
        const { codigo, canje } = evento.data;
        return [
          {
            clave: { codigo },
            cambia: (fila) =>
              fila && { ...fila, confirmados: fila.confirmados + 1, abiertos: sin(fila.abiertos, canje) },
          },
        ];
      }
      case 'CanjeLiberado': {
        const { codigo, canje } = evento.data;
        return [
          {
            clave: { codigo },
            cambia: (fila) =>
              fila?.abiertos[canje]
                ? { ...fila, quedan: fila.quedan + 1, abiertos: sin(fila.abiertos, canje) }
                : fila,
          },
        ];
      }
      default:
        return [];
    }
  },
});

function sin(abiertos: Codigo['abiertos'], canje: string): Codigo['abiertos'] {
  const { [canje]: _gone, ...rest } = abiertos;
  return rest;
}

type Canje = {
  canje: string;
  usuario_id: string;
  codigo: string;
  estado: string;
  motivo: string | null;
  /** Besitos that it brought. */
  otorgado: number | null;
  iniciado_en: string;
  cerrado_en: string | null;
};

export const canjes = defineTabla<Canje>({
  tabla: 'canjes',
  clave: ['canje'],
  columnas: {
    canje: 'uuid',
    usuario_id: 'uuid',
    codigo: 'text',
    estado: 'text',
    motivo: 'text',
    otorgado: 'int8',
    iniciado_en: 'instante',
    cerrado_en: 'instante',
  },
  tipos: ['CanjeIniciado', 'CodigoCanjeado', 'CanjeCancelado'],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    const en = metadatos.occurredAt;
    switch (evento.type) {
      case 'CanjeIniciado': {
        const { canje, codigo } = evento.data;
        const usuario_id = usuarioDe(hecho);
        const abierto = {
          estado: 'iniciado',
          motivo: null,
          otorgado: null,
          iniciado_en: en,
          cerrado_en: null,
        };
        return [{ clave: { canje }, cambia: () => ({ canje, usuario_id, codigo, ...abierto }) }];
      }
      case 'CodigoCanjeado': {
        const { canje, premio } = evento.data;
        const otorgado = premio?.otorgado ?? 0;
        return [
          {
            clave: { canje },
            cambia: (fila) => fila && { ...fila, estado: 'hecho', otorgado, cerrado_en: en },
          },
        ];
      }
      case 'CanjeCancelado': {
        const { canje, motivo } = evento.data;
        return [
          {
            clave: { canje },
            cambia: (fila) => fila && { ...fila, estado: 'cancelado', motivo, cerrado_en: en },
          },
        ];
      }
      default:
        return [];
    }
  },
});
