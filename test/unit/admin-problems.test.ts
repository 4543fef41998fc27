/** The table of problems: every error of the commands and of the API has a status and words in both languages. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ApiError, failureOf } from '../../src/admin/failures.ts';
import { isProblemCode, PROBLEMS, type ProblemCode, textOf, typeOf } from '../../src/admin/problems.ts';
import * as errores from '../../src/commands/errores.ts';
import * as momentos from '../../src/queries/momento/errores.ts';

/** One of each error that a command can be refused with. */
const REFUSALS: readonly errores.CommandError[] = [
  new errores.ValidationError('no', [{ path: 'x', message: 'no' }]),
  new errores.UnknownCommandError('Bailar'),
  new errores.UserNotFoundError(),
  new errores.UserAlreadyRegisteredError(),
  new errores.ContentNotFoundError('item', 'lupa'),
  new errores.FragmentNotReachedError('carta'),
  new errores.DecisionOutOfPlaceError('carta', null),
  new errores.RequirementsNotMetError([]),
  new errores.VipRequiredError('item', 'lupa'),
  new errores.InsufficientFundsError(30, 10),
  new errores.ItemNotAvailableError('lupa', 'agotado'),
  new errores.AlreadyOwnedError('lupa'),
  new errores.PriceChangedError('lupa', 20, 25),
  new errores.AlreadyReactedError('carta'),
  new errores.GiftAlreadyClaimedError('2026-03-10', '2026-03-11T00:00:00.000Z'),
  new errores.DailyGrantLimitError(500, 490, '2026-03-11T00:00:00.000Z'),
  new errores.ApprovalRequiredError(2000, 1000),
  new errores.ExperienceNotStartedError('ronda'),
  new errores.ExperienceAlreadyStartedError('ronda'),
  new errores.ComponentAlreadyCompletedError('uno'),
  new errores.ComponentOutOfOrderError('dos', 'uno'),
  new errores.ComponentNotDoneError('uno', 'fragmento', 'carta'),
  new errores.WrongAnswerError('uno'),
  new errores.UserSuspendedError(),
  new errores.ErasureInProgressError(),
  new errores.ErasurePendingError(['compras', 'regalos']),
  new errores.SuspiciousActivityError('r1'),
  new errores.ReviewNotOpenError('r1'),
  new errores.ItemNotOwnedError('lupa'),
  new errores.ItemNotUsableError('lupa'),
  new errores.PurchaseInProgressError('lupa'),
  new errores.ReservationReleasedError('s1'),
  new errores.OrderNotFoundError('p1'),
  new errores.OrderMismatchError('p1', 'estrellas'),
  new errores.OrderExpiredError('p1'),
  new errores.PaymentStateError('h1', 'por_reembolsar'),
  new errores.PaymentUndeliverableError('agotado'),
  new errores.NotSubscribedError(),
  new errores.AlreadySubscribedError('2026-04-10T00:00:00.000Z'),
  new errores.GiftToSelfError(),
  new errores.GiftAmountError(900, 1, 500),
  new errores.GiftNotFoundError('g1'),
  new errores.GiftTakenError('g1'),
  new errores.GiftExpiredError('g1'),
  new errores.GiftSettledError('g1', 'recibido'),
  new errores.CodeNotActiveError('BESO', 'caducado'),
  new errores.CodeExistsError('BESO'),
  new errores.CodeAlreadyRedeemedError('BESO'),
  new errores.CodeExhaustedError('BESO'),
  new errores.ReferralNotAllowedError('uno_mismo'),
  new errores.MovementNotFoundError(7),
  new errores.AlreadyReversedError(7),
  new errores.ReversalNotAllowedError(7, 'compra'),
  new errores.ReversalShortfallError(30, 10),
  new errores.AdjustmentStateError('a1', 'aprobado'),
  new errores.SameAdminError(),
  new errores.PostNotActiveError('post-1'),
  new errores.BroadcastStateError('terminada'),
  new errores.StoryProblemsError([{ donde: 'carta', que: 'no end' }]),
  new errores.RateLimitExceededError('purchase', 1500),
  new errores.ConcurrencyError('usuario-x', 5),
  new errores.IdempotencyConflictError('c1'),
  new errores.StoreUnavailableError('away'),
];

/** One of each reason why there is nothing to show of a moment. */
const MARCA = {
  eventoId: 'e1',
  tipo: 'UsuarioRegistrado',
  stream: 'usuario-u1',
  revision: 0,
  posicion: '7',
  ocurridoEn: '2026-03-10T12:00:00.000Z',
};
const MOMENTS: readonly momentos.MomentError[] = [
  momentos.enElFuturo('2026-03-11T00:00:00.000Z', '2026-03-10T12:00:00.000Z'),
  momentos.trasElFinal(9n, 7n),
  momentos.trasElFinal(9n, null),
  momentos.aunNoRegistrado(MARCA),
  momentos.borrado(MARCA),
  momentos.nadaPublicado(MARCA),
  momentos.nadaPublicado(null),
];

const SOURCE = new URL('../../src/commands/errores.ts', import.meta.url);

