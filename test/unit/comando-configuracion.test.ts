/** What admins set, and what the nightly comparison notes. */
import { describe, expect, it } from 'vitest';
import { COMANDOS } from '../../src/commands/registro.ts';
import { hecho, PAGO } from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

const configuradas = (cambios: Parameters<typeof COMANDOS.ConfigurarRecompensas.decide>[1]['cambios']) =>
  hecho('RecompensasConfiguradas', { cambios });

describe('ConfigurarRecompensas', () => {
  const todas = {
    limiteDiario: 400,
    reaccion: 3,
    regalo: { base: 5, porDia: 0, maximo: 5 },
    ajusteSinSegundoAdmin: 10,
    niveles: [10, 11],
    emojis: ['🔥'],
    publicacion: { besitos: 1, dias: 1 },
    vip: { estrellas: 1, dias: 1 },
    referido: { decisiones: 1, premio: 1, bienvenida: 1, maximo: 1 },
    regalos: { minimo: 9, maximo: 9, dias: 1 },
    procesos: { compraMinutos: 1, pedidoMinutos: 1 },
  };

  it('changes what is named, each group whole', () => {
    given([])
      .when('ConfigurarRecompensas', { cambios: todas })
      .then([configuradas(todas)]);
    given([configuradas({ reaccion: 3 })])
      .when('ConfigurarRecompensas', { cambios: { limiteDiario: 400 } })
      .then([configuradas({ limiteDiario: 400 })]);
    given([configuradas({ reaccion: 3 })])
      .when('ConfigurarRecompensas', { cambios: { reaccion: 4 } })
      .then([configuradas({ reaccion: 4 })]);
  });

  it('changes nothing where that is what is set', () => {
    given([configuradas(todas)])
      .when('ConfigurarRecompensas', { cambios: { regalo: { maximo: 5, porDia: 0, base: 5 }, reaccion: 3 } })
      .then([]);
    given([]).when('ConfigurarRecompensas', { cambios: {} }).then([]);
  });

  it('is refused where the numbers make no sense, in this order', () => {
    const malas = {
      regalo: { base: 6, porDia: 1, maximo: 5 },
      niveles: [10, 20, 20],
      regalos: { minimo: 10, maximo: 9, dias: 1 },
    };
    given([])
      .when('ConfigurarRecompensas', { cambios: malas })
      .thenRejects('VALIDATION', { issues: [{ path: 'cambios.regalo.base', message: 'at most maximo' }] });
    given([])
      .when('ConfigurarRecompensas', { cambios: { ...malas, regalo: todas.regalo } })
      .thenRejects('VALIDATION', {
        issues: [{ path: 'cambios.niveles', message: 'each above the one before' }],
      });
    given([])
      .when('ConfigurarRecompensas', { cambios: { regalos: malas.regalos } })
      .thenRejects('VALIDATION', { issues: [{ path: 'cambios.regalos.minimo', message: 'at most maximo' }] });
  });

  it('takes levels that rise, from any first one', () => {
    given([])
      .when('ConfigurarRecompensas', { cambios: { niveles: [1] } })
      .then([configuradas({ niveles: [1] })]);
    given([])
      .when('ConfigurarRecompensas', { cambios: { niveles: [20, 10] } })
      .thenRejects('VALIDATION', {
        issues: [{ path: 'cambios.niveles', message: 'each above the one before' }],
      });
  });

  it('stands in one stream, whoever asks', () => {
    expect(COMANDOS.ConfigurarRecompensas.agregadoId({ cambios: {} })).toBe('recompensas');
  });
});

describe('CambiarFuncion', () => {
  const cambiar = (porcentaje: number) => ({ funcion: 'regalos', porcentaje });
  const cambiada = (porcentaje: number) => hecho('FuncionCambiada', { funcion: 'regalos', porcentaje });

  it.each([0, 25, 100])('switches it on for %i %%', (porcentaje) => {
    given([])
      .when('CambiarFuncion', cambiar(porcentaje))
      .then([cambiada(porcentaje)]);
    given([cambiada(50)])
      .when('CambiarFuncion', cambiar(porcentaje))
      .then([cambiada(porcentaje)]);
    given([cambiada(porcentaje)])
      .when('CambiarFuncion', cambiar(porcentaje))
      .then([]);
  });
});

describe('RegistrarConciliacion', () => {
  const datos = {
    dia: '2026-03-10',
    transacciones: 3,
    hasta: 40,
    diferencias: [{ tipo: 'falta_aqui' as const, pago: PAGO, detalle: '250' }],
  };

  it('notes each comparison', () => {
    const hecha = hecho('ConciliacionHecha', datos);
    given([]).when('RegistrarConciliacion', datos).then([hecha]);
    given([hecha]).when('RegistrarConciliacion', datos).then([hecha]);
    expect(COMANDOS.RegistrarConciliacion.agregadoId(datos)).toBe('2026-03-10');
  });
});
