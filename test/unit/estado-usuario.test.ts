import { describe, expect, it } from 'vitest';
import { Slug } from '../../src/events/contenido.ts';
import {
  countsAgainstDailyLimit,
  evolve,
  ImpossibleEventError,
  initialState,
} from '../../src/events/usuario/estado.ts';
import {
  EVENTOS_DE_USUARIO,
  type EventoDeUsuario,
  RAZONES_DE_OTORGAR,
} from '../../src/events/usuario/eventos.ts';
import {
  AHORA,
  ANA,
  AYER,
  abierto,
  BEA,
  completado,
  comprado,
  conSaldo,
  dias,
  enEliminacion,
  gastados,
  HOY,
  hecho,
  iniciada,
  marcada,
  otorgados,
  PAGO,
  PROCESO,
  promocionales,
  reaccionado,
  recibido,
  regalo,
  registrada,
  suspendida,
  terminada,
  tomada,
  usuarioTras,
  vip,
} from '../support/fixtures.ts';
import { SAMPLES } from '../support/samples.ts';

const tras = (...historia: EventoDeUsuario[]) => usuarioTras(registrada(), ...historia);

describe('the state of a user', () => {
  it('is nobody at the start', () => {
    expect(initialState).toEqual({ estado: 'inexistente' });
  });

  it('after UsuarioRegistrado is a user with nothing', () => {
    expect(usuarioTras(registrada())).toStrictEqual({
      estado: 'activo',
      id: ANA,
      idioma: 'es',
      suspendido: false,
      eliminacion: null,
      revision: null,
      arquetipo: null,
      saldo: 0,
      lotes: [],
      retenciones: {},
      ganado: 0,
      otorgado: { dia: '1970-01-01', cantidad: 0 },
      deshechos: {},
      posiciones: {},
      ediciones: {},
      visitados: {},
      decisiones: {},
      tomadas: 0,
      reacciones: {},
      publicaciones: {},
      inventario: {},
      desbloqueados: {},
      experiencias: {},
      regalo: null,
      vip: null,
      compras: {},
      comprasCerradas: {},
      canjes: {},
      codigos: {},
      pedidos: {},
      pagos: {},
      regalosEnCamino: {},
      regalosRecibidos: {},
      referidoPor: null,
      referidosPremiados: {},
      ofertas: {},
    });
  });

  const base = tras();
  const cases: [EventoDeUsuario, Partial<typeof base>][] = [
    [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }, { idioma: 'en' }],
    [abierto('puerto'), { posiciones: { noche: 'puerto' }, visitados: { puerto: true } }],
    [
      tomada('puerto/entrar', 'faro'),
      {
        posiciones: { noche: 'faro' },
        visitados: { faro: true },
        decisiones: { 'puerto/entrar': true },
        tomadas: 1,
      },
    ],
    [
      abierto('puerto', { edicion: 3 }),
      { posiciones: { noche: 'puerto' }, ediciones: { noche: 3 }, visitados: { puerto: true } },
    ],
    [
      hecho('PublicacionReaccionada', { publicacion: 'lunes', emoji: '🔥' }),
      { publicaciones: { lunes: true } },
    ],
    [
      hecho('ContenidoDesbloqueado', { contenido: 'sotano', referencia: { tipo: 'nota', id: 'x' } }),
      { desbloqueados: { sotano: true } },
    ],
    [suspendida(), { suspendido: true }],
    [hecho('UsuarioReactivado', { motivo: 'x' }), {}],
    [
      hecho('UsuarioMarcado', {
        revision: PROCESO,
        severidad: 'alta',
        senales: [
          { senal: 'high_activity_rate', valor: 4, umbral: 3 },
          { senal: 'bot_like_behavior', valor: 1, umbral: 0.5 },
        ],
        motivo: 'x',
      }),
      {
        revision: {
          id: PROCESO,
          severidad: 'alta',
          senales: ['high_activity_rate', 'bot_like_behavior'],
        },
      },
    ],
    [hecho('ArquetipoAsignado', { arquetipo: 'social', puntaje: 60 }), { arquetipo: 'social' }],
    [enEliminacion(), { eliminacion: { desde: AHORA } }],
    [promocionales(30, dias(2)), { saldo: 30, lotes: [{ cantidad: 30, caduca: dias(2) }] }],
    [otorgados(30, 'regalo_recibido'), { saldo: 30, otorgado: { dia: HOY, cantidad: 30 } }],
    [
      hecho('RegaloEnviado', { regalo: PROCESO, para: null, cantidad: 5, caduca: dias(7) }),
      { regalosEnCamino: { [PROCESO]: { para: null, cantidad: 5, caduca: dias(7) } } },
    ],
    [
      hecho('RegaloRecibido', { regalo: PROCESO, de: BEA, cantidad: 5 }),
      { regalosRecibidos: { [PROCESO]: 'recibido' } },
    ],
    [hecho('RegaloRehusado', { regalo: PROCESO }), { regalosRecibidos: { [PROCESO]: 'rehusado' } }],
    [hecho('ReferidoRegistrado', { por: BEA }), { referidoPor: { usuarioId: BEA, calificado: false } }],
    [hecho('ReferidoCalificado', { por: BEA }), { referidoPor: { usuarioId: BEA, calificado: true } }],
    [hecho('ReferidoPremiado', { referido: BEA }), { referidosPremiados: { [BEA]: true } }],
    [
      hecho('CompraIniciada', { compra: PROCESO, item: 'lamina', version: 2, precio: 40, caduca: dias(1) }),
      { compras: { [PROCESO]: { item: 'lamina', version: 2, precio: 40, caduca: dias(1) } } },
    ],
    [
      hecho('CompraReembolsada', {
        original: { revision: 7, eventoId: PROCESO },
        item: 'bengala',
        precio: 25,
        moneda: 'besitos',
        motivo: 'x',
      }),
      { deshechos: { 7: true } },
    ],
    [
      hecho('CanjeIniciado', { canje: PROCESO, codigo: 'luna', caduca: dias(1) }),
      { canjes: { [PROCESO]: { codigo: 'luna', caduca: dias(1) } } },
    ],
    [
      hecho('OfertaHecha', { oferta: PROCESO, item: 'medalla', precio: 9, hasta: dias(1) }),
      { ofertas: { medalla: { precio: 9, hasta: dias(1) } } },
    ],
    [
      hecho('PedidoCreado', {
        pedido: PROCESO,
        objeto: { tipo: 'vip', dias: 30 },
        estrellas: 250,
        caduca: dias(1),
      }),
      {
        pedidos: {
          [PROCESO]: {
            objeto: { tipo: 'vip', dias: 30 },
            estrellas: 250,
            caduca: dias(1),
            aceptadoHasta: null,
          },
        },
      },
    ],
    [
      hecho('PagoEntregado', { pago: PAGO, pedido: null, objeto: { tipo: 'item', item: 'x' }, estrellas: 3 }),
      { pagos: { [PAGO]: { objeto: { tipo: 'item', item: 'x' }, estado: 'entregado' } } },
    ],
    [reaccionado('faro'), { reacciones: { faro: true } }],
    [otorgados(30), { saldo: 30, ganado: 30, otorgado: { dia: HOY, cantidad: 30 } }],
    [conSaldo(30), { saldo: 30 }],
    [otorgados(30, 'reembolso'), { saldo: 30 }],
    [regalo(HOY, 3), { regalo: { dia: HOY, racha: 3 } }],
    [comprado('bengala'), { inventario: { bengala: 1 } }],
    [recibido('bengala'), { inventario: { bengala: 1 } }],
    [
      iniciada('paseo', 2),
      { experiencias: { paseo: { version: 1, completados: [], total: 2, terminada: false } } },
    ],
    [vip(), { vip: { hasta: '2026-04-09T12:00:00.000Z', pago: null, renovacion: 'ninguna' } }],
    [
      hecho('VipActivado', { desde: AHORA, hasta: dias(30), origen: { tipo: 'pago', id: PAGO } }),
      { vip: { hasta: dias(30), pago: PAGO, renovacion: 'activa' } },
    ],
    [
      hecho('VipRenovado', { desde: AHORA, hasta: dias(30), origen: { tipo: 'pago', id: PAGO } }),
      { vip: { hasta: dias(30), pago: PAGO, renovacion: 'activa' } },
    ],
  ];
  it.each(cases)('changes with $type in what it is about, and in nothing else', (event, change) => {
    expect(tras(event)).toStrictEqual({ ...base, ...change });
  });

  it('spends from the wallet, not from what was earned', () => {
    expect(tras(otorgados(30), gastados(30))).toMatchObject({ saldo: 0, ganado: 30 });
  });

  it('counts grants of one day together and starts again on another', () => {
    expect(tras(otorgados(5, 'decision', undefined, AYER), otorgados(7), otorgados(8)).otorgado).toEqual({
      dia: HOY,
      cantidad: 15,
    });
  });

  it('keeps a place in each story', () => {
    expect(tras(abierto('a'), abierto('b', { historia: 'isla' }), abierto('c')).posiciones).toEqual({
      noche: 'c',
      isla: 'b',
    });
  });

  it('keeps the story moved in last at the end', () => {
    const history = [abierto('a'), abierto('b', { historia: 'isla' }), tomada('a/x', 'c')];
    expect(Object.keys(tras(...history).posiciones)).toEqual(['isla', 'noche']);
  });

  it('counts items that come again', () => {
    expect(tras(comprado('bengala'), recibido('bengala'), comprado('llave')).inventario).toEqual({
      bengala: 2,
      llave: 1,
    });
  });

  it('follows an experience to its end', () => {
    const history = [iniciada('paseo', 2), completado('paseo/a', 1, 2), completado('paseo/b', 2, 2)];
    const progreso = { version: 1, completados: ['a', 'b'], total: 2 };
    expect(tras(...history).experiencias).toEqual({ paseo: { ...progreso, terminada: false } });
    expect(tras(...history, terminada('paseo')).experiencias).toEqual({
      paseo: { ...progreso, terminada: true },
    });
  });

  it('forgets all but the id of whoever was erased', () => {
    expect(
      [registrada(), enEliminacion(), hecho('UsuarioEliminado', {})].reduce(evolve, initialState),
    ).toStrictEqual({
      estado: 'eliminado',
      id: ANA,
    });
  });

  it('ends a suspension and a review', () => {
    expect(tras(suspendida(), hecho('UsuarioReactivado', { motivo: 'x' }))).toStrictEqual(base);
    expect(
      tras(
        marcada('alta'),
        hecho('RevisionResuelta', { revision: PROCESO, resultado: 'inocente', nota: 'x' }),
      ),
    ).toStrictEqual(base);
  });

  it('counts every decision that was taken, and each once by its name', () => {
    const state = tras(tomada('a/x', 'b'), tomada('b/y', 'a'), tomada('a/x', 'b'));
    expect(state.tomadas).toBe(3);
    expect(state.decisiones).toEqual({ 'a/x': true, 'b/y': true });
    expect(state.visitados).toEqual({ b: true, a: true });
  });

  it('stays in the edition of a story until another is named', () => {
    const state = tras(
      abierto('a', { edicion: 2 }),
      tomada('a/x', 'b'),
      abierto('c', { historia: 'isla', edicion: 1 }),
    );
    expect(state.ediciones).toEqual({ noche: 2, isla: 1 });
    expect(tras(abierto('a', { edicion: 2 }), tomada('a/x', 'b', { edicion: 4 })).ediciones).toEqual({
      noche: 4,
    });
  });

  it('holds one copy of what was visited', () => {
    const once = tras(abierto('a'));
    expect(evolve(once, abierto('a'))).toMatchObject({ visitados: once.visitados });
  });

  describe('cannot follow', () => {
    const others = EVENTOS_DE_USUARIO.map(({ type }) => type).filter((type) => type !== 'UsuarioRegistrado');

    it.each(others)('%s before UsuarioRegistrado', (type) => {
      const { data } = SAMPLES.find(({ event }) => event.type === type)!.event;
      expect(() => evolve(initialState, { type, data } as unknown as EventoDeUsuario)).toThrow(
        `${type} before UsuarioRegistrado`,
      );
    });

    it('a second UsuarioRegistrado', () => {
      expect(() => tras(registrada())).toThrow('UsuarioRegistrado on a known user');
      expect(() => evolve({ estado: 'eliminado', id: ANA }, registrada())).toThrow(
        'UsuarioRegistrado on a known user',
      );
    });

    it.each(others)('%s after UsuarioEliminado', (type) => {
      const { data } = SAMPLES.find(({ event }) => event.type === type)!.event;
      expect(() =>
        evolve({ estado: 'eliminado', id: ANA }, { type, data } as unknown as EventoDeUsuario),
      ).toThrow(`${type} after UsuarioEliminado`);
    });

    const inherited = { type: 'toString', data: {} } as unknown as EventoDeUsuario;
    it('an event that is called as what every object has', () => {
      expect(() => tras(inherited)).toThrow('no known type');
    });

    it('a spend of more than there is', () => {
      expect(() => tras(conSaldo(5), gastados(6))).toThrow('a spend of 6 from 5');
    });

    it('progress in an experience that was not started', () => {
      expect(() => tras(completado('paseo/a', 1, 1))).toThrow(ImpossibleEventError);
      expect(() => tras(terminada('paseo'))).toThrow('experience paseo is not under way');
    });

    it('an event of no known type', () => {
      const alien = { type: 'BesitosQuemados', data: {} } as unknown as EventoDeUsuario;
      expect(() => tras(alien)).toThrow('no known type');
    });
  });

  it.each(RAZONES_DE_OTORGAR)('the reason %s counts against the day unless it corrects', (razon) => {
    expect(countsAgainstDailyLimit(razon)).toBe(razon !== 'ajuste' && razon !== 'reembolso');
  });

  it.each(['constructor', '2', '24-horas'])(
    'need not fear the name %s, which no content may have',
    (name) => {
      expect(Slug.safeParse(name).success).toBe(false);
    },
  );
});
