/** Every field of every command, filled with what people and programs send: refused or stored as it is, nothing between. */
import { describe, expect, it } from 'vitest';
import type { Orden } from '../../src/commands/bus.ts';
import { CommandError } from '../../src/commands/errores.ts';
import { COMANDOS, type DatosDe, type TipoDeComando } from '../../src/commands/registro.ts';
import { readEvent } from '../../src/events/registro.ts';
import { type BusUnderTest, createBusUnderTest } from '../support/bus.ts';
import {
  ADMIN,
  ANA,
  BEA,
  catalogoCon,
  componente,
  DAY_MS,
  decision,
  dias,
  experiencia,
  fragmento,
  hecho,
  idNamed,
  item,
  OTRO_PROCESO,
  PAGO,
  PROCESO,
  portada,
  REGLAS,
  reglasCon,
  SELLADO,
  SISTEMA,
  texto,
} from '../support/fixtures.ts';
import { leavesOf, objectsOf, type Path, valueAt, withAt } from '../support/mutations.ts';

const requisitos = {
  all: [
    {
      any: [
        { vip: true as const },
        { saldo: 10 },
        { nivel: 2 },
        { decision: 'puerto/seguir' },
        { fragmento: 'faro' },
      ],
    },
    { not: { item: 'medalla' } },
    { experiencia: 'paseo' },
    { arquetipo: 'explorador' },
    { desde: '2026-01-01T00:00:00Z' },
    { hasta: '2027-01-01T00:00:00Z' },
  ],
};
const recompensa = { besitos: 5, caducaEnDias: 9, items: ['bengala'], desbloquea: ['faro'] };
const luna = { codigo: 'luna', recompensa: { besitos: 5 }, usos: 9 };
const VIP = { tipo: 'vip' as const, dias: 30 };
const faro = fragmento({ id: 'faro' });
const bengala = item({ id: 'bengala' });
const paseo = experiencia({ id: 'paseo', componentes: [componente.cuestionario('saber', 'si')] });
const cobro = {
  pago: PAGO,
  cargo: 'cargo-1',
  usuarioId: ANA,
  pedido: PROCESO,
  objeto: VIP,
  estrellas: 250,
  suscripcion: 'primera' as const,
  suscripcionHasta: dias(30),
  origen: 'mensaje' as const,
};
/** The id of the process that a command of this name begins. */
const begunBy = (name: string) => idNamed(`orden/${name}`);
const reserva = { item: 'lamina', reserva: PROCESO };
const canje = { codigo: 'luna', canje: PROCESO };
const difusion = { difusion: PROCESO, mensaje: texto('Esta noche.'), segmento: 'vip' as const };
const pagado = { usuarioId: ANA, pago: PAGO, pedido: PROCESO, estrellas: 250, objeto: VIP };

