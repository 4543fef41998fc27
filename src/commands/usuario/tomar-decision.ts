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
import { activo } from './activo.ts';

export const TomarDecision = comandoDeUsuario({
  tipo: 'TomarDecision',
  schema: z.strictObject({ usuarioId: UsuarioId, fragmento: Slug, decision: Slug }),
  limite: 'decision',
  /** A decision costs and rewards the first time only: what was paid for stays paid, and no loop mints besitos. */
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const fragmento = mundo.catalogo.fragmento(datos.fragmento);
    if (!fragmento) throw new ContentNotFoundError('fragmento', datos.fragmento);
    const decision = decisionDe(fragmento, datos.decision);
    if (!decision) throw new ContentNotFoundError('decision', `${datos.fragmento}/${datos.decision}`);
    const { historia } = fragmento;
    const actual = usuario.posiciones[historia] ?? null;
    if (actual !== fragmento.id) throw new DecisionOutOfPlaceError(fragmento.id, actual);
    const destino = mundo.catalogo.fragmento(decision.destino);
    if (!destino) throw new ContentNotFoundError('fragmento', decision.destino);
    exigirRequisitos(decision.requisitos, usuario, mundo);
    exigirAcceso('fragmento', destino, usuario, mundo);

    const nombre = `${fragmento.id}/${decision.id}`;
    const referencia = { tipo: 'decision' as const, id: nombre };
    const primera = !usuario.decisiones[nombre];
    const pago: EventoDeUsuario[] =
      primera && decision.cuesta ? [gastar(usuario, decision.cuesta, 'decision', referencia)] : [];
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
        final: destino.final !== undefined,
        primera,
        ...(premio && { premio }),
      },
    };
    return [tomada, ...pago, ...events];
  },
});
