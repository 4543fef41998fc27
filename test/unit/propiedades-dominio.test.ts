import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExpectedFold } from '../../src/audit/verify/expected.ts';
import type { Orden, Resultado } from '../../src/commands/bus.ts';
import { CommandError } from '../../src/commands/errores.ts';
import { FAMILIAS } from '../../src/events/familias.ts';
import type { Actor } from '../../src/events/metadatos.ts';
import { pagoDe } from '../../src/events/procesos/carga.ts';
import { impulsarCanje } from '../../src/reactors/procesos/canje.ts';
import { impulsarCompra } from '../../src/reactors/procesos/compra.ts';
import { eliminar } from '../../src/reactors/procesos/eliminacion.ts';
import { ordenar } from '../../src/reactors/procesos/entorno.ts';
import { impulsarPago } from '../../src/reactors/procesos/pago.ts';
import { cerrarPedido, preCheckout } from '../../src/reactors/procesos/pedido.ts';
import { impulsarRegalo } from '../../src/reactors/procesos/regalo.ts';
import { aplicarAjuste, desbloquear, impulsarReferido } from '../../src/reactors/procesos/usuario.ts';
import { createBusUnderTest } from '../support/bus.ts';
import {
  catalogoCon,
  componente,
  createTestClock,
  DAY_MS,
  decision,
  experiencia,
  fragmento,
  idNamed,
  item,
  portada,
  REGLAS,
  SELLADO,
} from '../support/fixtures.ts';
import { createInvariantes } from '../support/invariantes.ts';
import { entornoDe, telegramDePrueba } from '../support/procesos.ts';
import { hechosOf, readModelOf } from '../support/read-model.ts';

/** Commands that all runs send together, at the least; how many were is printed with the seed. */
const COMMANDS_MIN = 100_000;
const STEPS = 420;
const NOT_MET = new Set(['IdiomaCambiado', 'PublicacionReaccionada', 'ArquetipoAsignado', 'OfertaHecha']);
const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647);

/** Every event that a user's stream can hold, and those of the processes beside it. */
const TO_MEET = new Set(
  (['usuario', 'existencias', 'codigo', 'pago', 'ajuste', 'configuracion'] as const)
    .flatMap((familia) => FAMILIAS[familia].eventos.map(({ type }) => type as string))
    // What no command of these sequences brings about.
    .filter((type) => !NOT_MET.has(type)),
);

const PEOPLE = Array.from({ length: 6 }, (_, index) => idNamed(`jugador ${index}`));
const ADMIN: Actor = { tipo: 'admin', id: 'admin-1' };
const OTHER_ADMIN: Actor = { tipo: 'admin', id: 'admin-2' };

const contenido = () =>
  catalogoCon(
    portada({
      id: 'inicio',
      decisiones: [
        decision({ id: 'puerto', destino: 'muelle', recompensa: { besitos: 40 } }),
        decision({ id: 'peaje', destino: 'muelle', cuesta: 15 }),
        decision({
          id: 'cofre',
          destino: 'muelle',
          recompensa: { besitos: 60, caducaEnDias: 2, items: ['anis'] },
        }),
      ],
    }),
    fragmento({
      id: 'muelle',
      decisiones: [
        decision({ id: 'volver', destino: 'inicio', recompensa: { besitos: 5, desbloquea: ['torre'] } }),
        decision({ id: 'lujo', destino: 'torre' }),
      ],
    }),
    fragmento({ id: 'torre', vip: true, decisiones: [decision({ id: 'bajar', destino: 'inicio' })] }),
    item({
      id: 'anis',
      precio: 8,
      uso: { texto: { es: 'Sabe a noche.', en: 'Tastes of night.' }, items: ['vela'] },
    }),
    item({ id: 'vela', precio: 12, estrellas: 9 }),
    item({ id: 'mascara', tipo: 'unico', precio: 70, estrellas: 40 }),
    item({ id: 'llave', tipo: 'desbloqueo', precio: 30, desbloquea: ['torre'] }),
    item({ id: 'faro', tipo: 'limitado', precio: 25, existencias: 3, estrellas: 20 }),
    experiencia({
      id: 'paseo',
      componentes: [
        componente.fragmento('ir', 'muelle', { besitos: 10 }),
        componente.reaccion('mirar', 'muelle'),
        componente.compra('beber', 'vela', { items: ['anis'] }),
        componente.cuestionario('saber', 'si', { besitos: 20 }),
      ],
      recompensa: { besitos: 90, items: ['mascara'] },
    }),
  );

