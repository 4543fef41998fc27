/**
 * The command bus: validate, load, deduplicate, limit, decide, append. Every change of the system passes here, and an
 * acknowledged command is in the log, once, however often it is sent.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { hashEvent, hashInput } from '../events/cadena.ts';
import { CanonicalFormError } from '../events/canonico.ts';
import type { Catalogo } from '../events/catalogo.ts';
import { type EstadoDe, FAMILIAS, type NombreDeFamilia } from '../events/familias.ts';
import { Actor, type Metadatos, Traceparent } from '../events/metadatos.ts';
import { EVENTOS, type Evento, readEvent, UnreadableEventError } from '../events/registro.ts';
import type { Reglas } from '../events/reglas.ts';
import {
  AppendOutcomeUnknownError,
  type EventStore,
  type NewEvent,
  StoreUnreachableError,
  WrongExpectedRevisionError,
} from '../events/store/tipos.ts';
import { type EstadoDeUsuario, ImpossibleEventError } from '../events/usuario/estado.ts';
import type { Clock } from '../platform/clock.ts';
import { uuidFrom } from '../platform/ids.ts';
import type { RateLimiter } from '../platform/rate-limiter.ts';
import { newTraceparent } from '../platform/tracing.ts';
import {
  type Aggregate,
  type AppliedCommand,
  advance,
  BrokenChainError,
  fold,
  newAggregate,
} from './agregado.ts';
import type { Limite, Mundo, Original } from './definicion.ts';
import {
  CommandError,
  ConcurrencyError,
  IdempotencyConflictError,
  RateLimitExceededError,
  StoreUnavailableError,
  UnknownCommandError,
  ValidationError,
} from './errores.ts';
import { COMANDOS, type DatosDe, type TipoDeComando } from './registro.ts';

/** A command as it is sent: what is asked, by whom, and the id under which it happens at most once. */
export interface Orden<Tipo extends TipoDeComando = TipoDeComando> {
  /** UUID. The same id with the same input is the same command. */
  id: string;
  tipo: Tipo;
  datos: DatosDe<Tipo>;
  actor: Actor;
  correlationId?: string;
  causationId?: string;
  traceparent?: string;
}

export interface Resultado {
  commandId: string;
  stream: string;
  /** Revision of the stream after the command. */
  revision: number;
  /** Log position of the command's last event, to read one's own write; null when nothing had to change. */
  position: bigint | null;
  eventos: Evento[];
  /** True when the command had been applied before and this is that outcome. */
  repetido: boolean;
}

export interface BusOptions {
  store: EventStore;
  catalogo: Catalogo;
  reglas: Reglas;
  clock: Clock;
  limiter: RateLimiter;
  /** Aggregates kept warm. */
  cacheSize?: number;
  /** Told of each command that was refused, or repeated (`REPEATED`), for the fraud scorer; must not throw. */
  onRefused?: (orden: Orden, code: string) => void;
  /** Told of each outcome: `code` is `ok`, `repeated`, or the error's code. */
  onOutcome?: (tipo: string, code: string, durationMs: number) => void;
}

export interface CommandBus {
  /** @throws CommandError */
  execute<Tipo extends TipoDeComando>(orden: Orden<Tipo>): Promise<Resultado>;
  /** The user as `decide` would see it now. */
  usuario(usuarioId: string): Promise<EstadoDeUsuario>;
  /**
   * Any stream as `decide` would see it: as this process knows it, at least up to a revision, or, when `fresh` is true,
   * up to its end in the log.
   */
  estado<Nombre extends NombreDeFamilia>(
    familia: Nombre,
    id: string,
    fresh?: boolean | number,
  ): Promise<EstadoDe<Nombre>>;
}

const MOST_ATTEMPTS = 12;
const LONGEST_PAUSE_MS = 80;
const RECENT_IDS = 50_000;
const Reference = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => text.isWellFormed(), 'well-formed text');
const Envelope = z.object({
  /** Upper and lower case are one id. */
  id: z.uuid().toLowerCase(),
  tipo: z.string().max(100),
  datos: z.unknown(),
  actor: Actor,
  correlationId: Reference.optional(),
  causationId: Reference.optional(),
  traceparent: Traceparent.optional(),
});

