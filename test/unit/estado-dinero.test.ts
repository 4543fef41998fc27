/** Wallets, lots and what is set aside, as the fold of a user knows them. */
import { describe, expect, it } from 'vitest';
import { evolve } from '../../src/events/usuario/estado.ts';
import type { EventoDeUsuario } from '../../src/events/usuario/eventos.ts';
import {
  conLote,
  consumir,
  disponible,
  caducados as lapsedIn,
  regalable,
  retenido,
} from '../../src/events/usuario/lotes.ts';
import {
  AHORA,
  ANTES,
  apuntes,
  BEA,
  CARTERA,
  caducados,
  comprado,
  conSaldo,
  DESPUES,
  dias,
  enviado,
  gastados,
  hecho,
  OTRO_PROCESO,
  otorgados,
  PROCESO,
  promocionales,
  RETENIDO,
  registrada,
  retenidos,
  usuarioTras,
} from '../support/fixtures.ts';

const tras = (...historia: EventoDeUsuario[]) => usuarioTras(registrada(), ...historia);
const lote = (cantidad: number, caduca: string) => ({ cantidad, caduca });
const suelta = (type: 'RetencionLiberada' | 'RetencionCobrada', cantidad: number, proceso = PROCESO) =>
  hecho(type, {
    proceso,
    cantidad,
    razon: 'compra',
    referencia: { tipo: 'compra', id: proceso },
    apuntes: apuntes(RETENIDO, type === 'RetencionLiberada' ? CARTERA : 'sistema:ventas', cantidad),
  });
const revertido = (cantidad: number, desde: string, hacia: string, revision = 1) =>
  hecho('MovimientoRevertido', {
    original: { revision, eventoId: PROCESO },
    cantidad,
    razon: 'ajuste',
    referencia: { tipo: 'movimiento', id: PROCESO },
    motivo: 'x',
    apuntes: apuntes(desde, hacia, cantidad),
  });

describe('conLote', () => {
  const lotes = [lote(1, dias(1)), lote(3, dias(3))];

  it.each([
    ['before', dias(0), [lote(9, dias(0)), ...lotes]],
    ['between', dias(2), [lote(1, dias(1)), lote(9, dias(2)), lote(3, dias(3))]],
    ['after', dias(4), [...lotes, lote(9, dias(4))]],
    ['with the first', dias(1), [lote(10, dias(1)), lote(3, dias(3))]],
    ['with the last', dias(3), [lote(1, dias(1)), lote(12, dias(3))]],
  ] as const)('stands %s', (_where, caduca, expected) => {
    const copy = structuredClone(lotes);
    expect(conLote(lotes, lote(9, caduca))).toStrictEqual(expected);
    expect(lotes).toStrictEqual(copy);
  });

  it('is the first', () => {
    expect(conLote([], lote(9, dias(1)))).toStrictEqual([lote(9, dias(1))]);
  });
});

describe('consumir', () => {
  const lotes = [lote(5, dias(1)), lote(7, dias(2))];
  it.each([
    [0, lotes, []],
    [4, [lote(1, dias(1)), lote(7, dias(2))], [lote(4, dias(1))]],
    [5, [lote(7, dias(2))], [lote(5, dias(1))]],
    [6, [lote(6, dias(2))], [lote(5, dias(1)), lote(1, dias(2))]],
    [12, [], lotes],
    [100, [], lotes],
  ])('takes %i, earliest expiry first', (cantidad, quedan, tomados) => {
    expect(consumir(lotes, cantidad)).toStrictEqual({ quedan, tomados });
  });
});

