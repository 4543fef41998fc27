import { describe, expect, it } from 'vitest';
import { createCommandBus, type Orden } from '../../src/commands/bus.ts';
import {
  type CommandError,
  ConcurrencyError,
  IdempotencyConflictError,
  InsufficientFundsError,
  RateLimitExceededError,
  StoreUnavailableError,
  UnknownCommandError,
  ValidationError,
} from '../../src/commands/errores.ts';
import { hashEvent, hashInput } from '../../src/events/cadena.ts';
import { readEvent } from '../../src/events/registro.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import { StoreUnreachableError } from '../../src/events/store/tipos.ts';
import { createLocalRateLimiter, type RateLimiter, unlimited } from '../../src/platform/rate-limiter.ts';
import { createBusUnderTest } from '../support/bus.ts';
import {
  AHORA,
  ANA,
  BEA,
  catalogoCon,
  DAY_MS,
  decision,
  fragmento,
  hecho,
  idNamed,
  item,
  portada,
  REGLAS,
  SELLADO,
  SISTEMA,
} from '../support/fixtures.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const STREAM = `usuario-${ANA}`;
const catalogo = catalogoCon(
  item({ id: 'bengala', precio: 25 }),
  item({ id: 'medalla', tipo: 'unico', precio: 60 }),
  portada({
    id: 'puerto',
    decisiones: [decision({ id: 'entrar', destino: 'faro', cuesta: 10, recompensa: { besitos: 40 } })],
  }),
  fragmento({ id: 'faro' }),
);
const bengala = { usuarioId: ANA, item: 'bengala', precio: 25 };
const diez = { usuarioId: ANA, cantidad: 10, razon: 'codigo', nota: 'BES-1' } as const;
const registro = { usuarioId: ANA, idioma: 'es', personal: SELLADO } as const;

/** Ana with 100 besitos. */
async function withAna(setup: Parameters<typeof createBusUnderTest>[0] = {}) {
  const test = createBusUnderTest({ catalogo, ...setup });
  await test.enter(ANA, 100);
  return test;
}

/** Every event names the hash of the one before it in its stream. */
function chainHolds(events: readonly StoredEvent[]): boolean {
  let prevHash: string | null = null;
  return events.every(({ stream, revision, id, type, data, metadata }, index) => {
    const holds = revision === index && (metadata as { prevHash: string | null }).prevHash === prevHash;
    prevHash = hashEvent({ stream, revision, id, type, data, metadata });
    return holds;
  });
}

describe('a command that is accepted', () => {
  it('is one append to the stream of its user, and its outcome says where', async () => {
    const { send, enter, store } = createBusUnderTest({ catalogo });
    await enter(ANA, 100);
    await send('AbrirFragmento', { usuarioId: ANA, fragmento: 'puerto' });
    const before = store.appends();
    const tomar = { usuarioId: ANA, fragmento: 'puerto', decision: 'entrar' };
    const resultado = await send('TomarDecision', tomar, 'tomar');
    expect(store.appends()).toBe(before + 1);
    const appended = store.stream(STREAM).slice(3);
    expect(resultado).toStrictEqual({
      commandId: idNamed('orden/tomar'),
      stream: STREAM,
      revision: 5,
      position: appended.at(-1)!.position,
      eventos: appended.map(({ type, data }) => ({ type, data })),
      repetido: false,
    });
    expect(appended.map(({ type }) => type)).toEqual([
      'DecisionTomada',
      'BesitosGastados',
      'BesitosOtorgados',
    ]);
  });

  it('carries complete metadata, with what the order says', async () => {
    const { send, store } = await withAna();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const causationId = idNamed('causa');
    const actor = { tipo: 'admin', id: 'clave-1' } as const;
    await send('OtorgarBesitos', diez, 'x', { actor, correlationId: 'pedido-7', causationId, traceparent });
    const [event] = store.stream(STREAM).slice(-1);
    const [previous] = store.stream(STREAM).slice(-2);
    expect(event!.metadata).toStrictEqual({
      commandId: idNamed('orden/x'),
      $correlationId: 'pedido-7',
      $causationId: causationId,
      actor,
      schemaVersion: 1,
      traceparent,
      occurredAt: AHORA,
      inputHash: hashInput({ tipo: 'OtorgarBesitos', datos: diez }),
      prevHash: hashEvent(previous!),
    });
  });

  it('is its own correlation and cause, under a new trace, where the order says nothing', async () => {
    const { send, store } = createBusUnderTest();
    await send('RegistrarUsuario', registro, 'alta');
    expect(store.log()[0]!.metadata).toMatchObject({
      $correlationId: idNamed('orden/alta'),
      $causationId: idNamed('orden/alta'),
      actor: SISTEMA,
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      prevHash: null,
    });
  });

  it('gives its events ids that follow from what they say, and from nothing else', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const idsAt = async (laterMs: number) => {
      const { send, store, clock } = createBusUnderTest({ catalogo });
      await send('RegistrarUsuario', registro, 'alta', { traceparent });
      await send('OtorgarBesitos', { ...diez, cantidad: 100 }, 'saldo', { traceparent });
      clock.advance(laterMs);
      await send('ComprarItem', bengala, 'compra', { traceparent });
      return store.log().map(({ id }) => id);
    };
    const ids = await idsAt(0);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await idsAt(0)).toEqual(ids);
    const later = await idsAt(1);
    expect(later.slice(0, 2)).toEqual(ids.slice(0, 2));
    expect(ids).not.toContain(later[2]);
    expect(ids).not.toContain(later[3]);
  });

  it('continues the chain, warm, cold and after a conflict', async () => {
    const { send, store, another } = await withAna();
    await send('ComprarItem', bengala);
    await another().send('ComprarItem', bengala);
    await send('ComprarItem', bengala);
    store.fail('conflict', 'lost_answer');
    await send('OtorgarBesitos', diez);
    expect(store.stream(STREAM)).toHaveLength(9);
    expect(chainHolds(store.stream(STREAM))).toBe(true);
  });

  it('that changes nothing appends nothing', async () => {
    const { send, store } = await withAna();
    const appends = store.appends();
    const resultado = await send('CambiarIdioma', { usuarioId: ANA, idioma: 'es' }, 'igual');
    expect(resultado).toStrictEqual({
      commandId: idNamed('orden/igual'),
      stream: STREAM,
      revision: 1,
      position: null,
      eventos: [],
      repetido: false,
    });
    expect(store.appends()).toBe(appends);
  });

  it('is at position 0 where it is the first of all', async () => {
    const { send } = createBusUnderTest();
    expect(await send('RegistrarUsuario', registro)).toMatchObject({ position: 0n, revision: 0 });
  });

  it('publishes content in a stream of its own, unlimited', async () => {
    const limiter = createLocalRateLimiter({ other: { max: 1, windowMs: DAY_MS } });
    const { send, store } = createBusUnderTest({ limiter });
    for (let precio = 1; precio <= 5; precio++)
      await send('PublicarItem', { item: item({ id: 'x', precio }) });
    expect(store.stream('item-x').map(({ data }) => (data as { version: number }).version)).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(chainHolds(store.stream('item-x'))).toBe(true);
  });
});

