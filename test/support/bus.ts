/** A command bus over the memory store, with a clock and ids that tests hold in their hands. */
import { type CommandBus, createCommandBus, type Orden, type Resultado } from '../../src/commands/bus.ts';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import type { MutableCatalogo } from '../../src/events/catalogo.ts';
import type { Reglas } from '../../src/events/reglas.ts';
import type { UsuarioActivo } from '../../src/events/usuario/estado.ts';
import { type RateLimiter, unlimited } from '../../src/platform/rate-limiter.ts';
import {
  ANA,
  catalogoCon,
  createTestClock,
  idNamed,
  REGLAS,
  SELLADO,
  SISTEMA,
  type TestClock,
} from './fixtures.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';

export interface Setup {
  store?: MemoryStore;
  clock?: TestClock;
  catalogo?: MutableCatalogo;
  reglas?: Reglas;
  limiter?: RateLimiter;
  cacheSize?: number;
}

export interface BusUnderTest {
  bus: CommandBus;
  store: MemoryStore;
  clock: TestClock;
  catalogo: MutableCatalogo;
  /** Each outcome as `tipo code`. */
  outcomes: string[];
  /** Sends a command; with a name, under the id that this name always gives. */
  send<Tipo extends TipoDeComando>(
    tipo: Tipo,
    datos: DatosDe<Tipo>,
    name?: string,
    mas?: Partial<Orden>,
  ): Promise<Resultado>;
  /** Registers a user, who then has so many besitos. */
  enter(usuarioId: string, saldo?: number): Promise<void>;
  user(usuarioId?: string): Promise<UsuarioActivo>;
  /** Another bus on the same store, as another process has it. */
  another(): BusUnderTest;
}

let unnamed = 0;

export function createBusUnderTest(setup: Setup = {}): BusUnderTest {
  const { store = createMemoryStore(), clock = createTestClock(), catalogo = catalogoCon() } = setup;
  const { reglas = REGLAS, limiter = unlimited, cacheSize } = setup;
  const outcomes: string[] = [];
  const bus = createCommandBus({
    store,
    catalogo,
    reglas,
    clock,
    limiter,
    ...(cacheSize !== undefined && { cacheSize }),
    onOutcome: (tipo, code) => void outcomes.push(`${tipo} ${code}`),
  });
  const send: BusUnderTest['send'] = (tipo, datos, name = `unnamed/${++unnamed}`, mas = {}) =>
    bus.execute({ id: idNamed(`orden/${name}`), tipo, datos, actor: SISTEMA, ...mas } as Orden<typeof tipo>);
  return {
    bus,
    store,
    clock,
    catalogo,
    outcomes,
    send,
    async enter(usuarioId, saldo = 0) {
      await send('RegistrarUsuario', { usuarioId, idioma: 'es', personal: SELLADO });
      if (saldo > 0)
        await send('OtorgarBesitos', { usuarioId, cantidad: saldo, razon: 'ajuste', nota: 'inicio' });
    },
    async user(usuarioId = ANA) {
      const estado = await bus.usuario(usuarioId);
      if (estado.estado !== 'activo') throw new Error('no such user');
      return estado;
    },
    another: () => createBusUnderTest({ ...setup, store, clock, catalogo }),
  };
}
