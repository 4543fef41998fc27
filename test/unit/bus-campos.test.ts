/** Every field of every command, filled with what people and programs send: refused or stored as it is, nothing between. */
import { describe, expect, it } from 'vitest';
import type { Orden } from '../../src/commands/bus.ts';
import { CommandError } from '../../src/commands/errores.ts';
import { COMANDOS, type DatosDe, type TipoDeComando } from '../../src/commands/registro.ts';
import { readEvent } from '../../src/events/registro.ts';
import { createBusUnderTest } from '../support/bus.ts';
import {
  ANA,
  BEA,
  catalogoCon,
  componente,
  decision,
  experiencia,
  fragmento,
  idNamed,
  item,
  portada,
  SELLADO,
  SISTEMA,
} from '../support/fixtures.ts';
import { leavesOf, objectsOf, type Path, valueAt, withAt } from '../support/mutations.ts';

const requisitos = {
  all: [
    {
      any: [
        { vip: true as const },
        { saldo: 10 },
        { nivel: 2 },
        { decision: 'puerto/seguir' },
        { fragmento: 'faro' },
      ],
    },
    { not: { item: 'medalla' } },
    { experiencia: 'paseo' },
    { arquetipo: 'explorador' },
    { desde: '2026-01-01T00:00:00Z' },
    { hasta: '2027-01-01T00:00:00Z' },
  ],
};
const recompensa = { besitos: 5, items: ['bengala'] };

/** For each command an input that is accepted and fills every field. */
const INPUTS: { [Tipo in TipoDeComando]: DatosDe<Tipo> } = {
  RegistrarUsuario: { usuarioId: BEA, idioma: 'es', personal: SELLADO },
  CambiarIdioma: { usuarioId: ANA, idioma: 'en' },
  AbrirFragmento: { usuarioId: ANA, fragmento: 'isla' },
  TomarDecision: { usuarioId: ANA, fragmento: 'puerto', decision: 'seguir' },
  Reaccionar: { usuarioId: ANA, fragmento: 'puerto', emoji: '🔥' },
  ReclamarRegaloDiario: { usuarioId: ANA },
  ComprarItem: { usuarioId: ANA, item: 'bengala', precio: 25 },
  IniciarExperiencia: { usuarioId: ANA, experiencia: 'gala' },
  CompletarComponente: { usuarioId: ANA, experiencia: 'paseo', componente: 'saber', respuesta: 'si' },
  OtorgarBesitos: { usuarioId: ANA, cantidad: 10, razon: 'codigo', nota: 'BES-1' },
  PublicarFragmento: {
    fragmento: portada({
      id: 'nuevo',
      vip: true,
      requisitos,
      reaccion: 3,
      decisiones: [decision({ id: 'ir', destino: 'faro', cuesta: 1, recompensa, requisitos, oculta: true })],
    }),
  },
  PublicarExperiencia: {
    experiencia: experiencia({
      id: 'nueva',
      vip: true,
      requisitos,
      recompensa,
      componentes: [
        componente.fragmento('ver', 'faro', recompensa),
        componente.reaccion('sentir', 'faro', recompensa),
        componente.compra('tener', 'bengala', recompensa),
        componente.cuestionario('saber', 'si', recompensa),
      ],
    }),
  },
  PublicarItem: {
    item: item({ id: 'cofre', tipo: 'desbloqueo', vip: true, requisitos, desbloquea: ['faro'] }),
  },
};
const TIPOS = Object.keys(COMANDOS) as TipoDeComando[];

async function createWorld() {
  const test = createBusUnderTest({
    catalogo: catalogoCon(
      portada({ id: 'puerto', decisiones: [decision({ id: 'seguir', destino: 'faro' })] }),
      portada({ id: 'isla', historia: 'isla' }),
      fragmento({ id: 'faro' }),
      item({ id: 'bengala' }),
      experiencia({ id: 'paseo', componentes: [componente.cuestionario('saber', 'si')] }),
      experiencia({ id: 'gala', componentes: [componente.cuestionario('saber', 'si')] }),
    ),
  });
  await test.enter(ANA, 100);
  await test.send('AbrirFragmento', { usuarioId: ANA, fragmento: 'puerto' });
  await test.send('IniciarExperiencia', { usuarioId: ANA, experiencia: 'paseo' });
  return test;
}

/** Sends each of many inputs to a world of its own; the code of each, or `ok` where it was stored and can be read back. */
async function outcomesOf(tipo: TipoDeComando, inputs: readonly unknown[]): Promise<string[]> {
  const codes: string[] = [];
  for (const datos of inputs) {
    const { bus, store } = await createWorld();
    const before = structuredClone(store.log());
    const appends = store.appends();
    try {
      await bus.execute({ id: idNamed('orden'), tipo, datos, actor: SISTEMA } as Orden);
      for (const { type, data, metadata } of store.log()) readEvent(type, data, metadata);
      codes.push('ok');
    } catch (error) {
      codes.push(error instanceof CommandError ? error.code : String(error));
      expect(store.log()).toStrictEqual(before);
      expect(store.appends()).toBe(appends);
    }
  }
  return codes;
}

const isText = (datos: unknown) => (path: Path) => typeof valueAt(datos, path) === 'string';
const name = (path: Path) => path.join('.');
/** Texts that are for people to read, and the few other fields that take any characters. */
const isFree = (path: Path) => ['es', 'en', 'icono', 'nota'].includes(String(path.at(-1)));

