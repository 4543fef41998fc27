import { describe, expect, it } from 'vitest';
import { COMANDOS } from '../../src/commands/registro.ts';
import { RAZONES_DE_OTORGAR } from '../../src/events/usuario/eventos.ts';
import {
  ANA,
  AYER,
  carteraApuntes,
  dias,
  HOY,
  hecho,
  MANANA,
  otorgados,
  registrada,
  reglasCon,
  suspendida,
} from '../support/fixtures.ts';
import { given, refusesWhoIsGoing } from '../support/spec.ts';

type Razon = Exclude<(typeof RAZONES_DE_OTORGAR)[number], 'regalo_recibido'>;
const RAZONES = RAZONES_DE_OTORGAR.filter((razon) => razon !== 'regalo_recibido');
const otorgar = (cantidad: number, razon: Razon = 'codigo') => ({
  usuarioId: ANA,
  cantidad,
  razon,
  nota: 'BES-42',
});
const nota = { tipo: 'nota', id: 'BES-42' } as const;

describe('OtorgarBesitos', () => {
  it.each(RAZONES)('gives for the reason %s', (razon) => {
    given([registrada()])
      .when('OtorgarBesitos', otorgar(120, razon))
      .then([
        {
          type: 'BesitosOtorgados',
          data: {
            cantidad: 120,
            razon,
            referencia: nota,
            dia: HOY,
            apuntes: carteraApuntes(
              razon === 'ajuste' || razon === 'reembolso' ? 'sistema:ajustes' : 'sistema:emision',
              120,
            ),
          },
        },
      ]);
  });

  it('gives up to the very limit of the day, and a day later again', () => {
    given([registrada(), otorgados(380)])
      .when('OtorgarBesitos', otorgar(120))
      .then([otorgados(120, 'codigo', nota)]);
    given([registrada(), otorgados(500, 'codigo', nota, AYER)])
      .when('OtorgarBesitos', otorgar(500))
      .then([otorgados(500, 'codigo', nota)]);
  });

  it('adjusts above what the day lets through, up to what needs a second admin', () => {
    given([registrada(), otorgados(500)])
      .when('OtorgarBesitos', otorgar(1000, 'ajuste'))
      .then([otorgados(1000, 'ajuste', nota)]);
  });

  it('cannot give what another user gave: only a gift takes from what is on its way', () => {
    const datos = { usuarioId: ANA, cantidad: 1, razon: 'regalo_recibido', nota: 'x' };
    expect(COMANDOS.OtorgarBesitos.schema.safeParse(datos).success).toBe(false);
  });

  it('gives besitos that lapse after so many days', () => {
    given([registrada()])
      .when('OtorgarBesitos', { ...otorgar(120), caducaEnDias: 2 })
      .then([hecho('BesitosOtorgados', { ...otorgados(120, 'codigo', nota).data, caduca: dias(2) })]);
  });

  it('gives to a suspended user too', () => {
    given([registrada(), suspendida()])
      .when('OtorgarBesitos', otorgar(120))
      .then([otorgados(120, 'codigo', nota)]);
  });

  describe('refuses, in this order', () => {
    it('who is about to be erased', () => {
      refusesWhoIsGoing('OtorgarBesitos', otorgar(5000));
    });

    it('who is not registered', () => {
      given([]).when('OtorgarBesitos', otorgar(5000)).thenRejects('USER_NOT_FOUND', {});
    });

    it.each(['ajuste', 'reembolso'] as const)('an %s that needs a second admin', (razon) => {
      given([registrada()])
        .when('OtorgarBesitos', otorgar(1001, razon))
        .thenRejects('APPROVAL_REQUIRED', { cantidad: 1001, maximo: 1000 });
      given([registrada()], { reglas: reglasCon({ ajusteSinSegundoAdmin: 50 }) })
        .when('OtorgarBesitos', otorgar(51, razon))
        .thenRejects('APPROVAL_REQUIRED', { cantidad: 51, maximo: 50 });
    });

    it('more than the day has room for: an admin’s grant is not cut', () => {
      given([registrada(), otorgados(381)])
        .when('OtorgarBesitos', otorgar(120))
        .thenRejects('DAILY_GRANT_LIMIT', { limite: 500, otorgado: 381, siguiente: MANANA });
    });

    it('more than the last day known has room for, when the clock went back', () => {
      given([registrada(), otorgados(381, 'codigo', nota, MANANA)])
        .when('OtorgarBesitos', otorgar(120))
        .thenRejects('DAILY_GRANT_LIMIT', { limite: 500, otorgado: 381, siguiente: '2026-03-12' });
    });
  });
});