describe('the same command again', () => {
  it('has the first outcome, from a warm and from a cold bus', async () => {
    const { send, store, another } = await withAna();
    const first = await send('ComprarItem', bengala, 'compra');
    const log = structuredClone(store.log());
    const again = { ...first, repetido: true };
    expect(await send('ComprarItem', bengala, 'compra')).toStrictEqual(again);
    expect(await another().send('ComprarItem', bengala, 'compra')).toStrictEqual(again);
    expect(store.log()).toStrictEqual(log);
  });

  it('has the first outcome though much happened since, and the state would refuse it', async () => {
    const { send, clock } = await withAna();
    const first = await send('ComprarItem', { usuarioId: ANA, item: 'medalla', precio: 60 }, 'compra');
    await send('ComprarItem', bengala);
    clock.advance(6 * DAY_MS);
    await send('OtorgarBesitos', diez);
    const again = await send('ComprarItem', { usuarioId: ANA, item: 'medalla', precio: 60 }, 'compra');
    expect(again).toStrictEqual({ ...first, repetido: true });
  });

  it('is the same whatever the order of its fields, its actor or its correlation', async () => {
    const { send } = await withAna();
    await send('ComprarItem', bengala, 'compra');
    const again = await send('ComprarItem', { precio: 25, item: 'bengala', usuarioId: ANA }, 'compra', {
      actor: { tipo: 'admin', id: 'otro' },
      correlationId: 'otra',
    });
    expect(again.repetido).toBe(true);
  });

  it('with another input is refused, and nothing is appended', async () => {
    const { send, store } = await withAna();
    await send('OtorgarBesitos', diez, 'x');
    const log = structuredClone(store.log());
    const conflict = send('OtorgarBesitos', { ...diez, cantidad: 11 }, 'x');
    await expect(conflict).rejects.toThrow(IdempotencyConflictError);
    await expect(conflict).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
      data: { commandId: idNamed('orden/x') },
    });
    await expect(send('ComprarItem', bengala, 'x')).rejects.toThrow(IdempotencyConflictError);
    expect(store.log()).toStrictEqual(log);
  });

  it('sent a hundred times at once is applied once', async () => {
    const { send, store } = await withAna();
    const all = await Promise.all(Array.from({ length: 100 }, () => send('ComprarItem', bengala, 'compra')));
    expect(all.filter(({ repetido }) => !repetido)).toHaveLength(1);
    expect(new Set(all.map(({ revision, position }) => `${revision}/${position}`)).size).toBe(1);
    expect(store.stream(STREAM)).toHaveLength(4);
  });

  it('is told as repeated', async () => {
    const { send, outcomes } = await withAna();
    await send('ComprarItem', bengala, 'compra');
    await send('ComprarItem', bengala, 'compra');
    expect(outcomes.slice(-2)).toEqual(['ComprarItem ok', 'ComprarItem repeated']);
  });

  it('is remembered for seven days', async () => {
    const { send, clock, user } = await withAna();
    await send('OtorgarBesitos', diez, 'x');
    clock.advance(7 * DAY_MS);
    await send('OtorgarBesitos', diez, 'y');
    expect(await send('OtorgarBesitos', diez, 'x')).toMatchObject({ repetido: true });
    clock.advance(1);
    await send('OtorgarBesitos', diez, 'z');
    // Its time is over: what was a repeat is a new command.
    expect(await send('OtorgarBesitos', diez, 'x')).toMatchObject({ repetido: false });
    expect(await user()).toMatchObject({ saldo: 140 });
  });

  it('when rejected, may be decided again', async () => {
    const { send, store, user } = await withAna();
    const comprar = { usuarioId: ANA, item: 'medalla', precio: 60 };
    await send('ComprarItem', bengala);
    await send('ComprarItem', bengala);
    const log = structuredClone(store.log());
    await expect(send('ComprarItem', comprar, 'medalla')).rejects.toThrow(InsufficientFundsError);
    expect(store.log()).toStrictEqual(log);
    await send('OtorgarBesitos', diez);
    expect(await send('ComprarItem', comprar, 'medalla')).toMatchObject({ repetido: false });
    expect(await user()).toMatchObject({ saldo: 0, inventario: { medalla: 1 } });
  });
});

