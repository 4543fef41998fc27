/**
 * The economy under any sequence of commands: five people, several processes' worth of faults, repeats of any age. What
 * is checked is read from the log and folded here, apart from the product's own folds. A failing run prints its seed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExpectedFold, TABLES } from '../../src/audit/verify/expected.ts';
import { createLogChecks } from '../../src/audit/verify/log-checks.ts';
import type { Orden, Resultado } from '../../src/commands/bus.ts';
import { CommandError } from '../../src/commands/errores.ts';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import { createCatalogo, type MutableCatalogo } from '../../src/events/catalogo.ts';
import { publicacionDe } from '../../src/events/contenido-estado.ts';
import type { Metadatos } from '../../src/events/metadatos.ts';
import { type Evento, readEvent } from '../../src/events/registro.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import { createLocalRateLimiter, RATE_LIMITS, unlimited } from '../../src/platform/rate-limiter.ts';
import { type BusUnderTest, createBusUnderTest } from '../support/bus.ts';
import {
  componente,
  DAY_MS,
  decision,
  experiencia,
  fragmento,
  idNamed,
  item,
  portada,
  SELLADO,
  SISTEMA,
} from '../support/fixtures.ts';
import type { AppendFault } from '../support/memory-store.ts';
import { hechosOf, readModelOf } from '../support/read-model.ts';

const USERS = [0, 1, 2, 3, 4].map((index) => idNamed(`persona/${index}`));
const COMMANDS_MIN = 20_000;
let executed = 0;
/** What the sequences must come across, lest they show nothing. */
const TO_MEET = [
  ...['ok', 'repeated', 'needless', 'failed', 'reward cut', 'STORE_UNAVAILABLE', 'RATE_LIMIT_EXCEEDED'],
  ...['INSUFFICIENT_FUNDS', 'DAILY_GRANT_LIMIT', 'ALREADY_OWNED', 'ALREADY_REACTED', 'GIFT_ALREADY_CLAIMED'],
  ...['REQUIREMENTS_NOT_MET', 'PRICE_CHANGED', 'COMPONENT_OUT_OF_ORDER', 'ExperienciaCompletada'],
];
/** How often each outcome was met, over all runs. */
const met = new Map<string, number>();
const count = (what: string) => met.set(what, (met.get(what) ?? 0) + 1);

/*
 * A small story with a loop, prices and rewards large enough to meet the limit of the day. No item is limited: a process
 * sells those, and processes are not played here.
 */
const FRAGMENTOS = [
  portada({
    id: 'puerto',
    decisiones: [
      decision({ id: 'ganar', destino: 'muelle', recompensa: { besitos: 180 } }),
      decision({
        id: 'pagar',
        destino: 'faro',
        cuesta: 60,
        recompensa: { besitos: 90, items: ['bengala', 'medalla'] },
      }),
      decision({ id: 'nivel', destino: 'cueva', requisitos: { nivel: 2 }, recompensa: { items: ['llave'] } }),
    ],
  }),
  fragmento({
    id: 'muelle',
    reaccion: 40,
    decisiones: [
      decision({ id: 'volver', destino: 'puerto', recompensa: { besitos: 70 } }),
      decision({ id: 'remar', destino: 'isla', cuesta: 5 }),
    ],
  }),
  fragmento({ id: 'faro', decisiones: [decision({ id: 'bajar', destino: 'puerto', cuesta: 30 })] }),
  fragmento({ id: 'cueva', reaccion: 300 }),
  portada({ id: 'isla', historia: 'isla', requisitos: { any: [{ item: 'llave' }, { saldo: 50 }] } }),
];
const ITEMS = [
  item({ id: 'bengala', precio: 15 }),
  item({ id: 'medalla', tipo: 'unico', precio: 120 }),
  item({
    id: 'llave',
    tipo: 'desbloqueo',
    desbloquea: ['cueva'],
    precio: 45,
    requisitos: { not: { item: 'medalla' } },
  }),
];
const EXPERIENCIAS = [
  experiencia({
    id: 'paseo',
    componentes: [
      componente.fragmento('ver', 'muelle', { besitos: 30 }),
      componente.reaccion('sentir', 'muelle'),
      componente.compra('tener', 'bengala', { besitos: 10, items: ['bengala'] }),
      componente.cuestionario('saber', 'si', { besitos: 50 }),
    ],
    recompensa: { besitos: 200, items: ['medalla'] },
  }),
  experiencia({
    id: 'gala',
    requisitos: { saldo: 100 },
    componentes: [componente.cuestionario('saber', 'no')],
  }),
];
const DECISIONES = FRAGMENTOS.flatMap(({ id, decisiones }) =>
  decisiones.map((each) => [id, each.id] as const),
);
const COMPONENTES = EXPERIENCIAS.flatMap(({ id, componentes }) =>
  componentes.map((each) => [id, each.id] as const),
);

