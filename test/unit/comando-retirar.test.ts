/** What editors withdraw, and other prices. */
import { describe, it } from 'vitest';
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

const faro = hecho('FragmentoPublicado', { version: 2, fragmento: fragmento({ id: 'faro' }) });
const paseo = hecho('ExperienciaPublicada', {
  version: 3,
  experiencia: experiencia({ id: 'paseo', componentes: [componente.cuestionario('saber', 'si')] }),
});
const bengala = (mas: Parameters<typeof item>[0] = { id: 'bengala' }) =>
  hecho('ItemPublicado', { version: 4, item: item(mas) });

describe('RetirarFragmento', () => {
  const retirado = hecho('FragmentoRetirado', { id: 'faro', version: 2 });

  it('withdraws the version that stands, once', () => {
    given([faro]).when('RetirarFragmento', { id: 'faro' }).then([retirado]);
    given([faro, retirado]).when('RetirarFragmento', { id: 'faro' }).then([]);
  });

  it('is refused for what was never published', () => {
    given([])
      .when('RetirarFragmento', { id: 'faro' })
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'fragmento', id: 'faro' });
  });

  it('may be taken back: the same fragment comes again as its next version', () => {
    given([faro, retirado])
      .when('PublicarFragmento', { fragmento: faro.data.fragmento })
      .then([hecho('FragmentoPublicado', { version: 3, fragmento: faro.data.fragmento })]);
  });
});

describe('what other content still needs', () => {
  const catalogo = catalogoCon(
    portada({
      id: 'puerto',
      decisiones: [decision({ id: 'entrar', destino: 'faro', requisitos: { experiencia: 'paseo' } })],
    }),
    faro.data.fragmento,
    paseo.data.experiencia,
    item({ id: 'bengala' }),
    item({ id: 'llave', requisitos: { item: 'bengala' } }),
  );

  const usado = (donde: string, que: string) => ({
    problemas: [{ codigo: 'STILL_USED', donde, que }],
  });

  it('is not withdrawn, and what needs it is named', () => {
    given([faro], { catalogo })
      .when('RetirarFragmento', { id: 'faro' })
      .thenRejects('STORY_PROBLEMS', usado('puerto/entrar', 'leads to faro'));
    given([paseo], { catalogo })
      .when('RetirarExperiencia', { id: 'paseo' })
      .thenRejects('STORY_PROBLEMS', usado('puerto/entrar', 'asks for paseo'));
    given([bengala()], { catalogo })
      .when('RetirarItem', { id: 'bengala' })
      .thenRejects('STORY_PROBLEMS', usado('item llave', 'asks for bengala'));
  });

  it('is withdrawn when that is what the editor wants', () => {
    given([faro], { catalogo })
      .when('RetirarFragmento', { id: 'faro', forzar: true })
      .then([hecho('FragmentoRetirado', { id: 'faro', version: 2 })]);
    given([paseo], { catalogo })
      .when('RetirarExperiencia', { id: 'paseo', forzar: true })
      .then([hecho('ExperienciaRetirada', { id: 'paseo', version: 3 })]);
    given([bengala()], { catalogo })
      .when('RetirarItem', { id: 'bengala', forzar: true })
      .then([hecho('ItemRetirado', { id: 'bengala', version: 4 })]);
  });
});

describe('RetirarExperiencia', () => {
  const retirada = hecho('ExperienciaRetirada', { id: 'paseo', version: 3 });

  it('withdraws the version that stands, once', () => {
    given([paseo]).when('RetirarExperiencia', { id: 'paseo' }).then([retirada]);
    given([paseo, retirada]).when('RetirarExperiencia', { id: 'paseo' }).then([]);
  });

  it('is refused for what was never published', () => {
    given([])
      .when('RetirarExperiencia', { id: 'paseo' })
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'experiencia', id: 'paseo' });
  });
});

describe('RetirarItem', () => {
  const retirado = hecho('ItemRetirado', { id: 'bengala', version: 4 });

  it('withdraws the version that stands, once', () => {
    given([bengala()]).when('RetirarItem', { id: 'bengala' }).then([retirado]);
    given([bengala(), retirado]).when('RetirarItem', { id: 'bengala' }).then([]);
  });

  it('is refused for what was never published', () => {
    given([])
      .when('RetirarItem', { id: 'bengala' })
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'bengala' });
  });
});

describe('CambiarPrecio', () => {
  const conEstrellas = bengala({ id: 'bengala', precio: 25, estrellas: 60 });

  it('sets another price, as the next version', () => {
    given([bengala()])
      .when('CambiarPrecio', { id: 'bengala', precio: 26 })
      .then([{ type: 'PrecioCambiado', data: { id: 'bengala', version: 5, precio: 26 } }]);
  });

  it('sets a price in Stars, and takes one away', () => {
    given([bengala()])
      .when('CambiarPrecio', { id: 'bengala', precio: 25, estrellas: 60 })
      .then([hecho('PrecioCambiado', { id: 'bengala', version: 5, precio: 25, estrellas: 60 })]);
    given([conEstrellas])
      .when('CambiarPrecio', { id: 'bengala', precio: 25 })
      .then([hecho('PrecioCambiado', { id: 'bengala', version: 5, precio: 25 })]);
    given([conEstrellas])
      .when('CambiarPrecio', { id: 'bengala', precio: 24, estrellas: 60 })
      .then([hecho('PrecioCambiado', { id: 'bengala', version: 5, precio: 24, estrellas: 60 })]);
  });

  it('changes nothing where that is the price', () => {
    given([conEstrellas]).when('CambiarPrecio', { id: 'bengala', precio: 25, estrellas: 60 }).then([]);
    given([bengala()]).when('CambiarPrecio', { id: 'bengala', precio: 25 }).then([]);
    given([bengala(), hecho('PrecioCambiado', { id: 'bengala', version: 5, precio: 26 })])
      .when('CambiarPrecio', { id: 'bengala', precio: 26 })
      .then([]);
  });

  it('is refused for what is not in the shop', () => {
    const missing = { tipo: 'item', id: 'bengala' };
    given([]).when('CambiarPrecio', { id: 'bengala', precio: 1 }).thenRejects('CONTENT_NOT_FOUND', missing);
    given([bengala(), hecho('ItemRetirado', { id: 'bengala', version: 4 })])
      .when('CambiarPrecio', { id: 'bengala', precio: 1 })
      .thenRejects('CONTENT_NOT_FOUND', missing);
    given([hecho('FragmentoPublicado', { version: 1, fragmento: fragmento({ id: 'bengala' }) })])
      .when('CambiarPrecio', { id: 'bengala', precio: 1 })
      .thenRejects('CONTENT_NOT_FOUND', missing);
  });
});
