/** Editions of stories, and posts in groups. */
import { describe, it } from 'vitest';
import {
  catalogoCon,
  componente,
  decision,
  dias,
  experiencia,
  fragmento,
  hecho,
  item,
  portada,
  reglasCon,
} from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

const puerto = portada({ id: 'puerto', decisiones: [decision({ id: 'entrar', destino: 'faro' })] });
const faro = fragmento({ id: 'faro' });
const ajeno = portada({ id: 'isla', historia: 'isla' });
const todo = { puerto: 1, faro: 1 };
const publicada = (edicion: number, fragmentos: Record<string, number>, alcance: 'nuevos' | 'todos') =>
  hecho('HistoriaPublicada', { historia: 'noche', edicion, fragmentos, alcance });

describe('PublicarHistoria', () => {
  const catalogo = catalogoCon(puerto, faro, ajeno);
  const publicar = (alcance: 'nuevos' | 'todos') => ({ historia: 'noche', alcance });

  it.each(['nuevos', 'todos'] as const)(
    'makes the first edition of its fragments as they stand, for %s',
    (alcance) => {
      given([], { catalogo })
        .when('PublicarHistoria', publicar(alcance))
        .then([
          { type: 'HistoriaPublicada', data: { historia: 'noche', edicion: 1, fragmentos: todo, alcance } },
        ]);
    },
  );

  it('makes the next one where a fragment changed, came or went', () => {
    const others: Record<string, number>[] = [
      { puerto: 1, faro: 2 },
      { puerto: 1 },
      { ...todo, cueva: 1 },
      { puerto: 1, cueva: 1 },
    ];
    for (const fragmentos of others)
      given([publicada(4, fragmentos, 'todos')], { catalogo })
        .when('PublicarHistoria', publicar('nuevos'))
        .then([publicada(5, todo, 'nuevos')]);
  });

  it('changes nothing where that is what stands, unless it is to be for everybody now', () => {
    given([publicada(1, todo, 'nuevos')], { catalogo })
      .when('PublicarHistoria', publicar('nuevos'))
      .then([]);
    given([publicada(1, todo, 'todos')], { catalogo })
      .when('PublicarHistoria', publicar('nuevos'))
      .then([]);
    given([publicada(1, todo, 'todos')], { catalogo })
      .when('PublicarHistoria', publicar('todos'))
      .then([]);
    given([publicada(1, todo, 'nuevos')], { catalogo })
      .when('PublicarHistoria', publicar('todos'))
      .then([publicada(2, todo, 'todos')]);
  });

  it('leaves out what was withdrawn', () => {
    const conRetirado = catalogoCon(puerto, faro, fragmento({ id: 'cueva' }));
    conRetirado.aplicar(hecho('FragmentoRetirado', { id: 'cueva', version: 1 }));
    given([], { catalogo: conRetirado })
      .when('PublicarHistoria', publicar('todos'))
      .then([publicada(1, todo, 'todos')]);
  });

  it('is refused for a story that nobody has written', () => {
    given([], { catalogo })
      .when('PublicarHistoria', { historia: 'dia', alcance: 'todos' })
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'historia', id: 'dia' });
  });

  const UNREACHED = 'no decision leads here, and no item or reward opens it';
  const NO_FARO = {
    problemas: [{ codigo: 'DESTINATION_UNKNOWN', donde: 'puerto/entrar', que: 'no fragment is called faro' }],
  };

  it('is refused where a choice leads nowhere, also to what was withdrawn', () => {
    given([], { catalogo: catalogoCon(puerto) })
      .when('PublicarHistoria', publicar('todos'))
      .thenRejects('STORY_PROBLEMS', NO_FARO);
    const retirado = catalogoCon(puerto, faro);
    retirado.aplicar(hecho('FragmentoRetirado', { id: 'faro', version: 1 }));
    given([], { catalogo: retirado })
      .when('PublicarHistoria', publicar('todos'))
      .thenRejects('STORY_PROBLEMS', NO_FARO);
  });

  it('is refused where nothing leads to a page, naming all that is wrong in order', () => {
    given([], {
      catalogo: catalogoCon(
        fragmento({ id: 'cueva', decisiones: [decision({ id: 'salir', destino: 'nada' })] }),
        puerto,
        faro,
        fragmento({ id: 'torre' }),
      ),
    })
      .when('PublicarHistoria', publicar('todos'))
      .thenRejects('STORY_PROBLEMS', {
        problemas: [
          { codigo: 'DESTINATION_UNKNOWN', donde: 'cueva/salir', que: 'no fragment is called nada' },
          { codigo: 'FRAGMENT_UNREACHABLE', donde: 'cueva', que: UNREACHED },
          { codigo: 'FRAGMENT_UNREACHABLE', donde: 'torre', que: UNREACHED },
        ],
      });
  });

  it('is refused where there is no first page', () => {
    given([], { catalogo: catalogoCon(faro) })
      .when('PublicarHistoria', publicar('todos'))
      .thenRejects('STORY_PROBLEMS', {
        problemas: [
          {
            codigo: 'COVER_MISSING',
            donde: 'faro',
            que: 'no fragment of noche has a `portada`: the first one needs it',
          },
          { codigo: 'FRAGMENT_UNREACHABLE', donde: 'faro', que: UNREACHED },
        ],
      });
  });

  it('counts a loop as a way', () => {
    const vuelta = fragmento({
      id: 'faro',
      decisiones: [
        decision({ id: 'volver', destino: 'puerto' }),
        decision({ id: 'bajar', destino: 'cueva' }),
      ],
    });
    given([], { catalogo: catalogoCon(puerto, vuelta, fragmento({ id: 'cueva' })) })
      .when('PublicarHistoria', publicar('todos'))
      .then([publicada(1, { ...todo, cueva: 1 }, 'todos')]);
  });

  const cueva = fragmento({ id: 'cueva', decisiones: [decision({ id: 'bajar', destino: 'pozo' })] });
  const pozo = fragmento({ id: 'pozo' });
  const recompensa = { desbloquea: ['cueva'] };
  it.each([
    ['an item', item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['cueva'] })],
    [
      'a decision of any story',
      portada({
        id: 'isla',
        historia: 'isla',
        decisiones: [decision({ id: 'ver', destino: 'isla', recompensa })],
      }),
    ],
    [
      'a component',
      experiencia({ id: 'paseo', componentes: [componente.cuestionario('saber', 'si', recompensa)] }),
    ],
    [
      'an experience',
      experiencia({ id: 'paseo', componentes: [componente.cuestionario('saber', 'si')], recompensa }),
    ],
  ])('counts what %s opens as reached, and what follows from there', (_what, pieza) => {
    given([], { catalogo: catalogoCon(puerto, faro, cueva, pozo, pieza) })
      .when('PublicarHistoria', publicar('todos'))
      .then([publicada(1, { ...todo, cueva: 1, pozo: 1 }, 'todos')]);
  });
});

describe('HacerPublicacion', () => {
  const publicacion = { id: 'lunes', chat: -100, mensaje: 7, besitos: 3 };

  it('earns for as long as the rules say', () => {
    given([])
      .when('HacerPublicacion', { publicacion })
      .then([{ type: 'PublicacionHecha', data: { publicacion, hasta: dias(30) } }]);
    given([], { reglas: reglasCon({ publicacion: { besitos: 9, dias: 2 } }) })
      .when('HacerPublicacion', { publicacion })
      .then([hecho('PublicacionHecha', { publicacion, hasta: dias(2) })]);
  });

  it('is made once', () => {
    given([hecho('PublicacionHecha', { publicacion, hasta: dias(1) })])
      .when('HacerPublicacion', { publicacion: { ...publicacion, mensaje: 8 } })
      .then([]);
  });
});