/** For each command an input that is accepted and fills every field. */
const INPUTS: { [Tipo in TipoDeComando]: DatosDe<Tipo> } = {
  RegistrarUsuario: { usuarioId: BEA, idioma: 'es', personal: SELLADO },
  CambiarIdioma: { usuarioId: ANA, idioma: 'en' },
  AbrirFragmento: { usuarioId: ANA, fragmento: 'isla' },
  TomarDecision: { usuarioId: ANA, fragmento: 'puerto', decision: 'seguir' },
  Reaccionar: { usuarioId: ANA, fragmento: 'puerto', emoji: '🔥' },
  ReaccionarPublicacion: { usuarioId: ANA, publicacion: 'lunes', emoji: '🔥' },
  ReclamarRegaloDiario: { usuarioId: ANA },
  ComprarItem: { usuarioId: ANA, item: 'bengala', precio: 25, moneda: 'besitos' },
  UsarItem: { usuarioId: ANA, item: 'bengala' },
  SuscribirVip: { usuarioId: ANA },
  CancelarVip: { usuarioId: ANA },
  IniciarExperiencia: { usuarioId: ANA, experiencia: 'gala' },
  CompletarComponente: { usuarioId: ANA, experiencia: 'paseo', componente: 'saber', respuesta: 'si' },
  RegalarBesitos: { usuarioId: ANA, para: BEA, cantidad: 5 },
  ReclamarRegalo: { usuarioId: ANA, regalo: begunBy('regalo'), por: BEA },
  CanjearCodigo: { usuarioId: ANA, codigo: 'luna' },
  ReferirUsuario: { usuarioId: ANA, por: BEA },
  EliminarMisDatos: { usuarioId: ANA },
  OtorgarBesitos: { usuarioId: ANA, cantidad: 10, razon: 'codigo', nota: 'BES-1', caducaEnDias: 3 },
  RetirarBesitos: { usuarioId: ANA, cantidad: 10, nota: 'BES-1' },
  RevertirMovimiento: { usuarioId: ANA, revision: 1, motivo: 'BES-1' },
  ReembolsarCompra: { usuarioId: ANA, revision: 4, motivo: 'BES-1' },
  SolicitarAjuste: { ajuste: PROCESO, usuarioId: ANA, importe: -1500, nota: 'BES-1' },
  AprobarAjuste: { ajuste: PROCESO },
  RechazarAjuste: { ajuste: PROCESO, nota: 'BES-2' },
  OtorgarVip: { usuarioId: ANA, dias: 3, nota: 'BES-1' },
  MarcarUsuario: {
    usuarioId: ANA,
    severidad: 'alta',
    senales: [{ senal: 'exploit_attempt', valor: 12, umbral: 10 }],
    motivo: 'BES-1',
  },
  ResolverRevision: { usuarioId: ANA, revision: begunBy('revision'), resultado: 'inocente', nota: 'BES-1' },
  SuspenderUsuario: { usuarioId: ANA, motivo: 'BES-1' },
  ReactivarUsuario: { usuarioId: ANA, motivo: 'BES-1' },
  ConfigurarRecompensas: { cambios: { ...REGLAS, limiteDiario: 400 } },
  CrearCodigo: { codigo: 'sol', recompensa, usos: 9, desde: dias(1), hasta: dias(2) },
  CambiarFuncion: { funcion: 'regalos', porcentaje: 25 },
  CrearDifusion: difusion,
  DetenerDifusion: { difusion: PROCESO },
  ReanudarDifusion: { difusion: PROCESO },
  PublicarFragmento: {
    fragmento: portada({
      id: 'nuevo',
      imagen: 'https://example.org/nuevo.png',
      vip: true,
      requisitos,
      reaccion: 3,
      decisiones: [decision({ id: 'ir', destino: 'faro', cuesta: 1, recompensa, requisitos, oculta: true })],
    }),
  },
  RetirarFragmento: { id: 'faro', forzar: true },
  PublicarHistoria: { historia: 'noche', alcance: 'todos' },
  PublicarExperiencia: {
    experiencia: experiencia({
      id: 'nueva',
      vip: true,
      requisitos,
      recompensa,
      componentes: [
        componente.fragmento('ver', 'faro', recompensa),
        componente.reaccion('sentir', 'faro', recompensa),
        componente.compra('tener', 'bengala', recompensa),
        componente.cuestionario('saber', 'si', recompensa),
      ],
    }),
    alcance: 'nuevos',
  },
  RetirarExperiencia: { id: 'paseo', forzar: true },
  PublicarItem: {
    item: item({
      id: 'cofre',
      tipo: 'desbloqueo',
      estrellas: 9,
      vip: true,
      requisitos,
      uso: { texto: texto('Se abre.'), items: ['bengala'] },
      desbloquea: ['faro'],
    }),
  },
  CambiarPrecio: { id: 'bengala', precio: 30, estrellas: 9 },
  ReponerExistencias: { item: 'lamina', cantidad: 5, motivo: 'tirada' },
  RetirarItem: { id: 'bengala', forzar: true },
  HacerPublicacion: { publicacion: { id: 'martes', chat: -100, mensaje: 8, besitos: 3 } },
  ReservarExistencias: { ...reserva, usuarioId: ANA, hasta: dias(1), enLugarDe: OTRO_PROCESO },
  ConfirmarReserva: reserva,
  LiberarReserva: { ...reserva, motivo: 'caducada' },
  DevolverExistencia: reserva,
  ConfirmarCompra: { usuarioId: ANA, compra: begunBy('compra') },
  CancelarCompra: { usuarioId: ANA, compra: begunBy('compra'), motivo: 'agotado' },
  ReservarCanje: { ...canje, usuarioId: ANA },
  CompletarCanje: { usuarioId: ANA, canje: begunBy('canje') },
  CancelarCanje: { usuarioId: ANA, canje: begunBy('canje'), motivo: 'agotado' },
  ConfirmarCanje: canje,
  LiberarCanje: { ...canje, motivo: 'caducado' },
  RecibirRegalo: { usuarioId: ANA, regalo: PROCESO, de: BEA, cantidad: 5, caduca: dias(1) },
  RehusarRegalo: { usuarioId: ANA, regalo: PROCESO },
  ConfirmarRegalo: { usuarioId: ANA, regalo: begunBy('regalo') },
  DevolverRegalo: { usuarioId: ANA, regalo: begunBy('regalo'), motivo: 'caducado' },
  CalificarReferido: { usuarioId: ANA },
  PremiarReferido: { usuarioId: ANA, referido: BEA },
  AceptarPedido: { usuarioId: ANA, pedido: begunBy('pedido'), estrellas: 250 },
  CerrarPedido: { usuarioId: ANA, pedido: begunBy('pedido'), motivo: 'caducado' },
  RegistrarPago: { cobro },
  EntregarPago: { ...pagado, reserva: OTRO_PROCESO },
  RenovarVip: pagado,
  ConfirmarEntrega: { pago: PAGO },
  SolicitarReembolso: { pago: PAGO, motivo: 'BES-1' },
  RegistrarReembolso: { pago: PAGO, origen: 'bot' },
  RevocarPago: { usuarioId: ANA, pago: PAGO },
  ConfirmarRevocacion: { pago: PAGO },
  ConfirmarCancelacion: { usuarioId: ANA, pago: PAGO },
  AplicarAjuste: { usuarioId: ANA, ajuste: PROCESO, importe: 1500 },
  AsentarAjuste: { ajuste: PROCESO, fallo: 'INSUFFICIENT_FUNDS' },
  CaducarBesitos: { usuarioId: ANA },
  DesbloquearContenido: {
    usuarioId: ANA,
    contenidos: ['faro'],
    referencia: { tipo: 'compra', id: 'llave' },
  },
  AsignarArquetipo: { usuarioId: ANA, arquetipo: 'social', puntaje: 70 },
  HacerOferta: { usuarioId: ANA, item: 'bengala', precio: 9, hasta: dias(1) },
  EliminarUsuario: { usuarioId: ANA },
  TerminarDifusion: { difusion: PROCESO, cuenta: { enviados: 5, fallidos: 0, dudosos: 0 } },
  RegistrarConciliacion: {
    dia: '2026-03-10',
    transacciones: 3,
    hasta: 40,
    diferencias: [{ tipo: 'falta_aqui', pago: PAGO, detalle: '250' }],
  },
};
const TIPOS = Object.keys(COMANDOS) as TipoDeComando[];