/** Any command, its types erased; `parse` has checked what `decide` is handed. */
interface AnyComando {
  tipo: string;
  familia: NombreDeFamilia;
  schema: z.ZodType;
  limite: Limite;
  limitePara?: (datos: unknown) => Limite;
  agregadoId: (datos: unknown) => string;
  lee?: (datos: unknown) => number;
  decide: (estado: unknown, datos: unknown, mundo: Mundo) => Evento[];
}

export function createCommandBus(options: BusOptions): CommandBus {
  const { store, catalogo, reglas, clock, limiter, onOutcome = () => {}, onRefused = () => {} } = options;
  const aggregates = new LRUCache<string, Aggregate<unknown>>({ max: options.cacheSize ?? 20_000 });
  const tails = new Map<string, Promise<unknown>>();
  /** Streams that recent command ids were applied to: one id is one command, whomever it is about. */
  const recentIds = new LRUCache<string, string>({ max: RECENT_IDS });

  /** One command at a time for each stream: in one process no command loses a race against another. */
  function inTurn<Result>(stream: string, work: () => Promise<Result>): Promise<Result> {
    const before = tails.get(stream) ?? Promise.resolve();
    const mine = before.then(work, work);
    const tail = mine.catch(() => {});
    tails.set(stream, tail);
    void tail.then(() => {
      if (tails.get(stream) === tail) tails.delete(stream);
    });
    return mine;
  }

  async function load(stream: string): Promise<Aggregate<unknown>> {
    const warm = aggregates.get(stream);
    if (warm) return warm;
    const aggregate = newAggregate<unknown>(stream, initialOf(stream));
    await catchUp(aggregate);
    aggregates.set(stream, aggregate);
    return aggregate;
  }

  async function catchUp(aggregate: Aggregate<unknown>): Promise<void> {
    try {
      for await (const stored of store.readStream(aggregate.stream, aggregate.revision + 1))
        fold(aggregate, stored, evolveOf(aggregate.stream));
    } catch (error) {
      // A fold that stopped half-way is not kept.
      aggregates.delete(aggregate.stream);
      if (
        error instanceof BrokenChainError ||
        error instanceof UnreadableEventError ||
        error instanceof ImpossibleEventError
      )
        throw error;
      throw unreadable(error);
    }
  }

  async function outcomeOf(stream: string, commandId: string, applied: AppliedCommand): Promise<Resultado> {
    const eventos: Evento[] = [];
    let position: bigint | null = null;
    const { firstRevision, lastRevision } = applied;
    try {
      for await (const stored of store.readStream(stream, firstRevision, lastRevision - firstRevision + 1)) {
        eventos.push(readEvent(stored.type, stored.data, stored.metadata).event);
        position = stored.position;
      }
    } catch (error) {
      throw unreadable(error);
    }
    return { commandId, stream, revision: lastRevision, position, eventos, repetido: true };
  }

  async function eventAt(stream: string, revision: number): Promise<Original | null> {
    try {
      for await (const { id, type, data, metadata } of store.readStream(stream, revision, 1))
        return { revision, id, evento: readEvent(type, data, metadata).event };
      return null;
    } catch (error) {
      throw unreadable(error);
    }
  }

  async function run(comando: AnyComando, orden: Orden, datos: unknown): Promise<Resultado> {
    const stream = `${comando.familia}-${comando.agregadoId(datos)}`;
    const inputHash = hashOf(comando.tipo, datos);
    return inTurn(stream, async () => {
      const elsewhere = recentIds.get(orden.id);
      if (elsewhere !== undefined && elsewhere !== stream) throw new IdempotencyConflictError(orden.id);
      // A warm state may trail another process: what it refuses is refused only once it is up to date.
      let current = !aggregates.has(stream);
      const aggregate = await load(stream);
      const limite = comando.limitePara?.(datos) ?? comando.limite;
      let limited = limite === 'none';
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
        const applied = aggregate.applied.get(orden.id);
        if (applied) {
          if (applied.inputHash !== inputHash) throw new IdempotencyConflictError(orden.id);
          return outcomeOf(stream, orden.id, applied);
        }
        if (!limited) {
          const verdict = await limiter.hit(stream, limite, clock.now());
          if (!verdict.allowed) throw new RateLimitExceededError(limite, verdict.retryAfterMs);
          limited = true;
        }
        const ahora = new Date(clock.now()).toISOString();
        const { id: commandId } = orden;
        const mundo: Mundo = {
          ahora,
          reglas: catalogo.reglas(reglas),
          catalogo,
          comandoId: commandId,
          actor: orden.actor,
          original: comando.lee ? await eventAt(stream, comando.lee(datos)) : null,
        };
        const { eventos, refusal } = decided(comando, aggregate.state, datos, mundo);
        if (eventos.length === 0 && !current) {
          const before = aggregate.revision;
          await catchUp(aggregate);
          current = true;
          if (aggregate.revision !== before) continue;
        }
        if (refusal) throw refusal;
        if (eventos.length === 0)
          return {
            commandId,
            stream,
            revision: aggregate.revision,
            position: null,
            eventos,
            repetido: false,
          };
        const prepared = prepare(aggregate, orden, eventos, inputHash, ahora);
        try {
          const { position, repeated } = await store.append(stream, aggregate.revision, prepared.events);
          recentIds.set(commandId, stream);
          if (repeated) await catchUp(aggregate);
          else
            eventos.forEach((evento, index) => {
              const { metadata } = prepared.events[index]!;
              advance(aggregate, evento, metadata as Metadatos, prepared.hashes[index]!, evolveOf(stream));
            });
          return { commandId, stream, revision: aggregate.revision, position, eventos, repetido: false };
        } catch (error) {
          if (error instanceof WrongExpectedRevisionError) {
            // Who has lost a few races over a stream that many want waits a little, each for a time of its own.
            if (attempt > 2) await sleep(pauseMs(commandId, attempt));
            await catchUp(aggregate);
            current = true;
            continue;
          }
          aggregates.delete(stream);
          if (error instanceof AppendOutcomeUnknownError)
            throw new StoreUnavailableError(
              'the event store did not answer; sending the same command again is safe',
              {},
              { cause: error },
            );
          if (error instanceof StoreUnreachableError) throw unreachable(error);
          throw error;
        }
      }
      throw new ConcurrencyError(stream, MOST_ATTEMPTS);
    });
  }

  async function execute(orden: Orden): Promise<Resultado> {
    const startedMs = performance.now();
    let code = 'ok';
    try {
      const comando = Object.hasOwn(COMANDOS, orden.tipo)
        ? (COMANDOS[orden.tipo] as unknown as AnyComando)
        : undefined;
      if (!comando) throw new UnknownCommandError(String(orden.tipo));
      const envelope = check(Envelope, orden, 'envelope') as Orden;
      const resultado = await run(comando, envelope, check(comando.schema, orden.datos, comando.tipo));
      if (resultado.repetido) {
        code = 'repeated';
        onRefused(orden, 'REPEATED');
      }
      return resultado;
    } catch (error) {
      code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL';
      if (error instanceof CommandError) onRefused(orden, code);
      throw error;
    } finally {
      onOutcome(code === 'UNKNOWN_COMMAND' ? 'unknown' : orden.tipo, code, performance.now() - startedMs);
    }
  }

  async function estado<Nombre extends NombreDeFamilia>(
    familia: Nombre,
    id: string,
    fresh: boolean | number = false,
  ): Promise<EstadoDe<Nombre>> {
    const stream = `${familia}-${id}`;
    return inTurn(stream, async () => {
      const isWarm = aggregates.has(stream);
      const aggregate = await load(stream);
      const isBehind = typeof fresh === 'number' ? aggregate.revision < fresh : fresh;
      if (isBehind && isWarm) await catchUp(aggregate);
      return aggregate.state as EstadoDe<Nombre>;
    });
  }

  const usuario = (usuarioId: string): Promise<EstadoDeUsuario> => estado('usuario', usuarioId);

  return { execute: execute as CommandBus['execute'], usuario, estado };
}

