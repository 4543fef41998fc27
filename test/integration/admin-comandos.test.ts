/** Commands over HTTP: who may send them, that each is done once, and what is refused. */
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES } from '../../src/admin/api-keys.ts';
import { BODY_MAX_BYTES } from '../../src/admin/body.ts';
import { COMMAND_ROUTES } from '../../src/admin/routes/comandos.ts';
import { ROUTES } from '../../src/admin/routes/registry.ts';
import { StoreUnavailableError } from '../../src/commands/errores.ts';
import { COMANDOS } from '../../src/commands/registro.ts';
import { uuidFrom } from '../../src/platform/ids.ts';
import { createLocalRateLimiter } from '../../src/platform/rate-limiter.ts';
import {
  type AdminHarness,
  expectProblem,
  openAdminApi,
  type Reply,
  regalo,
  SENDABLE,
} from './admin-harness.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const NOT_SENDABLE = Object.keys(COMANDOS).filter((tipo) => !SENDABLE.some(([other]) => other === tipo));

let harness: AdminHarness;
let { services, keys, ids, api, start, newUser, paid, streamOf } = {} as AdminHarness;

beforeAll(async () => {
  harness = await openAdminApi();
  ({ services, keys, ids, api, start, newUser, paid, streamOf } = harness);
}, 120_000);

afterAll(() => harness?.close());

const places = (reply: Reply): string[] => reply.body.data.issues.map(({ path }: { path: string }) => path);

describe('who may send a command', () => {
  test.each(SENDABLE)('%s: %s, and no other role', async (tipo, roles) => {
    // An empty body breaks every schema: whoever may send the command gets as far as that.
    const statuses = await Promise.all(
      ROLES.map(async (role) => [role, (await api.send(tipo, {}, { as: role })).body.code] as const),
    );
    expect(Object.fromEntries(statuses)).toEqual(
      Object.fromEntries(ROLES.map((role) => [role, roles.includes(role) ? 'VALIDATION' : 'FORBIDDEN'])),
    );
  });

  test.each(NOT_SENDABLE)('%s is for users or the system alone: 404 for everyone', async (tipo) => {
    for (const as of [...ROLES, null]) expectProblem(await api.send(tipo, {}, { as }), 'UNKNOWN_COMMAND');
  });

  test('there is a route for every other command, and for no more', () => {
    expect(COMMAND_ROUTES.map(({ path }) => path)).toEqual(
      SENDABLE.map(([tipo]) => `/api/v1/comandos/${tipo}`),
    );
    expect(SENDABLE.length).toBeGreaterThan(25);
  });

  test('a command that does not exist is 404 and named', async () => {
    const reply = await api.send('Bailar', {});
    expectProblem(reply, 'UNKNOWN_COMMAND');
    expect(reply.body.data).toEqual({ tipo: 'Bailar' });
    for (const tipo of ['toString', 'otorgarbesitos', '__proto__', 'x'.repeat(500)])
      expectProblem(await api.send(tipo, {}), 'UNKNOWN_COMMAND');
  });

  test('nobody without a key, whose body is not even read', async () => {
    expectProblem(await api.send('OtorgarBesitos', {}, { as: null }), 'UNAUTHENTICATED');
    const large = 'x'.repeat(BODY_MAX_BYTES + 1);
    expectProblem(await api.send('OtorgarBesitos', large, { as: null }), 'UNAUTHENTICATED');
  });

  test('commands are sent by POST alone', async () => {
    const reply = await api.send('OtorgarBesitos', {}, { method: 'GET' });
    expectProblem(reply, 'METHOD_NOT_ALLOWED');
    expect(reply.headers.get('allow')).toBe('POST');
  });
});

