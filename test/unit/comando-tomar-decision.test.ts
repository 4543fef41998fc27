import { describe, expect, it } from 'vitest';
import { createBusUnderTest } from '../support/bus.ts';
import {
  AHORA,
  ANA,
  AYER,
  abierto,
  caducados,
  catalogoCon,
  completado,
  comprado,
  conSaldo,
  DESPUES,
  decision,
  dias,
  fragmento,
  gastados,
  HOY,
  hecho,
  iniciada,
  item,
  MANANA,
  marcada,
  otorgados,
  PROCESO,
  portada,
  promocionales,
  recibido,
  registrada,
  reglasCon,
  terminada,
  tomada,
  vip,
} from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const catalogo = catalogoCon(
  portada({
    id: 'puerto',
    decisiones: [
      decision({ id: 'seguir', destino: 'muelle' }),
      decision({ id: 'pagar', destino: 'faro', cuesta: 30 }),
      decision({ id: 'ganar', destino: 'faro', recompensa: { besitos: 40 } }),
      decision({
        id: 'todo',
        destino: 'faro',
        cuesta: 30,
        recompensa: { besitos: 40, items: ['bengala', 'medalla'] },
      }),
      decision({
        id: 'dificil',
        destino: 'perdido',
        cuesta: 30,
        requisitos: { all: [{ saldo: 20 }, { item: 'medalla' }] },
        recompensa: { items: ['fantasma'] },
      }),
      decision({ id: 'selecta', destino: 'palco', cuesta: 30, recompensa: { items: ['fantasma'] } }),
    ],
  }),
  fragmento({ id: 'muelle', decisiones: [decision({ id: 'volver', destino: 'puerto' })] }),
  fragmento({ id: 'faro' }),
  fragmento({ id: 'palco', vip: true, requisitos: { nivel: 3 } }),
  item({ id: 'bengala' }),
  item({ id: 'medalla', tipo: 'unico' }),
);
const enPuerto = [registrada(), abierto('puerto')];
const tomar = (id: string, de = 'puerto') => ({ usuarioId: ANA, fragmento: de, decision: id });
const deTodo = { tipo: 'decision', id: 'puerto/todo' } as const;
const deGanar = { tipo: 'decision', id: 'puerto/ganar' } as const;

