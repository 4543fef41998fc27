/** Every error that the API answers with: its HTTP status and its words. The `code` is stable, the words are not. */
import type * as errores from '../commands/errores.ts';
import type { Language } from './language.ts';

type Classes = (typeof errores)[keyof typeof errores];
type CodeOf<Class> = Class extends new (
  ...args: never[]
) => { readonly code: infer Code extends string }
  ? Code
  : never;
type EdgeCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'ROUTE_NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'DATABASE_UNAVAILABLE'
  | 'INTERNAL';
export type ProblemCode = CodeOf<Classes> | EdgeCode;

export interface ProblemText {
  title: string;
  /** `{name}` stands for that value of the error's data. */
  detail: string;
}
export interface ProblemKind extends Record<Language, ProblemText> {
  status: number;
}

const problem = (
  status: number,
  [titleEs, detailEs]: readonly [string, string],
  [titleEn, detailEn]: readonly [string, string],
): ProblemKind => ({
  status,
  es: { title: titleEs, detail: detailEs },
  en: { title: titleEn, detail: detailEn },
});

// The compiler holds this table to the errors of the commands: a code that is missing here does not build.
export const PROBLEMS = {
  VALIDATION: problem(
    400,
    ['Petición no válida', 'Algún dato no tiene la forma esperada; data.issues dice cuál.'],
    ['Invalid request', 'Something is not of the expected shape; data.issues says what.'],
  ),
  UNKNOWN_COMMAND: problem(
    400,
    ['Comando desconocido', 'Ningún comando se llama {tipo}.'],
    ['Unknown command', 'No command is called {tipo}.'],
  ),
  UNAUTHENTICATED: problem(
    401,
    ['Falta una clave válida', 'Envía una clave de API en vigor: Authorization: Bearer besitos_…'],
    ['A valid key is missing', 'Send an API key that is in force: Authorization: Bearer besitos_…'],
  ),
  FORBIDDEN: problem(
    403,
    ['Rol insuficiente', 'El rol {rol} no puede hacer esto; lo pueden: {roles}.'],
    ['Not allowed', 'The role {rol} may not do this; these may: {roles}.'],
  ),
  VIP_REQUIRED: problem(
    403,
    ['Solo para VIP', 'Hace falta ser VIP para {tipo} {id}.'],
    ['VIP only', 'VIP is needed for {tipo} {id}.'],
  ),
  FRAGMENT_NOT_REACHED: problem(
    403,
    ['Fragmento no alcanzado', 'El usuario aún no ha llegado al fragmento {fragmento}.'],
    ['Fragment not reached', 'The user has not reached fragment {fragmento} yet.'],
  ),
  APPROVAL_REQUIRED: problem(
    403,
    [
      'Hace falta otra aprobación',
      'Un ajuste de {cantidad} besitos pasa de {maximo}: lo aprueba otro admin.',
    ],
    [
      'Approval required',
      'An adjustment of {cantidad} besitos is above {maximo}: another admin approves it.',
    ],
  ),
  ROUTE_NOT_FOUND: problem(
    404,
    ['No existe', 'Esta dirección no existe; /openapi.json dice cuáles hay.'],
    ['Not found', 'There is nothing at this address; /openapi.json lists what there is.'],
  ),
  USER_NOT_FOUND: problem(
    404,
    ['Usuario no encontrado', 'No hay ningún usuario con ese id.'],
    ['User not found', 'There is no user with that id.'],
  ),
  CONTENT_NOT_FOUND: problem(
    404,
    ['Contenido no encontrado', 'No hay {tipo} con el id {id}.'],
    ['Content not found', 'There is no {tipo} with the id {id}.'],
  ),
  METHOD_NOT_ALLOWED: problem(
    405,
    ['Método no permitido', 'Esta dirección solo admite {permitidos}.'],
    ['Method not allowed', 'This address takes {permitidos} only.'],
  ),
  USER_ALREADY_REGISTERED: problem(
    409,
    ['Usuario ya registrado', 'El usuario ya está registrado.'],
    ['User already registered', 'The user is registered already.'],
  ),
  DECISION_OUT_OF_PLACE: problem(
    409,
    ['Decisión fuera de lugar', 'El usuario no está en el fragmento {fragmento}.'],
    ['Decision out of place', 'The user is not at fragment {fragmento}.'],
  ),
  ITEM_NOT_AVAILABLE: problem(
    409,
    ['Ítem no disponible', 'El ítem {item} no está a la venta: {motivo}.'],
    ['Item not available', 'Item {item} is not on sale: {motivo}.'],
  ),
  ALREADY_OWNED: problem(
    409,
    ['Ya lo tiene', 'El usuario ya tiene {item}; no se ha cobrado nada.'],
    ['Owned already', 'The user owns {item} already; nothing was charged.'],
  ),
  PRICE_CHANGED: problem(
    409,
    ['El precio ha cambiado', '{item} cuesta {actual} besitos, no {mostrado}; no se ha cobrado nada.'],
    ['The price changed', '{item} costs {actual} besitos, not {mostrado}; nothing was charged.'],
  ),
  ALREADY_REACTED: problem(
    409,
    ['Ya ha reaccionado', 'El fragmento {fragmento} ya tiene la reacción del usuario.'],
    ['Reacted already', 'Fragment {fragmento} has the reaction of the user already.'],
  ),
  GIFT_ALREADY_CLAIMED: problem(
    409,
    ['Regalo ya reclamado', 'El regalo de {dia} ya se reclamó; el siguiente, en {siguiente}.'],
    ['Gift claimed already', 'The gift of {dia} is claimed; the next one comes at {siguiente}.'],
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
  CONCURRENCY: problem(
    409,
    ['Cambió mientras tanto', 'Otros cambios se adelantaron y no se ha hecho nada; puedes repetirlo.'],
    ['Changed meanwhile', 'Other changes came first and nothing was done; you may repeat it.'],
  ),
  INSUFFICIENT_FUNDS: problem(
    422,
    ['Besitos insuficientes', 'Hacen falta {necesario} besitos y hay {saldo}: faltan {faltan}.'],
    ['Not enough besitos', '{necesario} besitos are needed and there are {saldo}: {faltan} are missing.'],
  ),
  REQUIREMENTS_NOT_MET: problem(
    422,
    ['Faltan requisitos', 'El usuario no cumple los requisitos; data.faltantes dice cuáles faltan.'],
    [
      'Requirements not met',
      'The user does not meet the requirements; data.faltantes lists what is missing.',
    ],
  ),
  DAILY_GRANT_LIMIT: problem(
    422,
    ['Límite diario', 'Hoy se han otorgado {otorgado} de {limite} besitos; de nuevo en {siguiente}.'],
    ['Daily limit', '{otorgado} of {limite} besitos were granted today; again at {siguiente}.'],
  ),
  WRONG_ANSWER: problem(
    422,
    ['Respuesta incorrecta', 'Esa no es la respuesta de {componente}.'],
    ['Wrong answer', 'That is not the answer to {componente}.'],
  ),
  IDEMPOTENCY_CONFLICT: problem(
    422,
    ['Clave de idempotencia reutilizada', 'Ese id de comando se usó con otros datos.'],
    ['Idempotency key used again', 'That command id was used with another input.'],
  ),
  RATE_LIMIT_EXCEEDED: problem(
    429,
    ['Demasiadas peticiones', 'Demasiadas peticiones; vuelve a intentarlo en {segundos} s.'],
    ['Too many requests', 'Too many requests; try again in {segundos} s.'],
  ),
  INTERNAL: problem(
    500,
    ['Error interno', 'Algo falló aquí; el registro lo guarda con el id de esta petición.'],
    ['Internal error', 'Something failed here; the log has it under the id of this request.'],
  ),
  STORE_UNAVAILABLE: problem(
    503,
    ['Registro no disponible', 'El registro de eventos no responde; repetir con el mismo id es seguro.'],
    ['Log not available', 'The event store does not answer; repeating with the same id is safe.'],
  ),
  DATABASE_UNAVAILABLE: problem(
    503,
    ['Base de datos no disponible', 'La base de datos no responde; vuelve a intentarlo en {segundos} s.'],
    ['Database not available', 'The database does not answer; try again in {segundos} s.'],
  ),
} satisfies Record<ProblemCode, ProblemKind>;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** `urn:besitos:problem:insufficient-funds`: names the kind of problem, and is not to be fetched. */
export const typeOf = (code: ProblemCode): string =>
  `urn:besitos:problem:${code.toLowerCase().replaceAll('_', '-')}`;

/** The words for one occurrence. */
export function textOf(code: ProblemCode, language: Language, data: Record<string, unknown>): ProblemText {
  const { title, detail } = PROBLEMS[code][language];
  return {
    title,
    detail: detail.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = data[name];
      return Array.isArray(value) ? value.join(', ') : String(value ?? '?');
    }),
  };
}
