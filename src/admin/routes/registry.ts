/** Every route. Adding one is: a file with its definition, and a line here; a command's comes with the command. */
import type { Route } from '../route.ts';
import { getAjuste } from './ajuste.ts';
import { listAjustes } from './ajustes.ts';
import { getActividad } from './analitica/actividad.ts';
import { getCohortes } from './analitica/cohortes.ts';
import { getConversion } from './analitica/conversion.ts';
import { getEconomia } from './analitica/economia.ts';
import { getEmbudoExperiencia } from './analitica/embudo-experiencia.ts';
import { getEmbudoHistoria } from './analitica/embudo-historia.ts';
import { getResumen } from './analitica/resumen.ts';
import { getCache, postInvalidar } from './cache.ts';
import { listCandidatos } from './candidatos.ts';
import { listCatalogo } from './catalogo.ts';
import { COMMAND_ROUTES } from './comandos.ts';
import { getCuenta } from './cuenta.ts';
import { getEstado } from './estado.ts';
import { getExistencias } from './existencias.ts';
import { getLive, getProjections, getReady } from './health.ts';
import { getMetrics } from './metrics.ts';
import { getTiendaEnMomento, getUsuarioEnMomento } from './momento.ts';
import { listMovimientos } from './movimientos.ts';
import { getOpenApi } from './openapi.ts';
import { getPago } from './pago.ts';
import { listPagos } from './pagos.ts';
import { listProcesos } from './procesos.ts';
import {
  fallBackProyeccion,
  listAparcados,
  listProyecciones,
  rebuildProyeccion,
  retryAparcado,
  skipAparcado,
  stopRebuild,
} from './proyecciones.ts';
import { getRequisitos } from './requisitos.ts';
import { listRevisiones } from './revisiones.ts';
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
  getEstado,
  getUsuarioEnMomento,
  getCuenta,
  getRequisitos,
  listPagos,
  listProcesos,
  getExistencias,
  listCandidatos,
  listRevisiones,
  listAjustes,
  getAjuste,
  getPago,
  listCatalogo,
  getTiendaEnMomento,
  listProyecciones,
  rebuildProyeccion,
  stopRebuild,
  fallBackProyeccion,
  listAparcados,
  retryAparcado,
  skipAparcado,
  getResumen,
  getActividad,
  getCohortes,
  getConversion,
  getEmbudoHistoria,
  getEmbudoExperiencia,
  getEconomia,
  getCache,
  postInvalidar,
  ...COMMAND_ROUTES,
];
