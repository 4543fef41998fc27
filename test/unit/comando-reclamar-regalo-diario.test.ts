import { describe, it } from 'vitest';
import { ANA, AYER, HOY, MANANA, otorgados, regalo, registrada, reglasCon } from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const reclamar = { usuarioId: ANA };
const deHoy = (cantidad: number) => otorgados(cantidad, 'regalo_diario', { tipo: 'dia', id: HOY });
const tras = (dia: string, racha: number) => [
  registrada(),
  regalo(dia, racha),
  otorgados(10, 'regalo_diario', { tipo: 'dia', id: dia }, dia),
];

describe('ReclamarRegaloDiario', () => {
  it('gives the base on the first day', () => {
    given([registrada()])
      .when('ReclamarRegaloDiario', reclamar)
      .then([{ type: 'RegaloDiarioReclamado', data: { dia: HOY, racha: 1 } }, deHoy(10)]);
  });

  it.each([
    [1, 12],
    [2, 14],
    [6, 22],
    [7, 24],
    [8, 24],
    [400, 24],
  ])('after %i days in a row gives %i', (racha, cantidad) => {
    given(tras(AYER, racha))
      .when('ReclamarRegaloDiario', reclamar)
      .then([regalo(HOY, racha + 1), deHoy(cantidad)]);
  });

  it('starts again after a day left out', () => {
    given(tras('2026-03-08', 30))
      .when('ReclamarRegaloDiario', reclamar)
      .then([regalo(HOY, 1), deHoy(10)]);
  });

  it.each([
    ['2026-02-28', '2026-03-01'],
    ['2028-02-29', '2028-03-01'],
    ['2026-12-31', '2027-01-01'],
  ])('goes on from %s to %s', (ayer, hoy) => {
    given(tras(ayer, 3), { ahora: `${hoy}T00:00:00.000Z` })
      .when('ReclamarRegaloDiario', reclamar)
      .then([regalo(hoy, 4), otorgados(16, 'regalo_diario', { tipo: 'dia', id: hoy }, hoy)]);
  });

  it('gives up to the very limit of the day', () => {
    given([registrada(), otorgados(490)])
      .when('ReclamarRegaloDiario', reclamar)
      .then([regalo(HOY, 1), deHoy(10)]);
  });

  it('follows the rules it is handed', () => {
    given(tras(AYER, 1), { reglas: reglasCon({ regalo: { base: 3, porDia: 0, maximo: 3 } }) })
      .when('ReclamarRegaloDiario', reclamar)
      .then([regalo(HOY, 2), deHoy(3)]);
  });

  describe('refuses, in this order', () => {
    it('who may not act', () => {
      refusesWhoMayNotAct('ReclamarRegaloDiario', reclamar);
    });

    it('who is not registered', () => {
      given([]).when('ReclamarRegaloDiario', reclamar).thenRejects('USER_NOT_FOUND', {});
    });

    it('a second gift on one day, and says when the next one is', () => {
      given([...tras(HOY, 1), otorgados(490)], { ahora: `${HOY}T23:59:59.999Z` })
        .when('ReclamarRegaloDiario', reclamar)
        .thenRejects('GIFT_ALREADY_CLAIMED', { dia: HOY, siguiente: MANANA });
    });

    it('a second gift when the clock went back to the day before', () => {
      given(tras(MANANA, 1))
        .when('ReclamarRegaloDiario', reclamar)
        .thenRejects('GIFT_ALREADY_CLAIMED', { dia: MANANA, siguiente: '2026-03-12' });
    });

    it('a gift that the day has no room for: it waits rather than being cut', () => {
      given([registrada(), otorgados(491)])
        .when('ReclamarRegaloDiario', reclamar)
        .thenRejects('DAILY_GRANT_LIMIT', { limite: 500, otorgado: 491, siguiente: MANANA });
    });
  });
});