type Send = BusUnderTest['send'];
const gift = (send: Send) => send('RegalarBesitos', { usuarioId: ANA, cantidad: 5 }, 'regalo');
const order = (send: Send) => send('SuscribirVip', { usuarioId: ANA }, 'pedido');
const purchase = (send: Send) =>
  send('ComprarItem', { usuarioId: ANA, item: 'lamina', precio: 10 }, 'compra');
const redemption = (send: Send) => send('CanjearCodigo', INPUTS.CanjearCodigo, 'canje');
const bought = (send: Send) => send('ComprarItem', INPUTS.ComprarItem);
const adjustment = (send: Send) =>
  send('SolicitarAjuste', INPUTS.SolicitarAjuste, 'ajuste', { actor: ADMIN });
const payment = (send: Send) => send('RegistrarPago', { cobro });
const delivered = (send: Send) => send('EntregarPago', INPUTS.EntregarPago);
async function reserved(send: Send) {
  await send('ReponerExistencias', INPUTS.ReponerExistencias);
  await send('ReservarExistencias', INPUTS.ReservarExistencias);
}
async function redeemed(send: Send) {
  await send('CrearCodigo', luna);
  await send('ReservarCanje', INPUTS.ReservarCanje);
}

/** What has to have happened before a command's input is accepted. */
const BEFORE: { [Tipo in TipoDeComando]?: (send: Send, test: BusUnderTest) => Promise<unknown> } = {
  UsarItem: bought,
  CancelarVip: delivered,
  ReclamarRegalo: gift,
  ReembolsarCompra: bought,
  AprobarAjuste: adjustment,
  RechazarAjuste: adjustment,
  ResolverRevision: (send) => send('MarcarUsuario', INPUTS.MarcarUsuario, 'revision'),
  ReactivarUsuario: (send) => send('SuspenderUsuario', INPUTS.SuspenderUsuario),
  DetenerDifusion: (send) => send('CrearDifusion', difusion),
  async ReanudarDifusion(send) {
    await send('CrearDifusion', difusion);
    await send('DetenerDifusion', { difusion: PROCESO });
  },
  TerminarDifusion: (send) => send('CrearDifusion', difusion),
  RetirarFragmento: (send) => send('PublicarFragmento', { fragmento: faro }),
  RetirarExperiencia: (send) => send('PublicarExperiencia', { experiencia: paseo }),
  CambiarPrecio: (send) => send('PublicarItem', { item: bengala }),
  RetirarItem: (send) => send('PublicarItem', { item: bengala }),
  ReservarExistencias: (send) => send('ReponerExistencias', INPUTS.ReponerExistencias),
  ConfirmarReserva: reserved,
  LiberarReserva: reserved,
  async DevolverExistencia(send) {
    await reserved(send);
    await send('ConfirmarReserva', reserva);
  },
  ConfirmarCompra: purchase,
  CancelarCompra: purchase,
  ReservarCanje: (send) => send('CrearCodigo', luna),
  CompletarCanje: redemption,
  CancelarCanje: redemption,
  ConfirmarCanje: redeemed,
  LiberarCanje: redeemed,
  ConfirmarRegalo: gift,
  DevolverRegalo: gift,
  async CalificarReferido(send) {
    await send('ReferirUsuario', INPUTS.ReferirUsuario);
    await send('TomarDecision', INPUTS.TomarDecision);
  },
  AceptarPedido: order,
  CerrarPedido: order,
  ConfirmarEntrega: payment,
  SolicitarReembolso: payment,
  RegistrarReembolso: payment,
  async ConfirmarRevocacion(send) {
    await payment(send);
    await send('RegistrarReembolso', INPUTS.RegistrarReembolso);
  },
  RevocarPago: delivered,
  async ConfirmarCancelacion(send) {
    await delivered(send);
    await send('CancelarVip', { usuarioId: ANA });
  },
  async AsentarAjuste(send) {
    await adjustment(send);
    await send('AprobarAjuste', { ajuste: PROCESO });
  },
  async CaducarBesitos(send, { clock }) {
    await send('OtorgarBesitos', INPUTS.OtorgarBesitos);
    clock.advance(4 * DAY_MS);
  },
  EliminarUsuario: (send) => send('EliminarMisDatos', { usuarioId: ANA }),
};

