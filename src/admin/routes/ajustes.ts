/** `GET /api/v1/ajustes`: adjustments in a state, those that wait for a second admin unless another is asked for. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { ajustesPendientes } from '../../queries/ajustes.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { QUEUE_LIMIT } from '../cursor.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

const Estado = z.enum(['solicitado', 'aprobado', 'rechazado', 'aplicado', 'fallido']);

const Ajuste = z.strictObject({
  ajuste: z.uuid().describe('As `AprobarAjuste` and `RechazarAjuste` ask for it.'),
  usuarioId: UsuarioId,
  importe: z.int().describe('Besitos to give (positive) or to take (negative).'),
  nota: z.string(),
  estado: Estado,
  por: z.string().describe('Id of the key that asked; another one has to approve.'),
  resueltoPor: z.string().nullable(),
  motivo: z.string().nullable(),
  solicitadoEn: z.iso.datetime(),
  resueltoEn: z.iso.datetime().nullable(),
});

export const listAjustes = defineRoute({
  path: '/api/v1/ajustes',
  operationId: 'listAjustes',
  summary:
    'Adjustments in a state, oldest first: those that wait for a second admin unless another is asked for.',
  access: { roles: SEES_USERS },
  groups: gruposDe(ajustesPendientes),
  params: NO_PARAMS,
  query: z.strictObject({ estado: Estado.default('solicitado'), limite: QUEUE_LIMIT }),
  body: z.strictObject({ ajustes: z.array(Ajuste) }),
  problems: [],
  async handle({ options: { database }, query: { estado, limite } }) {
    return { body: { ajustes: [...(await ajustesPendientes(database, { limite, estado }))] } };
  },
});