describe('TomarDecision', () => {
  it('goes from one fragment to another', () => {
    given(enPuerto, { catalogo })
      .when('TomarDecision', tomar('seguir'))
      .then([
        {
          type: 'DecisionTomada',
          data: {
            historia: 'noche',
            fragmento: 'puerto',
            version: 1,
            decision: 'seguir',
            destino: 'muelle',
            destinoVersion: 1,
            final: false,
            primera: true,
          },
        },
      ]);
  });

  it('charges what the choice costs, down to an empty wallet', () => {
    given([...enPuerto, conSaldo(30)], { catalogo })
      .when('TomarDecision', tomar('pagar'))
      .then([
        tomada('puerto/pagar', 'faro'),
        gastados(30, 'decision', { tipo: 'decision', id: 'puerto/pagar' }),
      ]);
  });

  it('gives what the choice rewards', () => {
    given(enPuerto, { catalogo })
      .when('TomarDecision', tomar('ganar'))
      .then([
        tomada('puerto/ganar', 'faro', { premio: { solicitado: 40, otorgado: 40 } }),
        otorgados(40, 'decision', deGanar),
      ]);
  });

  it('charges first, then gives besitos and items, in one append', () => {
    given([...enPuerto, conSaldo(30)], { catalogo })
      .when('TomarDecision', tomar('todo'))
      .then([
        tomada('puerto/todo', 'faro', { premio: { solicitado: 40, otorgado: 40 } }),
        gastados(30, 'decision', deTodo),
        otorgados(40, 'decision', deTodo),
        recibido('bengala', deTodo),
        recibido('medalla', deTodo, { tipo: 'unico' }),
      ]);
  });

  it('gives another of a consumable, but no second of what one can own once', () => {
    given([...enPuerto, conSaldo(30), comprado('bengala'), comprado('medalla', { tipo: 'unico' })], {
      catalogo,
    })
      .when('TomarDecision', tomar('todo'))
      .then([
        tomada('puerto/todo', 'faro', { premio: { solicitado: 40, otorgado: 40 } }),
        gastados(30, 'decision', deTodo),
        otorgados(40, 'decision', deTodo),
        recibido('bengala', deTodo),
      ]);
  });

  it('neither charges nor rewards a choice taken before, whatever the wallet holds', () => {
    given([...enPuerto, tomada('puerto/todo', 'faro'), abierto('puerto')], { catalogo })
      .when('TomarDecision', tomar('todo'))
      .then([tomada('puerto/todo', 'faro', { primera: false })]);
  });

  it('gives promotional besitos, and opens what it names and was not open', () => {
    const dePremio = { tipo: 'decision', id: 'puerto/premio' } as const;
    const conPremio = catalogoCon(
      portada({
        id: 'puerto',
        decisiones: [
          decision({
            id: 'premio',
            destino: 'puerto',
            recompensa: {
              besitos: 9,
              caducaEnDias: 2,
              desbloquea: ['sotano', 'torre'],
              items: ['medalla', 'medalla'],
            },
          }),
        ],
      }),
      item({ id: 'medalla', tipo: 'unico' }),
    );
    const torre = hecho('ContenidoDesbloqueado', { contenido: 'torre', referencia: dePremio });
    given([...enPuerto, torre], { catalogo: conPremio })
      .when('TomarDecision', tomar('premio'))
      .then([
        tomada('puerto/premio', 'puerto', { final: false, premio: { solicitado: 9, otorgado: 9 } }),
        hecho('BesitosOtorgados', { ...otorgados(9, 'decision', dePremio).data, caduca: dias(2) }),
        recibido('medalla', dePremio, { tipo: 'unico' }),
        hecho('ContenidoDesbloqueado', { contenido: 'sotano', referencia: dePremio }),
      ]);
  });

  it('pays with promotional besitos, behind what has lapsed', () => {
    given([...enPuerto, promocionales(30, DESPUES), promocionales(5, AHORA)], { catalogo })
      .when('TomarDecision', tomar('pagar'))
      .then([
        tomada('puerto/pagar', 'faro'),
        caducados(5),
        gastados(30, 'decision', { tipo: 'decision', id: 'puerto/pagar' }),
      ]);
  });

  it('cuts the reward to what the day still lets through, and says so', () => {
    given([...enPuerto, otorgados(470, 'decision')], { catalogo })
      .when('TomarDecision', tomar('ganar'))
      .then([
        tomada('puerto/ganar', 'faro', { premio: { solicitado: 40, otorgado: 30 } }),
        otorgados(30, 'decision', deGanar),
      ]);
  });

  it('succeeds with nothing given once the day is spent', () => {
    given([...enPuerto, otorgados(500, 'reaccion')], { catalogo })
      .when('TomarDecision', tomar('ganar'))
      .then([tomada('puerto/ganar', 'faro', { premio: { solicitado: 40, otorgado: 0 } })]);
  });

  it('counts neither refunds nor adjustments against the day', () => {
    given([...enPuerto, otorgados(900, 'reembolso'), otorgados(900, 'ajuste')], { catalogo })
      .when('TomarDecision', tomar('ganar'))
      .then([
        tomada('puerto/ganar', 'faro', { premio: { solicitado: 40, otorgado: 40 } }),
        otorgados(40, 'decision', deGanar),
      ]);
  });

  it('gives in full again on the next day', () => {
    given([...enPuerto, otorgados(500, 'decision', undefined, AYER)], { catalogo })
      .when('TomarDecision', tomar('ganar'))
      .then([
        tomada('puerto/ganar', 'faro', { premio: { solicitado: 40, otorgado: 40 } }),
        otorgados(40, 'decision', deGanar, HOY),
      ]);
  });

  it('counts against the last day known when the clock went back', () => {
    given([...enPuerto, otorgados(490, 'decision', undefined, MANANA)], { catalogo })
      .when('TomarDecision', tomar('ganar'))
      .then([
        tomada('puerto/ganar', 'faro', { premio: { solicitado: 40, otorgado: 10 } }),
        otorgados(10, 'decision', deGanar, MANANA),
      ]);
  });

  it('gives nothing where the limit was lowered below what the day has seen', () => {
    given([...enPuerto, otorgados(470, 'decision')], { catalogo, reglas: reglasCon({ limiteDiario: 100 }) })
      .when('TomarDecision', tomar('ganar'))
      .then([tomada('puerto/ganar', 'faro', { premio: { solicitado: 40, otorgado: 0 } })]);
  });

  describe('refuses, in this order', () => {
    it('who may not act', () => {
      refusesWhoMayNotAct('TomarDecision', tomar('nada', 'nada'), { catalogo });
    });

    it('who is not registered', () => {
      given([], { catalogo }).when('TomarDecision', tomar('nada', 'nada')).thenRejects('USER_NOT_FOUND', {});
    });

    it('a fragment that is not published', () => {
      given([registrada()], { catalogo })
        .when('TomarDecision', tomar('nada', 'nada'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'fragmento', id: 'nada' });
    });

    it('a decision that the fragment does not have', () => {
      given([registrada()], { catalogo })
        .when('TomarDecision', tomar('nada'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'decision', id: 'puerto/nada' });
    });

    it('a choice in a story that was not begun', () => {
      given([registrada()], { catalogo })
        .when('TomarDecision', tomar('dificil'))
        .thenRejects('DECISION_OUT_OF_PLACE', { fragmento: 'puerto', actual: null });
    });

    it('a choice of a page the user has left', () => {
      given([...enPuerto, tomada('puerto/seguir', 'muelle', { final: false })], { catalogo })
        .when('TomarDecision', tomar('dificil'))
        .thenRejects('DECISION_OUT_OF_PLACE', { fragmento: 'puerto', actual: 'muelle' });
    });

    it('a choice that leads nowhere', () => {
      given(enPuerto, { catalogo })
        .when('TomarDecision', tomar('dificil'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'fragmento', id: 'perdido' });
    });

    it('a choice whose requirements are not met, naming each', () => {
      const conDestino = catalogoCon(
        ...['puerto', 'muelle'].map((id) => catalogo.fragmento(id)!).map(({ version: _, ...rest }) => rest),
        fragmento({ id: 'perdido', vip: true, requisitos: { nivel: 3 } }),
      );
      given(enPuerto, { catalogo: conDestino })
        .when('TomarDecision', tomar('dificil'))
        .thenRejects('REQUIREMENTS_NOT_MET', {
          faltantes: [
            { tipo: 'saldo', necesario: 20, actual: 0 },
            { tipo: 'item', id: 'medalla' },
          ],
        });
    });

    it('a way into a VIP fragment for who is no VIP', () => {
      given(enPuerto, { catalogo })
        .when('TomarDecision', tomar('selecta'))
        .thenRejects('VIP_REQUIRED', { tipo: 'fragmento', id: 'palco' });
    });

    it('a way into a fragment whose requirements are not met', () => {
      given([...enPuerto, vip(), otorgados(60)], { catalogo })
        .when('TomarDecision', tomar('selecta'))
        .thenRejects('REQUIREMENTS_NOT_MET', { faltantes: [{ tipo: 'nivel', necesario: 3, actual: 2 }] });
    });

    it('a choice that costs, to who is under a grave review, and no other choice', () => {
      given([...enPuerto, marcada('alta')], { catalogo })
        .when('TomarDecision', tomar('pagar'))
        .thenRejects('SUSPICIOUS_ACTIVITY', { revision: PROCESO });
      given([...enPuerto, marcada('alta')], { catalogo })
        .when('TomarDecision', tomar('seguir'))
        .then([tomada('puerto/seguir', 'muelle', { final: false })]);
      given([...enPuerto, conSaldo(30), marcada('media')], { catalogo })
        .when('TomarDecision', tomar('pagar'))
        .then([
          tomada('puerto/pagar', 'faro'),
          gastados(30, 'decision', { tipo: 'decision', id: 'puerto/pagar' }),
        ]);
    });

    it('not a choice that was paid for before', () => {
      given([...enPuerto, tomada('puerto/pagar', 'faro'), abierto('puerto'), marcada('alta')], { catalogo })
        .when('TomarDecision', tomar('pagar'))
        .then([tomada('puerto/pagar', 'faro', { primera: false })]);
    });

    it('a choice that costs more than the wallet holds, though its reward would cover it', () => {
      given([...enPuerto, conSaldo(29)], { catalogo })
        .when('TomarDecision', tomar('todo'))
        .thenRejects('INSUFFICIENT_FUNDS', { necesario: 30, saldo: 29, faltan: 1 });
    });

    it('a reward whose item is not published', () => {
      given([...enPuerto, vip(), otorgados(200)], { catalogo })
        .when('TomarDecision', tomar('selecta'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'fantasma' });
    });
  });

  it('holds a decision to what was taken, owned and finished before', () => {
    const exigente = catalogoCon(
      portada({
        id: 'puerto',
        decisiones: [
          decision({
            id: 'seguir',
            destino: 'faro',
            requisitos: {
              all: [
                { decision: 'muelle/volver' },
                { item: 'bengala' },
                { experiencia: 'paseo' },
                { vip: true },
              ],
            },
          }),
        ],
      }),
      fragmento({ id: 'faro' }),
    );
    given(
      [
        ...enPuerto,
        tomada('muelle/volver', 'puerto'),
        recibido('bengala'),
        iniciada('paseo', 1),
        completado('paseo/uno', 1, 1),
        terminada('paseo'),
        vip(),
      ],
      { catalogo: exigente },
    )
      .when('TomarDecision', tomar('seguir'))
      .then([tomada('puerto/seguir', 'faro')]);
  });
});