describe('the sums of a wallet', () => {
  const usuario = tras(
    conSaldo(10),
    promocionales(3, ANTES),
    promocionales(4, AHORA),
    promocionales(5, DESPUES),
    retenidos(2, PROCESO),
    retenidos(1, OTRO_PROCESO),
  );

  it('tell apart what has lapsed, to the very instant, what can be spent, and what can be given', () => {
    // What was set aside took from the lot that lapsed first.
    expect(usuario.lotes).toStrictEqual([lote(4, AHORA), lote(5, DESPUES)]);
    expect(usuario.saldo).toBe(19);
    expect(lapsedIn(usuario, AHORA)).toBe(4);
    expect(lapsedIn(usuario, ANTES)).toBe(0);
    expect(lapsedIn(usuario, DESPUES)).toBe(9);
    expect(disponible(usuario, AHORA)).toBe(15);
    expect(disponible(usuario, ANTES)).toBe(19);
    expect(regalable(usuario)).toBe(10);
    expect(retenido(usuario)).toBe(3);
  });

  it('are nothing at the start', () => {
    const nadie = tras();
    expect([lapsedIn(nadie, AHORA), disponible(nadie, AHORA), regalable(nadie), retenido(nadie)]).toEqual([
      0, 0, 0, 0,
    ]);
  });
});

describe('lots in the fold', () => {
  it('grow together where they lapse together', () => {
    expect(
      tras(promocionales(3, dias(2)), promocionales(4, dias(1)), promocionales(5, dias(2))).lotes,
    ).toEqual([lote(4, dias(1)), lote(8, dias(2))]);
  });

  it('are spent before other besitos, and swept by what lapses', () => {
    const state = tras(conSaldo(10), promocionales(3, dias(1)), promocionales(4, dias(2)), gastados(5));
    expect(state).toMatchObject({ saldo: 12, lotes: [lote(2, dias(2))] });
    expect(evolve(state, caducados(2))).toMatchObject({ saldo: 10, lotes: [] });
  });

  it('are left alone by a gift', () => {
    const state = tras(conSaldo(10), promocionales(3, dias(1)), ...enviado(PROCESO, 10));
    expect(state).toMatchObject({ saldo: 3, lotes: [lote(3, dias(1))] });
  });
});

describe('besitos set aside', () => {
  const lotes = [lote(3, dias(1))];
  const enCurso = [conSaldo(10), promocionales(3, dias(1)), retenidos(5, PROCESO, 'lamina', lotes)];

  it('leave the wallet, and are known by their process', () => {
    expect(tras(...enCurso)).toMatchObject({
      saldo: 8,
      lotes: [],
      retenciones: { [PROCESO]: { cantidad: 5, lotes } },
    });
  });

  it('come back as what they were', () => {
    expect(tras(...enCurso, suelta('RetencionLiberada', 5))).toMatchObject({
      saldo: 13,
      lotes,
      retenciones: {},
    });
  });

  it('come back beside what has come in the meantime', () => {
    const state = tras(...enCurso, promocionales(2, dias(1)), suelta('RetencionLiberada', 5));
    expect(state.lotes).toEqual([lote(5, dias(1))]);
  });

  it('pay, and are gone', () => {
    expect(tras(...enCurso, suelta('RetencionCobrada', 5))).toMatchObject({
      saldo: 8,
      lotes: [],
      retenciones: {},
    });
  });

  it('are not earned again when they come back', () => {
    const state = tras(otorgados(10), retenidos(5, PROCESO), suelta('RetencionLiberada', 5));
    expect(state).toMatchObject({ ganado: 10, otorgado: { cantidad: 10 } });
  });

  it.each(['RetencionLiberada', 'RetencionCobrada'] as const)('%s of none is impossible', (type) => {
    expect(() => tras(conSaldo(5), suelta(type, 5))).toThrow(`retention ${PROCESO} is not under way`);
    expect(() => tras(...enCurso, suelta(type, 5, OTRO_PROCESO))).toThrow('is not under way');
  });

  it('cannot be more than there is', () => {
    expect(() => tras(conSaldo(5), retenidos(6, PROCESO))).toThrow('a spend of 6 from 5');
  });
});