describe('a command', () => {
  test('is done, and the answer says what happened and where', async () => {
    const usuarioId = await newUser();
    const reply = await api.send('OtorgarBesitos', regalo(usuarioId), {
      clave: 'una',
      headers: { traceparent: TRACE },
    });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      commandId: uuidFrom(ids.admin, 'una'),
      stream: `usuario-${usuarioId}`,
      revision: 1,
      position: expect.stringMatching(/^\d+$/),
      eventos: [{ tipo: 'BesitosOtorgados', datos: { cantidad: 40, razon: 'ajuste' } }],
      repetido: false,
      obsoleto: false,
    });
    const [, event] = await streamOf(`usuario-${usuarioId}`);
    expect(event).toMatchObject({
      type: 'BesitosOtorgados',
      metadata: {
        commandId: uuidFrom(ids.admin, 'una'),
        actor: { tipo: 'admin', id: ids.admin },
        traceparent: TRACE,
      },
    });
  });

  test.each(['nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, TRACE.toUpperCase()])(
    'a trace that is none is begun anew (%s)',
    async (traceparent) => {
      const usuarioId = await newUser();
      expect((await api.send('OtorgarBesitos', regalo(usuarioId), { headers: { traceparent } })).status).toBe(
        201,
      );
      const [, event] = await streamOf(`usuario-${usuarioId}`);
      const { traceparent: told } = event!.metadata as { traceparent: string };
      expect(told).toMatch(/^00-[0-9a-f]{32}-/);
      expect(told).not.toBe(traceparent);
    },
  );

  test('that changes nothing is 200 with no events', async () => {
    const usuarioId = await newUser();
    const reply = await api.send('ReactivarUsuario', { usuarioId, motivo: 'nada' });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ eventos: [], position: null, repetido: false });
  });

  test('that is refused says why, in the language asked for', async () => {
    const usuarioId = await newUser(10);
    const datos = { usuarioId, cantidad: 30, nota: 'ticket-7' };
    const es = await api.send('RetirarBesitos', datos);
    expectProblem(es, 'INSUFFICIENT_FUNDS');
    expect(es.body).toMatchObject({
      detail: 'Hacen falta 30 besitos y hay 10: faltan 20.',
      data: { faltan: 20 },
    });
    const en = await api.send('RetirarBesitos', datos, { headers: { 'accept-language': 'en' } });
    expect(en.body.detail).toBe('30 besitos are needed and there are 10: 20 are missing.');
    expectProblem(await api.send('RetirarBesitos', { ...datos, usuarioId: randomUUID() }), 'USER_NOT_FOUND');
  });

  test('answers by the schema that the description gives', async () => {
    const usuarioId = await newUser();
    const { body } = await api.send('SuspenderUsuario', { usuarioId, motivo: 'prueba' });
    const route = COMMAND_ROUTES.find(({ path }) => path.endsWith('/SuspenderUsuario'))!;
    expect(route.body.safeParse(body).error).toBeUndefined();
  });

  test('waits for the read models when asked to, and says when they were too slow', async () => {
    const usuarioId = await newUser();
    const reply = await api.send('OtorgarBesitos', regalo(usuarioId, 70), { query: '?espera_ms=5000' });
    expect(reply.body.obsoleto).toBe(false);
    expect((await api.get(`/api/v1/usuarios/${usuarioId}`)).body.usuario.saldo).toBe(70);
    const asked: unknown[] = [];
    const slow = await start({
      waitFor: async (groups, position, timeoutMs) => {
        asked.push(groups, position, timeoutMs);
        return false;
      },
    });
    const late = await slow.send('OtorgarBesitos', regalo(usuarioId), { query: '?espera_ms=30' });
    expect(late.status).toBe(201);
    expect(late.body.obsoleto).toBe(true);
    expect(late.headers.get('besitos-stale')).toBe('true');
    expect(asked).toEqual([expect.arrayContaining(['dinero']), BigInt(late.body.position), 30]);
    await slow.send('OtorgarBesitos', regalo(usuarioId));
    expect(asked.length).toBe(3);
    expectProblem(
      await api.send('OtorgarBesitos', regalo(usuarioId), { query: '?espera_ms=9000' }),
      'VALIDATION',
    );
  });

  test('that the log does not take is 503, and safe to send again', async () => {
    const down = await start({
      bus: {
        execute: async () => {
          throw new StoreUnavailableError('away');
        },
        estado: services.bus.estado,
      },
    });
    const reply = await down.send('OtorgarBesitos', regalo(randomUUID()));
    expectProblem(reply, 'STORE_UNAVAILABLE');
    expect(reply.headers.get('retry-after')).toBe('5');
  });

  test('counts against the limit of its key', async () => {
    const limited = await start({ limiter: createLocalRateLimiter() });
    for (let sent = 0; sent < 100; sent++) await limited.send('OtorgarBesitos', {});
    const reply = await limited.send('OtorgarBesitos', {});
    expectProblem(reply, 'RATE_LIMIT_EXCEEDED');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('of its own checks names places in the body', async () => {
    const cambios = { regalo: { base: 90, porDia: 1, maximo: 10 } };
    const reply = await api.send('ConfigurarRecompensas', { cambios });
    expectProblem(reply, 'VALIDATION');
    expect(places(reply)).toEqual(['body.cambios.regalo.base']);
  });
});

