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
  ANA,
  AYER,
  abierto,
  completado,
  comprado,
  conSaldo,
  gastados,
  HOY,
  iniciada,
  otorgados,
  reaccionado,
  recibido,
  regalo,
  registrada,
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
      saldo: 0,
      ganado: 0,
      otorgado: { dia: '1970-01-01', cantidad: 0 },
      posiciones: {},
      visitados: {},
      decisiones: {},
      reacciones: {},
      inventario: {},
      experiencias: {},
      regalo: null,
      vipHasta: null,
    });
  });

  const base = tras();
  const cases: [EventoDeUsuario, Partial<typeof base>][] = [
    [{ type: 'IdiomaCambiado', data: { idioma: 'en' } }, { idioma: 'en' }],
    [abierto('puerto'), { posiciones: { noche: 'puerto' }, visitados: { puerto: true } }],
    [
      tomada('puerto/entrar', 'faro'),
      { posiciones: { noche: 'faro' }, visitados: { faro: true }, decisiones: { 'puerto/entrar': true } },
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
    [vip(), { vipHasta: '2026-04-09T12:00:00.000Z' }],
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

  it('changes no earlier state', () => {
    const before = tras(abierto('a'), comprado('bengala'), iniciada('paseo', 1));
    const copy = structuredClone(before);
    for (const { event } of SAMPLES)
      if (
        event.stream.startsWith('usuario-') &&
        event.type !== 'UsuarioRegistrado' &&
        event.type !== 'BesitosGastados'
      )
        evolve(before, event as unknown as EventoDeUsuario);
    expect(before).toStrictEqual(copy);
  });

  describe('cannot follow', () => {
    const others = EVENTOS_DE_USUARIO.map(({ type }) => type).filter((type) => type !== 'UsuarioRegistrado');

    it.each(others)('%s before UsuarioRegistrado', (type) => {
      const { data } = SAMPLES.find(({ event }) => event.type === type)!.event;
      expect(() => evolve(initialState, { type, data } as unknown as EventoDeUsuario)).toThrow(
        ImpossibleEventError,
      );
    });

    it('a second UsuarioRegistrado', () => {
      expect(() => tras(registrada())).toThrow(ImpossibleEventError);
    });

    it('a spend of more than there is', () => {
      expect(() => tras(conSaldo(5), gastados(6))).toThrow('a spend of 6 from 5');
    });

    it('progress in an experience that was not started', () => {
      expect(() => tras(completado('paseo/a', 1, 1))).toThrow(ImpossibleEventError);
      expect(() => tras(terminada('paseo'))).toThrow(ImpossibleEventError);
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
