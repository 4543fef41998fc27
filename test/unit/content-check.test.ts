/** The checks over all content: each kind of finding, by the smallest content that has it and nothing else. */
import { describe, expect, it } from 'vitest';
import { bundledContent } from '../../src/cli/content/bundled.ts';
import { checkContent } from '../../src/commands/contenido/revision/check.ts';
import { type Content, contentOf } from '../../src/commands/contenido/revision/content.ts';
import { FINDINGS, type FindingCode } from '../../src/commands/contenido/revision/finding.ts';
import type { Decision, Experiencia, Fragmento, Item, Requisito } from '../../src/events/contenido.ts';
import { componente, decision, experiencia, fragmento, item, portada, texto } from '../support/fixtures.ts';

const words = (count: number) => texto(Array.from({ length: count }, () => 'sal').join(' '));

/** A cover that leads to each of `ids`, and to an ending. */
const cover = (...ids: string[]): Fragmento =>
  portada({
    id: 'puerto',
    texto: words(80),
    decisiones: [...ids, 'fin'].map((id) => decision({ id, destino: id, recompensa: { besitos: 10 } })),
  });
const end = fragmento({ id: 'fin', texto: words(80) });
const page = (id: string, datos: Partial<Fragmento> = {}): Fragmento =>
  fragmento({ id, texto: words(80), decisiones: [decision({ id: 'fin', destino: 'fin' })], ...datos });
const go = (datos: Partial<Decision> & { id: string }): Decision => decision({ destino: 'fin', ...datos });

const of = (...piezas: (Fragmento | Experiencia | Item)[]): Content =>
  contentOf({
    fragmentos: piezas.filter((pieza): pieza is Fragmento => 'historia' in pieza),
    experiencias: piezas.filter((pieza): pieza is Experiencia => 'componentes' in pieza),
    items: piezas.filter((pieza): pieza is Item => 'precio' in pieza),
  });

const findings = (content: Content) =>
  checkContent(content).map(({ code, file, path, message }) => `${code} ${file} ${path}: ${message}`);
const story = (id: string) => `historias/noche/${id}.yaml`;

describe('the content that comes with the program', () => {
  it('has no fault, not even a doubtful one', () => {
    expect(checkContent(bundledContent())).toEqual([]);
  });
});

const quiz = componente.cuestionario('q', 'si');

describe('content without a fault', () => {
  it.each<[string, Content]>([
    ['a story', of(cover('a'), page('a'), end)],
    ['nothing at all', of()],
    [
      'a fragment that only an item opens',
      of(
        cover(),
        end,
        page('azotea'),
        item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['azotea'], precio: 1 }),
      ),
    ],
    [
      'a fragment that only a reward opens, whatever it requires',
      of(
        {
          ...cover(),
          decisiones: [go({ id: 'x', recompensa: { desbloquea: ['azotea'] } }), go({ id: 'y' })],
        },
        end,
        page('azotea', { requisitos: { fragmento: 'azotea' } }),
      ),
    ],
    [
      'an experience that requires itself and an item opens',
      of(
        cover(),
        end,
        experiencia({ id: 'e', requisitos: { experiencia: 'e' }, componentes: [quiz] }),
        item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['e'], precio: 1 }),
      ),
    ],
    [
      'a price that no saving reaches, beside one in Stars',
      of(cover(), end, item({ id: 'i', precio: 1_000_000, estrellas: 500 })),
    ],
    [
      'a level that another branch makes unnecessary',
      of(
        cover('a'),
        page('a', { requisitos: { any: [{ nivel: 10 }, { saldo: 1_000_000 }, { vip: true }] } }),
        end,
      ),
    ],
    [
      'two doors of which one is always open',
      of(
        cover('a', 'b'),
        page('a', {
          decisiones: [
            go({ id: 'con', requisitos: { fragmento: 'b' } }),
            go({ id: 'sin', requisitos: { not: { fragmento: 'b' } } }),
          ],
        }),
        page('b'),
        end,
      ),
    ],
    [
      'a door that asks for what the fragment asked for already',
      of(
        cover('a'),
        page('a', { vip: true, requisitos: { item: 'lupa' }, decisiones: [go({ id: 'b', destino: 'b' })] }),
        page('b', { vip: true, requisitos: { any: [{ item: 'lupa' }, { nivel: 3 }] } }),
        end,
        item({ id: 'lupa', precio: 1 }),
      ),
    ],
    [
      'a circle of fragments with a way out',
      of(cover('a'), page('a', { decisiones: [go({ id: 'b', destino: 'puerto' })] }), end),
    ],
    [
      'an item that a fragment behind it gives back',
      of(
        cover('a'),
        page('a', {
          requisitos: { item: 'lupa' },
          decisiones: [go({ id: 'b', recompensa: { items: ['lupa'] } })],
        }),
        end,
        item({ id: 'lupa', precio: 1 }),
      ),
    ],
  ])('such as %s has no findings', (_what, content) => {
    const known = ['PRICE_OUT_OF_REACH'];
    expect(findings(content).filter((line) => !known.some((code) => line.startsWith(code)))).toEqual([]);
  });
});

