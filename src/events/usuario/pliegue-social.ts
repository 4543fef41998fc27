/** How gifts and referrals change what is known of a user. */
import type { EventOf } from '../definicion.ts';
import type { EVENTOS_SOCIALES } from './eventos-social.ts';
import { de, type Pliegues, sin } from './pliegue.ts';
import { ImpossibleEventError } from './usuario.ts';

export const PLIEGUES_SOCIALES: Pliegues<EventOf<(typeof EVENTOS_SOCIALES)[number]>['type']> = {
  RegaloDiarioReclamado: (state, { dia, racha }) => ({ ...state, regalo: { dia, racha } }),
  RegaloEnviado: (state, { regalo, para, cantidad, caduca }) => ({
    ...state,
    regalosEnCamino: { ...state.regalosEnCamino, [regalo]: { para, cantidad, caduca } },
  }),
  RegaloReclamado(state, { regalo, por }) {
    const known = de(state.regalosEnCamino, regalo, 'gift');
    return { ...state, regalosEnCamino: { ...state.regalosEnCamino, [regalo]: { ...known, para: por } } };
  },
  RegaloRecibido(state, { regalo }) {
    if (state.regalosRecibidos[regalo]) throw new ImpossibleEventError(`gift ${regalo} twice`);
    return { ...state, regalosRecibidos: { ...state.regalosRecibidos, [regalo]: 'recibido' } };
  },
  RegaloRehusado(state, { regalo }) {
    if (state.regalosRecibidos[regalo]) throw new ImpossibleEventError(`gift ${regalo} twice`);
    return { ...state, regalosRecibidos: { ...state.regalosRecibidos, [regalo]: 'rehusado' } };
  },
  RegaloEntregado(state, { regalo }) {
    de(state.regalosEnCamino, regalo, 'gift');
    return { ...state, regalosEnCamino: sin(state.regalosEnCamino, regalo) };
  },
  RegaloDevuelto(state, { regalo }) {
    de(state.regalosEnCamino, regalo, 'gift');
    return { ...state, regalosEnCamino: sin(state.regalosEnCamino, regalo) };
  },
  ReferidoRegistrado: (state, { por }) => ({ ...state, referidoPor: { usuarioId: por, calificado: false } }),
  ReferidoCalificado: (state, { por }) => ({ ...state, referidoPor: { usuarioId: por, calificado: true } }),
  ReferidoPremiado: (state, { referido }) => ({
    ...state,
    referidosPremiados: { ...state.referidosPremiados, [referido]: true },
  }),
};
