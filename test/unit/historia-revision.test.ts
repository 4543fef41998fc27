/** What the commands themselves refuse of stories: publishing one that would strand readers, withdrawing what is needed. */
import { describe, expect, it } from 'vitest';
import { contentIn, problemasDeHistoria, usosDe } from '../../src/commands/contenido/revision/historia.ts';
import type { Experiencia, Fragmento, Item } from '../../src/events/contenido.ts';
import {
  catalogoCon,
  componente,
  decision,
  experiencia,
  fragmento,
  hecho,
  item,
  portada,
} from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

type Pieza = Fragmento | Experiencia | Item;

const puerto = portada({
  id: 'puerto',
  decisiones: [decision({ id: 'faro', destino: 'faro' }), decision({ id: 'fin', destino: 'fin' })],
});
const faro = fragmento({ id: 'faro', decisiones: [decision({ id: 'bajar', destino: 'fin' })] });
const fin = fragmento({ id: 'fin' });
const NOCHE = [puerto, faro, fin] as const;

const publish = (...piezas: Pieza[]) =>
  given([], { catalogo: catalogoCon(...piezas) }).when('PublicarHistoria', {
    historia: 'noche',
    alcance: 'nuevos',
  });
const problems = (...piezas: Pieza[]) =>
  problemasDeHistoria('noche', contentIn(catalogoCon(...piezas))).map(
    ({ codigo, donde, que }) => `${codigo} ${donde}: ${que}`,
  );

describe('PublicarHistoria', () => {
  it('takes a story without errors, with the versions that stand', () => {
    publish(...NOCHE).then([
      hecho('HistoriaPublicada', {
        historia: 'noche',
        edicion: 1,
        fragmentos: { puerto: 1, faro: 1, fin: 1 },
        alcance: 'nuevos',
      }),
    ]);
  });

  it('refuses one with errors, and says all of them', () => {
    publish(puerto, fin).thenRejects('STORY_PROBLEMS', {
      problemas: [{ codigo: 'DESTINATION_UNKNOWN', donde: 'puerto/faro', que: 'no fragment is called faro' }],
    });
  });

  it.each<[string, Pieza[], string[]]>([
    [
      'a choice that leads nowhere',
      [puerto, fin],
      ['DESTINATION_UNKNOWN puerto/faro: no fragment is called faro'],
    ],
    [
      'a choice that leads into another story',
      [puerto, fin, { ...faro, historia: 'dia' }],
      ['DESTINATION_ELSEWHERE puerto/faro: faro belongs to another story, dia'],
    ],
    [
      'a page that nothing leads to',
      [...NOCHE, fragmento({ id: 'isla' })],
      ['FRAGMENT_UNREACHABLE isla: no decision leads here, and no item or reward opens it'],
    ],
    [
      'two first pages',
      [...NOCHE.slice(0, 2), { ...fin, portada: puerto.portada }],
      ['COVER_REPEATED fin: the story has its `portada` in puerto already'],
    ],
    [
      'an item of the story that waits for itself',
      [
        puerto,
        { ...faro, requisitos: { item: 'llave' } },
        fin,
        item({ id: 'llave', precio: 1, requisitos: { decision: 'faro/bajar' } }),
      ],
      [
        'REQUIREMENT_CYCLE faro: fragmento faro waits for item llave waits for decision faro/bajar waits for fragmento faro: none of them can ever happen',
      ],
    ],
    [
      'an item that a page asks for, and nobody can ever pay',
      [puerto, { ...faro, requisitos: { item: 'llave' } }, fin, item({ id: 'llave', precio: 1_000_000 })],
      [
        'PRICE_IMPOSSIBLE item llave: it takes 1000000 besitos; with everything that can be reached, and the daily gift for a year, a reader has at most 8764',
      ],
    ],
    [
      'a reward that gives what is no longer there',
      [
        puerto,
        { ...faro, decisiones: [decision({ id: 'bajar', destino: 'fin', recompensa: { items: ['x'] } })] },
        fin,
      ],
      ['REFERENCE_UNKNOWN faro/bajar: no item is called x'],
    ],
  ])('refuses %s', (_what, piezas, found) => {
    expect(problems(...piezas)).toEqual(found);
    publish(...piezas).thenRejects('STORY_PROBLEMS');
  });

  it.each<[string, Pieza[]]>([
    [
      'a page that an item opens',
      [
        ...NOCHE,
        fragmento({ id: 'isla' }),
        item({ id: 'bote', tipo: 'desbloqueo', desbloquea: ['isla'], precio: 5 }),
      ],
    ],
    [
      'a page that the reward of an experience opens',
      [
        ...NOCHE,
        fragmento({ id: 'isla' }),
        experiencia({
          id: 'ronda',
          componentes: [componente.fragmento('ver', 'faro')],
          recompensa: { desbloquea: ['isla'] },
        }),
      ],
    ],
    [
      'the errors of another story',
      [
        ...NOCHE,
        portada({ id: 'alba', historia: 'dia', decisiones: [decision({ id: 'x', destino: 'nada' })] }),
      ],
    ],
    ['doubtful things, such as a page of few words', [...NOCHE]],
  ])('takes %s', (_what, piezas) => {
    expect(problems(...piezas)).toEqual([]);
  });

  it('counts what is withdrawn as not there', () => {
    const catalogo = catalogoCon(...NOCHE);
    catalogo.aplicar(hecho('FragmentoRetirado', { id: 'faro', version: 1 }));
    given([], { catalogo })
      .when('PublicarHistoria', { historia: 'noche', alcance: 'nuevos' })
      .thenRejects('STORY_PROBLEMS', {
        problemas: [
          { codigo: 'DESTINATION_UNKNOWN', donde: 'puerto/faro', que: 'no fragment is called faro' },
        ],
      });
  });
});

