/** The folds of the streams that processes have for themselves. */
import { describe, expect, it } from 'vitest';
import {
  configuracionInicial,
  evolveConfiguracion,
  evolveFuncion,
  funcionInicial,
} from '../../src/events/configuracion.ts';
import { type EventoDe, FAMILIAS, familiaDe, type NombreDeFamilia } from '../../src/events/familias.ts';
import { ajusteInicial, evolveAjuste } from '../../src/events/procesos/ajuste.ts';
import { cargaDe, leerCarga, pagoDe } from '../../src/events/procesos/carga.ts';
import { codigoInicial, evolveCodigo } from '../../src/events/procesos/codigo.ts';
import { conciliacionInicial, evolveConciliacion } from '../../src/events/procesos/conciliacion.ts';
import { difusionInicial, evolveDifusion } from '../../src/events/procesos/difusion.ts';
import { evolveExistencias, existenciasIniciales } from '../../src/events/procesos/existencias.ts';
import { evolvePago, pagoInicial } from '../../src/events/procesos/pago.ts';
import { ImpossibleEventError } from '../../src/events/usuario/estado.ts';
import type { Objeto } from '../../src/events/usuario/eventos.ts';
import { AHORA, ANA, hecho, idNamed, OTRO_PROCESO, PAGO, PROCESO, texto } from '../support/fixtures.ts';
import { SAMPLES } from '../support/samples.ts';

describe('stock', () => {
  const repuestas = (cantidad: number) =>
    hecho('ExistenciasRepuestas', { item: 'lamina', cantidad, motivo: 'x' });
  const reservada = (reserva = PROCESO) =>
    hecho('ExistenciasReservadas', { item: 'lamina', reserva, usuarioId: ANA, hasta: AHORA });
  const vendida = hecho('ReservaConfirmada', { item: 'lamina', reserva: PROCESO });
  const liberada = hecho('ReservaLiberada', { item: 'lamina', reserva: PROCESO, motivo: 'x' });
  const devuelta = hecho('ExistenciaDevuelta', { item: 'lamina', reserva: PROCESO });
  const tras = (...events: EventoDe<'existencias'>[]) =>
    events.reduce(evolveExistencias, existenciasIniciales);
  const de = (estado: 'reservada' | 'vendida' | 'liberada' | 'devuelta') => ({
    [PROCESO]: { usuarioId: ANA, hasta: AHORA, estado },
  });

  it.each([
    ['empty', [], { disponibles: 0, repuestas: 0, vendidas: 0, reservas: {} }],
    ['filled', [repuestas(5), repuestas(2)], { disponibles: 7, repuestas: 7, vendidas: 0, reservas: {} }],
    [
      'reserved',
      [repuestas(5), reservada()],
      { disponibles: 4, repuestas: 5, vendidas: 0, reservas: de('reservada') },
    ],
    [
      'sold',
      [repuestas(5), reservada(), vendida],
      { disponibles: 4, repuestas: 5, vendidas: 1, reservas: de('vendida') },
    ],
    [
      'set free',
      [repuestas(5), reservada(), liberada],
      { disponibles: 5, repuestas: 5, vendidas: 0, reservas: de('liberada') },
    ],
    [
      'returned',
      [repuestas(5), reservada(), vendida, devuelta],
      { disponibles: 5, repuestas: 5, vendidas: 0, reservas: de('devuelta') },
    ],
    [
      'set free before it was reserved',
      [repuestas(5), liberada],
      {
        disponibles: 5,
        repuestas: 5,
        vendidas: 0,
        reservas: { [PROCESO]: { usuarioId: null, hasta: null, estado: 'liberada' } },
      },
    ],
  ] as const)('is %s', (_how, events, expected) => {
    expect(tras(...events)).toStrictEqual(expected);
  });

  it.each([
    ['a reservation of nothing', [reservada()], 'of nothing, or made twice'],
    ['a second of the same', [repuestas(5), reservada(), reservada()], 'of nothing, or made twice'],
    ['one that was released', [repuestas(5), liberada, reservada()], 'of nothing, or made twice'],
    ['a sale of none', [repuestas(5), vendida], 'is unknown, not reservada'],
    ['a second sale', [repuestas(5), reservada(), vendida, vendida], 'is vendida, not reservada'],
    [
      'the release of what is sold',
      [repuestas(5), reservada(), vendida, liberada],
      'is vendida, not reservada',
    ],
    ['a second release', [repuestas(5), liberada, liberada], 'is liberada, not reservada'],
    ['the return of what is not sold', [repuestas(5), reservada(), devuelta], 'is reservada, not vendida'],
    ['a return of none', [devuelta], 'is unknown, not vendida'],
  ] as const)('cannot follow: %s', (_what, events, why) => {
    expect(() => tras(...events)).toThrow(why);
    expect(() => tras(...events)).toThrow(ImpossibleEventError);
  });

  it('reserves the last unit', () => {
    expect(tras(repuestas(1), reservada()).disponibles).toBe(0);
    expect(() => tras(repuestas(1), reservada(), reservada(OTRO_PROCESO))).toThrow(ImpossibleEventError);
  });
});