const needs = (requisitos: Requisito) => of(cover('a'), page('a', { requisitos }), end);

const CASES: [code: FindingCode, where: string, content: Content, message: string][] = [
  [
    'DESTINATION_UNKNOWN',
    `${story('puerto')} decisiones.0.destino`,
    of(cover('nada'), end),
    'no fragment is called nada',
  ],
  [
    'DESTINATION_ELSEWHERE',
    `${story('puerto')} decisiones.0.destino`,
    of(cover('otra'), end, portada({ id: 'otra', historia: 'dia', texto: words(80) })),
    'otra belongs to another story, dia',
  ],
  ['REFERENCE_UNKNOWN', `${story('a')} requisitos.item`, needs({ item: 'nada' }), 'no item is called nada'],
  [
    'REFERENCE_UNKNOWN',
    `${story('a')} requisitos.not.fragmento`,
    needs({ not: { fragmento: 'nada' } }),
    'no fragment is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    `${story('a')} requisitos.all.1.any.0.decision`,
    needs({ all: [{ vip: true }, { any: [{ decision: 'puerto/nada' }, { nivel: 2 }] }] }),
    'no decision is called puerto/nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    `${story('a')} requisitos.experiencia`,
    needs({ experiencia: 'nada' }),
    'no experience is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    `${story('a')} decisiones.0.recompensa.items.0`,
    of(cover('a'), page('a', { decisiones: [go({ id: 'b', recompensa: { items: ['nada'] } })] }), end),
    'no item is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    'experiencias/e.yaml componentes.0.fragmento',
    of(experiencia({ id: 'e', componentes: [componente.reaccion('r', 'nada')] })),
    'no fragment is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    'experiencias/e.yaml componentes.0.item',
    of(experiencia({ id: 'e', componentes: [componente.compra('c', 'nada')] })),
    'no item is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    'experiencias/e.yaml componentes.0.recompensa.items.0',
    of(experiencia({ id: 'e', componentes: [componente.cuestionario('q', 'si', { items: ['nada'] })] })),
    'no item is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    'experiencias/e.yaml recompensa.items.0',
    of(experiencia({ id: 'e', componentes: [quiz], recompensa: { items: ['nada'] } })),
    'no item is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    'tienda/llave.yaml desbloquea.0',
    of(cover(), end, item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['nada'], precio: 1 })),
    'no fragment and no experience is called nada',
  ],
  [
    'COVER_REPEATED',
    `${story('a')} portada`,
    of(cover('a'), page('a', { portada: cover().portada }), end),
    'the story has its `portada` in puerto already',
  ],
  [
    'FRAGMENT_UNREACHABLE',
    `${story('isla')} `,
    of(cover(), end, page('isla')),
    'no decision leads here, and no item or reward opens it',
  ],
  [
    'FRAGMENT_WITHOUT_WAY_OUT',
    `${story('a')} `,
    of(cover('a'), page('a', { decisiones: [], final: undefined }), end),
    'it has no decisions; an ending says so with `final`',
  ],
  [
    'FRAGMENT_ENDS_AND_GOES_ON',
    `${story('a')} final`,
    of(cover('a'), page('a', { final: end.final }), end),
    'an ending has no decisions',
  ],
  [
    'ID_REPEATED',
    `${story('a')} decisiones.1.id`,
    of(cover('a'), page('a', { decisiones: [go({ id: 'x' }), go({ id: 'x' })] }), end),
    'x is used twice',
  ],
  [
    'ID_REPEATED',
    'experiencias/e.yaml componentes.1.id',
    of(experiencia({ id: 'e', componentes: [quiz, quiz] })),
    'q is used twice',
  ],
  [
    'QUIZ_WITHOUT_ANSWER',
    'experiencias/e.yaml componentes.0.correcta',
    of(experiencia({ id: 'e', componentes: [componente.cuestionario('q', 'quizas')] })),
    'no option is called quizas',
  ],
  [
    'STOCK_MISMATCH',
    'tienda/i.yaml ',
    of(cover(), end, item({ id: 'i', tipo: 'limitado', precio: 1 })),
    'a limited item needs `existencias`',
  ],
  [
    'STOCK_MISMATCH',
    'tienda/i.yaml ',
    of(cover(), end, item({ id: 'i', existencias: 4, precio: 1 })),
    'only a limited item has `existencias`',
  ],
  [
    'UNLOCK_MISMATCH',
    'tienda/i.yaml ',
    of(cover(), end, item({ id: 'i', tipo: 'desbloqueo', precio: 1 })),
    'an unlocking item needs `desbloquea`',
  ],
  [
    'UNLOCK_MISMATCH',
    'tienda/i.yaml ',
    of(cover(), end, item({ id: 'i', desbloquea: ['fin'], precio: 1 })),
    'only an unlocking item has `desbloquea`',
  ],
  [
    'REQUIREMENT_CYCLE',
    'tienda/a.yaml requisitos',
    of(
      cover(),
      end,
      item({ id: 'a', precio: 1, requisitos: { item: 'b' } }),
      item({ id: 'b', precio: 1, requisitos: { all: [{ fragmento: 'fin' }, { item: 'a' }] } }),
    ),
    'item a waits for item b waits for item a: none of them can ever happen',
  ],
  [
    'REQUIREMENT_CYCLE',
    `${story('a')} requisitos`,
    needs({ decision: 'a/fin' }),
    'fragmento a waits for decision a/fin waits for fragmento a: none of them can ever happen',
  ],
  [
    'REQUIREMENT_CYCLE',
    `${story('puerto')} decisiones.0.requisitos`,
    of(
      { ...cover(), decisiones: [go({ id: 'x', requisitos: { decision: 'puerto/x' } }), go({ id: 'fin' })] },
      end,
    ),
    'decision puerto/x waits for decision puerto/x: none of them can ever happen',
  ],
  [
    'REQUIREMENT_CYCLE',
    'tienda/i.yaml requisitos',
    of(
      cover(),
      end,
      item({ id: 'i', precio: 1, requisitos: { experiencia: 'e' } }),
      experiencia({ id: 'e', requisitos: { item: 'i' }, componentes: [quiz] }),
    ),
    'item i waits for experiencia e waits for item i: none of them can ever happen',
  ],
  [
    'REQUIREMENT_IMPOSSIBLE',
    `${story('puerto')} decisiones.0.requisitos`,
    of(
      {
        ...cover(),
        decisiones: [
          go({ id: 'x', requisitos: { all: [{ vip: true }, { not: { vip: true } }] } }),
          go({ id: 'fin' }),
        ],
      },
      end,
    ),
    'what x asks for contradicts itself',
  ],
  [
    'REQUIREMENT_IMPOSSIBLE',
    'tienda/i.yaml requisitos',
    of(
      cover(),
      end,
      item({ id: 'i', precio: 1, requisitos: { all: [{ nivel: 2 }, { not: { nivel: 2 } }] } }),
    ),
    'what it asks for contradicts itself',
  ],
  [
    'NO_OPEN_WAY_OUT',
    `${story('a')} decisiones`,
    of(
      cover('a'),
      page('a', { decisiones: [go({ id: 'x', cuesta: 3 }), go({ id: 'y', requisitos: { vip: true } })] }),
      end,
    ),
    'every decision asks for something; a reader without it is stuck here',
  ],
  [
    'NO_OPEN_WAY_OUT',
    `${story('a')} decisiones`,
    of(cover('a'), page('a', { decisiones: [go({ id: 'b', destino: 'b' })] }), page('b', { vip: true }), end),
    'every decision asks for something; a reader without it is stuck here',
  ],
  [
    'NO_OPEN_ENDING',
    `${story('a')} `,
    of(
      cover('a'),
      page('a', { decisiones: [go({ id: 'a', destino: 'a' }), go({ id: 'x', cuesta: 2 })] }),
      end,
    ),
    'from here no ending is reached by decisions that ask for nothing',
  ],
  [
    'PRICE_OUT_OF_REACH',
    'tienda/i.yaml precio',
    of(cover(), end, item({ id: 'i', precio: 15 })),
    'it asks for 15 besitos; all rewards that can be reached come to 14',
  ],
  [
    'PRICE_OUT_OF_REACH',
    `${story('puerto')} decisiones.0.cuesta`,
    of({ ...cover(), decisiones: [go({ id: 'x', cuesta: 50 }), go({ id: 'y' })] }, end),
    'it asks for 50 besitos; all rewards that can be reached come to 4',
  ],
  [
    'PRICE_OUT_OF_REACH',
    `${story('a')} requisitos`,
    needs({ saldo: 100 }),
    'it asks for 100 besitos; all rewards that can be reached come to 26',
  ],
  [
    'WORDS_OUTSIDE',
    `${story('fin')} texto.es`,
    of(cover(), { ...end, texto: { ...words(80), es: words(59).es } }),
    '59 words; 60 to 200 read well',
  ],
  [
    'WORDS_OUTSIDE',
    `${story('fin')} texto.en`,
    of(cover(), { ...end, texto: { ...words(80), en: words(201).es } }),
    '201 words; 60 to 200 read well',
  ],
  [
    'UNTRANSLATED',
    `${story('fin')} texto.en`,
    of(cover(), { ...end, texto: { es: words(80).es, en: words(80).es } }),
    'the same text stands in both languages',
  ],
  [
    'REFERENCE_UNKNOWN',
    `${story('a')} decisiones.0.recompensa.desbloquea.0`,
    of(cover('a'), page('a', { decisiones: [go({ id: 'b', recompensa: { desbloquea: ['nada'] } })] }), end),
    'no fragment and no experience is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    'tienda/i.yaml uso.items.0',
    of(cover(), end, item({ id: 'i', precio: 1, uso: { texto: texto('Sabe a sal.'), items: ['nada'] } })),
    'no item is called nada',
  ],
  [
    'REFERENCE_UNKNOWN',
    `${story('a')} requisitos`,
    needs({ not: { arquetipo: 'pirata' } }),
    'no archetype is called pirata; there are explorador, romantico, coleccionista, social, competidor',
  ],
  [
    'USE_MISMATCH',
    'tienda/i.yaml uso',
    of(cover(), end, item({ id: 'i', tipo: 'unico', precio: 1, uso: { texto: texto('Sabe a sal.') } })),
    'only a consumable is used up',
  ],
  [
    'EXPIRY_WITHOUT_BESITOS',
    `${story('a')} decisiones.0.recompensa.caducaEnDias`,
    of(cover('a'), page('a', { decisiones: [go({ id: 'b', recompensa: { caducaEnDias: 3 } })] }), end),
    'there are no besitos here that could lapse',
  ],
  [
    'REWARD_ALWAYS_CUT',
    'experiencias/e.yaml componentes.0.recompensa.besitos',
    of(experiencia({ id: 'e', componentes: [componente.cuestionario('q', 'si', { besitos: 501 })] })),
    'nobody is granted more than 500 besitos in a day',
  ],
  [
    'STARS_ABOVE_PRICE',
    'tienda/i.yaml estrellas',
    of(cover(), end, item({ id: 'i', precio: 5, estrellas: 6 })),
    '6 Stars for what costs 5 besitos; are the two swapped?',
  ],
  [
    'LEVEL_UNKNOWN',
    `${story('a')} requisitos`,
    needs({ all: [{ nivel: 2 }, { nivel: 11 }] }),
    'there is no level 11; the highest is 10',
  ],
  [
    'PRICE_IMPOSSIBLE',
    `${story('a')} requisitos`,
    needs({ nivel: 9 }),
    // A year of gifts, and the two pages and the two decisions that do not lie behind it.
    'it takes 40000 besitos; with everything that can be reached, and the daily gift for a year, a reader has at most 8774',
  ],
  [
    'PRICE_IMPOSSIBLE',
    `${story('puerto')} decisiones.0.cuesta`,
    of({ ...cover(), decisiones: [go({ id: 'x', cuesta: 8765 }), go({ id: 'y' })] }, end),
    'it takes 8765 besitos; with everything that can be reached, and the daily gift for a year, a reader has at most 8764',
  ],
  [
    'PRICE_IMPOSSIBLE',
    `${story('puerto')} decisiones.0.cuesta`,
    // What it gives itself does not help to pay for it.
    of(
      {
        ...cover(),
        decisiones: [go({ id: 'x', cuesta: 9000, recompensa: { besitos: 400 } }), go({ id: 'y' })],
      },
      end,
    ),
    'it takes 9000 besitos; with everything that can be reached, and the daily gift for a year, a reader has at most 8764',
  ],
  [
    'PRICE_IMPOSSIBLE',
    'tienda/i.yaml precio',
    of(cover(), end, item({ id: 'i', precio: 9000 })),
    'it takes 9000 besitos; with everything that can be reached, and the daily gift for a year, a reader has at most 8774',
  ],
  [
    'UNTRANSLATED',
    'tienda/i.yaml uso.texto.en',
    of(cover(), end, item({ id: 'i', precio: 1, uso: { texto: { es: 'Sabe a sal.', en: 'Sabe a sal.' } } })),
    'the same text stands in both languages',
  ],
];