describe('a conflict', () => {
  it('with another writer is decided again on what that writer left', async () => {
    const { send, store, user, another } = await withAna();
    const other = another();
    store.fail({ before: () => other.send('ComprarItem', bengala) });
    const resultado = await send('ComprarItem', bengala);
    expect(resultado).toMatchObject({ revision: 5, repetido: false });
    expect(await user()).toMatchObject({ saldo: 50, inventario: { bengala: 2 } });
    expect(chainHolds(store.stream(STREAM))).toBe(true);
  });

  it('may turn a purchase into a rejection', async () => {
    const { send, store, another } = await withAna();
    const other = another();
    store.fail({ before: () => other.send('ComprarItem', { usuarioId: ANA, item: 'medalla', precio: 60 }) });
    await expect(send('ComprarItem', { usuarioId: ANA, item: 'medalla', precio: 60 })).rejects.toMatchObject({
      code: 'ALREADY_OWNED',
    });
    expect(store.stream(STREAM)).toHaveLength(4);
  });

  it('is tried seven times again', async () => {
    const { send, store } = await withAna();
    const before = store.appends();
    store.fail(...Array<'conflict'>(7).fill('conflict'));
    expect(await send('ComprarItem', bengala)).toMatchObject({ repetido: false });
    expect(store.appends()).toBe(before + 8);
  });

  it('that never ends is told, and the same command may be sent again', async () => {
    const { send, store, user } = await withAna();
    const before = store.appends();
    store.fail(...Array<'conflict'>(12).fill('conflict'));
    const failing = send('ComprarItem', bengala, 'compra');
    await expect(failing).rejects.toThrow(ConcurrencyError);
    await expect(failing).rejects.toMatchObject({ code: 'CONCURRENCY', data: { attempts: 12 } });
    expect(store.appends()).toBe(before + 12);
    expect(await user()).toMatchObject({ saldo: 100 });
    expect(await send('ComprarItem', bengala, 'compra')).toMatchObject({ repetido: false });
  });
});

describe('a lost answer', () => {
  it('is made good by the adapter, and the stream is read back', async () => {
    const { send, store, user } = await withAna();
    store.fail('lost_answer');
    expect(await send('ComprarItem', bengala, 'compra')).toMatchObject({ revision: 3, repetido: false });
    expect(await user()).toMatchObject({ saldo: 75 });
    expect(await send('ComprarItem', bengala, 'compra')).toMatchObject({ revision: 3, repetido: true });
    expect(store.stream(STREAM)).toHaveLength(4);
  });

  it('is made good also when another writer came between', async () => {
    const { send, store, user, another } = await withAna();
    const other = another();
    store.fail({ lostThen: () => other.send('OtorgarBesitos', diez) });
    await send('ComprarItem', bengala, 'compra');
    expect(await user()).toMatchObject({ saldo: 85 });
    expect(await send('ComprarItem', bengala, 'compra')).toMatchObject({ revision: 3, repetido: true });
    await send('OtorgarBesitos', diez);
    expect(store.stream(STREAM)).toHaveLength(6);
    expect(chainHolds(store.stream(STREAM))).toBe(true);
  });

  it.each(['unknown_written', 'unknown_not_written'] as const)(
    'that stays lost (%s) is an unknown outcome, and a repeat applies once',
    async (fault) => {
      const { send, store, user } = await withAna();
      store.fail(fault);
      const unknown = send('ComprarItem', bengala, 'compra');
      await expect(unknown).rejects.toThrow(StoreUnavailableError);
      await expect(unknown).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        cause: { code: 'APPEND_OUTCOME_UNKNOWN' },
      });
      expect(await send('ComprarItem', bengala, 'compra')).toMatchObject({
        revision: 3,
        repetido: fault === 'unknown_written',
      });
      expect(await user()).toMatchObject({ saldo: 75, inventario: { bengala: 1 } });
      expect(chainHolds(store.stream(STREAM))).toBe(true);
    },
  );

  it('does not hide what was written from the next command', async () => {
    const { send, store, user } = await withAna();
    store.fail('unknown_written');
    await expect(send('ComprarItem', { usuarioId: ANA, item: 'medalla', precio: 60 })).rejects.toThrow();
    expect(await user()).toMatchObject({ saldo: 40 });
    await expect(send('ComprarItem', { usuarioId: ANA, item: 'medalla', precio: 60 })).rejects.toMatchObject({
      code: 'ALREADY_OWNED',
    });
    expect(await user()).toMatchObject({ saldo: 40 });
  });

  it('that arrives with the repeat leaves the chain whole', async () => {
    const { send, store, clock, user } = await withAna();
    store.fail('unknown_late');
    await expect(send('ComprarItem', bengala, 'compra')).rejects.toThrow(StoreUnavailableError);
    clock.advance(1_000);
    await send('ComprarItem', bengala, 'compra');
    await send('OtorgarBesitos', diez);
    expect(await user()).toMatchObject({ saldo: 85 });
    expect(chainHolds(store.stream(STREAM))).toBe(true);
  });
});

