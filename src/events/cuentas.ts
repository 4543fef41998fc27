/** Accounts and postings: the double-entry core. Every movement is two or more postings that sum to zero. */
import { z } from 'zod';
import { BESITOS_MAX } from './contenido.ts';

/** Random identifier of a user inside the system; says nothing about the person. */
export const UsuarioId = z.uuid().lowercase();

export const Cuenta = z
  .string()
  .regex(
    /^(?:sistema:(?:emision|ventas|ajustes|transito|caducado)|usuario:[0-9a-f-]{36}:(?:cartera|retenido))$/,
    'an account of the ledger',
  );

/** One leg of a movement: a whole, non-zero amount added to an account. */
export const Apunte = z.strictObject({
  cuenta: Cuenta,
  importe: z
    .int()
    .min(-BESITOS_MAX)
    .max(BESITOS_MAX)
    .refine((importe) => importe !== 0, 'a posting moves something'),
});
export type Apunte = z.infer<typeof Apunte>;

/** Two or more postings over distinct accounts that sum to zero; the error names the sum. */
export const Apuntes = z
  .array(Apunte)
  .min(2)
  .max(16)
  .superRefine((apuntes, context) => {
    const suma = apuntes.reduce((total, { importe }) => total + importe, 0);
    if (suma !== 0) context.addIssue({ code: 'custom', message: `postings sum to ${suma}, not to 0` });
    const vistas = new Set<string>();
    apuntes.forEach(({ cuenta }, index) => {
      if (vistas.has(cuenta))
        context.addIssue({
          code: 'custom',
          path: [index, 'cuenta'],
          message: `account ${cuenta} stands twice`,
        });
      vistas.add(cuenta);
    });
  });

export const carteraDe = (usuarioId: string): string => `usuario:${usuarioId}:cartera`;
/** Where besitos stand that are set aside for a purchase under way. */
export const retenidoDe = (usuarioId: string): string => `usuario:${usuarioId}:retenido`;

/** Postings of an amount that goes from one account to another. */
export function traspaso(desde: string, hacia: string, cantidad: number): Apunte[] {
  return [
    { cuenta: desde, importe: -cantidad },
    { cuenta: hacia, importe: cantidad },
  ];
}