type Intent = {
  [Tipo in TipoDeComando]: { tipo: Tipo; datos: Omit<DatosDe<Tipo>, 'usuarioId'> };
}[TipoDeComando];
const intent = <Tipo extends TipoDeComando>(
  tipo: Tipo,
  datos: fc.Arbitrary<Omit<DatosDe<Tipo>, 'usuarioId'>>,
) => datos.map((each) => ({ tipo, datos: each }) as unknown as Intent);

const FRAGMENTO = fc.constantFrom(...FRAGMENTOS.map(({ id }) => id), 'nada');
const intents: fc.WeightedArbitrary<Intent>[] = [
  { weight: 1, arbitrary: intent('RegistrarUsuario', fc.constant({ idioma: 'es', personal: SELLADO })) },
  { weight: 1, arbitrary: intent('CambiarIdioma', fc.record({ idioma: fc.constantFrom('es', 'en') })) },
  { weight: 4, arbitrary: intent('AbrirFragmento', fc.record({ fragmento: FRAGMENTO })) },
  {
    weight: 9,
    arbitrary: intent(
      'TomarDecision',
      fc.constantFrom(...DECISIONES).map(([de, id]) => ({ fragmento: de, decision: id })),
    ),
  },
  {
    weight: 5,
    arbitrary: intent(
      'Reaccionar',
      fc.record({ fragmento: FRAGMENTO, emoji: fc.constantFrom('🔥', '👍', '💩') }),
    ),
  },
  { weight: 3, arbitrary: intent('ReclamarRegaloDiario', fc.constant({})) },
  {
    weight: 6,
    arbitrary: intent(
      'ComprarItem',
      fc.tuple(fc.constantFrom(...ITEMS), fc.constantFrom(0, 0, 0, 0, 1)).map(([{ id, precio }, off]) => ({
        item: id,
        precio: precio + off,
      })),
    ),
  },
  {
    weight: 2,
    arbitrary: intent('IniciarExperiencia', fc.record({ experiencia: fc.constantFrom('paseo', 'gala') })),
  },
  {
    weight: 5,
    arbitrary: intent(
      'CompletarComponente',
      fc.tuple(fc.constantFrom(...COMPONENTES), fc.constantFrom('si', 'no')).map(([[de, id], respuesta]) => ({
        experiencia: de,
        componente: id,
        respuesta,
      })),
    ),
  },
  {
    weight: 3,
    arbitrary: intent(
      'OtorgarBesitos',
      fc.record({
        cantidad: fc.integer({ min: 1, max: 300 }),
        razon: fc.constantFrom('codigo', 'referido', 'ajuste', 'reembolso'),
        nota: fc.constantFrom('BES-1', 'BES-2'),
      }),
    ),
  },
];

const FAULTS = [
  'conflict',
  'lost_answer',
  'unknown_written',
  'unknown_not_written',
  'unknown_late',
  'error',
] as const;

interface Step {
  user: number;
  intent: Intent;
  /** Whether the command is bent to what may succeed: the page the user is on, the component whose turn it is. */
  apt: boolean;
  /** Which of three processes it is sent to. */
  process: number;
  waitMs: number;
  /** How many commands ago the one was that is sent again instead; 0 for a new one. */
  again: number;
  fault: (typeof FAULTS)[number] | null;
}

const step = (waits: fc.Arbitrary<number>): fc.Arbitrary<Step> =>
  fc.record({
    user: fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 2, 3, 4),
    intent: fc.oneof(...intents),
    apt: fc.constantFrom(true, true, true, false),
    process: fc.nat(2),
    waitMs: waits,
    again: fc.oneof(
      { weight: 8, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 40 }) },
    ),
    fault: fc.oneof(
      { weight: 12, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(...FAULTS) },
    ),
  });

/** Mostly what a quick thumb needs, at times half a day. */
const waits = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: 0, max: 900 }) },
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 600_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: DAY_MS / 2 }) },
);
/** As `waits`, and now and then the clock is set back by up to two hours. */
const jumps = fc.oneof(
  { weight: 30, arbitrary: waits },
  { weight: 1, arbitrary: fc.integer({ min: -7_200_000, max: 0 }) },
);

