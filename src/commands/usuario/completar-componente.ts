/** `CompletarComponente`: the next step of an experience is done; the last one completes it, in the same append. */
import { z } from 'zod';
import { componenteDe } from '../../events/catalogo.ts';
import { type Componente, Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import type { EventoDeUsuario } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { recompensar } from '../economia/movimientos.ts';
import {
  ComponentAlreadyCompletedError,
  ComponentNotDoneError,
  ComponentOutOfOrderError,
  ContentNotFoundError,
  ExperienceNotStartedError,
  WrongAnswerError,
} from '../errores.ts';
import { exigirAcceso } from './acceso.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';

export const CompletarComponente = comandoDeUsuario({
  tipo: 'CompletarComponente',
  resumen: 'The next step of an experience is done; the last one completes it and pays its reward.',
  de: ['usuario', 'sistema'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    experiencia: Slug,
    componente: Slug,
    /** Id of the chosen option, for a `cuestionario`. */
    respuesta: Slug.optional(),
  }),
  limite: 'other',
  emite: [
    'ComponenteCompletado',
    'ExperienciaCompletada',
    'BesitosOtorgados',
    'ItemOtorgado',
    'ContenidoDesbloqueado',
  ],
  falla: [
    ...FALLA_ACTIVO,
    'CONTENT_NOT_FOUND',
    'EXPERIENCE_NOT_STARTED',
    'COMPONENT_ALREADY_COMPLETED',
    'COMPONENT_OUT_OF_ORDER',
    'COMPONENT_NOT_DONE',
    'WRONG_ANSWER',
    'VIP_REQUIRED',
    'REQUIREMENTS_NOT_MET',
  ],
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const { catalogo } = mundo;
    const progreso = usuario.experiencias[datos.experiencia];
    // In the version it was begun in, unless an editor has published a later one for everybody.
    const experiencia =
      (progreso &&
        catalogo.experiencia(datos.experiencia, catalogo.versionPara(datos.experiencia, progreso.version))) ??
      catalogo.experiencia(datos.experiencia);
    if (!experiencia) throw new ContentNotFoundError('experiencia', datos.experiencia);
    const componente = componenteDe(experiencia, datos.componente);
    if (!componente) throw new ContentNotFoundError('componente', `${datos.experiencia}/${datos.componente}`);
    if (!progreso) throw new ExperienceNotStartedError(experiencia.id);
    if (progreso.completados.includes(componente.id)) throw new ComponentAlreadyCompletedError(componente.id);
    const pendientes = experiencia.componentes.filter(({ id }) => !progreso.completados.includes(id));
    const siguiente = pendientes[0];
    if (siguiente && siguiente.id !== componente.id)
      throw new ComponentOutOfOrderError(componente.id, siguiente.id);
    exigirAcceso('experiencia', experiencia, usuario, mundo);
    exigirHecho(usuario, componente, datos.respuesta);

    const { id, version } = experiencia;
    const paso = recompensar(
      usuario,
      componente.recompensa,
      'experiencia',
      { tipo: 'componente', id: `${id}/${componente.id}` },
      mundo,
    );
    const total = experiencia.componentes.length;
    const completado: EventoDeUsuario = {
      type: 'ComponenteCompletado',
      data: {
        experiencia: id,
        componente: componente.id,
        completados: total - pendientes.length + 1,
        total,
        ...(paso.premio && { premio: paso.premio }),
      },
    };
    // An editor may add a step to what was finished already: the end is paid for once.
    if (pendientes.length > 1 || progreso.terminada) return [completado, ...paso.events];

    const fin = recompensar(
      usuario,
      experiencia.recompensa,
      'experiencia',
      { tipo: 'experiencia', id },
      mundo,
      paso.events,
    );
    const completada: EventoDeUsuario = {
      type: 'ExperienciaCompletada',
      data: { experiencia: id, version, ...(fin.premio && { premio: fin.premio }) },
    };
    return [completado, ...paso.events, completada, ...fin.events];
  },
});

/** @throws ComponentNotDoneError, WrongAnswerError */
function exigirHecho(usuario: UsuarioActivo, componente: Componente, respuesta: string | undefined): void {
  switch (componente.tipo) {
    case 'fragmento':
      if (!usuario.visitados[componente.fragmento])
        throw new ComponentNotDoneError(componente.id, 'fragmento', componente.fragmento);
      return;
    case 'reaccion':
      if (!usuario.reacciones[componente.fragmento])
        throw new ComponentNotDoneError(componente.id, 'reaccion', componente.fragmento);
      return;
    case 'compra':
      if (!usuario.inventario[componente.item])
        throw new ComponentNotDoneError(componente.id, 'compra', componente.item);
      return;
    case 'cuestionario':
      if (respuesta === undefined)
        throw new ComponentNotDoneError(componente.id, 'cuestionario', componente.id);
      if (respuesta !== componente.correcta) throw new WrongAnswerError(componente.id);
      return;
    default:
      componente satisfies never;
  }
}