/** One step: what is done, by or to whom, and three numbers that it makes of what it likes. */
const step = fc.record({
  what: fc.nat({ max: 999 }),
  who: fc.nat({ max: PEOPLE.length - 1 }),
  a: fc.nat({ max: 99 }),
  b: fc.nat({ max: 99 }),
  /** How it is sent: once, twice, with others at the same time, through another process. */
  how: fc.nat({ max: 19 }),
});
type Step = { what: number; who: number; a: number; b: number; how: number };

interface World {
  sent: number;
  types: ReadonlySet<string>;
  faults: string[];
}

async function play(steps: readonly Step[]): Promise<World> {
  const clock = createTestClock();
  const one = createBusUnderTest({ catalogo: contenido(), clock, cacheSize: 50 });
  const two = one.another();
  const telegram = telegramDePrueba();
  const keyStore = { destroy: async () => {} } as never;
  const invariantes = createInvariantes(REGLAS.limiteDiario);
  const { catalogo, store } = one;
  let ids = 0;
  let applied = 0;
  let refunded = 0;
  let sent = 0;
  const orders: { orden: Orden; atMs: number }[] = [];
  const outcomes = new Map<string, string>();
  const faults: string[] = [];

  const entorno = () => ({
    ...entornoDe({ clock, catalogo }, ids % 2 ? one.bus : two.bus, telegram),
    keyStore,
    reglas: REGLAS,
  });
  const pick = <Value>(list: readonly Value[], n: number): Value => list[n % list.length]!;

  async function send(
    tipo: string,
    datos: unknown,
    actor: Actor,
    how: number,
    name?: string,
  ): Promise<Resultado | null> {
    const id = idNamed(name ?? `orden ${ids++}`);
    const orden = { id, tipo, datos, actor } as Orden;
    orders.push({ orden, atMs: clock.now() });
    const buses = how % 2 === 0 ? [one.bus] : [two.bus];
    // Delivered more than once, at the same time, through both processes.
    if (how === 7) buses.push(one.bus, two.bus);
    const results = await Promise.all(
      buses.map(async (bus) => {
        sent += 1;
        try {
          const resultado = await bus.execute(orden);
          const outcome = JSON.stringify(resultado.eventos);
          const before = outcomes.get(id);
          if (resultado.eventos.length > 0) {
            if (before !== undefined && before !== outcome) faults.push(`${tipo} ${id} had two outcomes`);
            outcomes.set(id, outcome);
          }
          return resultado;
        } catch (error) {
          if (error instanceof CommandError) return null;
          throw error;
        }
      }),
    );
    for (; applied < store.log().length; applied++) {
      const { type, data } = store.log()[applied]!;
      catalogo.aplicar({ type, data } as never);
    }
    return results.find((each) => each !== null) ?? null;
  }

  async function drive(): Promise<void> {
    for (const usuarioId of PEOPLE) {
      const estado = await one.bus.estado('usuario', usuarioId, true);
      if (estado.estado !== 'activo') continue;
      for (const [compra, { item: id }] of Object.entries(estado.compras))
        await impulsarCompra(entorno(), { usuarioId, compra, item: id });
      for (const [canje, { codigo }] of Object.entries(estado.canjes))
        await impulsarCanje(entorno(), { usuarioId, canje, codigo });
      for (const regalo of Object.keys(estado.regalosEnCamino))
        await impulsarRegalo(entorno(), { usuarioId, regalo });
      for (const [pedido, { objeto }] of Object.entries(estado.pedidos))
        await cerrarPedido(entorno(), {
          usuarioId,
          pedido,
          item: objeto.tipo === 'item' ? objeto.item : null,
        });
      if (estado.referidoPor) await impulsarReferido(entorno(), { usuarioId });
      if ((estado.inventario.llave ?? 0) > 0)
        await desbloquear(entorno(), { usuarioId, item: 'llave', origen: idNamed(`llave ${usuarioId}`) });
      if (estado.eliminacion) await eliminar(entorno(), { usuarioId });
    }
    for (; refunded < store.log().length; refunded++) {
      const { type, data } = store.log()[refunded]!;
      const { item: id, compra } = data as { item: string; compra?: string };
      if (type === 'CompraReembolsada' && compra)
        await ordenar(entorno(), compra, 'DevolverExistencia', { item: id, reserva: compra });
    }
    for (const pago of cobros) await impulsarPago(entorno(), pago, 7);
    for (const ajuste of ajustes) await aplicarAjuste(entorno(), { ajuste });
  }

  const cobros = new Set<string>();
  const ajustes = new Set<string>();

  for (const usuarioId of PEOPLE) {
    await send(
      'RegistrarUsuario',
      { usuarioId, idioma: 'es', personal: SELLADO },
      { tipo: 'usuario', id: usuarioId },
      0,
    );
    await send('OtorgarBesitos', { usuarioId, cantidad: 120, razon: 'ajuste', nota: 'inicio' }, ADMIN, 0);
  }
  await send('ReponerExistencias', { item: 'faro', cantidad: 3, motivo: 'inicio' }, ADMIN, 0);
  await send(
    'CrearCodigo',
    { codigo: 'hola', recompensa: { besitos: 30, caducaEnDias: 1 }, usos: 3 },
    ADMIN,
    0,
  );

  for (const { what, who, a, b, how } of steps) {
    const usuarioId = PEOPLE[who]!;
    const user: Actor = { tipo: 'usuario', id: usuarioId };
    const otro = pick(PEOPLE, a);
    const como = (tipo: string, datos: object) => send(tipo, { usuarioId, ...datos }, user, how);
    if (how === 11 && orders.length > 0) {
      // An old command once more, and the same id for something else; of the seven days that ids are remembered.
      const recent = orders.filter(({ atMs }) => atMs > clock.now() - 6 * DAY_MS);
      const old = pick(recent.length > 0 ? recent : orders.slice(-1), a * 100 + b).orden;
      for (const orden of [old, { ...old, datos: { ...(old.datos as object), cantidad: 3 } } as Orden]) {
        sent += 1;
        await two.bus.execute(orden).catch((error: unknown) => {
          if (!(error instanceof CommandError)) throw error;
        });
      }
    }
    if (what < 90) await como('AbrirFragmento', { fragmento: pick(['inicio', 'muelle', 'torre'], a) });
    else if (what < 330) {
      const [desde, cual] = pick(
        ['inicio/puerto', 'inicio/peaje', 'inicio/cofre', 'muelle/volver', 'muelle/lujo', 'torre/bajar'],
        a,
      ).split('/');
      await como('TomarDecision', { fragmento: desde, decision: cual });
    } else if (what < 400)
      await como('Reaccionar', { fragmento: pick(['inicio', 'muelle', 'torre'], a), emoji: '🔥' });
    else if (what < 440) await como('ReclamarRegaloDiario', {});
    else if (what < 540) {
      const id = pick(['anis', 'vela', 'mascara', 'llave', 'faro', 'faro'], a);
      const moneda = b % 4 === 0 ? 'estrellas' : 'besitos';
      const { precio = 1, estrellas = 1 } = catalogo.item(id) ?? {};
      const hecho = await como('ComprarItem', {
        item: id,
        precio: moneda === 'besitos' ? precio : estrellas,
        moneda,
      });
      if (hecho && moneda === 'estrellas' && b % 3 !== 0)
        await pagar(usuarioId, hecho.commandId, { tipo: 'item', item: id }, estrellas, b);
    } else if (what < 570) {
      const hecho = await como('SuscribirVip', {});
      const { estrellas, dias } = catalogo.reglas(REGLAS).vip;
      if (hecho && b % 3 !== 0) await pagar(usuarioId, hecho.commandId, { tipo: 'vip', dias }, estrellas, b);
    } else if (what < 585) await como('CancelarVip', {});
    else if (what < 610) await como('UsarItem', { item: pick(['anis', 'vela', 'mascara'], a) });
    else if (what < 640) {
      if (b % 3 === 0) await como('IniciarExperiencia', { experiencia: 'paseo' });
      const pasos = ['ir', 'mirar', 'beber', 'saber'];
      for (const componenteId of b % 2 ? pasos : [pick(pasos, a)])
        await como('CompletarComponente', {
          experiencia: 'paseo',
          componente: componenteId,
          respuesta: a % 3 ? 'si' : 'no',
        });
    } else if (what < 710)
      await como('RegalarBesitos', { ...(b % 4 !== 0 && { para: otro }), cantidad: 1 + (b % 60) });
    else if (what < 730) await reclamar(usuarioId, a);
    else if (what < 750) await como('CanjearCodigo', { codigo: pick(['hola', 'nada'], b % 5 === 0 ? 1 : 0) });
    else if (what < 765) await como('ReferirUsuario', { por: otro });
    else if (what < 790)
      await send(
        'OtorgarBesitos',
        {
          usuarioId,
          cantidad: 1 + a * 4,
          razon: pick(['ajuste', 'codigo', 'experiencia'], b),
          nota: 'x',
          ...(b % 2 && { caducaEnDias: 1 + (b % 3) }),
        },
        ADMIN,
        how,
      );
    else if (what < 805) await send('RetirarBesitos', { usuarioId, cantidad: 1 + a, nota: 'x' }, ADMIN, how);
    else if (what < 825)
      await send('RevertirMovimiento', { usuarioId, revision: a, motivo: 'x' }, ADMIN, how);
    else if (what < 845) {
      const compras = store.stream(`usuario-${usuarioId}`).filter(({ type }) => type === 'ItemComprado');
      const revision = compras.length > 0 ? pick(compras, a).revision : a;
      await send('ReembolsarCompra', { usuarioId, revision, motivo: 'x' }, ADMIN, how);
    } else if (what < 855) {
      const ajuste = idNamed(`ajuste ${ids}`);
      ajustes.add(ajuste);
      await send(
        'SolicitarAjuste',
        { ajuste, usuarioId, importe: b % 2 ? 2_000 : -50, nota: 'x' },
        ADMIN,
        how,
      );
      if (b % 4) await send('AprobarAjuste', { ajuste }, a % 3 ? OTHER_ADMIN : ADMIN, how);
    } else if (what < 865) await send('SuspenderUsuario', { usuarioId, motivo: 'x' }, ADMIN, how);
    else if (what < 885) await send('ReactivarUsuario', { usuarioId, motivo: 'x' }, ADMIN, how);
    else if (what < 890)
      await send(
        'MarcarUsuario',
        { usuarioId, severidad: pick(['media', 'alta'], a), motivo: 'x' },
        ADMIN,
        how,
      );
    else if (what < 897) {
      const estado = await one.bus.estado('usuario', usuarioId, true);
      if (estado.estado === 'activo' && estado.revision)
        await send(
          'ResolverRevision',
          { usuarioId, revision: estado.revision.id, resultado: 'inocente', nota: 'x' },
          ADMIN,
          how,
        );
    } else if (what < 902) await send('OtorgarVip', { usuarioId, dias: 1 + (a % 5), nota: 'x' }, ADMIN, how);
    else if (what < 908)
      await send('ReponerExistencias', { item: 'faro', cantidad: 1, motivo: 'x' }, ADMIN, how);
    else if (what < 912)
      await send('ConfigurarRecompensas', { cambios: { reaccion: 1 + (a % 5) } }, ADMIN, how);
    else if (what < 914)
      await send('CambiarPrecio', { id: 'vela', precio: 10 + (a % 9), estrellas: 9 }, ADMIN, how);
    else if (what < 916 && a % 4 === 0) await como('EliminarMisDatos', {});
    else if (what < 922) {
      const pago = [...cobros][a % Math.max(1, cobros.size)];
      if (pago) await send('SolicitarReembolso', { pago, motivo: 'x' }, ADMIN, how);
    } else if (what < 926) {
      const ajuste = [...ajustes].at(-1);
      if (ajuste) await send('RechazarAjuste', { ajuste, nota: 'x' }, OTHER_ADMIN, how);
    } else if (what < 955) clock.advance(a * 60_000);
    else if (what < 965) clock.advance(a * 3_600_000);
    else await drive();
    invariantes.seguir(store.log());
  }

  /** Telegram pays: asked first or not, told once or more, in time or late. */
  async function pagar(
    usuarioId: string,
    pedido: string,
    objeto: { tipo: 'vip'; dias: number } | { tipo: 'item'; item: string },
    estrellas: number,
    n: number,
  ): Promise<void> {
    if (n % 5 !== 0)
      await preCheckout(entorno(), { usuarioId, pedido, estrellas }).catch((error: unknown) => {
        if (!(error instanceof CommandError)) throw error;
      });
    const times = n % 7 === 0 ? 2 : 1;
    for (let charge = 0; charge < times; charge++) {
      const cargo = `cargo ${pedido} ${charge}`;
      const pago = pagoDe(cargo);
      cobros.add(pago);
      const cobro = {
        pago,
        cargo,
        usuarioId: n % 11 === 0 ? null : usuarioId,
        pedido,
        objeto,
        estrellas,
        suscripcion: objeto.tipo === 'vip' ? 'primera' : 'no',
        origen: 'mensaje',
      };
      const sistema: Actor = { tipo: 'sistema', id: 'procesos' };
      await send('RegistrarPago', { cobro }, sistema, n % 2);
      await send('RegistrarPago', { cobro }, sistema, 1 - (n % 2));
      if (n % 4 === 0) await send('SolicitarReembolso', { pago, motivo: 'x' }, ADMIN, 0);
    }
  }

  async function reclamar(por: string, n: number): Promise<void> {
    for (const usuarioId of PEOPLE) {
      const estado = await one.bus.estado('usuario', usuarioId, true);
      if (estado.estado !== 'activo') continue;
      const abiertos = Object.entries(estado.regalosEnCamino).filter(([, { para }]) => para === null);
      const regalo = abiertos[n % Math.max(1, abiertos.length)]?.[0];
      if (regalo)
        await send('ReclamarRegalo', { usuarioId, regalo, por }, { tipo: 'usuario', id: por }, n % 20);
    }
  }

  // Everything comes to rest: what waits for its time gets it.
  for (let days = 0; days < 3; days++) {
    clock.advance(10 * DAY_MS);
    await drive();
  }
  await drive();
  invariantes.seguir(store.log());
  faults.push(...invariantes.faltas);
  if (invariantes.transito() !== 0) faults.push(`transit at rest: ${invariantes.transito()}`);
  if (invariantes.retenido() !== 0) faults.push(`held at rest: ${invariantes.retenido()}`);

  // The fold of the log, made apart from the projections, is what the projections make of it.
  const expected = createExpectedFold();
  for (const stored of store.log()) expected.event(stored, () => true);
  const model = await readModelOf(hechosOf(store.log()), [7, 50, 200]);
  for (const [tabla, rows] of Object.entries(expected.tables))
    expect(model[tabla as keyof typeof model], tabla).toEqual(rows);
  return { sent, faults, types: new Set(store.log().map(({ type }) => type)) };
}

describe('whatever happens', () => {
  it(`no invariant of the ledger breaks (seed ${SEED})`, { timeout: 300_000 }, async () => {
    let sent = 0;
    const met = new Set<string>();
    for (let batch = 0; sent < COMMANDS_MIN; batch++)
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
          const world = await play(steps);
          sent += world.sent;
          for (const type of world.types) met.add(type);
          expect(world.faults).toEqual([]);
        }),
        { seed: SEED + batch, numRuns: 20, endOnFailure: true },
      );
    process.stdout.write(`property runs: ${sent} commands, seed ${SEED}\n`);
    expect(sent).toBeGreaterThanOrEqual(COMMANDS_MIN);
    // What the sequences must come across, lest they show nothing.
    expect([...TO_MEET].filter((type) => !met.has(type))).toEqual([]);
  });
});