const sequence = (of: fc.Arbitrary<number>) =>
  fc.array(step(of), { minLength: 180, maxLength: 260, size: 'max' });

interface Run {
  log: readonly StoredEvent[];
  /** The first outcome of each command that was acknowledged, by its id. */
  acknowledged: Map<string, Resultado>;
  /** Commands that were acknowledged again with anything but their first outcome. */
  contradictions: string[];
  processes: BusUnderTest[];
}

async function play(steps: readonly Step[], limited: boolean): Promise<Run> {
  const catalogo: MutableCatalogo = createCatalogo();
  const limiter = limited ? createLocalRateLimiter(RATE_LIMITS, 100) : unlimited;
  const first = createBusUnderTest({ catalogo, limiter, cacheSize: 20 });
  const { store, clock } = first;
  const processes = [first, first.another(), first.another()];
  const publish = async (eventos: Promise<Resultado>) => {
    for (const event of (await eventos).eventos)
      catalogo.put(publicacionDe(event as Parameters<typeof publicacionDe>[0]));
  };
  for (const each of FRAGMENTOS) await publish(first.send('PublicarFragmento', { fragmento: each }));
  for (const each of ITEMS) await publish(first.send('PublicarItem', { item: each }));
  for (const each of EXPERIENCIAS) await publish(first.send('PublicarExperiencia', { experiencia: each }));
  for (const usuarioId of USERS.slice(0, 4)) await first.enter(usuarioId);

  const run: Run = { log: store.log(), acknowledged: new Map(), contradictions: [], processes };
  const sent: Orden[] = [];
  for (const { user, intent, apt, process, waitMs, again, fault } of steps) {
    executed += 1;
    clock.advance(waitMs);
    const usuarioId = USERS[user]!;
    const { tipo, datos } = apt ? await bend(processes[process]!, usuarioId, intent) : intent;
    const fresh = {
      id: idNamed(`propiedad/${sent.length}`),
      tipo,
      datos: { usuarioId, ...datos },
      actor: SISTEMA,
    };
    const orden = sent.at(-again) && again > 0 ? sent.at(-again)! : (fresh as Orden);
    sent.push(orden);
    if (fault !== null)
      store.fail(fault === 'error' ? new Error('the disk is full') : (fault as AppendFault));
    try {
      record(run, await processes[process]!.bus.execute(orden));
    } catch (error) {
      const expected = error instanceof CommandError || (error as Error).message === 'the disk is full';
      if (!expected) throw error;
      count(error instanceof CommandError ? error.code : 'failed');
    }
    store.clearFaults();
  }
  return run;
}

/** What was intended, bent to where the user stands; at a dead end the story begins again. */
async function bend({ bus }: BusUnderTest, usuarioId: string, intended: Intent): Promise<Intent> {
  const estado = await bus.usuario(usuarioId);
  if (estado.estado !== 'activo') return intended;
  const { posiciones, visitados, experiencias } = estado;
  const { tipo, datos } = intended;
  if (tipo === 'TomarDecision') {
    const here = FRAGMENTOS.find(({ id }) => id === posiciones.noche)?.decisiones ?? [];
    const chosen = here.find(({ id }) => id === datos.decision) ?? here[datos.decision.length % here.length];
    if (!chosen) return { tipo: 'AbrirFragmento', datos: { fragmento: 'puerto' } };
    return { tipo, datos: { fragmento: posiciones.noche!, decision: chosen.id } };
  }
  if (tipo === 'Reaccionar') {
    const reached = Object.keys(visitados);
    const fragmento = reached[datos.fragmento.length % reached.length];
    return fragmento ? { tipo, datos: { emoji: '🔥', fragmento } } : intended;
  }
  if (tipo === 'CompletarComponente') {
    const { experiencia } = datos;
    const progreso = experiencias[experiencia];
    if (!progreso) return { tipo: 'IniciarExperiencia', datos: { experiencia } };
    const next = EXPERIENCIAS.find(({ id }) => id === experiencia)?.componentes[progreso.completados.length];
    return next ? { tipo, datos: { ...datos, componente: next.id } } : intended;
  }
  return intended;
}

function record(run: Run, resultado: Resultado): void {
  const { commandId, eventos, revision } = resultado;
  count(resultado.repetido ? 'repeated' : eventos.length > 0 ? 'ok' : 'needless');
  for (const { type, data } of eventos) {
    count(type);
    if ('premio' in data && data.premio && data.premio.otorgado < data.premio.solicitado) count('reward cut');
  }
  if (eventos.length === 0) return;
  const known = run.acknowledged.get(commandId);
  if (!known) run.acknowledged.set(commandId, resultado);
  else if (known.revision !== revision || JSON.stringify(known.eventos) !== JSON.stringify(eventos))
    run.contradictions.push(commandId);
}

