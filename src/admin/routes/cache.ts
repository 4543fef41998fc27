/** `GET /api/v1/cache` and `POST /api/v1/cache/invalidar`: what the cache of this process does, and having all caches forget. */
import { z } from 'zod';
import { ETIQUETAS_A_MANO, etiquetasDe, etiquetasDeTodas } from '../../projections/etiquetas-a-mano.ts';
import type { Role } from '../api-keys.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

const OPERATES: readonly Role[] = ['admin', 'operador'];
const TAGS_MAX = 200;
const Cuenta = z.int().min(0);

export const getCache = defineRoute({
  path: '/api/v1/cache',
  operationId: 'getCache',
  summary: 'What the cache of this process has done since it started.',
  access: { roles: OPERATES },
  groups: [],
  params: NO_PARAMS,
  query: z.strictObject({}),
  body: z.strictObject({
    redis: z.enum(['none', 'up', 'away']).describe('`away`: not relied on until it is known to be well.'),
    enProceso: z.boolean().describe('Whether the in-process tier is used.'),
    entradas: Cuenta.describe('Entries of the in-process tier.'),
    aciertosEnProceso: Cuenta,
    aciertosRedis: Cuenta,
    vencidos: Cuenta.describe('Values given past their time while a new one was loaded.'),
    fallos: Cuenta.describe('Reads that had to load.'),
    tasaDeAciertos: z.number().min(0).max(1).nullable().describe('Null before anything was asked for.'),
    cargas: Cuenta,
    adelantadas: Cuenta.describe('Loads that a change overtook: given, and not kept.'),
    invalidaciones: Cuenta.describe('Tags whose position was raised.'),
    errores: Cuenta,
  }),
  problems: [],
  async handle({ options: { cache } }) {
    const stats = cache.stats();
    return {
      body: {
        redis: stats.redis,
        enProceso: stats.inProcess,
        entradas: stats.entries,
        aciertosEnProceso: stats.hitsInProcess,
        aciertosRedis: stats.hitsRedis,
        vencidos: stats.stale,
        fallos: stats.misses,
        tasaDeAciertos: stats.hitRate,
        cargas: stats.loads,
        adelantadas: stats.overtaken,
        invalidaciones: stats.invalidations,
        errores: stats.errors,
      },
    };
  },
});

const Orden = z.strictObject({
  etiquetas: z
    .array(z.string().refine((palabra) => etiquetasDe(palabra) !== null, 'etiqueta'))
    .min(1)
    .max(TAGS_MAX)
    .describe(ETIQUETAS_A_MANO),
});

export const postInvalidar = defineRoute({
  path: '/api/v1/cache/invalidar',
  operationId: 'invalidarCache',
  summary: 'Has every cache forget what has one of these tags, whatever its age.',
  access: { roles: OPERATES },
  groups: [],
  params: NO_PARAMS,
  query: z.strictObject({}),
  input: Orden,
  body: z.strictObject({
    etiquetas: z.int().describe('How many tags that was; 0: everything.'),
    avisados: z
      .boolean()
      .describe('False when Redis could not be told: all is forgotten there as soon as it answers.'),
  }),
  problems: [],
  async handle({ options: { cache, log }, key, sent }) {
    const tags = etiquetasDeTodas((sent!.body as z.infer<typeof Orden>).etiquetas);
    const avisados = await cache.drop(tags);
    log.info(
      { key: key!.id, tags: tags === 'all' ? 'all' : tags.slice(0, 10), avisados },
      'cache dropped by hand',
    );
    return { body: { etiquetas: tags === 'all' ? 0 : tags.length, avisados } };
  },
});