describe('an append that fails outright', () => {
  it('changes nothing, and the next command works', async () => {
    const { send, store, user, outcomes } = await withAna();
    const log = structuredClone(store.log());
    store.fail(new Error('disk full'));
    await expect(send('ComprarItem', bengala)).rejects.toThrow('disk full');
    expect(outcomes.at(-1)).toBe('ComprarItem INTERNAL');
    expect(store.log()).toStrictEqual(log);
    expect(await user()).toMatchObject({ saldo: 100, inventario: {} });
    await send('ComprarItem', bengala);
    expect(chainHolds(store.stream(STREAM))).toBe(true);
  });

  it('does not stop commands that wait behind it', async () => {
    const { send, store } = await withAna();
    store.fail(new Error('disk full'));
    const results = await Promise.allSettled([1, 2, 3].map(() => send('OtorgarBesitos', diez)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(chainHolds(store.stream(STREAM))).toBe(true);
  });
});

describe('a store that cannot be read', () => {
  it('is unavailable, not an empty user', async () => {
    const { store, another } = await withAna();
    const cold = another();
    store.failReads(new Error('connection refused'));
    const failing = cold.send('ComprarItem', bengala);
    await expect(failing).rejects.toThrow(StoreUnavailableError);
    await expect(failing).rejects.toMatchObject({ cause: { message: 'connection refused' } });
    await expect(cold.bus.usuario(ANA)).rejects.toThrow(StoreUnavailableError);
    store.failReads(null);
    expect(await cold.user()).toMatchObject({ saldo: 100 });
  });

  it('is unavailable also while a conflict is looked into, and nothing half-folded is kept', async () => {
    const { send, store, user } = await withAna();
    store.fail({ before: () => store.failReads(new Error('gone')) }, 'conflict');
    store.fail();
    await send('ComprarItem', bengala);
    await expect(send('ComprarItem', bengala)).rejects.toThrow(StoreUnavailableError);
    store.failReads(null);
    expect(await user()).toMatchObject({ saldo: 75 });
  });

  it('is unavailable also for a repeat, whose outcome is read back', async () => {
    const { send, store } = await withAna();
    await send('ComprarItem', bengala, 'compra');
    store.failReads(new Error('gone'));
    await expect(send('ComprarItem', bengala, 'compra')).rejects.toThrow(StoreUnavailableError);
  });

  it('is unavailable also where its error has a code of the system’s own', async () => {
    const { store, another } = await withAna();
    store.failReads(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    await expect(another().send('ComprarItem', bengala)).rejects.toThrow(StoreUnavailableError);
  });
});

describe('a store that nobody answers at', () => {
  it('is unavailable at once, says when to come again, and nothing of the command is kept', async () => {
    const { send, store, user, outcomes } = await withAna();
    store.fail(new StoreUnreachableError('nobody', { retryAfterMs: 700 }));
    const failing = send('ComprarItem', bengala, 'compra');
    await expect(failing).rejects.toThrow(StoreUnavailableError);
    await expect(failing).rejects.toMatchObject({ data: { retryAfterMs: 700 } });
    expect(outcomes.at(-1)).toBe('ComprarItem STORE_UNAVAILABLE');
    expect(await user()).toMatchObject({ saldo: 100 });
    expect(await send('ComprarItem', bengala, 'compra')).toMatchObject({ repetido: false });
    expect(await user()).toMatchObject({ saldo: 75 });
  });

  it('is unavailable in the same way to a command that has to read first', async () => {
    const { store, another } = await withAna();
    store.failReads(new StoreUnreachableError('nobody', { retryAfterMs: 700 }));
    await expect(another().send('ComprarItem', bengala)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      data: { retryAfterMs: 700 },
    });
  });
});

describe('rate limits', () => {
  const counting = () => {
    const hits: string[] = [];
    const limiter: RateLimiter = {
      hit: async (subject, limit, nowMs) => {
        hits.push(`${subject} ${limit} ${nowMs}`);
        return { allowed: true };
      },
    };
    return { hits, limiter };
  };

  it('count each command under its own limit, by its user, at the time of the clock', async () => {
    const { hits, limiter } = counting();
    const { send } = createBusUnderTest({ catalogo, limiter });
    await send('RegistrarUsuario', registro);
    await send('OtorgarBesitos', { ...diez, cantidad: 100 });
    await send('ComprarItem', bengala);
    await send('AbrirFragmento', { usuarioId: ANA, fragmento: 'puerto' });
    await send('Reaccionar', { usuarioId: ANA, fragmento: 'puerto', emoji: '🔥' });
    await send('TomarDecision', { usuarioId: ANA, fragmento: 'puerto', decision: 'entrar' });
    expect(hits).toEqual(
      ['other', 'purchase', 'other', 'reaction', 'decision'].map(
        (limit) => `${STREAM} ${limit} ${Date.parse(AHORA)}`,
      ),
    );
  });

  it('count what is paid in Stars once, at pre-checkout', async () => {
    const { hits, limiter } = counting();
    const { send } = createBusUnderTest({
      catalogo: catalogoCon(item({ id: 'vela', precio: 5, estrellas: 3 })),
      limiter,
    });
    await send('RegistrarUsuario', registro);
    const { commandId: pedido } = await send('ComprarItem', {
      usuarioId: ANA,
      item: 'vela',
      precio: 3,
      moneda: 'estrellas',
    });
    await send('AceptarPedido', { usuarioId: ANA, pedido, estrellas: 3 });
    await send('SuscribirVip', { usuarioId: ANA });
    expect(hits.map((hit) => hit.split(' ')[1])).toEqual(['other', 'other', 'purchase', 'other']);
  });

  it('count no repeat, count a conflict once, and count rejections', async () => {
    const { hits, limiter } = counting();
    const { send, store } = createBusUnderTest({ catalogo, limiter });
    await send('RegistrarUsuario', registro, 'alta');
    await send('RegistrarUsuario', registro, 'alta');
    expect(hits).toHaveLength(1);
    store.fail('conflict', 'conflict');
    await send('CambiarIdioma', { usuarioId: ANA, idioma: 'en' });
    expect(hits).toHaveLength(2);
    await expect(send('ComprarItem', bengala)).rejects.toThrow(InsufficientFundsError);
    expect(hits).toHaveLength(3);
  });

  it('count neither what is malformed nor a conflicting id', async () => {
    const { hits, limiter } = counting();
    const { send } = createBusUnderTest({ catalogo, limiter });
    await send('RegistrarUsuario', registro, 'alta');
    await expect(send('ComprarItem', { ...bengala, precio: 0 })).rejects.toThrow(ValidationError);
    await expect(send('RegistrarUsuario', { ...registro, idioma: 'en' }, 'alta')).rejects.toThrow(
      IdempotencyConflictError,
    );
    expect(hits).toHaveLength(1);
  });

  it('refuse the sixth purchase of an hour, say when, and append nothing', async () => {
    const { send, store, clock } = await withAna({ limiter: createLocalRateLimiter() });
    const comprar = { usuarioId: ANA, item: 'bengala', precio: 25 };
    await send('OtorgarBesitos', { usuarioId: ANA, cantidad: 500, razon: 'ajuste', nota: 'x' });
    for (let count = 0; count < 5; count++) {
      await send('ComprarItem', comprar, `compra/${count}`);
      clock.advance(60_000);
    }
    const log = structuredClone(store.log());
    const refused = send('ComprarItem', comprar, 'sexta');
    await expect(refused).rejects.toThrow(RateLimitExceededError);
    await expect(refused).rejects.toMatchObject({
      code: 'RATE_LIMIT_EXCEEDED',
      retryAfterMs: 3_300_000,
      data: { limite: 'purchase', retryAfterMs: 3_300_000 },
    });
    expect(store.log()).toStrictEqual(log);
    expect(await send('ComprarItem', comprar, 'compra/4')).toMatchObject({ repetido: true });
    clock.advance(3_300_000 - 1);
    await expect(send('ComprarItem', comprar, 'sexta')).rejects.toMatchObject({ retryAfterMs: 1 });
    clock.advance(1);
    expect(await send('ComprarItem', comprar, 'sexta')).toMatchObject({ repetido: false });
  });

  it('are each user’s own', async () => {
    const limiter = createLocalRateLimiter({ other: { max: 1, windowMs: 1_000 } });
    const { send } = createBusUnderTest({ limiter });
    await send('RegistrarUsuario', registro);
    await send('RegistrarUsuario', { ...registro, usuarioId: BEA });
    await expect(send('CambiarIdioma', { usuarioId: ANA, idioma: 'en' })).rejects.toThrow(
      RateLimitExceededError,
    );
  });
});

describe('a hundred spends of one balance at once', () => {
  it('in one process never overdraw it', async () => {
    const { send, store, user } = await withAna();
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => send('ComprarItem', bengala)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(InsufficientFundsError);
    expect(await user()).toMatchObject({ saldo: 0, inventario: { bengala: 4 } });
    expect(chainHolds(store.stream(STREAM))).toBe(true);
  });

  it('over ten processes never overdraw it, whoever wins', async () => {
    const first = await withAna();
    const buses = [first, ...Array.from({ length: 9 }, () => first.another())];
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) => buses[index % 10]!.send('ComprarItem', bengala)),
    );
    const codes = results.map((result) => (result.status === 'fulfilled' ? 'ok' : result.reason.code));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(4);
    expect(new Set(codes)).toEqual(new Set(['ok', 'INSUFFICIENT_FUNDS']));
    expect(await first.another().user()).toMatchObject({ saldo: 0 });
    expect(chainHolds(first.store.stream(STREAM))).toBe(true);
  });
});

