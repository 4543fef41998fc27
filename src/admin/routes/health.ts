/** `/health/live`, `/health/ready`, `/health/projections`: for probes and operators, open to anyone. */
import { z } from 'zod';
import { Health, headOrNull, health, Projections, projections } from '../health.ts';
import { ANY_QUERY, defineRoute, NO_PARAMS } from '../route.ts';

const open = {
  access: { roles: 'anyone' },
  groups: [],
  params: NO_PARAMS,
  query: ANY_QUERY,
  problems: [],
} as const;

/** Asks nothing of anything: a process that answers is alive. */
export const getLive = defineRoute({
  ...open,
  path: '/health/live',
  operationId: 'getLive',
  summary: 'Whether the process answers.',
  body: z.strictObject({ status: z.literal('ok') }),
  handle: async () => ({ body: { status: 'ok' as const } }),
});

export const getReady = defineRoute({
  ...open,
  path: '/health/ready',
  operationId: 'getReady',
  summary: 'Whether the process can do its work, and the state of each part.',
  unwell: 'A part is not well.',
  body: Health,
  async handle({ options }) {
    const body = await health(options);
    return body.status === 'ok' ? { body } : { status: 503, body };
  },
});

export const getProjections = defineRoute({
  ...open,
  path: '/health/projections',
  operationId: 'getProjections',
  summary: 'How far each projection group is behind the log.',
  unwell: 'A group stands still.',
  body: Projections,
  async handle({ options }) {
    const body = await projections(options, await headOrNull(options));
    return body.status === 'ok' ? { body } : { status: 503, body };
  },
});