interface Fact {
  evento: Evento;
  metadatos: Metadatos;
  stream: string;
  revision: number;
}

function factsOf(log: readonly StoredEvent[]): Fact[] {
  return log.map(({ type, data, metadata, stream, revision }) => {
    const { event, metadata: metadatos } = readEvent(type, data, metadata);
    return { evento: event, metadatos, stream, revision };
  });
}

/** Invariants C and N: every movement sums to zero, and no wallet is below zero at any position. */
function moneyHolds(facts: readonly Fact[]): Map<string, number> {
  const saldos = new Map<string, number>();
  for (const { evento } of facts) {
    if (!('apuntes' in evento.data)) continue;
    const { apuntes, cantidad } = evento.data;
    expect(apuntes.reduce((sum, { importe }) => sum + importe, 0)).toBe(0);
    const wallet = apuntes.find(({ cuenta }) => cuenta.startsWith('usuario:'))!;
    expect(Math.abs(wallet.importe)).toBe(cantidad);
    for (const { cuenta, importe } of apuntes) saldos.set(cuenta, (saldos.get(cuenta) ?? 0) + importe);
    expect(saldos.get(wallet.cuenta)).toBeGreaterThanOrEqual(0);
  }
  return saldos;
}

/** The besitos of each user and day, by the day that a grant names or by that of the clock. */
function grantedByDay(facts: readonly Fact[], day: 'dia' | 'occurredAt'): number[] {
  const granted = new Map<string, number>();
  for (const { evento, metadatos, stream } of facts) {
    if (evento.type !== 'BesitosOtorgados') continue;
    const { razon, cantidad, dia } = evento.data;
    if (razon === 'ajuste' || razon === 'reembolso') continue;
    const key = `${stream} ${day === 'dia' ? dia : metadatos.occurredAt.slice(0, 10)}`;
    granted.set(key, (granted.get(key) ?? 0) + cantidad);
  }
  return [...granted.values()];
}

/** How often each thing happened that may happen once. */
function timesOf(
  facts: readonly Fact[],
  nameOf: (evento: Evento) => string | null | undefined | false,
): Map<string, number> {
  const times = new Map<string, number>();
  for (const { evento, stream } of facts) {
    const what = nameOf(evento);
    if (what) times.set(`${stream} ${what}`, (times.get(`${stream} ${what}`) ?? 0) + 1);
  }
  return times;
}
const repeated = (times: Map<string, number>) =>
  [...times].filter(([, count]) => count > 1).map(([what]) => what);

function nothingTwice(facts: readonly Fact[]): void {
  const once: ((evento: Evento) => string | null | undefined | false)[] = [
    (evento) => evento.type === 'ContenidoReaccionado' && evento.data.fragmento,
    (evento) =>
      evento.type === 'BesitosOtorgados' &&
      ['reaccion', 'decision', 'experiencia', 'regalo_diario'].includes(evento.data.razon) &&
      `${evento.data.razon} ${evento.data.referencia.id}`,
    (evento) =>
      evento.type === 'BesitosGastados' && evento.data.razon === 'decision' && evento.data.referencia.id,
    (evento) =>
      (evento.type === 'ItemComprado' || evento.type === 'ItemOtorgado') &&
      evento.data.tipo !== 'consumible' &&
      evento.data.item,
    (evento) => evento.type === 'ExperienciaCompletada' && evento.data.experiencia,
    (evento) => evento.type === 'RegaloDiarioReclamado' && evento.data.dia,
    (evento) =>
      evento.type === 'DecisionTomada' &&
      evento.data.primera &&
      `${evento.data.fragmento}/${evento.data.decision}`,
  ];
  for (const nameOf of once) expect(repeated(timesOf(facts, nameOf))).toEqual([]);
}

/** Invariants A and D: what was acknowledged is in the log, each command once, in one place, with the outcome told. */
function eachCommandOnce({ acknowledged, contradictions }: Run, facts: readonly Fact[]): void {
  const blocks = new Map<string, Fact[]>();
  for (const fact of facts)
    blocks.set(fact.metadatos.commandId, [...(blocks.get(fact.metadatos.commandId) ?? []), fact]);
  for (const [commandId, block] of blocks) {
    const { stream, revision } = block[0]!;
    block.forEach((fact, index) => {
      if (fact.stream !== stream || fact.revision !== revision + index)
        throw new Error(`command ${commandId} took effect in more than one place`);
    });
  }
  expect(contradictions).toEqual([]);
  for (const [commandId, { eventos, revision }] of acknowledged) {
    const block = blocks.get(commandId) ?? [];
    expect(block.map(({ evento }) => evento)).toEqual(eventos);
    expect(block.at(-1)?.revision).toBe(revision);
  }
}

