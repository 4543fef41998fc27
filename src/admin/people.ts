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

export async function present(
  options: AdminOptions,
  key: ApiKey | null,
  row: FilaDeUsuario,
): Promise<Usuario> {
  const { personal, cursor: _cursor, ...rest } = row;
  const mayOpen = key !== null && OPENS_PERSONAL_DATA.includes(key.rol);
  return { ...rest, personal: mayOpen ? await open(options, row.usuarioId, personal) : null };
}

async function open(
  { keyStore, log }: AdminOptions,
  usuarioId: string,
  sealed: string,
): Promise<Usuario['personal']> {
  try {
    const opened = Personal.safeParse(await keyStore.open(usuarioId, sealed));
    return opened.success ? opened.data : null;
  } catch (error) {
    // One row that does not open must not hide the rest of the page.
    if (codeOf(error) !== 'UNSEAL_FAILED') throw new ApiError('DATABASE_UNAVAILABLE', {}, { cause: error });
    log.error({ usuarioId, code: 'UNSEAL_FAILED' }, 'personal data does not open with its key');
    return null;
  }
}
