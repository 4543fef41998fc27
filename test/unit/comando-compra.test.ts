import { describe, it } from 'vitest';
import {
  AHORA,
  ANA,
  apuntes,
  CARTERA,
  conSaldo,
  dias,
  enEliminacion,
  hecho,
  OTRO_PROCESO,
  PROCESO,
  promocionales,
  RETENIDO,
  registrada,
  retenidos,
  suspendida,
} from '../support/fixtures.ts';
import { given, refusesTheUnknown } from '../support/spec.ts';

const iniciada = hecho('CompraIniciada', {
  compra: PROCESO,
  item: 'lamina',
  version: 3,
  precio: 40,
  caduca: AHORA,
});
const comprada = hecho('ItemComprado', {
  item: 'lamina',
  version: 3,
  tipo: 'limitado',
  precio: 40,
  moneda: 'besitos',
  compra: PROCESO,
});
const deCompra = {
  proceso: PROCESO,
  cantidad: 40,
  razon: 'compra',
  referencia: { tipo: 'compra', id: PROCESO },
} as const;
const cobrada = hecho('RetencionCobrada', { ...deCompra, apuntes: apuntes(RETENIDO, 'sistema:ventas', 40) });
const liberada = hecho('RetencionLiberada', { ...deCompra, apuntes: apuntes(RETENIDO, CARTERA, 40) });
const cancelada = (motivo: 'agotado' | 'caducada' | 'anulada') =>
  hecho('CompraCancelada', { compra: PROCESO, item: 'lamina', motivo });
const enCurso = [registrada(), conSaldo(50), iniciada, retenidos(40, PROCESO)];
const esta = { usuarioId: ANA, compra: PROCESO };

describe('ConfirmarCompra', () => {
  it('gives the item in the version that was asked for, and what was set aside pays', () => {
    given(enCurso).when('ConfirmarCompra', esta).then([comprada, cobrada]);
  });

  it.each([['suspended', suspendida()] as const, ['about to be erased', enEliminacion()] as const])(
    'also for a user who is %s',
    (_how, event) => {
      given([...enCurso, event])
        .when('ConfirmarCompra', esta)
        .then([comprada, cobrada]);
    },
  );

  it('changes nothing once the purchase is over, or where there is none', () => {
    given([...enCurso, comprada, cobrada])
      .when('ConfirmarCompra', esta)
      .then([]);
    given([...enCurso, cancelada('agotado'), liberada])
      .when('ConfirmarCompra', esta)
      .then([]);
    given(enCurso).when('ConfirmarCompra', { usuarioId: ANA, compra: OTRO_PROCESO }).then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('ConfirmarCompra', esta);
  });
});

describe('CancelarCompra', () => {
  it.each(['agotado', 'caducada', 'anulada'] as const)('gives back what was set aside: %s', (motivo) => {
    given(enCurso)
      .when('CancelarCompra', { ...esta, motivo })
      .then([cancelada(motivo), liberada]);
  });

  it('gives back promotional besitos as the lots they were, also for who is suspended', () => {
    const lotes = [
      { cantidad: 15, caduca: dias(1) },
      { cantidad: 20, caduca: dias(3) },
    ];
    given([
      registrada(),
      promocionales(20, dias(3)),
      promocionales(15, dias(1)),
      conSaldo(5),
      iniciada,
      retenidos(40, PROCESO, 'lamina', lotes),
      suspendida(),
    ])
      .when('CancelarCompra', { ...esta, motivo: 'agotado' })
      .then([cancelada('agotado'), liberada]);
  });

  it('changes nothing once the purchase is over, or where there is none', () => {
    given([...enCurso, comprada, cobrada])
      .when('CancelarCompra', { ...esta, motivo: 'caducada' })
      .then([]);
    given([...enCurso, cancelada('agotado'), liberada])
      .when('CancelarCompra', { ...esta, motivo: 'caducada' })
      .then([]);
    given(enCurso)
      .when('CancelarCompra', { usuarioId: ANA, compra: OTRO_PROCESO, motivo: 'caducada' })
      .then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('CancelarCompra', { ...esta, motivo: 'agotado' });
  });
});
