/** A message to many users: begun, stopped, gone on with, ended. */
import { z } from 'zod';
import { DifusionCreada, DifusionTerminada } from '../../events/procesos/difusion.ts';
import { ProcesoId } from '../../events/usuario/eventos.ts';
import { comando } from '../definicion.ts';
import { BroadcastStateError } from '../errores.ts';

const esta = z.strictObject({ difusion: ProcesoId });

export const CrearDifusion = comando({
  tipo: 'CrearDifusion',
  resumen: 'An admin sends a message to all users, or to those who are (not) VIP.',
  de: ['admin'],
  familia: 'difusion',
  schema: DifusionCreada.schema,
  limite: 'none',
  emite: ['DifusionCreada'],
  falla: ['BROADCAST_STATE'],
  agregadoId: ({ difusion }) => difusion,
  decide(estado, datos) {
    if (estado.estado !== 'inexistente') throw new BroadcastStateError(estado.estado);
    return [{ type: 'DifusionCreada', data: datos }];
  },
});

export const DetenerDifusion = comando({
  tipo: 'DetenerDifusion',
  resumen: 'A broadcast stops where it is.',
  de: ['admin', 'operador'],
  familia: 'difusion',
  schema: esta,
  limite: 'none',
  emite: ['DifusionDetenida'],
  falla: ['BROADCAST_STATE'],
  agregadoId: ({ difusion }) => difusion,
  decide(estado, { difusion }) {
    if (estado.estado === 'detenida') return [];
    if (estado.estado !== 'enviando') throw new BroadcastStateError(estado.estado);
    return [{ type: 'DifusionDetenida', data: { difusion } }];
  },
});

export const ReanudarDifusion = comando({
  tipo: 'ReanudarDifusion',
  resumen: 'A stopped broadcast goes on with those who have not had it.',
  de: ['admin', 'operador'],
  familia: 'difusion',
  schema: esta,
  limite: 'none',
  emite: ['DifusionReanudada'],
  falla: ['BROADCAST_STATE'],
  agregadoId: ({ difusion }) => difusion,
  decide(estado, { difusion }) {
    if (estado.estado === 'enviando') return [];
    if (estado.estado !== 'detenida') throw new BroadcastStateError(estado.estado);
    return [{ type: 'DifusionReanudada', data: { difusion } }];
  },
});

export const TerminarDifusion = comando({
  tipo: 'TerminarDifusion',
  resumen: 'Everybody a broadcast was for has had it, cannot be reached, or is in doubt.',
  de: ['sistema'],
  familia: 'difusion',
  schema: DifusionTerminada.schema,
  limite: 'none',
  emite: ['DifusionTerminada'],
  falla: ['BROADCAST_STATE'],
  agregadoId: ({ difusion }) => difusion,
  decide(estado, datos) {
    if (estado.estado === 'terminada') return [];
    if (estado.estado === 'inexistente') throw new BroadcastStateError(estado.estado);
    return [{ type: 'DifusionTerminada', data: datos }];
  },
});