describe('a promo code', () => {
  const luna = { codigo: 'luna', recompensa: { besitos: 5 }, usos: 2 };
  const creado = hecho('CodigoCreado', luna);
  const reservado = (canje = PROCESO) => hecho('CanjeReservado', { codigo: 'luna', canje, usuarioId: ANA });
  const confirmado = hecho('CanjeConfirmado', { codigo: 'luna', canje: PROCESO });
  const liberado = hecho('CanjeLiberado', { codigo: 'luna', canje: PROCESO, motivo: 'x' });
  const tras = (...events: EventoDe<'codigo'>[]) => events.reduce(evolveCodigo, codigoInicial);

  it.each([
    ['unknown', [], { codigo: null, quedan: 0, canjes: {} }],
    ['made', [creado], { codigo: luna, quedan: 2, canjes: {} }],
    ['reserved', [creado, reservado()], { codigo: luna, quedan: 1, canjes: { [PROCESO]: 'reservado' } }],
    [
      'used',
      [creado, reservado(), confirmado],
      { codigo: luna, quedan: 1, canjes: { [PROCESO]: 'confirmado' } },
    ],
    [
      'set free',
      [creado, reservado(), liberado],
      { codigo: luna, quedan: 2, canjes: { [PROCESO]: 'liberado' } },
    ],
    ['set free before', [creado, liberado], { codigo: luna, quedan: 2, canjes: { [PROCESO]: 'liberado' } }],
  ] as const)('is %s', (_how, events, expected) => {
    expect(tras(...events)).toStrictEqual(expected);
  });

  it.each([
    ['made twice', [creado, creado], 'code luna twice'],
    [
      'reserved where none is left',
      [creado, reservado(), reservado(OTRO_PROCESO), reservado(idNamed('x'))],
      'of nothing, or made twice',
    ],
    ['reserved twice', [creado, reservado(), reservado()], 'of nothing, or made twice'],
    ['reserved before it was made', [reservado()], 'of nothing, or made twice'],
  ] as const)('cannot be %s', (_what, events, why) => {
    expect(() => tras(...events)).toThrow(why);
  });
});

describe('a payment', () => {
  const cobro = {
    pago: PAGO,
    cargo: 'cargo-1',
    usuarioId: ANA,
    pedido: PROCESO,
    objeto: null,
    estrellas: 250,
    suscripcion: 'no' as const,
    origen: 'mensaje' as const,
  };
  const recibido = hecho('PagoRecibido', cobro);
  const entregado = hecho('EntregaConfirmada', { pago: PAGO });
  const solicitado = hecho('ReembolsoSolicitado', { pago: PAGO, motivo: 'x' });
  const reembolsado = hecho('PagoReembolsado', { pago: PAGO, origen: 'bot' });
  const cerrado = hecho('RevocacionConfirmada', { pago: PAGO });
  const tras = (...events: EventoDe<'pago'>[]) => events.reduce(evolvePago, pagoInicial);

  it.each([
    ['recibido', false, [recibido]],
    ['entregado', true, [recibido, entregado]],
    ['por_reembolsar', false, [recibido, solicitado]],
    ['por_reembolsar', true, [recibido, entregado, solicitado]],
    ['reembolsado', true, [recibido, entregado, solicitado, reembolsado]],
    ['cerrado', true, [recibido, entregado, reembolsado, cerrado]],
    ['cerrado', false, [recibido, reembolsado, cerrado]],
  ] as const)('is %s, given: %s', (estado, wasGiven, events) => {
    expect(tras(...events)).toStrictEqual({ cobro, estado, entregado: wasGiven });
  });

  it('is none at the start', () => {
    expect(pagoInicial).toStrictEqual({ cobro: null, estado: 'ninguno', entregado: false });
  });

  it('is received once, and nothing comes before', () => {
    expect(() => tras(recibido, recibido)).toThrow(`payment ${PAGO} twice`);
    for (const event of [entregado, solicitado, reembolsado, cerrado])
      expect(() => tras(event)).toThrow(`${event.type} of an unknown payment`);
  });
});