describe('two processes', () => {
  it('that are handed one command at once apply it once and leave the chain whole', async () => {
    const one = await withAna();
    const two = one.another();
    await two.user();
    await Promise.all([one, two].map(({ send }) => send('ComprarItem', bengala, 'compra')));
    await one.send('OtorgarBesitos', diez);
    await two.send('OtorgarBesitos', diez);
    expect(one.store.stream(STREAM)).toHaveLength(6);
    expect(chainHolds(one.store.stream(STREAM))).toBe(true);
    expect(await one.another().user()).toMatchObject({ saldo: 95 });
  });

  it('a rejection rests on what the other one wrote', async () => {
    const one = await withAna();
    const two = one.another();
    await two.user();
    await one.send('OtorgarBesitos', { usuarioId: ANA, cantidad: 1_000, razon: 'ajuste', nota: 'x' });
    const caro = { usuarioId: ANA, item: 'cara', precio: 900 };
    one.catalogo.put({ tipo: 'item', version: 1, contenido: item({ id: 'cara', precio: 900 }) });
    expect(await two.send('ComprarItem', caro)).toMatchObject({ repetido: false });
  });

  it('that are handed one command in the same millisecond, by another actor, leave the chain whole', async () => {
    const one = await withAna();
    const two = one.another();
    await two.user();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await one.send('OtorgarBesitos', diez, 'x', { traceparent });
    await two.send('OtorgarBesitos', diez, 'x', { traceparent, actor: { tipo: 'admin', id: 'otro' } });
    await two.send('OtorgarBesitos', diez);
    expect(chainHolds(one.store.stream(STREAM))).toBe(true);
  });

  it('find out at the append that the other one applied the command', async () => {
    const one = await withAna();
    const two = one.another();
    await two.user();
    const first = await one.send('ComprarItem', bengala, 'compra');
    await one.send('OtorgarBesitos', diez);
    expect(await two.send('ComprarItem', bengala, 'compra')).toStrictEqual({ ...first, repetido: true });
  });

  it('a command that the other one applied is a repeat, not a rejection', async () => {
    const one = createBusUnderTest({ catalogo });
    await one.enter(ANA);
    const two = one.another();
    await two.user();
    await one.send('OtorgarBesitos', { ...diez, cantidad: 25 });
    await one.send('ComprarItem', bengala, 'compra');
    expect(await two.send('ComprarItem', bengala, 'compra')).toMatchObject({ repetido: true });
  });

  it('a change is not acknowledged as needless on a state that the other one changed', async () => {
    const one = await withAna();
    const two = one.another();
    await two.user();
    await one.send('CambiarIdioma', { usuarioId: ANA, idioma: 'en' });
    await two.send('CambiarIdioma', { usuarioId: ANA, idioma: 'es' });
    expect(await one.another().user()).toMatchObject({ idioma: 'es' });
  });
});

