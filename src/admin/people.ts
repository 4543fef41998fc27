/** Users as the API shows them. Personal data is opened for the roles that look after people, and for nobody else. */
import { z } from 'zod';
import { UsuarioId } from '../events/cuentas.ts';
import { codeOf } from '../platform/errors.ts';
import type { FilaDeUsuario } from '../queries/usuarios.ts';
import type { ApiKey, Role } from './api-keys.ts';
import { ApiError } from './failures.ts';
import type { AdminOptions } from './options.ts';

const OPENS_PERSONAL_DATA: readonly Role[] = ['admin', 'soporte'];
/** Everyone but editors, whose work is content. */
export const SEES_USERS: readonly Role[] = ['admin', 'auditor', 'operador', 'soporte'];

export const Usuario = z.strictObject({
  usuarioId: UsuarioId,
  idioma: z.string(),
  personal: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('Null for roles that may not see it, and once the person is erased.'),
  vipHasta: z.iso.datetime().nullable(),
  registradoEn: z.iso.datetime(),
  ultimaActividadEn: z.iso.datetime(),
  saldo: z.int().describe('Besitos in the wallet.'),
  movimientos: z.int(),
});
export type Usuario = z.infer<typeof Usuario>;

const Personal = z.record(z.string(), z.unknown());

/** The rows as the caller may see them; the keys that open them are looked up together. */
export async function present(
  { keyStore, log }: AdminOptions,
  key: ApiKey | null,
  rows: readonly FilaDeUsuario[],
): Promise<Usuario[]> {
  const mayOpen = key !== null && OPENS_PERSONAL_DATA.includes(key.rol);
  const opened = mayOpen ? await openAll(keyStore, rows) : [];
  return rows.map(({ personal: _sealed, cursor: _cursor, ...rest }, index) => {
    const value = opened[index] ?? null;
    if (value instanceof Error)
      // One row that does not open must not hide the rest of the page.
      log.error(
        { usuarioId: rest.usuarioId, code: codeOf(value) },
        'personal data does not open with its key',
      );
    const personal = Personal.safeParse(value);
    return { ...rest, personal: personal.success ? personal.data : null };
  });
}

async function openAll(
  keyStore: AdminOptions['keyStore'],
  rows: readonly FilaDeUsuario[],
): Promise<unknown[]> {
  try {
    return await keyStore.openAll(rows.map(({ usuarioId, personal: sealed }) => ({ usuarioId, sealed })));
  } catch (error) {
    throw new ApiError('DATABASE_UNAVAILABLE', {}, { cause: error });
  }
}