describe('the same request sent again', () => {
  test('is done once and answered as at first', async () => {
    const usuarioId = await newUser();
    const clave = randomUUID();
    const first = await api.send('OtorgarBesitos', regalo(usuarioId), { clave });
    const second = await api.send('OtorgarBesitos', regalo(usuarioId), { clave });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual({ ...first.body, repetido: true });
    expect(await streamOf(`usuario-${usuarioId}`)).toHaveLength(2);
  });

  test('also when it comes many times at once', async () => {
    const usuarioId = await newUser();
    const clave = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => api.send('OtorgarBesitos', regalo(usuarioId), { clave })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 201]);
    expect(new Set(replies.map(({ body }) => body.position)).size).toBe(1);
    expect(await streamOf(`usuario-${usuarioId}`)).toHaveLength(2);
  });

  test('with another body, about another user, or as another command is 422', async () => {
    const [ana, bea] = [await newUser(), await newUser()];
    const clave = randomUUID();
    await api.send('OtorgarBesitos', regalo(ana), { clave });
    const conflict = 'IDEMPOTENCY_CONFLICT';
    expectProblem(await api.send('OtorgarBesitos', regalo(ana, 41), { clave }), conflict);
    expectProblem(await api.send('OtorgarBesitos', regalo(bea), { clave }), conflict);
    const retirada = { usuarioId: ana, cantidad: 40, nota: 'ticket-7' };
    expectProblem(await api.send('RetirarBesitos', retirada, { clave }), conflict);
    expect(await streamOf(`usuario-${bea}`)).toHaveLength(1);
  });

  test('by another API key is another request', async () => {
    const usuarioId = await newUser();
    const clave = randomUUID();
    const mine = await api.send('OtorgarBesitos', regalo(usuarioId), { clave });
    const theirs = await api.send('OtorgarBesitos', regalo(usuarioId), { clave, as: 'otra' });
    expect(theirs.status).toBe(201);
    expect(theirs.body.commandId).not.toBe(mine.body.commandId);
  });

  test('a refused one may be sent again, and is decided anew', async () => {
    const usuarioId = await newUser();
    const clave = randomUUID();
    const datos = { usuarioId, cantidad: 30, nota: 'ticket-7' };
    expectProblem(await api.send('RetirarBesitos', datos, { clave }), 'INSUFFICIENT_FUNDS');
    await api.send('OtorgarBesitos', regalo(usuarioId));
    expect((await api.send('RetirarBesitos', datos, { clave })).status).toBe(201);
  });

  test.each([null, '', 'with space', 'ñ', 'x'.repeat(201)])(
    'without a key that could tell, it is refused (%s)',
    async (clave) => {
      const usuarioId = await newUser();
      // What fetch would not send goes out by hand.
      const status = await new Promise<{ status: number; text: string }>((resolve, reject) => {
        const request = httpRequest(
          `${api.origin}/api/v1/comandos/OtorgarBesitos`,
          {
            method: 'POST',
            headers: {
              authorization: `Bearer ${keys.admin}`,
              'content-type': 'application/json',
              ...(clave !== null && { 'idempotency-key': clave }),
            },
          },
          (response) => {
            let text = '';
            response.on('data', (chunk) => {
              text += chunk;
            });
            response.on('end', () => resolve({ status: response.statusCode!, text }));
          },
        );
        request.on('error', reject);
        request.end(JSON.stringify(regalo(usuarioId)));
      });
      expect(status).toMatchObject({
        status: 400,
        text: expect.stringContaining('IDEMPOTENCY_KEY_REQUIRED'),
      });
      expect(await streamOf(`usuario-${usuarioId}`)).toHaveLength(1);
    },
  );
});

