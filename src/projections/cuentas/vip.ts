/** `vip`: access, since when and until when, and whether it renews. */
import { usuarioDe } from '../definicion.ts';
import { defineTabla, type Paso } from '../filas.ts';

type Vip = {
  usuario_id: string;
  desde: string;
  hasta: string;
  renovacion: string;
  /** The last payment that extended it. */
  pago: string | null;
  pagos: number;
  concesiones: number;
  /** Why it was ended before its time. */
  terminado: string | null;
};

export const vip = defineTabla<Vip>({
  tabla: 'vip',
  clave: ['usuario_id'],
  columnas: {
    usuario_id: 'uuid',
    desde: 'instante',
    hasta: 'instante',
    renovacion: 'text',
    pago: 'text',
    pagos: 'int4',
    concesiones: 'int4',
    terminado: 'text',
  },
  tipos: ['VipActivado', 'VipRenovado', 'VipCancelado', 'CancelacionConfirmada', 'VipTerminado'],
  pasos(hecho) {
    const { evento } = hecho;
    const usuario_id = usuarioDe(hecho);
    const pasa = (cambio: Partial<Vip>): Paso<Vip>[] => [
      { clave: { usuario_id }, cambia: (fila) => fila && { ...fila, ...cambio } },
    ];
    switch (evento.type) {
      case 'VipActivado':
      case 'VipRenovado': {
        const { desde, hasta, origen } = evento.data;
        const seguido = evento.type === 'VipRenovado';
        const pagado = origen.tipo === 'pago';
        return [
          {
            clave: { usuario_id },
            cambia: (fila) => ({
              usuario_id,
              desde: seguido ? (fila?.desde ?? desde) : desde,
              hasta,
              // A grant where nothing was running begins anew; one on top of what runs leaves its renewal alone.
              renovacion: pagado ? 'activa' : (seguido && fila?.renovacion) || 'ninguna',
              pago: pagado ? origen.id : (seguido && fila?.pago) || null,
              pagos: (fila?.pagos ?? 0) + (pagado ? 1 : 0),
              concesiones: (fila?.concesiones ?? 0) + (pagado ? 0 : 1),
              terminado: null,
            }),
          },
        ];
      }
      case 'VipCancelado':
        return pasa({ renovacion: 'cancelando' });
      case 'CancelacionConfirmada':
        return pasa({ renovacion: 'cancelada' });
      case 'VipTerminado':
        return pasa({ hasta: evento.data.hasta, renovacion: 'ninguna', terminado: evento.data.motivo });
      default:
        return [];
    }
  },
});