describe('a reversal', () => {
  it('takes a grant back, and is remembered', () => {
    expect(tras(otorgados(30), revertido(30, CARTERA, 'sistema:emision'))).toMatchObject({
      saldo: 0,
      deshechos: { 1: true },
    });
  });

  it('gives a spend back', () => {
    expect(tras(conSaldo(30), gastados(30), revertido(30, 'sistema:ventas', CARTERA, 2))).toMatchObject({
      saldo: 30,
      deshechos: { 2: true },
    });
  });

  it('takes promotional besitos first, and no more than there is', () => {
    expect(
      tras(otorgados(5), promocionales(4, dias(1)), revertido(5, CARTERA, 'sistema:emision')),
    ).toMatchObject({ saldo: 4, lotes: [] });
    expect(() => tras(otorgados(5), gastados(1), revertido(5, CARTERA, 'sistema:emision'))).toThrow(
      'a spend of 5 from 4',
    );
  });

  it('of what touched other accounts only changes no wallet', () => {
    expect(tras(conSaldo(3), revertido(2, 'sistema:ventas', 'sistema:ajustes')).saldo).toBe(3);
  });
});

describe('a gift', () => {
  it('of promotional besitos is impossible', () => {
    expect(() => tras(conSaldo(5), promocionales(9, dias(1)), ...enviado(PROCESO, 6))).toThrow('a gift of 6');
  });

  it('is opened, and arrives or comes back', () => {
    const enviada = [conSaldo(5), ...enviado(PROCESO, 5, { para: null })];
    const reclamado = hecho('RegaloReclamado', { regalo: PROCESO, por: BEA });
    expect(tras(...enviada, reclamado).regalosEnCamino).toStrictEqual({
      [PROCESO]: { para: BEA, cantidad: 5, caduca: dias(7) },
    });
    expect(tras(...enviada, hecho('RegaloEntregado', { regalo: PROCESO })).regalosEnCamino).toStrictEqual({});
    expect(
      tras(...enviada, hecho('RegaloDevuelto', { regalo: PROCESO, motivo: 'caducado' })).regalosEnCamino,
    ).toStrictEqual({});
  });

  it.each([
    hecho('RegaloReclamado', { regalo: PROCESO, por: BEA }),
    hecho('RegaloEntregado', { regalo: PROCESO }),
    hecho('RegaloDevuelto', { regalo: PROCESO, motivo: 'caducado' }),
  ])('$type of none is impossible', (event) => {
    expect(() => tras(event)).toThrow(`gift ${PROCESO} is not under way`);
  });

  it('is settled once', () => {
    const recibido = hecho('RegaloRecibido', { regalo: PROCESO, de: BEA, cantidad: 5 });
    const rehusado = hecho('RegaloRehusado', { regalo: PROCESO });
    for (const first of [recibido, rehusado])
      for (const second of [recibido, rehusado])
        expect(() => tras(first, second)).toThrow(`gift ${PROCESO} twice`);
  });
});

describe('what was earned', () => {
  it('are grants that neither correct nor come from another user', () => {
    expect(
      tras(otorgados(5), otorgados(7, 'regalo_recibido'), otorgados(9, 'reembolso'), conSaldo(11)),
    ).toMatchObject({
      saldo: 32,
      ganado: 5,
      otorgado: { cantidad: 12 },
    });
  });
});

describe('an inventory', () => {
  const usado = hecho('ItemUsado', { item: 'bengala', version: 1 });
  const devuelto = hecho('ItemDevuelto', { item: 'bengala', referencia: { tipo: 'pago', id: 'x' } });

  it.each([usado, devuelto])('holds one less after $type, and none is none', (event) => {
    expect(tras(comprado('bengala'), comprado('bengala'), event).inventario).toStrictEqual({ bengala: 1 });
    expect(tras(comprado('bengala'), comprado('llave'), event).inventario).toStrictEqual({ llave: 1 });
    expect(() => tras(event)).toThrow('bengala leaves an inventory that holds none');
  });
});
