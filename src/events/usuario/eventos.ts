/** Everything that can have happened to one user, in that user's stream `usuario-<id>`. */
import type { EventOf } from '../definicion.ts';
import { EVENTOS_DE_CUENTA } from './eventos-cuenta.ts';
import { EVENTOS_DE_DINERO } from './eventos-dinero.ts';
import { EVENTOS_DE_HISTORIA } from './eventos-historia.ts';
import { EVENTOS_SOCIALES } from './eventos-social.ts';
import { EVENTOS_DE_TIENDA } from './eventos-tienda.ts';
import { EVENTOS_DE_VIP } from './eventos-vip.ts';

export * from './valores.ts';

export const EVENTOS_DE_USUARIO = [
  ...EVENTOS_DE_CUENTA,
  ...EVENTOS_DE_HISTORIA,
  ...EVENTOS_DE_DINERO,
  ...EVENTOS_SOCIALES,
  ...EVENTOS_DE_TIENDA,
  ...EVENTOS_DE_VIP,
] as const;

export type EventoDeUsuario = EventOf<(typeof EVENTOS_DE_USUARIO)[number]>;
