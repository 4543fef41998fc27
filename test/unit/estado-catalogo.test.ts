import { describe, expect, it } from 'vitest';
import { componenteDe, createCatalogo, decisionDe } from '../../src/events/catalogo.ts';
import { evolveContent, initialContentState, publicacionDe } from '../../src/events/contenido-estado.ts';
import {
  catalogoCon,
  componente,
  decision,
  experiencia,
  fragmento,
  item,
  portada,
} from '../support/fixtures.ts';

const faro = fragmento({ id: 'faro' });
const bengala = item({ id: 'bengala' });
const paseo = experiencia({ id: 'paseo', componentes: [componente.fragmento('ver', 'faro')] });
type EventoDePublicar = Parameters<typeof publicacionDe>[0];
const events: EventoDePublicar[] = [
  { type: 'FragmentoPublicado', data: { version: 3, fragmento: faro } },
  { type: 'ExperienciaPublicada', data: { version: 3, experiencia: paseo } },
  { type: 'ItemPublicado', data: { version: 3, item: bengala } },
];

describe('the state of a piece of content', () => {
  it('is nothing at the start', () => {
    expect(initialContentState).toEqual({ estado: 'inexistente' });
  });

  it.each(events)('is what $type says last', (event) => {
    const state = evolveContent(initialContentState, event);
    expect(state).toEqual({ estado: 'publicado', publicacion: publicacionDe(event) });
    const next = { ...event, data: { ...event.data, version: 4 } } as EventoDePublicar;
    expect(evolveContent(state, next)).toMatchObject({ publicacion: { version: 4 } });
  });
});

describe('the catalogue', () => {
  it('holds each kind by its id, with its version', () => {
    const catalogo = createCatalogo();
    for (const event of events) catalogo.put(publicacionDe(event));
    expect(catalogo.fragmento('faro')).toEqual({ ...faro, version: 3 });
    expect(catalogo.experiencia('paseo')).toEqual({ ...paseo, version: 3 });
    expect(catalogo.item('bengala')).toEqual({ ...bengala, version: 3 });
    expect(catalogo.size()).toBe(3);
  });

  it('keeps the newest version, also of events that come late or twice', () => {
    const catalogo = createCatalogo();
    const put = (version: number, precio: number) =>
      catalogo.put({ tipo: 'item', version, contenido: item({ id: 'bengala', precio }) });
    put(2, 20);
    put(1, 10);
    expect(catalogo.item('bengala')).toMatchObject({ version: 2, precio: 20 });
    put(2, 20);
    expect(catalogo.item('bengala')).toMatchObject({ version: 2, precio: 20 });
    put(3, 30);
    expect(catalogo.item('bengala')).toMatchObject({ version: 3, precio: 30 });
    expect(catalogo.size()).toBe(1);
  });

  it('lists what there is in the order it was first published', () => {
    const catalogo = catalogoCon(
      portada({ id: 'z' }),
      faro,
      portada({ id: 'a' }),
      bengala,
      item({ id: 'anillo' }),
      paseo,
    );
    catalogo.put({ tipo: 'item', version: 2, contenido: bengala });
    expect(catalogo.portadas().map(({ id }) => id)).toEqual(['z', 'a']);
    expect(catalogo.items().map(({ id }) => id)).toEqual(['bengala', 'anillo']);
    expect(catalogo.experiencias().map(({ id }) => id)).toEqual(['paseo']);
  });

  it.each(['nada', 'constructor', '__proto__', 'toString', ''])('knows nothing called %j', (id) => {
    const catalogo = catalogoCon(faro, bengala, paseo);
    expect([catalogo.fragmento(id), catalogo.experiencia(id), catalogo.item(id)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds a decision in a fragment and a component in an experience', () => {
    const entrar = decision({ id: 'entrar', destino: 'faro' });
    const puerto = portada({ id: 'puerto', decisiones: [entrar] });
    expect(decisionDe(puerto, 'entrar')).toEqual(entrar);
    expect(decisionDe(puerto, 'salir')).toBeUndefined();
    expect(componenteDe(paseo, 'ver')).toEqual(paseo.componentes[0]);
    expect(componenteDe(paseo, 'oir')).toBeUndefined();
  });
});
