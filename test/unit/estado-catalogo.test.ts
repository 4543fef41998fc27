import { describe, expect, it } from 'vitest';
import { componenteDe, createCatalogo, decisionDe } from '../../src/events/catalogo.ts';
import {
  evolveContent,
  evolveHistoria,
  evolvePublicacion,
  historiaInicial,
  initialContentState,
  publicacionDe,
  publicacionInicial,
} from '../../src/events/contenido-estado.ts';
import type { Evento } from '../../src/events/registro.ts';
import {
  AHORA,
  catalogoCon,
  componente,
  decision,
  experiencia,
  fragmento,
  hecho,
  item,
  portada,
  REGLAS,
  registrada,
  reglasCon,
  texto,
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

const nocturno = (version: number, mas: Parameters<typeof fragmento>[0] = { id: 'faro' }) =>
  hecho('FragmentoPublicado', { version, fragmento: fragmento(mas) });
const edicion = (
  numero: number,
  fragmentos: Record<string, number>,
  alcance: 'nuevos' | 'todos' = 'nuevos',
  historia = 'noche',
) => hecho('HistoriaPublicada', { historia, edicion: numero, fragmentos, alcance });
function tras(...eventos: Evento[]) {
  const catalogo = createCatalogo();
  for (const evento of eventos) catalogo.aplicar(evento);
  return catalogo;
}

describe('the state of content', () => {
  const publicado = evolveContent(initialContentState, hecho('ItemPublicado', { version: 1, item: bengala }));

  it('takes another price, and keeps the rest', () => {
    const conEstrellas = evolveContent(
      publicado,
      hecho('PrecioCambiado', { id: 'bengala', version: 2, precio: 30, estrellas: 60 }),
    );
    expect(conEstrellas).toStrictEqual({
      estado: 'publicado',
      publicacion: { tipo: 'item', version: 2, contenido: { ...bengala, precio: 30, estrellas: 60 } },
    });
    expect(
      evolveContent(conEstrellas, hecho('PrecioCambiado', { id: 'bengala', version: 3, precio: 31 })),
    ).toStrictEqual({
      estado: 'publicado',
      publicacion: { tipo: 'item', version: 3, contenido: { ...bengala, precio: 31 } },
    });
  });

  it.each([
    hecho('FragmentoRetirado', { id: 'x', version: 1 }),
    hecho('ExperienciaRetirada', { id: 'x', version: 1 }),
    hecho('ItemRetirado', { id: 'x', version: 1 }),
  ])('is withdrawn by $type, and remembers what it was', (event) => {
    if (publicado.estado !== 'publicado') throw new Error('not published');
    expect(evolveContent(publicado, event)).toStrictEqual({
      estado: 'retirado',
      publicacion: publicado.publicacion,
    });
    expect(() => evolveContent(initialContentState, event)).toThrow(
      `${event.type} before anything was published`,
    );
  });

  it('has no price where nothing is for sale', () => {
    const precio = hecho('PrecioCambiado', { id: 'faro', version: 2, precio: 30 });
    expect(() => evolveContent(initialContentState, precio)).toThrow(
      'PrecioCambiado before anything was published',
    );
    expect(() => evolveContent(evolveContent(initialContentState, nocturno(1)), precio)).toThrow(
      'a price of something not for sale',
    );
  });

  it('says whom an experience is for, where that was said', () => {
    const event = hecho('ExperienciaPublicada', { version: 1, experiencia: paseo, alcance: 'todos' });
    expect(publicacionDe(event)).toStrictEqual({
      tipo: 'experiencia',
      version: 1,
      contenido: paseo,
      alcance: 'todos',
    });
    expect(publicacionDe(hecho('ExperienciaPublicada', { version: 1, experiencia: paseo }))).toStrictEqual({
      tipo: 'experiencia',
      version: 1,
      contenido: paseo,
    });
  });

  it('is the last edition of a story', () => {
    expect(historiaInicial).toStrictEqual({ ultima: null });
    expect(evolveHistoria(historiaInicial, edicion(3, { faro: 2 }, 'todos'))).toStrictEqual({
      ultima: { edicion: 3, fragmentos: { faro: 2 }, alcance: 'todos' },
    });
  });

  it('is a post, and until when it pays', () => {
    const publicacion = { id: 'lunes', chat: -100, mensaje: 7 };
    expect(publicacionInicial).toStrictEqual({ publicacion: null, hasta: null });
    expect(
      evolvePublicacion(publicacionInicial, hecho('PublicacionHecha', { publicacion, hasta: AHORA })),
    ).toStrictEqual({ publicacion, hasta: AHORA });
  });
});

describe('the catalogue, of editions', () => {
  const catalogo = tras(
    nocturno(1, { id: 'faro', texto: texto('Uno.') }),
    edicion(1, { faro: 1 }, 'todos'),
    nocturno(2, { id: 'faro', texto: texto('Dos.') }),
    edicion(2, { faro: 2 }, 'todos'),
    nocturno(3, { id: 'faro', texto: texto('Tres.') }),
    edicion(3, { faro: 3 }),
    edicion(4, { faro: 9, cueva: 1 }),
    nocturno(1, { id: 'cueva' }),
    nocturno(1, { id: 'isla', historia: 'isla' }),
  );

  it('has each fragment as an edition has it', () => {
    expect([1, 2, 3].map((numero) => catalogo.fragmento('faro', numero)?.version)).toEqual([1, 2, 3]);
    expect(catalogo.fragmento('faro', 1)?.texto).toEqual(texto('Uno.'));
  });

  it('has it as it stands where no edition is named, none is known, or it is not part of one', () => {
    expect(catalogo.fragmento('faro')?.version).toBe(3);
    expect(catalogo.fragmento('faro', 99)?.version).toBe(3);
    expect(catalogo.fragmento('faro', 4)?.version).toBe(3);
    expect(catalogo.fragmento('cueva', 1)?.version).toBe(1);
    expect(catalogo.fragmento('isla', 1)?.version).toBe(1);
    expect(catalogo.fragmento('nada', 1)).toBeUndefined();
  });

  it('says with which edition a reader goes on', () => {
    expect(catalogo.edicionPara('noche')).toBe(4);
    expect([0, 1, 2, 3, 4].map((fijada) => catalogo.edicionPara('noche', fijada))).toEqual([2, 2, 2, 3, 4]);
    expect(catalogo.edicionPara('isla')).toBeUndefined();
    expect(catalogo.edicionPara('isla', 1)).toBeUndefined();
    expect(tras(edicion(1, {})).edicionPara('noche', 0)).toBe(0);
  });

  it('knows the newest, whatever comes late or twice', () => {
    expect(catalogo.edicion('noche')).toStrictEqual({
      edicion: 4,
      fragmentos: { faro: 9, cueva: 1 },
      alcance: 'nuevos',
    });
    expect(catalogo.edicion('isla')).toBeUndefined();
    const tarde = tras(
      edicion(2, { faro: 1 }),
      edicion(1, { faro: 7 }, 'todos'),
      edicion(2, { faro: 8 }, 'todos'),
    );
    expect(tarde.edicion('noche')).toStrictEqual({ edicion: 2, fragmentos: { faro: 1 }, alcance: 'nuevos' });
    expect(tarde.edicionPara('noche', 0)).toBe(0);
  });
});

describe('the catalogue, of versions of an experience', () => {
  const publicada = (version: number, alcance?: 'nuevos' | 'todos') =>
    hecho('ExperienciaPublicada', { version, experiencia: paseo, ...(alcance && { alcance }) });
  const catalogo = tras(publicada(1), publicada(2, 'todos'), publicada(3, 'nuevos'));

  it('has each of them', () => {
    expect([1, 2, 3, 4].map((version) => catalogo.experiencia('paseo', version)?.version)).toEqual([
      1,
      2,
      3,
      undefined,
    ]);
    expect(catalogo.experiencia('paseo')?.version).toBe(3);
    expect(catalogo.experiencia('nada', 1)).toBeUndefined();
  });

  it('says in which version who has begun goes on', () => {
    expect([1, 2, 3].map((fijada) => catalogo.versionPara('paseo', fijada))).toEqual([2, 2, 3]);
    expect(catalogo.versionPara('nada', 1)).toBe(1);
    expect(tras(publicada(1), publicada(2)).versionPara('paseo', 1)).toBe(1);
  });
});

describe('the catalogue, of what is withdrawn', () => {
  const precio = (version: number, cuanto: number) =>
    hecho('PrecioCambiado', { id: 'bengala', version, precio: cuanto });
  const publicado = hecho('ItemPublicado', { version: 1, item: bengala });

  it('takes another price, once', () => {
    const catalogo = tras(publicado, precio(2, 30), precio(2, 99), precio(1, 98));
    expect(catalogo.item('bengala')).toStrictEqual({ ...bengala, precio: 30, version: 2 });
    expect(tras(precio(2, 30)).item('bengala')).toBeUndefined();
    expect(tras(publicado, precio(2, 30), precio(3, 31)).item('bengala')).toMatchObject({
      precio: 31,
      version: 3,
    });
  });

  it('is known and marked, and in no list', () => {
    const catalogo = tras(
      nocturno(1, { id: 'faro', portada: { titulo: texto('a'), sinopsis: texto('b') } }),
      hecho('FragmentoRetirado', { id: 'faro', version: 1 }),
      hecho('ExperienciaPublicada', { version: 1, experiencia: paseo }),
      hecho('ExperienciaRetirada', { id: 'paseo', version: 1 }),
      publicado,
      hecho('ItemRetirado', { id: 'bengala', version: 1 }),
    );
    expect(catalogo.fragmento('faro')?.retirado).toBe(true);
    expect(catalogo.experiencia('paseo')?.retirado).toBe(true);
    expect(catalogo.item('bengala')?.retirado).toBe(true);
    expect(catalogo.experiencia('paseo', 1)?.retirado).toBeUndefined();
    expect([catalogo.fragmentos(), catalogo.portadas(), catalogo.experiencias(), catalogo.items()]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(catalogo.size()).toBe(3);
  });

  it('is withdrawn in the version that stands, and comes again in the next', () => {
    const retirado = (version: number) => hecho('ItemRetirado', { id: 'bengala', version });
    expect(tras(publicado, precio(2, 30), retirado(1)).item('bengala')?.retirado).toBeUndefined();
    expect(tras(retirado(1), publicado).item('bengala')?.retirado).toBeUndefined();
    const otraVez = tras(publicado, retirado(1), hecho('ItemPublicado', { version: 2, item: bengala }));
    expect(otraVez.item('bengala')).toStrictEqual({ ...bengala, version: 2 });
    expect(otraVez.items()).toHaveLength(1);
  });
});

describe('the catalogue, of what admins set', () => {
  const publicacion = { id: 'lunes', chat: -100, mensaje: 7 };

  it('knows posts by their names and by their messages', () => {
    const catalogo = tras(hecho('PublicacionHecha', { publicacion, hasta: AHORA }));
    expect(catalogo.publicacion('lunes')).toStrictEqual({ publicacion, hasta: AHORA });
    expect(catalogo.publicacionEn(-100, 7)).toStrictEqual({ publicacion, hasta: AHORA });
    expect([
      catalogo.publicacion('martes'),
      catalogo.publicacionEn(-100, 8),
      catalogo.publicacionEn(-101, 7),
    ]).toEqual([undefined, undefined, undefined]);
  });

  it('knows codes and features', () => {
    const luna = { codigo: 'luna', recompensa: { besitos: 5 }, usos: 1 };
    const catalogo = tras(
      hecho('CodigoCreado', luna),
      hecho('FuncionCambiada', { funcion: 'regalos', porcentaje: 25 }),
      hecho('FuncionCambiada', { funcion: 'regalos', porcentaje: 0 }),
    );
    expect(catalogo.codigo('luna')).toStrictEqual(luna);
    expect(catalogo.codigo('sol')).toBeUndefined();
    expect(catalogo.funcion('regalos')).toBe(0);
    expect(catalogo.funcion('codigos')).toBeUndefined();
  });

  it('changes the rules by what admins have set, over any base', () => {
    const catalogo = tras(hecho('RecompensasConfiguradas', { cambios: { reaccion: 7 } }));
    expect(catalogo.reglas(REGLAS)).toStrictEqual({ ...REGLAS, reaccion: 7 });
    expect(catalogo.reglas(REGLAS)).toBe(catalogo.reglas(REGLAS));
    const otras = reglasCon({ limiteDiario: 9 });
    expect(catalogo.reglas(otras)).toStrictEqual({ ...otras, reaccion: 7 });
    catalogo.aplicar(hecho('RecompensasConfiguradas', { cambios: { limiteDiario: 8 } }));
    expect(catalogo.reglas(otras)).toStrictEqual({ ...otras, reaccion: 7, limiteDiario: 8 });
    expect(tras().reglas(REGLAS)).toStrictEqual(REGLAS);
  });

  it('leaves the base where nothing was said', () => {
    const catalogo = tras(hecho('RecompensasConfiguradas', { cambios: { reaccion: undefined } }));
    expect(catalogo.reglas(REGLAS)).toStrictEqual(REGLAS);
  });

  it('is changed by nothing else', () => {
    const catalogo = tras(
      registrada(),
      hecho('ExistenciasRepuestas', { item: 'x', cantidad: 1, motivo: 'x' }),
    );
    expect(catalogo.size()).toBe(0);
  });
});