describe('an adjustment above the threshold', () => {
  test('needs a second admin, who is never the one who asked', async () => {
    const usuarioId = await newUser();
    const alone = await api.send('OtorgarBesitos', regalo(usuarioId, 2_000));
    expectProblem(alone, 'APPROVAL_REQUIRED');
    expect(alone.body.data).toEqual({ cantidad: 2_000, maximo: 1_000 });

    const ajuste = randomUUID();
    const asked = await api.send('SolicitarAjuste', { ajuste, usuarioId, importe: 2_000, nota: 'ticket-7' });
    expect(asked.status).toBe(201);
    expect(asked.body.eventos[0].datos).toMatchObject({ por: ids.admin });
    expectProblem(await api.send('AprobarAjuste', { ajuste }), 'SAME_ADMIN');
    expectProblem(await api.send('AprobarAjuste', { ajuste }, { as: 'soporte' }), 'FORBIDDEN');
    const approved = await api.send('AprobarAjuste', { ajuste }, { as: 'otra' });
    expect(approved.body.eventos).toEqual([{ tipo: 'AjusteAprobado', datos: { ajuste, por: ids.otra } }]);
    const again = await api.send('RechazarAjuste', { ajuste, nota: 'tarde' }, { as: 'otra' });
    expectProblem(again, 'ADJUSTMENT_STATE');
    expect(again.body.detail).toContain('aprobado');
  });
});

describe('what is read from the log itself', () => {
  test('an adjustment is there as soon as it was asked for, and says what became of it', async () => {
    const usuarioId = await newUser();
    const id = randomUUID();
    expectProblem(await api.get(`/api/v1/ajustes/${id}`), 'CONTENT_NOT_FOUND');
    const datos = { usuarioId, importe: -2_000, nota: 'ticket-7' };
    await api.send('SolicitarAjuste', { ajuste: id, ...datos });
    const asked = { id, estado: 'solicitado', ...datos, solicitadoPor: ids.admin };
    expect((await api.get(`/api/v1/ajustes/${id}`)).body).toEqual({ ajuste: asked });
    await api.send('RechazarAjuste', { ajuste: id, nota: 'no' });
    expect((await api.get(`/api/v1/ajustes/${id}`)).body.ajuste.estado).toBe('rechazado');
    expectProblem(await api.get('/api/v1/ajustes/no-id'), 'VALIDATION');
  });

  test('a payment says who paid, for what, and what became of it', async () => {
    const usuarioId = await newUser();
    const pago = await paid(usuarioId, 'cargo-estado');
    expect((await api.get(`/api/v1/pagos/${pago}`)).body.pago).toMatchObject({
      id: pago,
      usuarioId,
      cargo: 'cargo-estado',
      estado: 'recibido',
      entregado: false,
    });
    await api.send('SolicitarReembolso', { pago, motivo: 'ticket-7' });
    expect((await api.get(`/api/v1/pagos/${pago}`)).body.pago.estado).toBe('por_reembolsar');
    expectProblem(await api.get(`/api/v1/pagos/${'0'.repeat(64)}`), 'CONTENT_NOT_FOUND');
  });

  test('a user is shown as the next command will find them, and nothing sealed', async () => {
    const usuarioId = await newUser(30);
    await api.send('MarcarUsuario', { usuarioId, severidad: 'alta', motivo: 'ticket-7' });
    await api.send('OtorgarVip', { usuarioId, dias: 3, nota: 'ticket-7' });
    await api.send('RevertirMovimiento', { usuarioId, revision: 1, motivo: 'ticket-7' });
    const { body } = await api.get(`/api/v1/usuarios/${usuarioId}/estado`);
    const route = ROUTES.find(({ path }) => path === '/api/v1/usuarios/{id}/estado')!;
    expect(route.body.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      usuarioId,
      eliminado: false,
      estado: {
        suspendido: false,
        revision: { severidad: 'alta' },
        vip: { renovacion: 'ninguna' },
        saldo: 0,
        enCurso: { compras: 0, regalos: 0 },
        deshechos: [1],
      },
    });
    expect(JSON.stringify(body)).not.toContain('v1.');
    const { id } = body.estado.revision;
    const done = await api.send('ResolverRevision', {
      usuarioId,
      revision: id,
      resultado: 'inocente',
      nota: 'n',
    });
    expect(done.status).toBe(201);
    expectProblem(await api.get(`/api/v1/usuarios/${randomUUID()}/estado`), 'USER_NOT_FOUND');
  });
});