function pauseMs(commandId: string, attempt: number): number {
  const share = Number.parseInt(commandId.slice(2 * (attempt % 4), 2 * (attempt % 4) + 2), 16) / 256;
  return share * Math.min(2 ** attempt, LONGEST_PAUSE_MS);
}

function prepare(
  aggregate: Aggregate<unknown>,
  orden: Orden,
  eventos: readonly Evento[],
  inputHash: string,
  occurredAt: string,
): { events: NewEvent[]; hashes: string[] } {
  const { stream } = aggregate;
  const traceparent = orden.traceparent ?? newTraceparent();
  const hashes: string[] = [];
  let prevHash = aggregate.lastHash;
  const events = eventos.map((evento, ordinal) => {
    const metadata: Metadatos = {
      commandId: orden.id,
      $correlationId: orden.correlationId ?? orden.id,
      $causationId: orden.causationId ?? orden.id,
      actor: orden.actor,
      schemaVersion: EVENTOS.get(evento.type)!.version,
      traceparent,
      occurredAt,
      inputHash,
      prevHash,
    };
    const revision = aggregate.revision + 1 + ordinal;
    // The id is that of these very bytes: sent again they are the same append to the server, while another process
    // that decides the same command at the same revision conflicts, reads, and finds it applied.
    const id = uuidFrom(orden.id, `${ordinal} ${JSON.stringify(metadata)} ${JSON.stringify(evento.data)}`);
    prevHash = hashEvent({ stream, revision, id, type: evento.type, data: evento.data, metadata });
    hashes.push(prevHash);
    return { id, type: evento.type, data: evento.data, metadata: { ...metadata } };
  });
  return { events, hashes };
}