describe('an adjustment', () => {
  const datos = { ajuste: PROCESO, usuarioId: ANA, importe: -5, nota: 'n', por: 'a' };
  const solicitado = hecho('AjusteSolicitado', datos);
  const state = { usuarioId: ANA, importe: -5, nota: 'n', solicitadoPor: 'a' };
  const after = [
    ['aprobado', hecho('AjusteAprobado', { ajuste: PROCESO, por: 'b' })],
    ['rechazado', hecho('AjusteRechazado', { ajuste: PROCESO, por: 'b', nota: 'x' })],
    ['aplicado', hecho('AjusteAplicado', { ajuste: PROCESO })],
    ['fallido', hecho('AjusteFallido', { ajuste: PROCESO, motivo: 'x' })],
  ] as const;

  it('is asked for, once', () => {
    const asked = evolveAjuste(ajusteInicial, solicitado);
    expect(ajusteInicial).toStrictEqual({
      estado: 'inexistente',
      usuarioId: '',
      importe: 0,
      nota: '',
      solicitadoPor: '',
    });
    expect(asked).toStrictEqual({ estado: 'solicitado', ...state });
    expect(() => evolveAjuste(asked, solicitado)).toThrow('an adjustment asked for twice');
  });

  it.each(after)('is %s, and remembers what was asked', (estado, event) => {
    expect(evolveAjuste(evolveAjuste(ajusteInicial, solicitado), event)).toStrictEqual({ estado, ...state });
  });
});

describe('a broadcast', () => {
  const creada = hecho('DifusionCreada', { difusion: PROCESO, mensaje: texto('Ya.'), segmento: 'vip' });
  const state = { mensaje: texto('Ya.'), segmento: 'vip' };

  it('is none at the start, then being sent', () => {
    expect(difusionInicial).toStrictEqual({
      estado: 'inexistente',
      mensaje: { es: '', en: '' },
      segmento: 'todos',
    });
    expect(evolveDifusion(difusionInicial, creada)).toStrictEqual({ estado: 'enviando', ...state });
  });

  it.each([
    ['detenida', hecho('DifusionDetenida', { difusion: PROCESO })],
    ['enviando', hecho('DifusionReanudada', { difusion: PROCESO })],
    [
      'terminada',
      hecho('DifusionTerminada', { difusion: PROCESO, cuenta: { enviados: 1, fallidos: 0, dudosos: 0 } }),
    ],
  ] as const)('is %s after $type', (estado, event) => {
    expect(evolveDifusion(evolveDifusion(difusionInicial, creada), event)).toStrictEqual({
      estado,
      ...state,
    });
  });
});

describe('what admins set', () => {
  it('is what differs from the defaults, the last word on each', () => {
    const first = evolveConfiguracion(
      configuracionInicial,
      hecho('RecompensasConfiguradas', { cambios: { reaccion: 3, limiteDiario: 9 } }),
    );
    expect(configuracionInicial).toStrictEqual({});
    expect(first).toStrictEqual({ reaccion: 3, limiteDiario: 9 });
    expect(
      evolveConfiguracion(first, hecho('RecompensasConfiguradas', { cambios: { reaccion: 4 } })),
    ).toStrictEqual({ reaccion: 4, limiteDiario: 9 });
  });

  it('is a percentage of users for a feature', () => {
    expect(funcionInicial).toStrictEqual({ porcentaje: null });
    expect(
      evolveFuncion(funcionInicial, hecho('FuncionCambiada', { funcion: 'regalos', porcentaje: 25 })),
    ).toStrictEqual({ porcentaje: 25 });
  });

  it('is compared each night, and the times are counted', () => {
    const hecha = hecho('ConciliacionHecha', {
      dia: '2026-03-10',
      transacciones: 3,
      hasta: 40,
      diferencias: [],
    });
    expect(conciliacionInicial).toStrictEqual({ veces: 0, hasta: 0 });
    expect(evolveConciliacion(evolveConciliacion(conciliacionInicial, hecha), hecha)).toStrictEqual({
      veces: 2,
      hasta: 40,
    });
  });
});

