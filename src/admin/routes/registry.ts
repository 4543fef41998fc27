/** Every route. Adding one is: a file with its definition, and a line here. */
import type { Route } from '../route.ts';
import { listCatalogo } from './catalogo.ts';
import { getLive, getProjections, getReady } from './health.ts';
import { getMetrics } from './metrics.ts';
import { listMovimientos } from './movimientos.ts';
import { getOpenApi } from './openapi.ts';
import { getUsuario } from './usuario.ts';
import { listUsuarios } from './usuarios.ts';

export const ROUTES: readonly Route[] = [
  getLive,
  getReady,
  getProjections,
  getMetrics,
  getOpenApi(() => ROUTES),
  listUsuarios,
  getUsuario,
  listMovimientos,
  listCatalogo,
];
