import { describe, it } from 'vitest';
import { componente, decision, experiencia, fragmento, item, portada, texto } from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

describe('PublicarFragmento', () => {
  const faro = fragmento({ id: 'faro' });
  const puerto = portada({ id: 'puerto', decisiones: [decision({ id: 'entrar', destino: 'faro' })] });

  it('publishes the first version', () => {
    given([])
      .when('PublicarFragmento', { fragmento: puerto })
      .then([{ type: 'FragmentoPublicado', data: { version: 1, fragmento: puerto } }]);
  });

  it('publishes what changed as the next version', () => {
    const changed = { ...faro, texto: texto('Se apagó.') };
    given([
      { type: 'FragmentoPublicado', data: { version: 1, fragmento: puerto } },
      { type: 'FragmentoPublicado', data: { version: 2, fragmento: faro } },
    ])
      .when('PublicarFragmento', { fragmento: changed })
      .then([{ type: 'FragmentoPublicado', data: { version: 3, fragmento: changed } }]);
  });

  it('changes nothing when that is what stands, whatever the order of its properties', () => {
    const reversed = Object.fromEntries(Object.entries(faro).reverse()) as typeof faro;
    given([{ type: 'FragmentoPublicado', data: { version: 1, fragmento: faro } }])
      .when('PublicarFragmento', { fragmento: reversed })
      .then([]);
  });

  describe('refuses, in this order', () => {
    const final = { titulo: texto('Fin') };
    const repetidas = [decision({ id: 'a', destino: 'faro' }), decision({ id: 'a', destino: 'puerto' })];
    const issues = [{ path: 'fragmento.final', message: 'present exactly when there are no decisions' }];

    it('an ending that has decisions', () => {
      given([])
        .when('PublicarFragmento', { fragmento: fragmento({ id: 'faro', decisiones: repetidas, final }) })
        .thenRejects('VALIDATION', { issues });
    });

    it('a dead end that does not say it is an ending', () => {
      const { final: _, ...deadEnd } = faro;
      given([]).when('PublicarFragmento', { fragmento: deadEnd }).thenRejects('VALIDATION', { issues });
    });

    it('two decisions of one id', () => {
      given([])
        .when('PublicarFragmento', { fragmento: fragmento({ id: 'faro', decisiones: repetidas }) })
        .thenRejects('VALIDATION', {
          issues: [{ path: 'fragmento.decisiones', message: 'ids are unique' }],
        });
    });
  });
});

describe('PublicarExperiencia', () => {
  const paseo = experiencia({
    id: 'paseo',
    componentes: [componente.fragmento('ver', 'faro'), componente.cuestionario('saber', 'si')],
  });

  it('publishes the first version', () => {
    given([])
      .when('PublicarExperiencia', { experiencia: paseo })
      .then([{ type: 'ExperienciaPublicada', data: { version: 1, experiencia: paseo } }]);
  });

  it('publishes what changed as the next version', () => {
    const changed = { ...paseo, componentes: paseo.componentes.toReversed() };
    given([{ type: 'ExperienciaPublicada', data: { version: 4, experiencia: paseo } }])
      .when('PublicarExperiencia', { experiencia: changed })
      .then([{ type: 'ExperienciaPublicada', data: { version: 5, experiencia: changed } }]);
  });

  it('changes nothing when that is what stands', () => {
    given([{ type: 'ExperienciaPublicada', data: { version: 1, experiencia: paseo } }])
      .when('PublicarExperiencia', { experiencia: paseo })
      .then([]);
  });

  describe('refuses, in this order', () => {
    it('two components of one id', () => {
      const componentes = [componente.cuestionario('saber', 'quiza'), componente.fragmento('saber', 'faro')];
      given([])
        .when('PublicarExperiencia', { experiencia: experiencia({ id: 'paseo', componentes }) })
        .thenRejects('VALIDATION', {
          issues: [{ path: 'experiencia.componentes', message: 'ids are unique' }],
        });
    });

    it('a quiz whose right answer is no option, naming which', () => {
      const componentes = [componente.cuestionario('saber', 'si'), componente.cuestionario('mas', 'quiza')];
      given([])
        .when('PublicarExperiencia', { experiencia: experiencia({ id: 'paseo', componentes }) })
        .thenRejects('VALIDATION', {
          issues: [{ path: 'experiencia.componentes.1.correcta', message: 'one of the option ids' }],
        });
    });
  });
});

describe('PublicarItem', () => {
  const bengala = item({ id: 'bengala' });

  it.each([
    bengala,
    item({ id: 'medalla', tipo: 'unico' }),
    item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['sotano'] }),
    item({ id: 'lamina', tipo: 'limitado', existencias: 0 }),
  ])('publishes the first version of a $tipo item', (pieza) => {
    given([])
      .when('PublicarItem', { item: pieza })
      .then([{ type: 'ItemPublicado', data: { version: 1, item: pieza } }]);
  });

  it('publishes another price as the next version', () => {
    const dearer = { ...bengala, precio: 26 };
    given([{ type: 'ItemPublicado', data: { version: 1, item: bengala } }])
      .when('PublicarItem', { item: dearer })
      .then([{ type: 'ItemPublicado', data: { version: 2, item: dearer } }]);
  });

  it('changes nothing when that is what stands', () => {
    given([{ type: 'ItemPublicado', data: { version: 1, item: bengala } }])
      .when('PublicarItem', { item: bengala })
      .then([]);
  });

  describe('refuses, in this order', () => {
    const existencias = [{ path: 'item.existencias', message: 'present exactly when tipo is limitado' }];
    const desbloquea = [{ path: 'item.desbloquea', message: 'present exactly when tipo is desbloqueo' }];

    it('a limited item without a stock', () => {
      given([])
        .when('PublicarItem', { item: item({ id: 'lamina', tipo: 'limitado', desbloquea: ['sotano'] }) })
        .thenRejects('VALIDATION', { issues: existencias });
    });

    it('a stock of what is not limited', () => {
      given([])
        .when('PublicarItem', { item: item({ id: 'llave', tipo: 'desbloqueo', existencias: 3 }) })
        .thenRejects('VALIDATION', { issues: existencias });
    });

    it('an unlocking item that unlocks nothing', () => {
      given([])
        .when('PublicarItem', { item: item({ id: 'llave', tipo: 'desbloqueo' }) })
        .thenRejects('VALIDATION', { issues: desbloquea });
    });

    it('another item that unlocks something', () => {
      given([])
        .when('PublicarItem', { item: item({ id: 'bengala', desbloquea: ['sotano'] }) })
        .thenRejects('VALIDATION', { issues: desbloquea });
    });
  });
});