describe.each(TIPOS)('%s', (tipo) => {
  const datos = INPUTS[tipo];

  it('accepts the input that fills every field', async () => {
    expect(await outcomesOf(tipo, [datos])).toEqual(['ok']);
  });

  it('refuses a wrong type in each field', async () => {
    for (const wrong of [null, -1.5, [], {}, Number.NaN, 2 ** 53]) {
      const codes = await outcomesOf(
        tipo,
        leavesOf(datos).map((path) => withAt(datos, path, wrong)),
      );
      expect(new Set(codes), JSON.stringify(wrong)).toEqual(new Set(['VALIDATION']));
    }
  });

  it('refuses a property too many in each object', async () => {
    const inputs = objectsOf(datos).map((path) => withAt(datos, [...path, 'intruso'], 'x'));
    expect(new Set(await outcomesOf(tipo, inputs))).toEqual(new Set(['VALIDATION']));
  });

  it('refuses 10 kB of text in each field', async () => {
    for (const long of ['x'.repeat(10_240), 'ñ'.repeat(5_120), '💋'.repeat(4_001)]) {
      const inputs = leavesOf(datos)
        .filter(isText(datos))
        .map((path) => withAt(datos, path, long));
      expect(new Set(await outcomesOf(tipo, inputs))).toEqual(new Set(['VALIDATION']));
    }
  });

  it.each([
    ['emoji', '💋🏽'],
    ['right-to-left text', 'قبلة'],
    ['a bidirectional override', 'a\u202eb'],
    ['an empty text', ''],
    ['a null character', 'a\u0000b'],
    ['combining marks', 'a\u0301\u0302'],
    ['markup', '<b>&"\''],
    ['SQL', "';--"],
    ['spaces', ' a '],
    ['capitals', 'ABC'],
  ])('takes %s where texts are free, and refuses it everywhere else', async (what, nasty) => {
    const texts = leavesOf(datos).filter(isText(datos));
    const codes = await outcomesOf(
      tipo,
      texts.map((path) => withAt(datos, path, nasty)),
    );
    const expected = texts.map(
      (path) => `${name(path)}: ${isFree(path) && what !== 'an empty text' ? 'ok' : 'VALIDATION'}`,
    );
    expect(texts.map((path, index) => `${name(path)}: ${codes[index]}`)).toEqual(expected);
  });

  it('stores texts as they were sent, not trimmed and not normalized', async () => {
    const free = leavesOf(datos).filter(isText(datos)).filter(isFree);
    for (const path of free) {
      const { bus, store } = await createWorld();
      await bus.execute({
        id: idNamed('orden'),
        tipo,
        datos: withAt(datos, path, ' e\u0301 ✨'),
        actor: SISTEMA,
      } as Orden);
      expect(JSON.stringify(store.log().at(-1)!.data)).toContain(' e\u0301 ✨');
    }
  });
});

describe('the sizes of texts', () => {
  const sized = {
    nota: (nota: string) => ['OtorgarBesitos', { ...INPUTS.OtorgarBesitos, nota }] as const,
    page: (es: string) =>
      ['PublicarFragmento', { fragmento: { ...fragmento({ id: 'x' }), texto: { es, en: 'x' } } }] as const,
    name: (id: string) => ['PublicarItem', { item: { ...item({ id: 'x' }), id } }] as const,
  };

  it.each([
    ['nota', 200],
    ['page', 4_000],
    ['name', 24],
  ] as const)('are %s: at most %i characters', async (field, max) => {
    const [tipo, most] = sized[field]('x'.repeat(max));
    const [, tooMany] = sized[field]('x'.repeat(max + 1));
    expect(await outcomesOf(tipo, [most, tooMany])).toEqual(['ok', 'VALIDATION']);
  });

  it('are counted in characters, not in what they take in memory', async () => {
    const [tipo, datos] = sized.nota('💋'.repeat(200));
    expect(await outcomesOf(tipo, [datos])).toEqual(['ok']);
  });

  it.each(['-x', 'x-', 'x--y', 'x_y', 'x/y', 'x y', 'ñ', 'X', '.', '..', '$all', ''])(
    'a name cannot be %j',
    async (id) => {
      const [tipo, datos] = sized.name(id);
      expect(await outcomesOf(tipo, [datos])).toEqual(['VALIDATION']);
    },
  );
});

describe('texts that no UTF-8 can hold', () => {
  const broken: [string, TipoDeComando, unknown][] = [
    ['a note', 'OtorgarBesitos', { ...INPUTS.OtorgarBesitos, nota: 'a\ud800' }],
    ['an emoji', 'Reaccionar', { ...INPUTS.Reaccionar, emoji: '\ude00' }],
    [
      'a page',
      'PublicarFragmento',
      { fragmento: { ...fragmento({ id: 'x' }), texto: { es: '\ud83d', en: 'x' } } },
    ],
  ];

  it.each(broken)('%s with half a character is not valid', async (_what, tipo, datos) => {
    expect(await outcomesOf(tipo, [datos])).toEqual(['VALIDATION']);
  });

  it.each(['correlationId', 'causationId'] as const)('%s with half a character is not valid', async (key) => {
    const { send } = await createWorld();
    await expect(
      send('OtorgarBesitos', INPUTS.OtorgarBesitos, 'x', { [key]: '\ud800' }),
    ).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });
});

describe('conditions nested without end', () => {
  const nested = (depth: number) => {
    let requisito: unknown = { vip: true };
    for (let level = 0; level < depth; level++) requisito = { not: requisito };
    return { fragmento: { ...fragmento({ id: 'x' }), requisitos: requisito } };
  };

  it('are accepted as deep as anybody writes them', async () => {
    expect(await outcomesOf('PublicarFragmento', [nested(20)])).toEqual(['ok']);
  });

  it('are not valid when they are deeper than the program can follow', async () => {
    expect(await outcomesOf('PublicarFragmento', [nested(5_000)])).toEqual(['VALIDATION']);
  });
});
