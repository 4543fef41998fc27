import { describe, it } from 'vitest';
import type { Evento } from '../../src/events/registro.ts';
import { hecho, PROCESO, texto } from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

const esta = { difusion: PROCESO };
const datos = { difusion: PROCESO, mensaje: texto('Esta noche.'), segmento: 'vip' as const };
const cuenta = { enviados: 5, fallidos: 1, dudosos: 0 };
const creada = hecho('DifusionCreada', datos);
const detenida = hecho('DifusionDetenida', esta);
const reanudada = hecho('DifusionReanudada', esta);
const terminada = hecho('DifusionTerminada', { difusion: PROCESO, cuenta });
const IN: Record<string, Evento[]> = {
  inexistente: [],
  enviando: [creada],
  detenida: [creada, detenida],
  terminada: [creada, terminada],
};
const state = (name: string) => IN[name]!;

describe('CrearDifusion', () => {
  it('begins a message to many', () => {
    given([]).when('CrearDifusion', datos).then([creada]);
  });

  it.each(['enviando', 'detenida', 'terminada'])('is refused when it is %s', (estado) => {
    given(state(estado)).when('CrearDifusion', datos).thenRejects('BROADCAST_STATE', { estado });
  });
});

describe('DetenerDifusion', () => {
  it('stops it, once', () => {
    given([creada]).when('DetenerDifusion', esta).then([detenida]);
    given([creada, detenida, reanudada]).when('DetenerDifusion', esta).then([detenida]);
    given(state('detenida')).when('DetenerDifusion', esta).then([]);
  });

  it.each(['inexistente', 'terminada'])('is refused when it is %s', (estado) => {
    given(state(estado)).when('DetenerDifusion', esta).thenRejects('BROADCAST_STATE', { estado });
  });
});

describe('ReanudarDifusion', () => {
  it('goes on with it, once', () => {
    given(state('detenida')).when('ReanudarDifusion', esta).then([reanudada]);
    given(state('enviando')).when('ReanudarDifusion', esta).then([]);
  });

  it.each(['inexistente', 'terminada'])('is refused when it is %s', (estado) => {
    given(state(estado)).when('ReanudarDifusion', esta).thenRejects('BROADCAST_STATE', { estado });
  });
});

describe('TerminarDifusion', () => {
  it.each(['enviando', 'detenida'])('ends one that is %s, with its counts', (estado) => {
    given(state(estado)).when('TerminarDifusion', { difusion: PROCESO, cuenta }).then([terminada]);
  });

  it('ends it once', () => {
    given(state('terminada')).when('TerminarDifusion', { difusion: PROCESO, cuenta }).then([]);
  });

  it('is refused where there is none', () => {
    given([])
      .when('TerminarDifusion', { difusion: PROCESO, cuenta })
      .thenRejects('BROADCAST_STATE', { estado: 'inexistente' });
  });
});
