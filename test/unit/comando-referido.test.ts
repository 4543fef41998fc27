import { describe, it } from 'vitest';
import {
  ANA,
  abierto,
  BEA,
  CARLA,
  hecho,
  otorgados,
  registrada,
  reglasCon,
  tomada,
} from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const registrado = hecho('ReferidoRegistrado', { por: BEA });
const decisiones = (count: number) => Array.from({ length: count }, () => tomada('puerto/seguir', 'faro'));
const deBea = { tipo: 'referido', id: BEA } as const;

describe('ReferirUsuario', () => {
  const referir = (por = BEA) => ({ usuarioId: ANA, por });

  it('notes who brought a new user, also one who has only looked', () => {
    given([registrada()]).when('ReferirUsuario', referir()).then([registrado]);
    given([registrada(), abierto('puerto')])
      .when('ReferirUsuario', referir())
      .then([registrado]);
  });

  it('does not count oneself, a second time, or once somebody plays, in this order', () => {
    given([registrada(), registrado, ...decisiones(1)])
      .when('ReferirUsuario', referir(ANA))
      .thenRejects('REFERRAL_NOT_ALLOWED', { motivo: 'uno_mismo' });
    given([registrada(), registrado, ...decisiones(1)])
      .when('ReferirUsuario', referir(CARLA))
      .thenRejects('REFERRAL_NOT_ALLOWED', { motivo: 'ya_referido' });
    given([registrada(), ...decisiones(1)])
      .when('ReferirUsuario', referir())
      .thenRejects('REFERRAL_NOT_ALLOWED', { motivo: 'ya_juega' });
  });

  it('is refused for who may not act', () => {
    refusesWhoMayNotAct('ReferirUsuario', referir(ANA));
  });
});

describe('CalificarReferido', () => {
  const calificar = { usuarioId: ANA };
  const calificado = (otorgado: number) =>
    hecho('ReferidoCalificado', { por: BEA, premio: { solicitado: 20, otorgado } });

  it('counts once so many decisions were taken, and welcomes with besitos', () => {
    given([registrada(), registrado, ...decisiones(5)])
      .when('CalificarReferido', calificar)
      .then([calificado(20), otorgados(20, 'referido', deBea)]);
    given([registrada(), registrado, ...decisiones(4)])
      .when('CalificarReferido', calificar)
      .thenRejects('REFERRAL_NOT_ALLOWED', { motivo: 'sin_calificar' });
  });

  it('holds to what the rules say', () => {
    const reglas = reglasCon({ referido: { decisiones: 2, premio: 9, bienvenida: 7, maximo: 1 } });
    given([registrada(), registrado, ...decisiones(2)], { reglas })
      .when('CalificarReferido', calificar)
      .then([
        hecho('ReferidoCalificado', { por: BEA, premio: { solicitado: 7, otorgado: 7 } }),
        otorgados(7, 'referido', deBea),
      ]);
  });

  it('is cut to what the day lets through, and counts all the same', () => {
    given([registrada(), registrado, ...decisiones(5), otorgados(490)])
      .when('CalificarReferido', calificar)
      .then([calificado(10), otorgados(10, 'referido', deBea)]);
    given([registrada(), registrado, ...decisiones(5), otorgados(500)])
      .when('CalificarReferido', calificar)
      .then([calificado(0)]);
  });

  it('happens once', () => {
    given([registrada(), registrado, ...decisiones(5), calificado(20)])
      .when('CalificarReferido', calificar)
      .then([]);
  });

  it('is refused for who was brought by nobody', () => {
    given([registrada(), ...decisiones(5)])
      .when('CalificarReferido', calificar)
      .thenRejects('REFERRAL_NOT_ALLOWED', { motivo: 'sin_calificar' });
  });

  it('is refused for who may not act', () => {
    refusesWhoMayNotAct('CalificarReferido', calificar);
  });
});

describe('PremiarReferido', () => {
  const premiar = { usuarioId: ANA, referido: BEA };
  const premiado = (referido = BEA, otorgado = 40) =>
    hecho('ReferidoPremiado', { referido, premio: { solicitado: 40, otorgado } });

  it('rewards whoever brought the other, cut to what the day lets through', () => {
    given([registrada()])
      .when('PremiarReferido', premiar)
      .then([premiado(), otorgados(40, 'referido', deBea)]);
    given([registrada(), otorgados(475)])
      .when('PremiarReferido', premiar)
      .then([premiado(BEA, 25), otorgados(25, 'referido', deBea)]);
    given([registrada(), otorgados(500)])
      .when('PremiarReferido', premiar)
      .then([premiado(BEA, 0)]);
  });

  it('happens once for each, and for so many users at most', () => {
    const reglas = reglasCon({ referido: { decisiones: 5, premio: 40, bienvenida: 20, maximo: 2 } });
    given([registrada(), premiado()], { reglas }).when('PremiarReferido', premiar).then([]);
    given([registrada(), premiado(CARLA)], { reglas })
      .when('PremiarReferido', premiar)
      .then([premiado(), otorgados(40, 'referido', deBea)]);
    given([registrada(), premiado(CARLA), premiado(ANA)], { reglas })
      .when('PremiarReferido', premiar)
      .thenRejects('REFERRAL_NOT_ALLOWED', { motivo: 'maximo' });
    given([registrada(), premiado(CARLA), premiado(BEA)], { reglas })
      .when('PremiarReferido', premiar)
      .then([]);
  });

  it('is refused for who may not act', () => {
    refusesWhoMayNotAct('PremiarReferido', premiar);
  });
});
