/** A referral: it counts once the new user has played, and then rewards both. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { recompensar } from '../economia/movimientos.ts';
import { ReferralNotAllowedError } from '../errores.ts';
import { activo, FALLA_ACTIVO } from '../usuario/activo.ts';

export const CalificarReferido = comandoDeUsuario({
  tipo: 'CalificarReferido',
  resumen:
    'A user whom another brought has played enough: the referral counts, and they are welcomed with besitos.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId }),
  limite: 'none',
  emite: ['ReferidoCalificado', 'BesitosOtorgados'],
  falla: [...FALLA_ACTIVO, 'REFERRAL_NOT_ALLOWED'],
  decide(estado, _datos, mundo) {
    const usuario = activo(estado);
    const { referidoPor } = usuario;
    const { decisiones, bienvenida } = mundo.reglas.referido;
    if (referidoPor?.calificado) return [];
    if (!referidoPor || usuario.tomadas < decisiones) throw new ReferralNotAllowedError('sin_calificar');
    const { usuarioId: por } = referidoPor;
    const referencia = { tipo: 'referido' as const, id: por };
    const { premio, events } = recompensar(usuario, { besitos: bienvenida }, 'referido', referencia, mundo);
    return [{ type: 'ReferidoCalificado', data: { por, ...(premio && { premio }) } }, ...events];
  },
});

export const PremiarReferido = comandoDeUsuario({
  tipo: 'PremiarReferido',
  resumen: 'Whoever brought a user who counts is rewarded, for so many users at most.',
  de: ['sistema'],
  schema: z.strictObject({
    /** Who brought them. */
    usuarioId: UsuarioId,
    referido: UsuarioId,
  }),
  limite: 'none',
  emite: ['ReferidoPremiado', 'BesitosOtorgados'],
  falla: [...FALLA_ACTIVO, 'REFERRAL_NOT_ALLOWED'],
  decide(estado, { referido }, mundo) {
    const usuario = activo(estado);
    if (usuario.referidosPremiados[referido]) return [];
    const { premio: besitos, maximo } = mundo.reglas.referido;
    if (Object.keys(usuario.referidosPremiados).length >= maximo) throw new ReferralNotAllowedError('maximo');
    const referencia = { tipo: 'referido' as const, id: referido };
    const { premio, events } = recompensar(usuario, { besitos }, 'referido', referencia, mundo);
    return [{ type: 'ReferidoPremiado', data: { referido, ...(premio && { premio }) } }, ...events];
  },
});