/** Invariant F, as `besitos verify` has it: the log by itself, and its two folds against each other. */
async function verifies(log: readonly StoredEvent[]): Promise<void> {
  const checks = createLogChecks();
  const expected = createExpectedFold();
  for (const stored of log) {
    checks.event(stored);
    expected.event(stored, () => true);
  }
  expect(checks.finish().filter(({ distintos }) => distintos > 0)).toEqual([]);
  const hechos = hechosOf(log);
  const model = await readModelOf(hechos, [1, 2, 3, 50, 7]);
  for (const { tabla } of TABLES) expect(model[tabla], tabla).toEqual(expected.tables[tabla]);
}

/** What the bus remembers of each user is what the postings add up to. */
async function statesAgree({ processes, log }: Run, saldos: ReadonlyMap<string, number>): Promise<void> {
  const cold = processes[0]!.another();
  for (const usuarioId of USERS) {
    const estado = await cold.bus.usuario(usuarioId);
    if (estado.estado !== 'activo') continue;
    expect(estado.saldo).toBe(saldos.get(`usuario:${usuarioId}:cartera`) ?? 0);
    const owned = log.filter(
      ({ stream, type }) =>
        stream === `usuario-${usuarioId}` && (type === 'ItemComprado' || type === 'ItemOtorgado'),
    );
    expect(Object.values(estado.inventario).reduce((sum, count) => sum + count, 0)).toBe(owned.length);
  }
}

async function holds(run: Run): Promise<Fact[]> {
  const facts = factsOf(run.log);
  const saldos = moneyHolds(facts);
  expect([...saldos.values()].reduce((sum, saldo) => sum + saldo, 0)).toBe(0);
  expect(Math.max(0, ...grantedByDay(facts, 'dia'))).toBeLessThanOrEqual(500);
  nothingTwice(facts);
  eachCommandOnce(run, facts);
  await verifies(run.log);
  await statesAgree(run, saldos);
  return facts;
}

/** The most events of a kind that one user has in any window of that length. */
function mostInWindow(facts: readonly Fact[], type: Evento['type'], windowMs: number): number {
  const at = new Map<string, number[]>();
  for (const { evento, metadatos, stream } of facts)
    if (evento.type === type) at.set(stream, [...(at.get(stream) ?? []), Date.parse(metadatos.occurredAt)]);
  const counts = [...at.values()].flatMap((times) =>
    times.map((start) => times.filter((time) => time >= start && time < start + windowMs).length),
  );
  return Math.max(0, ...counts);
}

describe('after any sequence of commands', { timeout: 120_000 }, () => {
  it('the ledger balances, nothing is given twice and everything verifies', async () => {
    await fc.assert(
      fc.asyncProperty(sequence(waits), async (steps) => {
        const facts = await holds(await play(steps, false));
        expect(Math.max(0, ...grantedByDay(facts, 'occurredAt'))).toBeLessThanOrEqual(500);
      }),
      { numRuns: 90 },
    );
  });

  it('with a clock that jumps, no day gives more than it may', async () => {
    await fc.assert(
      fc.asyncProperty(sequence(jumps), async (steps) => {
        await holds(await play(steps, false));
      }),
      { numRuns: 50 },
    );
  });

  it('with the limits of the domain, no window holds more than it may', async () => {
    await fc.assert(
      fc.asyncProperty(sequence(waits), async (steps) => {
        const facts = await holds(await play(steps, true));
        expect(mostInWindow(facts, 'ItemComprado', 3_600_000)).toBeLessThanOrEqual(5);
        expect(mostInWindow(facts, 'ContenidoReaccionado', 300_000)).toBeLessThanOrEqual(50);
        expect(mostInWindow(facts, 'DecisionTomada', 60_000)).toBeLessThanOrEqual(20);
      }),
      { numRuns: 50 },
    );
  });

  // The last of the file: it looks at what the sequences above came across.
  it('at least twenty thousand were tried, and met what they had to', () => {
    expect(executed).toBeGreaterThanOrEqual(COMMANDS_MIN);
    expect(TO_MEET.filter((what) => !met.has(what))).toEqual([]);
  });
});