describe('what is still used', () => {
  const uses = (tipo: 'fragmento' | 'experiencia' | 'item', id: string, ...piezas: Pieza[]) =>
    usosDe(tipo, id, catalogoCon(...piezas)).map(({ donde, que }) => `${donde} ${que}`);

  it('is a page that others lead to, open, or ask for', () => {
    const ronda = experiencia({ id: 'ronda', componentes: [componente.reaccion('sentir', 'faro')] });
    const llave = item({
      id: 'llave',
      tipo: 'desbloqueo',
      desbloquea: ['faro'],
      requisitos: { fragmento: 'faro' },
    });
    expect(uses('fragmento', 'faro', ...NOCHE, ronda, llave)).toEqual([
      'item llave asks for faro',
      'item llave opens faro',
      'experiencia ronda has faro as a step',
      'puerto/faro leads to faro',
    ]);
  });

  it('is a first page that has others behind it', () => {
    expect(uses('fragmento', 'puerto', ...NOCHE)).toEqual([
      'puerto is the first page of noche, which has 2 more',
    ]);
    expect(uses('fragmento', 'puerto', puerto)).toEqual([]);
  });

  it('is an item that a page asks for or a step buys, unless content gives it too', () => {
    const ronda = experiencia({ id: 'ronda', componentes: [componente.compra('comprar', 'lupa')] });
    const con = { ...faro, requisitos: { any: [{ item: 'lupa' }, { vip: true as const }] } };
    const regalo = experiencia({
      id: 'regalo',
      componentes: [componente.cuestionario('q', 'si')],
      recompensa: { items: ['lupa'] },
    });
    const lupa = item({ id: 'lupa' });
    expect(uses('item', 'lupa', puerto, con, fin, ronda, lupa)).toEqual([
      'experiencia ronda has lupa as a step',
      'faro asks for lupa',
    ]);
    expect(uses('item', 'lupa', puerto, con, fin, ronda, lupa, regalo)).toEqual([]);
  });

  it('is not what somebody must not have', () => {
    expect(
      uses(
        'item',
        'lupa',
        puerto,
        { ...faro, requisitos: { not: { item: 'lupa' } } },
        fin,
        item({ id: 'lupa' }),
      ),
    ).toEqual([]);
  });
});

describe('withdrawing', () => {
  const publicado = hecho('FragmentoPublicado', { version: 1, fragmento: faro });

  it('of a page that others lead to is refused', () => {
    given([publicado], { catalogo: catalogoCon(...NOCHE) })
      .when('RetirarFragmento', { id: 'faro' })
      .thenRejects('STORY_PROBLEMS', {
        problemas: [{ codigo: 'STILL_USED', donde: 'puerto/faro', que: 'leads to faro' }],
      });
  });

  it('is done all the same where the editor insists', () => {
    given([publicado], { catalogo: catalogoCon(...NOCHE) })
      .when('RetirarFragmento', { id: 'faro', forzar: true })
      .then([hecho('FragmentoRetirado', { id: 'faro', version: 1 })]);
  });

  it('of a page that nothing leads to any more is done', () => {
    const sinFaro = { ...puerto, decisiones: [decision({ id: 'fin', destino: 'fin' })] };
    given([publicado], { catalogo: catalogoCon(sinFaro, faro, fin) })
      .when('RetirarFragmento', { id: 'faro' })
      .then([hecho('FragmentoRetirado', { id: 'faro', version: 1 })]);
  });

  it('of an item or an experience that a page asks for is refused', () => {
    const con = { ...faro, requisitos: { all: [{ item: 'lupa' }, { experiencia: 'ronda' }] } };
    const ronda = experiencia({ id: 'ronda', componentes: [componente.fragmento('ver', 'puerto')] });
    const catalogo = catalogoCon(puerto, con, fin, item({ id: 'lupa' }), ronda);
    given([hecho('ItemPublicado', { version: 1, item: item({ id: 'lupa' }) })], { catalogo })
      .when('RetirarItem', { id: 'lupa' })
      .thenRejects('STORY_PROBLEMS', {
        problemas: [{ codigo: 'STILL_USED', donde: 'faro', que: 'asks for lupa' }],
      });
    given([hecho('ExperienciaPublicada', { version: 1, experiencia: ronda })], { catalogo })
      .when('RetirarExperiencia', { id: 'ronda' })
      .thenRejects('STORY_PROBLEMS', {
        problemas: [{ codigo: 'STILL_USED', donde: 'faro', que: 'asks for ronda' }],
      });
  });
});