describe('the payload of an invoice', () => {
  const OBJETOS: Objeto[] = [
    { tipo: 'vip', dias: 1 },
    { tipo: 'vip', dias: 30 },
    { tipo: 'vip', dias: 366 },
    { tipo: 'item', item: 'a' },
    { tipo: 'item', item: 'a'.repeat(24) },
  ];

  it.each(OBJETOS)('is read as it was written: %o', (objeto) => {
    const carga = cargaDe(PROCESO, objeto);
    expect(leerCarga(carga)).toStrictEqual({ pedido: PROCESO, objeto });
    expect(Buffer.byteLength(carga)).toBeLessThanOrEqual(128);
  });

  it('says what it is for', () => {
    expect(cargaDe(PROCESO, { tipo: 'vip', dias: 30 })).toBe(`b1:${PROCESO}:vip:30`);
    expect(cargaDe(PROCESO, { tipo: 'item', item: 'lamina' })).toBe(`b1:${PROCESO}:item:lamina`);
  });

  it.each([
    '',
    'b1',
    'hola',
    `b2:${PROCESO}:vip:30`,
    `b1:x:vip:30`,
    `b1:${PROCESO.toUpperCase()}:vip:30`,
    `b1:${PROCESO}`,
    `b1:${PROCESO}:vip`,
    `b1:${PROCESO}:vip:`,
    `b1:${PROCESO}:vip:0`,
    `b1:${PROCESO}:vip:030`,
    `b1:${PROCESO}:vip:367`,
    `b1:${PROCESO}:vip:1000`,
    `b1:${PROCESO}:vip:-1`,
    `b1:${PROCESO}:vip:1.5`,
    `b1:${PROCESO}:vip:30 `,
    `b1:${PROCESO}:vip:x30`,
    `b1:${PROCESO}:item`,
    `b1:${PROCESO}:item:`,
    `b1:${PROCESO}:item:Lamina`,
    `b1:${PROCESO}:item:${'a'.repeat(25)}`,
    `b1:${PROCESO}:casa:lamina`,
    `b1:${PROCESO}:vip:lamina`,
    `b1:${PROCESO}:item:lamina:`,
    `b1:${PROCESO}:vip:30:x`,
    ` b1:${PROCESO}:vip:30`,
  ])('is none of ours: %j', (carga) => {
    expect(leerCarga(carga)).toStrictEqual({ pedido: null, objeto: null });
  });

  it('gives each charge an id of its own, always the same', () => {
    expect(pagoDe('cargo-1')).toMatch(/^[0-9a-f]{64}$/);
    expect(pagoDe('cargo-1')).not.toBe(pagoDe('cargo-2'));
    expect(pagoDe('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('families of streams', () => {
  it.each(Object.keys(FAMILIAS))('know the streams of %s by their prefix', (nombre) => {
    expect(familiaDe(`${nombre}-x-y`)).toBe(nombre);
  });

  it.each(['intentos-x', '$ce-usuario', 'toString-x', 'usuarios-x', '', '-', '$$usuario-x'])(
    'know nothing of %j',
    (stream) => {
      expect(familiaDe(stream)).toBeUndefined();
    },
  );

  it('change no earlier state', () => {
    for (const { event } of SAMPLES) {
      const { inicial, evolve } = FAMILIAS[familiaDe(event.stream) as NombreDeFamilia] as unknown as {
        inicial: unknown;
        evolve: (state: unknown, event: unknown) => unknown;
      };
      const copy = structuredClone(inicial);
      try {
        evolve(inicial, event);
      } catch (error) {
        expect(error).toBeInstanceOf(ImpossibleEventError);
      }
      expect(inicial).toStrictEqual(copy);
    }
  });
});
