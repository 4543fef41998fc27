/** `/metrics`, for Prometheus: open on this machine, elsewhere for keys that operate. */
import { z } from 'zod';
import { positions } from '../health.ts';
import { ANY_QUERY, defineRoute, NO_PARAMS } from '../route.ts';

export const getMetrics = defineRoute({
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Metrics in the Prometheus text format.',
  access: { roles: ['admin', 'operador'], openOnLoopback: true },
  groups: [],
  params: NO_PARAMS,
  query: ANY_QUERY,
  body: z.string(),
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  problems: [],
  async handle({ options }) {
    const { metrics } = options;
    // Without the database the other metrics are worth the more.
    for (const { grupo, posicion } of await positions(options).catch(() => []))
      if (posicion !== null) metrics.checkpoint(grupo, posicion);
    return { body: await metrics.registry.metrics() };
  },
});
