/** What admins take back: besitos, movements, purchases. */
import { describe, it } from 'vitest';
import type { Original } from '../../src/commands/definicion.ts';
import type { Evento } from '../../src/events/registro.ts';
import {
  AHORA,
  ANA,
  abierto,
  apuntes,
  CARTERA,
  caducados,
  comprado,
  conSaldo,
  DESPUES,
  enviado,
  gastados,
  HOY,
  hecho,
  idNamed,
  otorgados,
  PAGO,
  PROCESO,
  promocionales,
  registrada,
  reglasCon,
  suspendida,
} from '../support/fixtures.ts';
import { given, refusesWhoIsGoing } from '../support/spec.ts';

const EVENTO = idNamed('evento');
/** The event of the history at a revision, as the bus hands it to `decide`. */
const en = (history: readonly Evento[], revision: number): { original: Original } => ({
  original: { revision, id: EVENTO, evento: history[revision]! },
});

describe('RetirarBesitos', () => {
  const retirar = (cantidad: number) => ({ usuarioId: ANA, cantidad, nota: 'BES-7' });
  const retirados = (cantidad: number) =>
    hecho('BesitosGastados', {
      cantidad,
      razon: 'ajuste',
      referencia: { tipo: 'nota', id: 'BES-7' },
      apuntes: apuntes(CARTERA, 'sistema:ajustes', cantidad),
    });

  it('takes besitos, down to an empty wallet, behind what has lapsed', () => {
    given([registrada(), conSaldo(30), promocionales(4, AHORA)])
      .when('RetirarBesitos', retirar(30))
      .then([caducados(4), retirados(30)]);
    given([registrada(), conSaldo(30), suspendida()])
      .when('RetirarBesitos', retirar(10))
      .then([retirados(10)]);
  });

  it('takes at most what needs no second admin', () => {
    given([registrada(), conSaldo(2000)])
      .when('RetirarBesitos', retirar(1000))
      .then([retirados(1000)]);
    given([registrada()])
      .when('RetirarBesitos', retirar(1001))
      .thenRejects('APPROVAL_REQUIRED', { cantidad: 1001, maximo: 1000 });
    given([registrada(), conSaldo(100)], { reglas: reglasCon({ ajusteSinSegundoAdmin: 50 }) })
      .when('RetirarBesitos', retirar(51))
      .thenRejects('APPROVAL_REQUIRED', { cantidad: 51, maximo: 50 });
  });

  it('takes no more than there is, lapsed besitos apart', () => {
    given([registrada(), conSaldo(29), promocionales(4, AHORA)])
      .when('RetirarBesitos', retirar(30))
      .thenRejects('INSUFFICIENT_FUNDS', { necesario: 30, saldo: 29, faltan: 1 });
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('RetirarBesitos', retirar(5000));
  });
});

describe('RevertirMovimiento', () => {
  const revertir = (revision = 1) => ({ usuarioId: ANA, revision, motivo: 'BES-8' });
  const revertido = (cantidad: number, desde: string, hacia: string, revision = 1) =>
    hecho('MovimientoRevertido', {
      original: { revision, eventoId: EVENTO },
      cantidad,
      razon: 'ajuste',
      referencia: { tipo: 'movimiento', id: EVENTO },
      motivo: 'BES-8',
      // In the order of the original's postings, their signs changed.
      apuntes: [
        { cuenta: hacia, importe: cantidad },
        { cuenta: desde, importe: -cantidad },
      ],
    });
  const gasto = (razon: 'decision' | 'ajuste' | 'compra' | 'regalo_enviado' | 'caducidad') =>
    gastados(10, razon, { tipo: 'nota', id: 'x' });

  it.each(['decision', 'reaccion', 'regalo_diario', 'experiencia', 'referido', 'codigo'] as const)(
    'takes back what was granted: %s',
    (razon) => {
      const history = [registrada(), otorgados(30, razon)];
      given(history, en(history, 1))
        .when('RevertirMovimiento', revertir())
        .then([revertido(30, CARTERA, 'sistema:emision')]);
    },
  );

  it('takes back an adjustment, to where it came from', () => {
    const history = [registrada(), conSaldo(30), suspendida()];
    given(history, en(history, 1))
      .when('RevertirMovimiento', revertir())
      .then([revertido(30, CARTERA, 'sistema:ajustes')]);
  });

  it.each(['decision', 'ajuste'] as const)('gives back what was spent: %s', (razon) => {
    const history = [registrada(), conSaldo(10), gasto(razon)];
    given(history, en(history, 2))
      .when('RevertirMovimiento', revertir(2))
      .then([
        hecho('MovimientoRevertido', {
          original: { revision: 2, eventoId: EVENTO },
          cantidad: 10,
          razon: 'ajuste',
          referencia: { tipo: 'movimiento', id: EVENTO },
          motivo: 'BES-8',
          apuntes: [
            { cuenta: CARTERA, importe: 10 },
            { cuenta: 'sistema:ventas', importe: -10 },
          ],
        }),
      ]);
  });

  it('names what is missing where it was spent, lapsed besitos apart', () => {
    const history = [registrada(), otorgados(30), gastados(1, 'compra'), promocionales(5, AHORA)];
    given(history, en(history, 1))
      .when('RevertirMovimiento', revertir())
      .thenRejects('REVERSAL_SHORTFALL', { necesario: 30, saldo: 29, falta: 1 });
  });

  it('takes exactly what is there, behind what has lapsed', () => {
    const history = [
      registrada(),
      otorgados(30),
      gastados(1, 'compra'),
      promocionales(1, DESPUES),
      promocionales(5, AHORA),
    ];
    given(history, en(history, 1))
      .when('RevertirMovimiento', revertir())
      .then([caducados(5), revertido(30, CARTERA, 'sistema:emision')]);
  });

  it('happens once, and a reversal is not reversed', () => {
    const history = [registrada(), otorgados(30), conSaldo(100), revertido(30, CARTERA, 'sistema:emision')];
    given(history, en(history, 1))
      .when('RevertirMovimiento', revertir())
      .thenRejects('ALREADY_REVERSED', { revision: 1 });
    given(history, en(history, 3))
      .when('RevertirMovimiento', revertir(3))
      .thenRejects('MOVEMENT_NOT_FOUND', { revision: 3 });
  });

  it.each(['regalo_recibido', 'reembolso'] as const)(
    'is not for %s: a process has the other half',
    (razon) => {
      const history = [registrada(), otorgados(30, razon)];
      given(history, en(history, 1))
        .when('RevertirMovimiento', revertir())
        .thenRejects('REVERSAL_NOT_ALLOWED', { revision: 1, razon });
    },
  );

  it.each(['compra', 'caducidad'] as const)(
    'is not for %s: it has a way back of its own, or none',
    (razon) => {
      const history = [registrada(), conSaldo(10), gasto(razon)];
      given(history, en(history, 2))
        .when('RevertirMovimiento', revertir(2))
        .thenRejects('REVERSAL_NOT_ALLOWED', { revision: 2, razon });
    },
  );

  it('is not for a gift, which comes back by itself', () => {
    const history = [registrada(), conSaldo(10), ...enviado(PROCESO, 10)];
    given(history, en(history, 3))
      .when('RevertirMovimiento', revertir(3))
      .thenRejects('REVERSAL_NOT_ALLOWED', { revision: 3, razon: 'regalo_enviado' });
  });

  it('is of movements only, and of those that are there', () => {
    const history = [registrada(), abierto('puerto')];
    given(history, en(history, 1))
      .when('RevertirMovimiento', revertir())
      .thenRejects('MOVEMENT_NOT_FOUND', { revision: 1 });
    given(history).when('RevertirMovimiento', revertir(9)).thenRejects('MOVEMENT_NOT_FOUND', { revision: 9 });
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('RevertirMovimiento', revertir());
  });
});

