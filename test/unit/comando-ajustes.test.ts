import { describe, expect, it } from 'vitest';
import { COMANDOS } from '../../src/commands/registro.ts';
import {
  ADMIN,
  AHORA,
  ANA,
  apuntes,
  BEA,
  CARTERA,
  caducados,
  conSaldo,
  hecho,
  OTRO_ADMIN,
  otorgados,
  PROCESO,
  promocionales,
  registrada,
  suspendida,
} from '../support/fixtures.ts';
import { given, refusesWhoIsGoing } from '../support/spec.ts';

const este = { ajuste: PROCESO };
const solicitado = (importe = 1500) =>
  hecho('AjusteSolicitado', { ajuste: PROCESO, usuarioId: ANA, importe, nota: 'BES-5', por: ADMIN.id });
const aprobado = hecho('AjusteAprobado', { ajuste: PROCESO, por: OTRO_ADMIN.id });
const rechazado = hecho('AjusteRechazado', { ajuste: PROCESO, por: OTRO_ADMIN.id, nota: 'BES-6' });
const aplicado = hecho('AjusteAplicado', este);
const fallido = hecho('AjusteFallido', { ajuste: PROCESO, motivo: 'INSUFFICIENT_FUNDS' });
const en = (estado: string) => ({ ajuste: PROCESO, estado });
const OVER = [
  ['rechazado', [solicitado(), rechazado]],
  ['aplicado', [solicitado(), aprobado, aplicado]],
  ['fallido', [solicitado(), aprobado, fallido]],
] as const;

describe('SolicitarAjuste', () => {
  const solicitar = (importe: number) => ({ ajuste: PROCESO, usuarioId: ANA, importe, nota: 'BES-5' });

  it.each([1500, -1500, 1, -1])('asks for %i besitos, in the name of who asks', (importe) => {
    given([], { actor: ADMIN })
      .when('SolicitarAjuste', solicitar(importe))
      .then([solicitado(importe)]);
  });

  it('cannot ask for nothing, or for more than there can be', () => {
    const { schema } = COMANDOS.SolicitarAjuste;
    const taken = [0, 0.5, 1_000_000_001, -1_000_000_001, 1_000_000_000, -1_000_000_000].filter(
      (importe) => schema.safeParse(solicitar(importe)).success,
    );
    expect(taken).toEqual([1_000_000_000, -1_000_000_000]);
  });

  it('asks once under one id', () => {
    given([solicitado()], { actor: ADMIN })
      .when('SolicitarAjuste', { ...solicitar(7), usuarioId: BEA })
      .thenRejects('ADJUSTMENT_STATE', en('solicitado'));
  });
});

describe('AprobarAjuste', () => {
  it('is approved by another admin, never by who asked for it', () => {
    given([solicitado()], { actor: OTRO_ADMIN }).when('AprobarAjuste', este).then([aprobado]);
    given([solicitado()], { actor: ADMIN }).when('AprobarAjuste', este).thenRejects('SAME_ADMIN', {});
  });

  it.each([['inexistente', []], ['aprobado', [solicitado(), aprobado]], ...OVER] as const)(
    'is refused when it is %s, whoever asks',
    (estado, history) => {
      given(history, { actor: ADMIN })
        .when('AprobarAjuste', este)
        .thenRejects('ADJUSTMENT_STATE', en(estado));
    },
  );
});

describe('RechazarAjuste', () => {
  const rechazar = { ajuste: PROCESO, nota: 'BES-6' };

  it('is rejected by another, or taken back by who asked for it', () => {
    given([solicitado()], { actor: OTRO_ADMIN }).when('RechazarAjuste', rechazar).then([rechazado]);
    given([solicitado()], { actor: ADMIN })
      .when('RechazarAjuste', rechazar)
      .then([hecho('AjusteRechazado', { ajuste: PROCESO, por: ADMIN.id, nota: 'BES-6' })]);
  });

  it.each([['inexistente', []], ['aprobado', [solicitado(), aprobado]], ...OVER] as const)(
    'is refused when it is %s',
    (estado, history) => {
      given(history, { actor: OTRO_ADMIN })
        .when('RechazarAjuste', rechazar)
        .thenRejects('ADJUSTMENT_STATE', en(estado));
    },
  );
});

describe('AplicarAjuste', () => {
  const aplicar = (importe: number) => ({ usuarioId: ANA, ajuste: PROCESO, importe });
  const referencia = { tipo: 'ajuste', id: PROCESO } as const;
  const quitados = (cantidad: number) =>
    hecho('BesitosGastados', {
      cantidad,
      razon: 'ajuste',
      referencia,
      apuntes: apuntes(CARTERA, 'sistema:ajustes', cantidad),
    });

  it('gives, above every limit', () => {
    given([registrada(), otorgados(500)])
      .when('AplicarAjuste', aplicar(1500))
      .then([otorgados(1500, 'ajuste', referencia)]);
    given([registrada(), suspendida()])
      .when('AplicarAjuste', aplicar(1))
      .then([otorgados(1, 'ajuste', referencia)]);
  });

  it('takes, down to an empty wallet, behind what has lapsed', () => {
    given([registrada(), conSaldo(1500), promocionales(3, AHORA)])
      .when('AplicarAjuste', aplicar(-1500))
      .then([caducados(3), quitados(1500)]);
    given([registrada(), conSaldo(1), suspendida()])
      .when('AplicarAjuste', aplicar(-1))
      .then([quitados(1)]);
    given([registrada(), conSaldo(1499), promocionales(3, AHORA)])
      .when('AplicarAjuste', aplicar(-1500))
      .thenRejects('INSUFFICIENT_FUNDS', { necesario: 1500, saldo: 1499, faltan: 1 });
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('AplicarAjuste', aplicar(1500));
  });
});

describe('AsentarAjuste', () => {
  const fallo = { ajuste: PROCESO, fallo: 'INSUFFICIENT_FUNDS' };

  it('notes that it was made, or could not be', () => {
    given([solicitado(), aprobado]).when('AsentarAjuste', este).then([aplicado]);
    given([solicitado(), aprobado]).when('AsentarAjuste', fallo).then([fallido]);
  });

  it('notes it once', () => {
    for (const history of [
      [solicitado(), aprobado, aplicado],
      [solicitado(), aprobado, fallido],
    ]) {
      given(history).when('AsentarAjuste', este).then([]);
      given(history).when('AsentarAjuste', fallo).then([]);
    }
  });

  it.each([
    ['inexistente', []],
    ['solicitado', [solicitado()]],
    ['rechazado', [solicitado(), rechazado]],
  ] as const)('is refused when it is %s', (estado, history) => {
    given(history).when('AsentarAjuste', este).thenRejects('ADJUSTMENT_STATE', en(estado));
  });
});