/** What `decide` made of a command: its events, or why it was refused. */
function decided(
  comando: AnyComando,
  estado: unknown,
  datos: unknown,
  mundo: Mundo,
): { eventos: Evento[]; refusal?: CommandError } {
  try {
    return { eventos: comando.decide(estado, datos, mundo) };
  } catch (error) {
    if (error instanceof CommandError) return { eventos: [], refusal: error };
    throw error;
  }
}

const unreadable = (cause: unknown) =>
  cause instanceof StoreUnreachableError
    ? unreachable(cause)
    : new StoreUnavailableError('the event store cannot be read', {}, { cause });

const unreachable = (cause: StoreUnreachableError) =>
  new StoreUnavailableError(
    'the event store cannot be reached',
    { retryAfterMs: cause.retryAfterMs },
    { cause },
  );

/** @throws ValidationError for text that no UTF-8 can hold */
function hashOf(tipo: string, datos: unknown): string {
  try {
    return hashInput({ tipo, datos });
  } catch (error) {
    if (!(error instanceof CanonicalFormError)) throw error;
    throw new ValidationError(`${tipo}: ${error.message}`, [{ path: '', message: error.message }]);
  }
}

function check(schema: z.ZodType, value: unknown, what: string): unknown {
  const parsed = safely(() => schema.safeParse(value), what);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, 10)
    .map(({ path, message }) => ({ path: path.join('.'), message }));
  const first = issues[0];
  throw new ValidationError(`${what}: ${first?.path || 'input'}: ${first?.message}`, issues);
}

/** Streams that commands are about belong to a family: their names are made from it. */
const familiaOf = (stream: string) => FAMILIAS[stream.slice(0, stream.indexOf('-')) as NombreDeFamilia];

const initialOf = (stream: string): unknown => familiaOf(stream).inicial;

const evolveOf = (stream: string): ((state: unknown, event: never) => unknown) =>
  familiaOf(stream).evolve as (state: unknown, event: never) => unknown;

/** A condition tree nested without end overflows the stack of whatever follows it: that is the input's fault. */
function safely<Result>(work: () => Result, what: string): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ValidationError(`${what}: nested too deep`, [{ path: '', message: 'nested too deep' }]);
  }
}