describe('a finding', () => {
  it.each(CASES)('%s at %s is the only one', (code, where, content, message) => {
    expect(findings(content)).toEqual([`${code} ${where}: ${message}`]);
  });

  it('of a story without a cover comes with the fragments that cannot be reached', () => {
    expect(findings(of(page('a'), end)).map((line) => line.split(' ')[0])).toEqual([
      'COVER_MISSING',
      'FRAGMENT_UNREACHABLE',
      'FRAGMENT_UNREACHABLE',
    ]);
  });

  it('exists for every code', () => {
    const seen = new Set([...CASES.map(([code]) => code), 'COVER_MISSING']);
    expect(Object.keys(FINDINGS).filter((code) => !seen.has(code))).toEqual([]);
  });

  it('names a circle once, and nothing that only waits behind it', () => {
    const content = of(
      cover('a', 'c'),
      page('a', { requisitos: { item: 'llave' } }),
      page('c', { requisitos: { decision: 'a/fin' } }),
      end,
      item({ id: 'llave', precio: 1, requisitos: { fragmento: 'a' } }),
    );
    expect(findings(content)).toEqual([
      `REQUIREMENT_CYCLE ${story('a')} requisitos: fragmento a waits for item llave waits for fragmento a: none of them can ever happen`,
    ]);
  });

  it('does not count besitos that lapse as income', () => {
    const lapsing = { besitos: 100, caducaEnDias: 3 };
    const content = of(
      { ...cover(), decisiones: [go({ id: 'x', recompensa: lapsing }), go({ id: 'y' })] },
      end,
      item({ id: 'i', precio: 50 }),
    );
    expect(findings(content)).toEqual([
      'PRICE_OUT_OF_REACH tienda/i.yaml precio: it asks for 50 besitos; all rewards that can be reached come to 4',
    ]);
  });

  it('does not count what nobody can reach as income', () => {
    const content = of(
      cover('a'),
      page('a', { requisitos: { fragmento: 'a' }, reaccion: 500 }),
      end,
      item({ id: 'i', precio: 100 }),
    );
    expect(findings(content).map((line) => line.split(' ')[0])).toEqual([
      'REQUIREMENT_CYCLE',
      'PRICE_OUT_OF_REACH',
    ]);
  });
});