async function createWorld(tipo?: TipoDeComando) {
  const catalogo = catalogoCon(
    portada({ id: 'puerto', decisiones: [decision({ id: 'seguir', destino: 'faro' })] }),
    portada({ id: 'isla', historia: 'isla' }),
    faro,
    bengala,
    item({ id: 'lamina', tipo: 'limitado', existencias: 3, precio: 10 }),
    paseo,
    experiencia({ id: 'gala', componentes: [componente.cuestionario('saber', 'si')] }),
  );
  const publicacion = { id: 'lunes', chat: -100, mensaje: 7 };
  catalogo.aplicar(hecho('PublicacionHecha', { publicacion, hasta: dias(30) }));
  catalogo.aplicar(hecho('CodigoCreado', luna));
  const reglas = reglasCon({ referido: { ...REGLAS.referido, decisiones: 1 } });
  const test = createBusUnderTest({ catalogo, reglas });
  await test.enter(ANA, 100);
  await test.send('AbrirFragmento', { usuarioId: ANA, fragmento: 'puerto' });
  await test.send('IniciarExperiencia', { usuarioId: ANA, experiencia: 'paseo' });
  if (tipo) await BEFORE[tipo]?.(test.send, test);
  return test;
}

/**
 * Sends many inputs; the code of each, or `ok` where it was stored and can be read back. One that is refused leaves its
 * world as it was, so that the next is sent to the same.
 */
async function outcomesOf(tipo: TipoDeComando, inputs: readonly unknown[]): Promise<string[]> {
  const codes: string[] = [];
  let world = await createWorld(tipo);
  let before = structuredClone(world.store.log());
  let appends = world.store.appends();
  for (const datos of inputs) {
    const { bus, store } = world;
    try {
      await bus.execute({ id: idNamed('orden'), tipo, datos, actor: SISTEMA } as Orden);
      expect(store.log().length).toBeGreaterThan(before.length);
      for (const { type, data, metadata } of store.log()) readEvent(type, data, metadata);
      codes.push('ok');
      world = await createWorld(tipo);
      before = structuredClone(world.store.log());
      appends = world.store.appends();
    } catch (error) {
      codes.push(error instanceof CommandError ? error.code : String(error));
      expect(store.appends()).toBe(appends);
    }
  }
  expect(world.store.log()).toStrictEqual(before);
  return codes;
}

