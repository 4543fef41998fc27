/** `GET /api/v1/usuarios/{id}/movimientos`: one user's ledger, newest first, with the postings of each entry. */
import { z } from 'zod';
import { UserNotFoundError } from '../../commands/errores.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { libroDe } from '../../queries/movimientos.ts';
import { nextCursor, pageParameters, positionIn, Siguiente } from '../cursor.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute } from '../route.ts';

const LIST = 'movimientos';

const Movimiento = z.strictObject({
  posicion: z.string().describe('Position in the log, a 64-bit number.'),
  eventoId: z.uuid(),
  revision: z.int().describe('In the stream of the user, as `RevertirMovimiento` asks for it.'),
  importe: z.int().describe('Effect on the wallet, in besitos.'),
  razon: z.string(),
  referenciaTipo: z.string(),
  referenciaId: z.string(),
  comandoId: z.uuid(),
  actorTipo: z.string(),
  ocurridoEn: z.iso.datetime(),
  apuntes: z
    .array(z.strictObject({ cuenta: z.string(), importe: z.int() }))
    .describe('The postings; they sum to 0.'),
});

export const listMovimientos = defineRoute({
  path: '/api/v1/usuarios/{id}/movimientos',
  operationId: 'listMovimientos',
  summary: "One user's ledger, newest first, with postings and balance.",
  access: { roles: SEES_USERS },
  groups: gruposDe(libroDe),
  params: z.strictObject({ id: UsuarioId }),
  query: z.strictObject(pageParameters(LIST)),
  body: z.strictObject({
    usuarioId: UsuarioId,
    saldo: z.int().describe('Besitos in the wallet now.'),
    movimientos: z.array(Movimiento),
    siguiente: Siguiente,
  }),
  problems: ['USER_NOT_FOUND'],
  async handle({ options: { database }, params: { id }, query: { limite, cursor } }) {
    const antesDe = cursor === undefined ? undefined : positionIn(LIST, cursor)!;
    const libro = await libroDe(database, id, { limite, antesDe });
    if (!libro) throw new UserNotFoundError();
    const { saldo, movimientos, siguiente } = libro;
    return { body: { usuarioId: id, saldo, movimientos, siguiente: nextCursor(LIST, siguiente) } };
  },
});
