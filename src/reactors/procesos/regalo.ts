/**
 * A gift between users, from `sistema:transito` to the receiver's wallet or back. The receiver's stream decides: before a
 * gift goes back, it is refused there for good, so that it can never do both.
 */
import type { RegaloEnCamino } from '../../events/usuario/estado.ts';
import type { Tareas } from '../tareas.ts';
import { ahoraDe, type Entorno, ordenar, rechazo, usuarioDe } from './entorno.ts';

export type DesenlaceDeRegalo = 'entregado' | 'devuelto' | 'pendiente';

/** Clocks of two processes may differ by less than this: what has no stream to refuse in goes back only after it. */
const CLOCKS_DIFFER_MS = 3_600_000;

export interface EstadoDelRegalo {
  desenlace: DesenlaceDeRegalo;
  /** When it is worth trying again, for one that waits. */
  otraVez?: string;
}

export async function impulsarRegalo(
  entorno: Entorno,
  { usuarioId, regalo }: Tareas['regalo'],
): Promise<EstadoDelRegalo> {
  const remitente = await usuarioDe(entorno, usuarioId);
  const enCamino = remitente?.regalosEnCamino[regalo];
  if (!remitente || !enCamino) return { desenlace: 'entregado' };
  const devolver = async (motivo: MotivoDeDevolver): Promise<EstadoDelRegalo> => {
    await ordenar(entorno, regalo, 'DevolverRegalo', { usuarioId, regalo, motivo });
    return { desenlace: 'devuelto' };
  };
  const ahora = ahoraDe(entorno);
  const { para, caduca } = enCamino;
  if (para === null) {
    // The claim stands in this very stream, and comes before or after the return.
    if (remitente.eliminacion) return devolver('anulado');
    if (ahora < caduca) return { desenlace: 'pendiente', otraVez: caduca };
    return devolver('caducado');
  }
  const vencido = ahora >= caduca;
  const codigo =
    vencido || remitente.eliminacion
      ? 'GIFT_EXPIRED'
      : await entregar(entorno, usuarioId, regalo, para, enCamino);
  switch (codigo) {
    case null:
      await ordenar(entorno, regalo, 'ConfirmarRegalo', { usuarioId, regalo });
      return { desenlace: 'entregado' };
    case 'DAILY_GRANT_LIMIT':
      return { desenlace: 'pendiente', otraVez: antes(manana(ahora), caduca) };
    default: {
      const rehusado = await rechazo(ordenar(entorno, regalo, 'RehusarRegalo', { usuarioId: para, regalo }));
      if (rehusado === 'GIFT_SETTLED') {
        await ordenar(entorno, regalo, 'ConfirmarRegalo', { usuarioId, regalo });
        return { desenlace: 'entregado' };
      }
      if (rehusado === null) return devolver(MOTIVOS[codigo] ?? 'caducado');
      const receptor = await entorno.bus.estado('usuario', para, true);
      // An erased user's stream takes nothing any more; one that does not exist yet may, until the gift has expired.
      if (receptor.estado === 'eliminado') return devolver('eliminado');
      const seguro = new Date(Date.parse(caduca) + CLOCKS_DIFFER_MS).toISOString();
      return ahora >= seguro ? devolver('desconocido') : { desenlace: 'pendiente', otraVez: seguro };
    }
  }
}

type MotivoDeDevolver = 'caducado' | 'desconocido' | 'suspendido' | 'eliminado' | 'anulado';

const MOTIVOS: Record<string, MotivoDeDevolver> = {
  USER_SUSPENDED: 'suspendido',
  ERASURE_IN_PROGRESS: 'eliminado',
  GIFT_EXPIRED: 'caducado',
};

/** The code with which the receiver's stream refused; null when it has the gift. */
async function entregar(
  entorno: Entorno,
  de: string,
  regalo: string,
  para: string,
  { cantidad, caduca }: RegaloEnCamino,
): Promise<string | null> {
  const codigo = await rechazo(
    ordenar(entorno, regalo, 'RecibirRegalo', { usuarioId: para, regalo, de, cantidad, caduca }),
  );
  if (codigo !== 'GIFT_SETTLED') return codigo;
  const receptor = await usuarioDe(entorno, para);
  return receptor?.regalosRecibidos[regalo] === 'recibido' ? null : codigo;
}

const manana = (ahora: string): string => new Date(Date.parse(ahora.slice(0, 10)) + 86_400_000).toISOString();

const antes = (uno: string, otro: string): string => (uno < otro ? uno : otro);