const isText = (datos: unknown) => (path: Path) => typeof valueAt(datos, path) === 'string';
const name = (path: Path) => path.join('.');
/** Texts that are for people to read, and the few other fields that take any characters. */
const FREE: { [Tipo in TipoDeComando]?: readonly string[] } = {
  RevertirMovimiento: ['motivo'],
  ReembolsarCompra: ['motivo'],
  MarcarUsuario: ['motivo'],
  SuspenderUsuario: ['motivo'],
  ReactivarUsuario: ['motivo'],
  ConfigurarRecompensas: REGLAS.emojis.map((_, index) => `cambios.emojis.${index}`),
  ReponerExistencias: ['motivo'],
  LiberarReserva: ['motivo'],
  LiberarCanje: ['motivo'],
  SolicitarReembolso: ['motivo'],
  RegistrarPago: ['cobro.cargo'],
  AsentarAjuste: ['fallo'],
  DesbloquearContenido: ['referencia.id'],
  RegistrarConciliacion: ['diferencias.0.detalle'],
};
const isFree = (tipo: TipoDeComando, path: Path) =>
  ['es', 'en', 'icono', 'nota'].includes(String(path.at(-1))) || (FREE[tipo]?.includes(name(path)) ?? false);
const MAY_BE_EMPTY = new Set(['RegistrarConciliacion/diferencias.0.detalle']);
/** Where nothing, or a number of any kind, says something. */
const PERMITTED: { [Tipo in TipoDeComando]?: readonly string[] } = {
  MarcarUsuario: [
    ...['-1.5', '9007199254740992'].flatMap((value) => [
      `senales.0.valor = ${value}`,
      `senales.0.umbral = ${value}`,
    ]),
  ],
  RegistrarPago: ['cobro.usuarioId = null', 'cobro.pedido = null'],
  EntregarPago: ['pedido = null', 'reserva = null'],
  RenovarVip: ['pedido = null'],
};

describe.each(TIPOS)('%s', (tipo) => {
  const datos = INPUTS[tipo];

  it('accepts the input that fills every field', async () => {
    expect(await outcomesOf(tipo, [datos])).toEqual(['ok']);
  });

  it('refuses a wrong type in each field', async () => {
    const accepted: string[] = [];
    for (const wrong of [null, -1.5, [], {}, Number.NaN, 2 ** 53]) {
      const leaves = leavesOf(datos);
      const codes = await outcomesOf(
        tipo,
        leaves.map((path) => withAt(datos, path, wrong)),
      );
      leaves.forEach((path, index) => {
        if (codes[index] !== 'VALIDATION') accepted.push(`${name(path)} = ${JSON.stringify(wrong)}`);
      });
    }
    expect(accepted.sort()).toEqual([...(PERMITTED[tipo] ?? [])].sort());
  });

  it('refuses a property too many in each object', async () => {
    const inputs = objectsOf(datos).map((path) => withAt(datos, [...path, 'intruso'], 'x'));
    expect(new Set(await outcomesOf(tipo, inputs))).toEqual(new Set(['VALIDATION']));
  });

  it('refuses 10 kB of text in each field', async () => {
    for (const long of ['x'.repeat(10_240), 'ñ'.repeat(5_120), '💋'.repeat(4_001)]) {
      const inputs = leavesOf(datos)
        .filter(isText(datos))
        .map((path) => withAt(datos, path, long));
      const codes = await outcomesOf(tipo, inputs);
      expect(codes.filter((code) => code !== 'VALIDATION')).toEqual([]);
    }
  });

  it.each([
    ['emoji', '💋🏽'],
    ['right-to-left text', 'قبلة'],
    ['a bidirectional override', 'a\u202eb'],
    ['an empty text', ''],
    ['a null character', 'a\u0000b'],
    ['combining marks', 'a\u0301\u0302'],
    ['markup', '<b>&"\''],
    ['SQL', "';--"],
    ['spaces', ' a '],
    ['capitals', 'ABC'],
  ])('takes %s where texts are free, and refuses it everywhere else', async (what, nasty) => {
    const texts = leavesOf(datos).filter(isText(datos));
    const codes = await outcomesOf(
      tipo,
      texts.map((path) => withAt(datos, path, nasty)),
    );
    const taken = (path: Path) =>
      isFree(tipo, path) && (what !== 'an empty text' || MAY_BE_EMPTY.has(`${tipo}/${name(path)}`));
    const expected = texts.map((path) => `${name(path)}: ${taken(path) ? 'ok' : 'VALIDATION'}`);
    expect(texts.map((path, index) => `${name(path)}: ${codes[index]}`)).toEqual(expected);
  });

  it('stores texts as they were sent, not trimmed and not normalized', async () => {
    const free = leavesOf(datos)
      .filter(isText(datos))
      .filter((path) => isFree(tipo, path));
    for (const path of free) {
      const { bus, store } = await createWorld(tipo);
      const before = store.log().length;
      await bus.execute({
        id: idNamed('orden'),
        tipo,
        datos: withAt(datos, path, ' e\u0301 ✨'),
        actor: SISTEMA,
      } as Orden);
      const stored = store.log().slice(before);
      expect(JSON.stringify(stored.map(({ data }) => data))).toContain(' e\u0301 ✨');
    }
  });
});