describe('a chain that is broken', () => {
  const cases: [string, (event: StoredEvent) => void, string][] = [
    [
      'an amount was changed',
      (event) => Object.assign(event.data as object, { cantidad: 11 }),
      'BROKEN_CHAIN',
    ],
    ['an id was changed', (event) => Object.assign(event, { id: idNamed('otra') }), 'BROKEN_CHAIN'],
    [
      'a time was changed',
      (event) => Object.assign(event.metadata as object, { occurredAt: '2026-03-10T13:00:00.000Z' }),
      'BROKEN_CHAIN',
    ],
    ['a revision was left out', (event) => Object.assign(event, { revision: 7 }), 'BROKEN_CHAIN'],
    ['an event is unknown', (event) => Object.assign(event, { type: 'BesitosQuemados' }), 'UNREADABLE_EVENT'],
    [
      'an event breaks its schema',
      (event) => Object.assign(event.data as object, { cantidad: -1 }),
      'UNREADABLE_EVENT',
    ],
  ];

  it.each(cases)('stops the user: %s', async (_what, change, code) => {
    const { send, store, another } = await withAna();
    await send('OtorgarBesitos', diez);
    store.tamper(STREAM, 1, change);
    const { length } = store.log();
    const cold = another();
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(cold.send('ComprarItem', bengala)).rejects.toMatchObject({ code });
      await expect(cold.bus.usuario(ANA)).rejects.toMatchObject({ code });
    }
    expect(store.log()).toHaveLength(length);
    expect(cold.outcomes.at(-1)).toBe(`ComprarItem ${code}`);
  });

  it('stops nobody else', async () => {
    const { send, enter, store, another } = await withAna();
    await enter(BEA, 100);
    await send('OtorgarBesitos', diez);
    store.tamper(STREAM, 0, (event) => Object.assign(event.data as object, { idioma: 'en' }));
    const cold = another();
    await expect(cold.send('ComprarItem', bengala)).rejects.toMatchObject({ code: 'BROKEN_CHAIN' });
    expect(await cold.send('ComprarItem', { ...bengala, usuarioId: BEA })).toMatchObject({ repetido: false });
  });

  it('is noticed at its last event, though nothing follows', async () => {
    const { send, store, another } = await withAna();
    await send('OtorgarBesitos', diez);
    store.tamper(STREAM, 2, (event) => Object.assign(event, { revision: 3 }));
    await expect(another().bus.usuario(ANA)).rejects.toMatchObject({ code: 'BROKEN_CHAIN' });
  });

  it('is noticed by a warm bus when it reads on, which then no longer trusts what it had', async () => {
    const { send, bus, store, another } = await withAna();
    await another().send('OtorgarBesitos', diez);
    store.tamper(STREAM, 2, (event) => Object.assign(event.metadata as object, { prevHash: '0'.repeat(64) }));
    await expect(send('ComprarItem', bengala)).rejects.toMatchObject({ code: 'BROKEN_CHAIN' });
    await expect(bus.usuario(ANA)).rejects.toMatchObject({ code: 'BROKEN_CHAIN' });
  });
});

