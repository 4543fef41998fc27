/** `CambiarIdioma`: the language the bot speaks to a user in. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { Idioma } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { activo } from './activo.ts';

export const CambiarIdioma = comandoDeUsuario({
  tipo: 'CambiarIdioma',
  schema: z.strictObject({ usuarioId: UsuarioId, idioma: Idioma }),
  limite: 'other',
  decide(estado, { idioma }) {
    return activo(estado).idioma === idioma ? [] : [{ type: 'IdiomaCambiado', data: { idioma } }];
  },
});