describe('ReembolsarCompra', () => {
  const reembolsar = (revision = 2) => ({ usuarioId: ANA, revision, motivo: 'BES-9' });
  const compra = comprado('bengala', { precio: 25 });
  const reembolsada = (mas: Partial<ReturnType<typeof original>> = {}) =>
    hecho('CompraReembolsada', { ...original(), ...mas });
  function original() {
    return {
      original: { revision: 2, eventoId: EVENTO },
      item: 'bengala',
      precio: 25,
      moneda: 'besitos' as 'besitos' | 'estrellas',
      motivo: 'BES-9',
    };
  }
  const referencia = { tipo: 'movimiento', id: EVENTO } as const;
  const devuelto = (item = 'bengala') => hecho('ItemDevuelto', { item, referencia });
  const vueltos = (cantidad: number) =>
    hecho('BesitosOtorgados', {
      cantidad,
      razon: 'reembolso',
      referencia,
      dia: HOY,
      apuntes: apuntes('sistema:ventas', CARTERA, cantidad),
    });

  it('gives back what it cost, and takes the item, in one append', () => {
    const history = [registrada(), conSaldo(25), compra, gastados(25)];
    given(history, en(history, 2))
      .when('ReembolsarCompra', reembolsar())
      .then([reembolsada(), devuelto(), vueltos(25)]);
  });

  it('names the process that sold it', () => {
    const limitada = comprado('lamina', { tipo: 'limitado', precio: 40, compra: PROCESO });
    const history = [registrada(), suspendida(), limitada];
    given(history, en(history, 2))
      .when('ReembolsarCompra', reembolsar())
      .then([
        hecho('CompraReembolsada', { ...original(), item: 'lamina', precio: 40, compra: PROCESO }),
        devuelto('lamina'),
        vueltos(40),
      ]);
  });

  it('gives Stars back by Telegram: here it is only noted, also where the item is used up', () => {
    const conEstrellas = comprado('bengala', { precio: 60, moneda: 'estrellas', pago: PAGO });
    const history = [
      registrada(),
      conSaldo(1),
      conEstrellas,
      hecho('ItemUsado', { item: 'bengala', version: 1 }),
    ];
    given(history, en(history, 2))
      .when('ReembolsarCompra', reembolsar())
      .then([hecho('CompraReembolsada', { ...original(), precio: 60, moneda: 'estrellas', pago: PAGO })]);
  });

  it('happens once', () => {
    const history = [registrada(), conSaldo(25), compra, gastados(25), comprado('bengala'), reembolsada()];
    given(history, en(history, 2))
      .when('ReembolsarCompra', reembolsar())
      .thenRejects('ALREADY_REVERSED', { revision: 2 });
  });

  it('is refused where the item was used up', () => {
    const history = [
      registrada(),
      conSaldo(25),
      compra,
      gastados(25),
      hecho('ItemUsado', { item: 'bengala', version: 1 }),
    ];
    given(history, en(history, 2))
      .when('ReembolsarCompra', reembolsar())
      .thenRejects('ITEM_NOT_OWNED', { item: 'bengala' });
  });

  it('is of purchases only, and of those that are there', () => {
    const history = [registrada(), conSaldo(25), compra, gastados(25)];
    given(history, en(history, 3))
      .when('ReembolsarCompra', reembolsar(3))
      .thenRejects('MOVEMENT_NOT_FOUND', { revision: 3 });
    given(history).when('ReembolsarCompra', reembolsar(9)).thenRejects('MOVEMENT_NOT_FOUND', { revision: 9 });
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('ReembolsarCompra', reembolsar());
  });
});
