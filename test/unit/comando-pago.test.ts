import { describe, it } from 'vitest';
import type { Cobro } from '../../src/events/procesos/pago.ts';
import type { Evento } from '../../src/events/registro.ts';
import { ANA, dias, hecho, PAGO, PROCESO } from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

const cobro: Cobro = {
  pago: PAGO,
  cargo: 'cargo-1',
  usuarioId: ANA,
  pedido: PROCESO,
  objeto: { tipo: 'vip', dias: 30 },
  estrellas: 250,
  suscripcion: 'primera',
  suscripcionHasta: dias(30),
  origen: 'mensaje',
};
const este = { pago: PAGO };
const recibido = hecho('PagoRecibido', cobro);
const entregado = hecho('EntregaConfirmada', este);
const solicitado = hecho('ReembolsoSolicitado', { pago: PAGO, motivo: 'agotado' });
const reembolsado = hecho('PagoReembolsado', { pago: PAGO, origen: 'bot' });
const cerrado = hecho('RevocacionConfirmada', este);

/** A payment in each of its states. */
const EN: Record<string, Evento[]> = {
  ninguno: [],
  recibido: [recibido],
  entregado: [recibido, entregado],
  por_reembolsar: [recibido, solicitado],
  entregado_por_reembolsar: [recibido, entregado, solicitado],
  reembolsado: [recibido, reembolsado],
  entregado_reembolsado: [recibido, entregado, solicitado, reembolsado],
  cerrado: [recibido, reembolsado, cerrado],
};
const state = (name: string) => EN[name]!;
const en = (estado: string) => ({ pago: PAGO, estado });

describe('RegistrarPago', () => {
  it('records what Telegram said, once, also of a payer who is not known', () => {
    given([]).when('RegistrarPago', { cobro }).then([recibido]);
    given([recibido]).when('RegistrarPago', { cobro }).then([]);
    given(state('cerrado')).when('RegistrarPago', { cobro }).then([]);
    const ajeno: Cobro = { ...cobro, usuarioId: null, pedido: null, objeto: null, origen: 'conciliacion' };
    given([])
      .when('RegistrarPago', { cobro: ajeno })
      .then([hecho('PagoRecibido', ajeno)]);
  });
});

describe('ConfirmarEntrega', () => {
  it('notes that it was given, once, whatever happened since', () => {
    given(state('recibido')).when('ConfirmarEntrega', este).then([entregado]);
    for (const name of ['entregado', 'entregado_por_reembolsar', 'entregado_reembolsado'])
      given(state(name)).when('ConfirmarEntrega', este).then([]);
  });

  it.each(['ninguno', 'por_reembolsar', 'reembolsado', 'cerrado'])('is refused when it is %s', (name) => {
    given(state(name)).when('ConfirmarEntrega', este).thenRejects('PAYMENT_STATE', en(name));
  });
});

describe('SolicitarReembolso', () => {
  const solicitar = { pago: PAGO, motivo: 'agotado' };

  it.each(['recibido', 'entregado'])('asks for it back when it is %s', (name) => {
    given(state(name)).when('SolicitarReembolso', solicitar).then([solicitado]);
  });

  it('asks once', () => {
    for (const name of ['por_reembolsar', 'entregado_por_reembolsar'])
      given(state(name)).when('SolicitarReembolso', solicitar).then([]);
  });

  it.each(['ninguno', 'reembolsado', 'cerrado'])('is refused when it is %s', (name) => {
    given(state(name)).when('SolicitarReembolso', solicitar).thenRejects('PAYMENT_STATE', en(name));
  });
});

describe('RegistrarReembolso', () => {
  it.each(['recibido', 'entregado', 'por_reembolsar', 'entregado_por_reembolsar'])(
    'notes that Telegram gave it back when it was %s',
    (name) => {
      given(state(name)).when('RegistrarReembolso', { pago: PAGO, origen: 'bot' }).then([reembolsado]);
    },
  );

  it.each(['telegram', 'conciliacion'] as const)('says how it was learned of: %s', (origen) => {
    given(state('recibido'))
      .when('RegistrarReembolso', { pago: PAGO, origen })
      .then([hecho('PagoReembolsado', { pago: PAGO, origen })]);
  });

  it('happens once', () => {
    for (const name of ['reembolsado', 'entregado_reembolsado', 'cerrado'])
      given(state(name)).when('RegistrarReembolso', { pago: PAGO, origen: 'telegram' }).then([]);
  });

  it('is refused of a payment that nobody has heard of', () => {
    given([])
      .when('RegistrarReembolso', { pago: PAGO, origen: 'telegram' })
      .thenRejects('PAYMENT_STATE', en('ninguno'));
  });
});

describe('ConfirmarRevocacion', () => {
  it.each(['reembolsado', 'entregado_reembolsado'])('closes it when it is %s', (name) => {
    given(state(name)).when('ConfirmarRevocacion', este).then([cerrado]);
  });

  it('closes it once', () => {
    given(state('cerrado')).when('ConfirmarRevocacion', este).then([]);
  });

  it.each(['ninguno', 'recibido', 'entregado', 'por_reembolsar'])('is refused when it is %s', (name) => {
    given(state(name)).when('ConfirmarRevocacion', este).thenRejects('PAYMENT_STATE', en(name));
  });
});