describe('a body', () => {
  let usuarioId: string;
  beforeAll(async () => {
    usuarioId = await newUser();
  });

  test.each([
    ['a missing field', () => ({ usuarioId, razon: 'ajuste', nota: 'n' }), ['body.cantidad']],
    ['another type', () => ({ ...regalo(usuarioId), cantidad: '40' }), ['body.cantidad']],
    ['a fraction', () => ({ ...regalo(usuarioId), cantidad: 1.5 }), ['body.cantidad']],
    ['nothing', () => ({ ...regalo(usuarioId), cantidad: 0 }), ['body.cantidad']],
    ['another word', () => ({ ...regalo(usuarioId), razon: 'regalo_recibido' }), ['body.razon']],
    ['a field too many', () => ({ ...regalo(usuarioId), actor: { tipo: 'sistema', id: 'x' } }), ['body']],
    ['an id of its own', () => ({ ...regalo(usuarioId), id: randomUUID(), commandId: 'x' }), ['body']],
    ['a list', () => [regalo(usuarioId)], ['body']],
    ['null', () => null, ['body']],
    ['text', () => 'hola', ['body']],
  ])('with %s is 400 and says where', async (_name, datos, where) => {
    const reply = await api.send('OtorgarBesitos', datos());
    expectProblem(reply, 'VALIDATION');
    expect(places(reply)).toEqual(where);
  });

  test.each([
    ['no JSON', 'hola'],
    ['nothing at all', ''],
    ['half of one', '{"usuarioId":'],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
  ])('that is %s is 400', async (_name, raw) => {
    const reply = await api.send('OtorgarBesitos', null, { raw });
    expectProblem(reply, 'VALIDATION');
    expect(places(reply)).toEqual(['body']);
  });

  test('that would change what all objects have is 400', async () => {
    const raw = JSON.stringify(regalo(usuarioId)).replace('{', '{"__proto__":{"admin":true},');
    expectProblem(await api.send('OtorgarBesitos', null, { raw }), 'VALIDATION');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('nested without end is 400', async () => {
    const depth = 20_000;
    const raw = `{"item":{"requisitos":${'{"not":'.repeat(depth)}{"vip":true}${'}'.repeat(depth)}}}`;
    expectProblem(await api.send('PublicarItem', null, { raw }), 'VALIDATION');
  });

  test('with text that no UTF-8 can hold is 400', async () => {
    const raw = JSON.stringify(regalo(usuarioId)).replace('ticket-7', '\\ud800');
    expectProblem(await api.send('OtorgarBesitos', null, { raw }), 'VALIDATION');
  });

  test('larger than the limit is 413, however it is sent', async () => {
    const raw = JSON.stringify({ ...regalo(usuarioId), nota: 'x'.repeat(BODY_MAX_BYTES) });
    const reply = await api.send('OtorgarBesitos', null, { raw });
    expectProblem(reply, 'PAYLOAD_TOO_LARGE');
    expect(reply.body.data).toEqual({ maximo: BODY_MAX_BYTES });
    expect(reply.headers.get('connection')).toBe('close');
    const padded = JSON.stringify(regalo(usuarioId)).padEnd(BODY_MAX_BYTES);
    expect((await api.send('OtorgarBesitos', null, { raw: padded })).status).toBe(201);
  });

  test.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=latin1', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('as %s %o is 415', async (type, headers) => {
    const json = JSON.stringify(regalo(usuarioId));
    const raw = 'content-encoding' in headers ? new Uint8Array(gzipSync(json)) : json;
    const reply = await api.send('OtorgarBesitos', null, {
      raw,
      headers: { ...headers, 'content-type': type },
    });
    expectProblem(reply, 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8'])(
    'as %s is taken',
    async (type) => {
      const reply = await api.send('OtorgarBesitos', regalo(usuarioId), {
        headers: { 'content-type': type },
      });
      expect(reply.status).toBe(201);
    },
  );
});
