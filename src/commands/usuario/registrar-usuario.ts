/** `RegistrarUsuario`: a person starts the bot for the first time. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { Idioma, Sellado } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { UserAlreadyRegisteredError } from '../errores.ts';

export const RegistrarUsuario = comandoDeUsuario({
  tipo: 'RegistrarUsuario',
  resumen: 'A person starts the bot for the first time.',
  de: ['usuario'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    idioma: Idioma,
    /** Name, username and chat, sealed with the user's key before they come here. */
    personal: Sellado,
  }),
  limite: 'other',
  emite: ['UsuarioRegistrado'],
  falla: ['USER_ALREADY_REGISTERED'],
  decide(estado, { usuarioId, idioma, personal }) {
    if (estado.estado !== 'inexistente') throw new UserAlreadyRegisteredError();
    return [{ type: 'UsuarioRegistrado', data: { usuarioId, idioma, personal } }];
  },
});
