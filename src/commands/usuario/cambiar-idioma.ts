/** `CambiarIdioma`: the language the bot speaks to a user in. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { Idioma } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';

export const CambiarIdioma = comandoDeUsuario({
  tipo: 'CambiarIdioma',
  resumen: 'A user chooses the language the bot speaks to them in.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId, idioma: Idioma }),
  limite: 'other',
  emite: ['IdiomaCambiado'],
  falla: [...FALLA_ACTIVO],
  decide(estado, { idioma }) {
    return activo(estado).idioma === idioma ? [] : [{ type: 'IdiomaCambiado', data: { idioma } }];
  },
});
