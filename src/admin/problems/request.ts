/** What is wrong with a request itself, whatever it asks for, and what keeps the program from answering. */
import { problem } from './kind.ts';

export const REQUEST_PROBLEMS = {
  VALIDATION: problem(
    400,
    ['Petición no válida', 'Algún dato no tiene la forma esperada; data.issues dice cuál.'],
    ['Invalid request', 'Something is not of the expected shape; data.issues says what.'],
  ),
  IDEMPOTENCY_KEY_REQUIRED: problem(
    400,
    [
      'Falta la clave de idempotencia',
      'Envía la cabecera Idempotency-Key, de 1 a 200 caracteres ASCII visibles, nueva en cada comando.',
    ],
    [
      'Idempotency key missing',
      'Send the header Idempotency-Key, 1 to 200 visible ASCII characters, new for each command.',
    ],
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
  UNKNOWN_COMMAND: problem(
    404,
    ['Comando desconocido', 'Ningún comando que se pueda enviar así se llama {tipo}.'],
    ['Unknown command', 'No command that can be sent this way is called {tipo}.'],
  ),
  ROUTE_NOT_FOUND: problem(
    404,
    ['No existe', 'Esta dirección no existe; /openapi.json dice cuáles hay.'],
    ['Not found', 'There is nothing at this address; /openapi.json lists what there is.'],
  ),
  METHOD_NOT_ALLOWED: problem(
    405,
    ['Método no permitido', 'Esta dirección solo admite {permitidos}.'],
    ['Method not allowed', 'This address takes {permitidos} only.'],
  ),
  CONCURRENCY: problem(
    409,
    ['Cambió mientras tanto', 'Otros cambios se adelantaron y no se ha hecho nada; puedes repetirlo.'],
    ['Changed meanwhile', 'Other changes came first and nothing was done; you may repeat it.'],
  ),
  PAYLOAD_TOO_LARGE: problem(
    413,
    ['Cuerpo demasiado grande', 'El cuerpo pasa de {maximo} bytes.'],
    ['Body too large', 'The body is larger than {maximo} bytes.'],
  ),
  UNSUPPORTED_MEDIA_TYPE: problem(
    415,
    ['Formato no admitido', 'El cuerpo se envía como application/json, en UTF-8.'],
    ['Unsupported format', 'The body is sent as application/json, in UTF-8.'],
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
  DATABASE_BUSY: problem(
    503,
    [
      'Base de datos ocupada',
      'La base de datos no ha llegado a esto a tiempo; vuelve a intentarlo en {segundos} s.',
    ],
    ['Database busy', 'The database did not get to this in time; try again in {segundos} s.'],
  ),
  DATABASE_UNAVAILABLE: problem(
    503,
    ['Base de datos no disponible', 'La base de datos no responde; vuelve a intentarlo en {segundos} s.'],
    ['Database not available', 'The database does not answer; try again in {segundos} s.'],
  ),
};
