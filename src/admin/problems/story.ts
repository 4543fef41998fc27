/** The story, experiences, posts, and what is published. */
import { problem } from './kind.ts';

export const STORY_PROBLEMS = {
  CONTENT_NOT_FOUND: problem(
    404,
    ['Contenido no encontrado', 'No existe {tipo} {id}.'],
    ['Content not found', 'There is no {tipo} {id}.'],
  ),
  STORY_PROBLEMS: problem(
    422,
    ['Historia con errores', 'La historia no se puede publicar así; data.problemas dice qué falla y dónde.'],
    ['Story has problems', 'The story cannot be published as it is; data.problemas says what and where.'],
  ),
  FRAGMENT_NOT_REACHED: problem(
    403,
    ['Fragmento no alcanzado', 'El usuario aún no ha llegado al fragmento {fragmento}.'],
    ['Fragment not reached', 'The user has not reached fragment {fragmento} yet.'],
  ),
  DECISION_OUT_OF_PLACE: problem(
    409,
    ['Decisión fuera de lugar', 'El usuario no está en el fragmento {fragmento}.'],
    ['Decision out of place', 'The user is not at fragment {fragmento}.'],
  ),
  ALREADY_REACTED: problem(
    409,
    ['Ya ha reaccionado', '{fragmento} ya tiene la reacción del usuario.'],
    ['Reacted already', '{fragmento} has the reaction of the user already.'],
  ),
  POST_NOT_ACTIVE: problem(
    409,
    ['Publicación vencida', 'Reaccionar a la publicación {publicacion} ya no da besitos.'],
    ['Post no longer active', 'Reacting to post {publicacion} earns nothing any more.'],
  ),
  EXPERIENCE_NOT_STARTED: problem(
    409,
    ['Experiencia sin iniciar', 'El usuario no ha iniciado la experiencia {experiencia}.'],
    ['Experience not started', 'The user has not started experience {experiencia}.'],
  ),
  EXPERIENCE_ALREADY_STARTED: problem(
    409,
    ['Experiencia ya iniciada', 'El usuario ya inició la experiencia {experiencia}.'],
    ['Experience started already', 'The user started experience {experiencia} already.'],
  ),
  COMPONENT_ALREADY_COMPLETED: problem(
    409,
    ['Componente ya completado', 'El componente {componente} ya está completado.'],
    ['Component completed already', 'Component {componente} is completed already.'],
  ),
  COMPONENT_OUT_OF_ORDER: problem(
    409,
    ['Componente fuera de orden', 'Antes de {componente} va {siguiente}.'],
    ['Component out of order', '{siguiente} comes before {componente}.'],
  ),
  COMPONENT_NOT_DONE: problem(
    409,
    ['Componente pendiente', 'A {componente} le falta {tipo} {id}.'],
    ['Component not done', '{componente} waits for {tipo} {id}.'],
  ),
  WRONG_ANSWER: problem(
    422,
    ['Respuesta incorrecta', 'Esa no es la respuesta de {componente}.'],
    ['Wrong answer', 'That is not the answer to {componente}.'],
  ),
  REQUIREMENTS_NOT_MET: problem(
    422,
    ['Faltan requisitos', 'El usuario no cumple los requisitos; data.faltantes dice cuáles faltan.'],
    [
      'Requirements not met',
      'The user does not meet the requirements; data.faltantes lists what is missing.',
    ],
  ),
};