describe('memory', () => {
  it('of few aggregates serves many users alike', async () => {
    const { enter, send, user, store } = createBusUnderTest({ catalogo, cacheSize: 2 });
    const users = Array.from({ length: 10 }, (_, index) => idNamed(`usuario/${index}`));
    for (const usuarioId of users) await enter(usuarioId, 100);
    await Promise.all(
      [...users, ...users].map((usuarioId) =>
        send('ComprarItem', { usuarioId, item: 'bengala', precio: 25 }),
      ),
    );
    for (const usuarioId of users) {
      expect(await user(usuarioId)).toMatchObject({ saldo: 50 });
      expect(chainHolds(store.stream(`usuario-${usuarioId}`))).toBe(true);
    }
  });

  it('of nobody is a user that does not exist', async () => {
    const { bus } = createBusUnderTest();
    expect(await bus.usuario(ANA)).toEqual({ estado: 'inexistente' });
  });
});

describe('an order', () => {
  it.each(['', 'comprarItem', 'toString', '__proto__', 'constructor', 'x'.repeat(10_000), null, 7, {}])(
    'of the kind %j is unknown',
    async (tipo) => {
      const { bus, store, outcomes } = createBusUnderTest();
      const orden = { id: idNamed('x'), tipo, datos: registro, actor: SISTEMA } as unknown as Orden;
      const error = await bus.execute(orden).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UnknownCommandError);
      expect(JSON.stringify((error as CommandError).data).length).toBeLessThan(100);
      expect(outcomes).toEqual(['unknown UNKNOWN_COMMAND']);
      expect(store.log()).toEqual([]);
    },
  );

  it.each([
    ['id', 'no-uuid'],
    ['id', ''],
    ['id', 7],
    ['id', undefined],
    ['tipo', ['RegistrarUsuario']],
    ['actor', undefined],
    ['actor', { tipo: 'robot', id: 'x' }],
    ['actor', { tipo: 'admin', id: '' }],
    ['actor', { tipo: 'admin', id: 'x'.repeat(101) }],
    ['actor', { tipo: 'admin', id: 'x', rol: 'dios' }],
    ['correlationId', ''],
    ['correlationId', 'x'.repeat(101)],
    ['causationId', 7],
    ['traceparent', 7],
    ['datos', undefined],
    ['datos', null],
    ['datos', []],
    ['datos', 'x'],
  ])('whose %s is %j is not valid, and appends nothing', async (key, value) => {
    const { bus, store } = createBusUnderTest();
    const orden = {
      id: idNamed('x'),
      tipo: 'RegistrarUsuario',
      datos: registro,
      actor: SISTEMA,
      [key]: value,
    };
    const error = await bus.execute(orden as Orden).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ code: 'VALIDATION', data: { issues: expect.any(Array) } });
    expect(store.log()).toEqual([]);
    expect(store.appends()).toBe(0);
  });

  it.each(['', 'trace', '00-0-0-01', `00-${'A'.repeat(32)}-${'b'.repeat(16)}-01`, 'x'.repeat(10_000)])(
    'whose traceparent is %j is not valid: no event could be read that carried it',
    async (traceparent) => {
      const { send, store } = createBusUnderTest();
      await expect(send('RegistrarUsuario', registro, 'x', { traceparent })).rejects.toThrow(ValidationError);
      expect(store.log()).toEqual([]);
    },
  );

  it('of a user id in capitals makes no movement that cannot be read', async () => {
    const { send, store } = createBusUnderTest();
    const usuarioId = ANA.toUpperCase();
    await send('RegistrarUsuario', { ...registro, usuarioId }).catch((error: unknown) => {
      expect(error).toBeInstanceOf(ValidationError);
    });
    await send('OtorgarBesitos', { ...diez, usuarioId }).catch((error: unknown) => {
      expect(error).toBeInstanceOf(ValidationError);
    });
    for (const { type, data, metadata } of store.log()) readEvent(type, data, metadata);
  });

  it('whose id differs in capitals alone is the same command', async () => {
    const { bus, user } = await withAna();
    const orden = { tipo: 'OtorgarBesitos', datos: diez, actor: SISTEMA } as const;
    await bus.execute({ ...orden, id: idNamed('abc') });
    await bus.execute({ ...orden, id: idNamed('abc').toUpperCase() }).catch(() => {});
    expect(await user()).toMatchObject({ saldo: 110 });
  });

  it('that repeats the id of another user’s command is refused, as verify will call it applied twice', async () => {
    const { send, enter } = await withAna();
    await enter(BEA);
    await send('OtorgarBesitos', diez, 'x');
    await expect(send('OtorgarBesitos', { ...diez, usuarioId: BEA }, 'x')).rejects.toThrow(
      IdempotencyConflictError,
    );
  });
});