describe('the sizes of texts', () => {
  const sized = {
    nota: (nota: string) => ['OtorgarBesitos', { ...INPUTS.OtorgarBesitos, nota }] as const,
    page: (es: string) =>
      ['PublicarFragmento', { fragmento: { ...fragmento({ id: 'x' }), texto: { es, en: 'x' } } }] as const,
    name: (id: string) => ['PublicarItem', { item: { ...item({ id: 'x' }), id } }] as const,
  };

  it.each([
    ['nota', 200],
    ['page', 4_000],
    ['name', 24],
  ] as const)('are %s: at most %i characters', async (field, max) => {
    const [tipo, most] = sized[field]('x'.repeat(max));
    const [, tooMany] = sized[field]('x'.repeat(max + 1));
    expect(await outcomesOf(tipo, [most, tooMany])).toEqual(['ok', 'VALIDATION']);
  });

  it('are counted in characters, not in what they take in memory', async () => {
    const [tipo, datos] = sized.nota('💋'.repeat(200));
    expect(await outcomesOf(tipo, [datos])).toEqual(['ok']);
  });

  it.each(['-x', 'x-', 'x--y', 'x_y', 'x/y', 'x y', 'ñ', 'X', '.', '..', '$all', ''])(
    'a name cannot be %j',
    async (id) => {
      const [tipo, datos] = sized.name(id);
      expect(await outcomesOf(tipo, [datos])).toEqual(['VALIDATION']);
    },
  );
});

describe('texts that no UTF-8 can hold', () => {
  const broken: [string, TipoDeComando, unknown][] = [
    ['a note', 'OtorgarBesitos', { ...INPUTS.OtorgarBesitos, nota: 'a\ud800' }],
    ['an emoji', 'Reaccionar', { ...INPUTS.Reaccionar, emoji: '\ude00' }],
    [
      'a page',
      'PublicarFragmento',
      { fragmento: { ...fragmento({ id: 'x' }), texto: { es: '\ud83d', en: 'x' } } },
    ],
  ];

  it.each(broken)('%s with half a character is not valid', async (_what, tipo, datos) => {
    expect(await outcomesOf(tipo, [datos])).toEqual(['VALIDATION']);
  });

  it.each(['correlationId', 'causationId'] as const)('%s with half a character is not valid', async (key) => {
    const { send } = await createWorld();
    await expect(
      send('OtorgarBesitos', INPUTS.OtorgarBesitos, 'x', { [key]: '\ud800' }),
    ).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });
});

describe('conditions nested without end', () => {
  const nested = (depth: number) => {
    let requisito: unknown = { vip: true };
    for (let level = 0; level < depth; level++) requisito = { not: requisito };
    return { fragmento: { ...fragmento({ id: 'x' }), requisitos: requisito } };
  };

  it('are accepted as deep as anybody writes them', async () => {
    expect(await outcomesOf('PublicarFragmento', [nested(20)])).toEqual(['ok']);
  });

  it('are not valid when they are deeper than the program can follow', async () => {
    expect(await outcomesOf('PublicarFragmento', [nested(5_000)])).toEqual(['VALIDATION']);
  });
});