describe('CoordinadorCentral', () => {
  const conVip = catalogoCon(
    portada({
      id: 'puerto',
      decisiones: [decision({ id: 'subir', destino: 'palco', recompensa: { besitos: 15 } })],
    }),
    fragmento({ id: 'palco', requisitos: { vip: true } }),
    item({ id: 'medalla', tipo: 'unico', precio: 60 }),
  );

  it('tomar_decision_valid_requirements', async () => {
    given([registrada(), conSaldo(100), vip(), abierto('puerto')], { catalogo: conVip })
      .when('TomarDecision', tomar('subir'))
      .then([
        tomada('puerto/subir', 'palco', { premio: { solicitado: 15, otorgado: 15 } }),
        otorgados(15, 'decision', { tipo: 'decision', id: 'puerto/subir' }),
      ]);
  });

  it('tomar_decision_missing_requirements', () => {
    given([registrada(), conSaldo(100), abierto('puerto')], { catalogo: conVip })
      .when('TomarDecision', tomar('subir'))
      .thenRejects('REQUIREMENTS_NOT_MET', { faltantes: [{ tipo: 'vip' }] });
  });

  it('transaction_rollback_on_error', async () => {
    const { send, enter, store, user } = createBusUnderTest({ catalogo: conVip });
    await enter(ANA, 100);
    const before = { log: structuredClone(store.log()), state: await user() };
    const comprar = { usuarioId: ANA, item: 'medalla', precio: 60 };

    store.fail(new Error('DB Error'));
    await expect(send('ComprarItem', comprar, 'compra')).rejects.toThrow('DB Error');
    expect(store.log()).toStrictEqual(before.log);
    expect(await user()).toStrictEqual(before.state);
    expect(before.state.saldo).toBe(100);

    await send('ComprarItem', comprar, 'compra');
    expect(await user()).toMatchObject({ saldo: 40, inventario: { medalla: 1 } });
  });
});
