/**
 * Given/when/then for commands: `given(history).when('ComprarItem', input).then(events)`. Beside what a spec says, each
 * checks that the history could be in a log, that `decide` left the state alone, and that what it returns can be read
 * back and folded.
 */
import { expect } from 'vitest';
import type { Mundo } from '../../src/commands/definicion.ts';
import { CommandError } from '../../src/commands/errores.ts';
import { COMANDOS, type DatosDe, type TipoDeComando } from '../../src/commands/registro.ts';
import { FAMILIAS } from '../../src/events/familias.ts';
import { EVENTOS, type Evento } from '../../src/events/registro.ts';
import {
  AHORA,
  ANA,
  COMANDO,
  catalogoCon,
  enEliminacion,
  hecho,
  REGLAS,
  registrada,
  SISTEMA,
  suspendida,
} from './fixtures.ts';

interface Outcome {
  /** Exactly these events, in this order. */
  then(events: readonly Evento[]): void;
  /** Refused with this code, and, where given, exactly these facts. */
  thenRejects(code: string, data?: Record<string, unknown>): void;
}

interface Given {
  when<Tipo extends TipoDeComando>(tipo: Tipo, datos: DatosDe<Tipo>): Outcome;
}

/** A history, and of the world around the command what differs from the fixtures. */
export function given(history: readonly Evento[], world: Partial<Mundo> = {}): Given {
  const mundo: Mundo = {
    ahora: AHORA,
    reglas: REGLAS,
    catalogo: catalogoCon(),
    comandoId: COMANDO,
    actor: SISTEMA,
    original: null,
    ...world,
  };
  return {
    when(tipo, datos) {
      const comando = COMANDOS[tipo];
      const { inicial: start, evolve: fold } = FAMILIAS[comando.familia] as unknown as {
        inicial: unknown;
        evolve: (state: unknown, event: Evento) => unknown;
      };
      history.forEach(mustBeReadable);
      const state = deepFreeze(history.reduce(fold, start));
      const input = deepFreeze(comando.schema.parse(datos));
      const decide = comando.decide as unknown as (state: unknown, datos: unknown, mundo: Mundo) => Evento[];
      const run = () => decide(state, input, mundo);
      return {
        // biome-ignore lint/suspicious/noThenProperty: the last word of given/when/then; nothing awaits it.
        then(events) {
          const decided = run();
          expect(decided).toStrictEqual(events);
          for (const { type } of decided) expect(comando.emite, `${tipo} emits`).toContain(type);
          decided.forEach(mustBeReadable);
          decided.reduce(fold, state);
        },
        thenRejects(code, data) {
          const error = rejectionOf(run);
          expect(error.code, error.message).toBe(code);
          if (code !== 'VALIDATION') expect(comando.falla, `${tipo} fails`).toContain(code);
          expect(error.name).toBe(error.constructor.name);
          if (data !== undefined) expect(error.data).toStrictEqual(data);
        },
      };
    },
  };
}

/** A command on a user is refused for nobody, and for one who was erased. */
export function refusesTheUnknown<Tipo extends TipoDeComando>(
  tipo: Tipo,
  datos: DatosDe<Tipo>,
  world: Partial<Mundo> = {},
): void {
  given([], world).when(tipo, datos).thenRejects('USER_NOT_FOUND', {});
  given([registrada(ANA), hecho('UsuarioEliminado', {})], world)
    .when(tipo, datos)
    .thenRejects('USER_NOT_FOUND', {});
}

/** As `refusesTheUnknown`, and for one who is about to be erased. */
export function refusesWhoIsGoing<Tipo extends TipoDeComando>(
  tipo: Tipo,
  datos: DatosDe<Tipo>,
  world: Partial<Mundo> = {},
): void {
  refusesTheUnknown(tipo, datos, world);
  given([registrada(ANA), suspendida(), enEliminacion()], world)
    .when(tipo, datos)
    .thenRejects('ERASURE_IN_PROGRESS', {});
}

/** As `refusesWhoIsGoing`, and for one who is suspended. */
export function refusesWhoMayNotAct<Tipo extends TipoDeComando>(
  tipo: Tipo,
  datos: DatosDe<Tipo>,
  world: Partial<Mundo> = {},
): void {
  refusesWhoIsGoing(tipo, datos, world);
  given([registrada(ANA), suspendida()], world)
    .when(tipo, datos)
    .thenRejects('USER_SUSPENDED', {});
}

function rejectionOf(run: () => readonly Evento[]): CommandError {
  let events: readonly Evento[];
  try {
    events = run();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error(`not rejected: ${JSON.stringify(events)}`);
}

function mustBeReadable(event: Evento): void {
  const { schema } = EVENTOS.get(event.type)!;
  expect(schema.parse(event.data), event.type).toStrictEqual(event.data);
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