describe('the table of problems', () => {
  test('holds every code that the source of the command errors names', () => {
    const codes = [...readFileSync(SOURCE, 'utf8').matchAll(/code = '([A-Z_]+)'/g)].map(([, code]) => code!);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !isProblemCode(code))).toEqual([]);
    expect(REFUSALS.map(({ code }) => code).sort()).toEqual([...new Set(codes)].sort());
  });

  test.each([...REFUSALS, ...MOMENTS].map((error) => [error.code, error] as const))(
    '%s says all it has to say, in Spanish and in English',
    (code, error) => {
      const failure = failureOf(error);
      expect(failure.code).toBe(code);
      const es = textOf(failure.code, 'es', failure.data);
      const en = textOf(failure.code, 'en', failure.data);
      // A placeholder that the error has no value for is shown as a question mark.
      expect(`${es.detail} ${en.detail}`).not.toMatch(/[?{}]/);
      expect(es.title).not.toBe(en.title);
      expect(es.detail).not.toBe(en.detail);
    },
  );

  test('has a type of its own, and an error status, for each code', () => {
    const codes = Object.keys(PROBLEMS) as ProblemCode[];
    expect(new Set(codes.map(typeOf)).size).toBe(codes.length);
    expect(codes.filter((code) => PROBLEMS[code].status < 400 || PROBLEMS[code].status > 599)).toEqual([]);
    expect(typeOf('INSUFFICIENT_FUNDS')).toBe('urn:besitos:problem:insufficient-funds');
  });

  test('holds nothing but the codes of commands and those of the API itself', () => {
    const ofCommands = new Set<string>([...REFUSALS, ...MOMENTS].map(({ code }) => code));
    expect(
      Object.keys(PROBLEMS)
        .filter((code) => !ofCommands.has(code))
        .sort(),
    ).toEqual([
      'DATABASE_BUSY',
      'DATABASE_UNAVAILABLE',
      'FORBIDDEN',
      'IDEMPOTENCY_KEY_REQUIRED',
      'INTERNAL',
      'METHOD_NOT_ALLOWED',
      'MONEY_STOPS',
      'NOTHING_KEPT',
      'NOT_PARKED',
      'PAYLOAD_TOO_LARGE',
      'PROJECTION_NOT_FOUND',
      'REBUILD_RUNNING',
      'ROUTE_NOT_FOUND',
      'SWAP_LOCK',
      'UNAUTHENTICATED',
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
  });

  test('tells what errors carry as codes in words of the language, and ids as they are', () => {
    const detail = (language: 'es' | 'en', error: errores.CommandError) =>
      textOf(error.code as ProblemCode, language, error.data).detail;
    const soldOut = new errores.ItemNotAvailableError('lupa', 'agotado');
    expect(detail('es', soldOut)).toBe('El ítem lupa no está a la venta: se agotó.');
    expect(detail('en', soldOut)).toBe('Item lupa is not on sale: sold out.');
    const erasure = new errores.ErasurePendingError(['compras', 'regalos']);
    expect(detail('es', erasure)).toBe('Antes tiene que terminar: compras, regalos en camino.');
    expect(detail('en', new errores.ItemNotOwnedError('agotado'))).toContain('have agotado');
    expect(detail('en', new errores.PaymentUndeliverableError('toString'))).toContain('toString');
  });

  test('keeps these statuses, which callers tell errors apart by', () => {
    const statuses = Object.fromEntries(Object.entries(PROBLEMS).map(([code, { status }]) => [code, status]));
    expect(statuses).toMatchObject({
      VALIDATION: 400,
      UNAUTHENTICATED: 401,
      FORBIDDEN: 403,
      USER_NOT_FOUND: 404,
      ROUTE_NOT_FOUND: 404,
      METHOD_NOT_ALLOWED: 405,
      CONCURRENCY: 409,
      INSUFFICIENT_FUNDS: 422,
      IDEMPOTENCY_CONFLICT: 422,
      RATE_LIMIT_EXCEEDED: 429,
      INTERNAL: 500,
      STORE_UNAVAILABLE: 503,
      DATABASE_UNAVAILABLE: 503,
      DATABASE_BUSY: 503,
    });
  });

  test('is asked by own names only: what every object has is no code', () => {
    expect(isProblemCode('toString')).toBe(false);
    expect(isProblemCode('VALIDATION')).toBe(true);
  });
});

describe('what went wrong becomes a code and headers', () => {
  test('a wait is told in whole seconds, rounded up', () => {
    const { headers, data } = failureOf(new errores.RateLimitExceededError('api_call', 1_001));
    expect(headers).toEqual({ 'retry-after': '2' });
    expect(data.segundos).toBe(2);
    expect(failureOf(new errores.RateLimitExceededError('api_call', 0)).headers['retry-after']).toBe('1');
  });

  test('a challenge says whether a key was presented', () => {
    const header = (presentada: boolean) =>
      failureOf(new ApiError('UNAUTHENTICATED', { presentada })).headers['www-authenticate'];
    expect(header(false)).toBe('Bearer realm="besitos"');
    expect(header(true)).toBe('Bearer realm="besitos", error="invalid_token"');
  });

  test.each([
    [
      'a refused connection',
      Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
      'DATABASE_UNAVAILABLE',
    ],
    ['a server that shuts down', Object.assign(new Error('no'), { code: '57P01' }), 'DATABASE_UNAVAILABLE'],
    [
      'a refused connection behind another error',
      new Error('query', { cause: Object.assign(new Error('no'), { code: 'ECONNRESET' }) }),
      'DATABASE_UNAVAILABLE',
    ],
    [
      'addresses that all refuse',
      new AggregateError([Object.assign(new Error('no'), { code: 'ECONNREFUSED' })]),
      'DATABASE_UNAVAILABLE',
    ],
    ['a mistake in a statement', Object.assign(new Error('no'), { code: '42601' }), 'INTERNAL'],
    ['a defect', new TypeError('x is undefined'), 'INTERNAL'],
    ['what is no error at all', 'text', 'INTERNAL'],
    ['a broken address', new URIError('malformed'), 'VALIDATION'],
  ])('%s', (_name, error, code) => {
    expect(failureOf(error).code).toBe(code);
  });
});
