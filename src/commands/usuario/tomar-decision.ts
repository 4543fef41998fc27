/** `TomarDecision`: a user chooses how the story goes on, pays what the choice costs and gets what it gives. */
import { z } from 'zod';
import { decisionDe } from '../../events/catalogo.ts';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import type { EventoDeUsuario } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { gastar, recompensar } from '../economia/movimientos.ts';
import { ContentNotFoundError, DecisionOutOfPlaceError } from '../errores.ts';
import { exigirAcceso, exigirRequisitos } from './acceso.ts';
import { activo, exigirSinCongelar, FALLA_ACTIVO } from './activo.ts';
import { conEdicion, edicionDe } from './edicion.ts';

export const TomarDecision = comandoDeUsuario({
  tipo: 'TomarDecision',
  resumen: 'A user chooses how the story goes on, pays what the choice costs and gets what it gives.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId, fragmento: Slug, decision: Slug }),
  limite: 'decision',
  emite: ['DecisionTomada', 'BesitosGastados', 'BesitosOtorgados', 'ItemOtorgado', 'ContenidoDesbloqueado'],
  falla: [
    ...FALLA_ACTIVO,
    'CONTENT_NOT_FOUND',
    'DECISION_OUT_OF_PLACE',
    'VIP_REQUIRED',
    'REQUIREMENTS_NOT_MET',
    'INSUFFICIENT_FUNDS',
    'SUSPICIOUS_ACTIVITY',
  ],
  /** A decision costs and rewards the first time only: what was paid for stays paid, and no loop mints besitos. */
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const { catalogo } = mundo;
    const conocido = catalogo.fragmento(datos.fragmento);
    if (!conocido) throw new ContentNotFoundError('fragmento', datos.fragmento);
    const { historia } = conocido;
    const edicion = edicionDe(usuario, historia, catalogo);
    const fragmento = catalogo.fragmento(datos.fragmento, edicion) ?? conocido;
    const decision = decisionDe(fragmento, datos.decision);
    if (!decision) throw new ContentNotFoundError('decision', `${datos.fragmento}/${datos.decision}`);
    const actual = usuario.posiciones[historia] ?? null;
    if (actual !== fragmento.id) throw new DecisionOutOfPlaceError(fragmento.id, actual);
    const destino = catalogo.fragmento(decision.destino, edicion);
    // Read as it stands, the story leads nobody new to a page that was withdrawn.
    if (!destino || (destino.retirado && !usuario.visitados[destino.id]))
      throw new ContentNotFoundError('fragmento', decision.destino);
    exigirRequisitos(decision.requisitos, usuario, mundo);
    exigirAcceso('fragmento', destino, usuario, mundo);

    const nombre = `${fragmento.id}/${decision.id}`;
    const referencia = { tipo: 'decision' as const, id: nombre };
    const primera = !usuario.decisiones[nombre];
    const cuesta = primera ? decision.cuesta : undefined;
    if (cuesta !== undefined) exigirSinCongelar(usuario);
    const pago = cuesta === undefined ? [] : gastar(usuario, cuesta, 'decision', referencia, mundo);
    const { premio, events } = primera
      ? recompensar(usuario, decision.recompensa, 'decision', referencia, mundo)
      : { events: [] };
    const tomada: EventoDeUsuario = {
      type: 'DecisionTomada',
      data: {
        historia,
        fragmento: fragmento.id,
        version: fragmento.version,
        decision: decision.id,
        destino: destino.id,
        destinoVersion: destino.version,
        ...conEdicion(edicion),
        final: destino.final !== undefined,
        primera,
        ...(premio && { premio }),
      },
    };
    return [tomada, ...pago, ...events];
  },
});