describe('what decide is handed beside the state', () => {
  it('is the earlier event that a command is about', async () => {
    const { send, store } = await withAna();
    const { eventos } = await send('RevertirMovimiento', { usuarioId: ANA, revision: 1, motivo: 'x' });
    const original = { revision: 1, eventoId: store.stream(STREAM)[1]!.id };
    expect(eventos).toMatchObject([{ type: 'MovimientoRevertido', data: { original, cantidad: 100 } }]);
  });

  it('is no event where the stream has none', async () => {
    const { send } = await withAna();
    await expect(
      send('RevertirMovimiento', { usuarioId: ANA, revision: 9, motivo: 'x' }),
    ).rejects.toMatchObject({ code: 'MOVEMENT_NOT_FOUND' });
  });

  it('cannot be read while the store cannot', async () => {
    const { send, store } = await withAna();
    store.failReads(new Error('no'));
    await expect(
      send('RevertirMovimiento', { usuarioId: ANA, revision: 1, motivo: 'x' }),
    ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('is the id of the command, as that of the process it begins', async () => {
    const { send } = await withAna();
    const { eventos } = await send('RegalarBesitos', { usuarioId: ANA, cantidad: 5 }, 'regalo');
    expect(eventos[0]).toMatchObject({ type: 'RegaloEnviado', data: { regalo: idNamed('orden/regalo') } });
  });

  it('is whoever sends it', async () => {
    const { send } = await withAna();
    const actor = { tipo: 'usuario', id: ANA } as const;
    const { eventos } = await send('EliminarMisDatos', { usuarioId: ANA }, 'x', { actor });
    expect(eventos).toMatchObject([{ data: { motivo: 'usuario', desde: AHORA } }]);
  });

  it('are the rules as admins have set them', async () => {
    const conReglas = catalogoCon();
    conReglas.aplicar(hecho('RecompensasConfiguradas', { cambios: { limiteDiario: 9 } }));
    const { send } = await withAna({ catalogo: conReglas });
    await expect(send('OtorgarBesitos', diez)).rejects.toMatchObject({
      code: 'DAILY_GRANT_LIMIT',
      data: { limite: 9 },
    });
  });
});

describe('the state of any stream', () => {
  it('is that of its family, from the start on', async () => {
    const { bus, send } = createBusUnderTest();
    expect(await bus.estado('funcion', 'regalos')).toStrictEqual({ porcentaje: null });
    await send('CambiarFuncion', { funcion: 'regalos', porcentaje: 25 });
    expect(await bus.estado('funcion', 'regalos')).toStrictEqual({ porcentaje: 25 });
  });

  it('trails another process, unless it is asked for afresh', async () => {
    const mine = createBusUnderTest();
    const other = mine.another();
    await mine.bus.estado('funcion', 'regalos');
    await other.send('CambiarFuncion', { funcion: 'regalos', porcentaje: 25 });
    expect(await mine.bus.estado('funcion', 'regalos')).toStrictEqual({ porcentaje: null });
    expect(await mine.bus.estado('funcion', 'regalos', true)).toStrictEqual({ porcentaje: 25 });
    expect(await mine.bus.estado('funcion', 'regalos')).toStrictEqual({ porcentaje: 25 });
  });
});

describe('who is told of refusals', () => {
  it('hears of each with its code, and of nothing else', async () => {
    const refused: string[] = [];
    const store = createMemoryStore();
    const bus = createCommandBus({
      store,
      catalogo,
      reglas: REGLAS,
      clock: { now: () => Date.parse(AHORA) },
      limiter: unlimited,
      onRefused: ({ tipo }, code) => void refused.push(`${tipo} ${code}`),
    });
    const send = (tipo: string, datos: unknown) =>
      bus.execute({ id: idNamed(`${tipo}/${refused.length}`), tipo, datos, actor: SISTEMA } as Orden);
    await expect(send('ComprarItem', bengala)).rejects.toThrow();
    await expect(send('ComprarItem', {})).rejects.toThrow();
    await send('RegistrarUsuario', registro);
    store.fail(new Error('the disk is full'));
    await expect(send('OtorgarBesitos', diez)).rejects.toThrow('the disk is full');
    expect(refused).toEqual(['ComprarItem USER_NOT_FOUND', 'ComprarItem VALIDATION']);
  });
});
