/** Publishing: the order, the ids that make a repeat harmless, and what is said beforehand. */
import { describe, expect, it } from 'vitest';
import { bundledContent, publishBundledContent } from '../../src/cli/content/bundled.ts';
import { linesOf } from '../../src/cli/content/diff-lines.ts';
import { publishingOrder, publishingWaves } from '../../src/cli/content/order.ts';
import { type PublishOptions, publishContent } from '../../src/cli/content/publish.ts';
import type { CommandBus, Orden } from '../../src/commands/bus.ts';
import { type Content, contentOf, piezasDe } from '../../src/commands/contenido/revision/content.ts';
import { diffContent } from '../../src/commands/contenido/revision/diff.ts';
import { piecesMeant, referencesOf } from '../../src/commands/contenido/revision/references.ts';
import { ValidationError } from '../../src/commands/errores.ts';
import { createCatalogo } from '../../src/events/catalogo.ts';
import { createBusUnderTest } from '../support/bus.ts';
import { ADMIN, componente, decision, experiencia, fragmento, item, portada } from '../support/fixtures.ts';

/** The real bus over the memory store, its commands recorded and its catalogue current. */
function publisher() {
  const test = createBusUnderTest({ catalogo: createCatalogo() });
  const sent: Orden[] = [];
  let failAfter = Number.POSITIVE_INFINITY;
  const bus: CommandBus = {
    ...test.bus,
    async execute(orden) {
      if (sent.length >= failAfter) throw new ValidationError('cut off');
      sent.push(orden as Orden);
      const resultado = await test.bus.execute(orden);
      for (const evento of resultado.eventos) test.catalogo.aplicar(evento);
      return resultado;
    },
  };
  return {
    bus,
    sent,
    catalogo: test.catalogo,
    events: () => test.store.log().length,
    failAfter(count: number) {
      failAfter = count;
    },
    publish: (content: Content, mas: Partial<PublishOptions> = {}) =>
      publishContent({ content, bus, catalogo: test.catalogo, actor: ADMIN, ...mas }),
  };
}

const names = (orders: readonly Orden[]) =>
  orders.map(({ tipo, datos }) => {
    const [value] = Object.values(datos as Record<string, string | { id: string }>);
    return `${tipo} ${typeof value === 'string' ? value : value?.id}`;
  });
const NO_DECISIONS = { nuevas: [], cambiadas: [], quitadas: [] };
/** Pieces of the bundled content. */
const PIECES = piezasDe(bundledContent()).length;

const story = (titulo = 'Puerto') =>
  contentOf({
    fragmentos: [
      portada({
        id: 'puerto',
        titulo: { es: titulo, en: titulo },
        decisiones: [
          decision({ id: 'a', destino: 'a' }),
          decision({ id: 'b', destino: 'b', recompensa: { items: ['premio'] } }),
        ],
      }),
      fragmento({ id: 'a', decisiones: [decision({ id: 'b', destino: 'b' })] }),
      fragmento({
        id: 'b',
        decisiones: [decision({ id: 'a', destino: 'a' }), decision({ id: 'fin', destino: 'fin' })],
      }),
      fragmento({ id: 'fin' }),
      fragmento({ id: 'azotea', requisitos: { item: 'llave' } }),
    ],
    experiencias: [experiencia({ id: 'ronda', componentes: [componente.fragmento('ver', 'a')] })],
    items: [
      item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['azotea'], precio: 5 }),
      item({ id: 'premio', precio: 5 }),
    ],
  });

describe('publishing', () => {
  it('publishes what comes with the program, and nothing the second time', async () => {
    const test = publisher();
    const first = await test.publish(bundledContent());
    expect(first.publicados).toHaveLength(PIECES);
    expect(first.sinCambios).toBe(0);
    expect(first.position).not.toBeNull();
    expect(first.ediciones).toEqual([{ historia: 'la-trasnochada', edicion: 1 }]);
    const limited = [...bundledContent().items.values()].filter(({ tipo }) => tipo === 'limitado');
    expect(first.existencias).toEqual(
      limited.map(({ id, existencias }) => ({ item: id, cantidad: existencias })),
    );
    const events = PIECES + limited.length + 1;
    expect(test.events()).toBe(events);

    expect(await test.publish(bundledContent())).toEqual({
      publicados: [],
      retirados: [],
      existencias: [],
      ediciones: [],
      sinCambios: PIECES,
      position: null,
    });
    expect(test.events()).toBe(events);
    expect(test.sent).toHaveLength(events);
  });

  it('tells how far it is', async () => {
    const progress: string[] = [];
    await publisher().publish(story(), {
      onProgress: ({ tipo, id, done, total }) => void progress.push(`${done}/${total} ${tipo} ${id}`),
    });
    expect(progress).toHaveLength(8);
    expect(progress[0]).toBe('1/8 fragmento azotea');
    expect(progress.at(-1)).toBe('8/8 fragmento puerto');
  });

  it('sends what changed alone, as the next version', async () => {
    const test = publisher();
    await test.publish(story());
    const { publicados, sinCambios } = await test.publish(story('Muelle'));
    expect(publicados).toEqual([{ tipo: 'fragmento', id: 'puerto', version: 2 }]);
    expect(sinCambios).toBe(7);
  });

  it('publishes an earlier text again after another', async () => {
    const test = publisher();
    for (const titulo of ['A', 'B', 'A', 'B']) await test.publish(story(titulo));
    expect(test.catalogo.fragmento('puerto')).toMatchObject({ version: 4, titulo: { es: 'B' } });
  });

  it('gives one change one id, whoever sends it', async () => {
    const [one, other] = [publisher(), publisher()];
    await one.publish(story());
    await other.publish(story());
    expect(one.sent.map(({ id }) => id)).toEqual(other.sent.map(({ id }) => id));
    expect(new Set(one.sent.map(({ id }) => id)).size).toBe(9);
  });

  it('is harmless with a catalogue that lags behind', async () => {
    const test = publisher();
    await test.publish(story());
    const { publicados, sinCambios } = await publishContent({
      content: story(),
      bus: test.bus,
      catalogo: createCatalogo(),
      actor: ADMIN,
    });
    expect([publicados, sinCambios, test.events()]).toEqual([[], 8, 9]);
  });

  it('is finished by sending it again when it was cut off', async () => {
    const test = publisher();
    test.failAfter(3);
    await expect(test.publish(story())).rejects.toThrow('cut off');
    test.failAfter(Number.POSITIVE_INFINITY);
    const { publicados } = await test.publish(story());
    expect(publicados).toHaveLength(5);
    expect(test.catalogo.size()).toBe(8);
    expect(test.catalogo.edicion('noche')?.edicion).toBe(1);
  });

  it('sends nothing when the checks find an error', async () => {
    const test = publisher();
    const content = contentOf({
      fragmentos: [portada({ id: 'x', decisiones: [decision({ id: 'y', destino: 'z' })] })],
    });
    await expect(test.publish(content)).rejects.toMatchObject({
      code: 'CONTENT_INVALID',
      problems: [{ code: 'DESTINATION_UNKNOWN' }],
    });
    expect(test.sent).toEqual([]);
  });

  it('publishes the bundled content under one name for the whole system', async () => {
    const test = publisher();
    const { publicados, position } = await publishBundledContent(test.bus, test.catalogo);
    expect(publicados).toHaveLength(PIECES);
    expect(position).not.toBeNull();
    expect(new Set(test.sent.map(({ actor }) => actor.id))).toEqual(new Set(['contenido-incluido']));
  });
});

describe('the order of publishing', () => {
  it('puts destinations before what leads there, and the cover last', async () => {
    const test = publisher();
    await test.publish(story());
    expect(names(test.sent)).toEqual([
      // Nobody comes to these before the cover is there: between them there is no order.
      'PublicarFragmento azotea',
      'PublicarItem premio',
      'PublicarFragmento fin',
      'PublicarFragmento a',
      'PublicarFragmento b',
      'PublicarItem llave',
      'PublicarExperiencia ronda',
      'PublicarFragmento puerto',
      'PublicarHistoria noche',
    ]);
  });

  it('never shows a way to what is not there, at any moment of the first publication', () => {
    const content = bundledContent();
    const order = publishingOrder(content, () => false);
    expect(order).toHaveLength(piezasDe(content).length);
    const there = new Set<string>();
    for (const pieza of order) {
      there.add(`${pieza.tipo}/${pieza.contenido.id}`);
      const dangling = referencesOf(pieza)
        .filter(({ breaks, target }) => breaks && !piecesMeant(target).some((name) => there.has(name)))
        .map(({ target }) => target.id);
      expect(dangling, pieza.contenido.id).toEqual([]);
    }
    expect(order.at(-1)?.contenido.id).toBe('carta');
  });

  it('sends at once only what may stand alone: a shop and its experiences never show what is not there', () => {
    const content = bundledContent();
    const waves = publishingWaves(
      content,
      () => false,
      () => true,
    );
    expect(waves.flat()).toHaveLength(PIECES);
    expect(waves.length).toBeLessThan(8);
    expect(waves.at(-1)?.map(({ contenido }) => contenido.id)).toEqual(['carta']);
    const there = new Set<string>();
    for (const wave of waves) {
      for (const pieza of wave.filter(({ tipo }) => tipo !== 'fragmento'))
        for (const { breaks, target } of referencesOf(pieza))
          if (breaks)
            expect(
              piecesMeant(target).some((name) => there.has(name)),
              pieza.contenido.id,
            ).toBe(true);
      for (const { tipo, contenido } of wave) there.add(`${tipo}/${contenido.id}`);
    }
  });

  it('puts a new page of a published story into a wave before the one that now leads there', () => {
    const waves = publishingWaves(
      story(),
      ({ contenido }) => contenido.id !== 'a',
      () => true,
    ).map((wave) => wave.map(({ contenido }) => contenido.id));
    const waveOf = (id: string) => waves.findIndex((wave) => wave.includes(id));
    expect(waveOf('a')).toBeLessThan(waveOf('b'));
    expect(waveOf('a')).toBeLessThan(waveOf('ronda'));
  });

  it('puts a new fragment before the published one that now leads there', () => {
    const content = story();
    const order = publishingOrder(content, ({ contenido }) => contenido.id !== 'a').map(
      ({ contenido }) => contenido.id,
    );
    expect(order.indexOf('a')).toBeLessThan(order.indexOf('b'));
    expect(order.indexOf('a')).toBeLessThan(order.indexOf('ronda'));
  });
});

describe('the summary beforehand', () => {
  it('says what is new, what changed and in which fields, and what has no file', async () => {
    const test = publisher();
    await test.publish(story());
    const { fragmentos, experiencias, items } = story('Muelle');
    const content = contentOf({
      fragmentos: [
        ...[...fragmentos.values()].map((one) =>
          one.id === 'fin' ? { ...one, vip: true as const, reaccion: 9 } : one,
        ),
        fragmento({ id: 'nueva' }),
      ],
      experiencias: [...experiencias.values()],
      items: [...items.values()].filter(({ id }) => id === 'llave'),
    });
    const diff = diffContent(content, test.catalogo);
    expect(diff.nuevos).toEqual([{ tipo: 'fragmento', id: 'nueva' }]);
    expect(diff.cambiados).toEqual([
      { tipo: 'fragmento', id: 'puerto', version: 1, campos: ['titulo'] },
      { tipo: 'fragmento', id: 'fin', version: 1, campos: ['vip', 'reaccion'] },
    ]);
    expect(diff.iguales).toHaveLength(5);
    expect(diff.sinArchivo).toEqual([{ tipo: 'item', id: 'premio' }]);
    expect(diff.historias).toEqual([
      {
        historia: 'noche',
        edicion: 2,
        enCurso: { desde: 1, hasta: 1 },
        nuevos: ['nueva'],
        cambiados: [
          { id: 'puerto', campos: ['titulo'], decisiones: NO_DECISIONS },
          { id: 'fin', campos: ['vip', 'reaccion'], decisiones: NO_DECISIONS },
        ],
        sinArchivo: [],
      },
    ]);
  });

  it('calls everything new when nothing is published', () => {
    const diff = diffContent(bundledContent(), createCatalogo());
    expect([diff.nuevos.length, diff.cambiados, diff.iguales, diff.sinArchivo]).toEqual([PIECES, [], [], []]);
  });

  it('names the decisions that come, change and go, the prices, and whom it concerns', async () => {
    const test = publisher();
    await test.publish(story());
    const { fragmentos, experiencias, items } = story();
    const b = fragmentos.get('b')!;
    const content = contentOf({
      fragmentos: [
        ...[...fragmentos.values()].filter(({ id }) => id !== 'b'),
        {
          ...b,
          decisiones: [
            decision({ id: 'fin', destino: 'fin', cuesta: 2 }),
            decision({ id: 'otra', destino: 'fin' }),
          ],
        },
      ],
      experiencias: [...experiencias.values()],
      items: [...items.values()].map((one) => ({ ...one, precio: 7, estrellas: 2 })),
    });
    const diff = diffContent(content, test.catalogo, 'todos');
    expect(diff.historias[0]?.cambiados).toEqual([
      {
        id: 'b',
        campos: ['decisiones'],
        decisiones: { nuevas: ['otra'], cambiadas: ['fin'], quitadas: ['a'] },
      },
    ]);
    expect(linesOf(diff, false)).toEqual([
      '~ item llave: precio, estrellas',
      '~ item premio: precio, estrellas',
      '~ price of llave in besitos: 5 → 7',
      '~ price of llave in estrellas: none → 2',
      '~ price of premio in besitos: 5 → 7',
      '~ price of premio in estrellas: none → 2',
      'story noche: edition 2, for everybody; readers under way go on in it at their next step',
      '  ~ b: decisiones (+otra ~fin -a)',
    ]);
    expect(linesOf(diffContent(content, test.catalogo), false)).toContain(
      'story noche: edition 2, for those who begin from now on; readers under way stay in edition 1',
    );
  });

  it('is empty where all stands, also about editions', async () => {
    const test = publisher();
    await test.publish(story());
    expect(linesOf(diffContent(story(), test.catalogo), false)).toEqual([]);
  });

  it('says that an edition only becomes everybody’s', async () => {
    const test = publisher();
    await test.publish(story());
    expect(diffContent(story(), test.catalogo, 'todos').historias).toMatchObject([
      { historia: 'noche', edicion: 2, nuevos: [], cambiados: [] },
    ]);
  });
});

describe('editions', () => {
  it('are made of what changed, and of nothing else', async () => {
    const test = publisher();
    expect((await test.publish(story())).ediciones).toEqual([{ historia: 'noche', edicion: 1 }]);
    expect((await test.publish(story())).ediciones).toEqual([]);
    expect((await test.publish(story('Muelle'))).ediciones).toEqual([{ historia: 'noche', edicion: 2 }]);
    expect(test.catalogo.edicion('noche')).toMatchObject({
      fragmentos: { puerto: 2, a: 1 },
      alcance: 'nuevos',
    });
  });

  it('are made for everybody where that is asked, with the experiences', async () => {
    const test = publisher();
    const { ediciones } = await test.publish(story(), { alcance: 'todos' });
    expect(ediciones).toEqual([{ historia: 'noche', edicion: 1 }]);
    expect(test.catalogo.edicion('noche')?.alcance).toBe('todos');
    expect(test.catalogo.versionPara('ronda', 0)).toBe(1);
  });
});

describe('stock', () => {
  const limited = (existencias: number) =>
    contentOf({ items: [item({ id: 'lamina', tipo: 'limitado', existencias })] });
  const stock = async (test: ReturnType<typeof publisher>) =>
    (await test.bus.estado('existencias', 'lamina', true)).repuestas;

  it('comes with the first publication of a limited item, and only with that', async () => {
    const test = publisher();
    expect((await test.publish(limited(5))).existencias).toEqual([{ item: 'lamina', cantidad: 5 }]);
    expect((await test.publish(limited(9))).existencias).toEqual([]);
    expect(await stock(test)).toBe(5);
  });

  it('is brought by the next publication where the first one was cut off before it', async () => {
    const test = publisher();
    test.failAfter(1);
    await expect(test.publish(limited(5))).rejects.toThrow('cut off');
    test.failAfter(Number.POSITIVE_INFINITY);
    await test.publish(limited(5));
    expect(await stock(test)).toBe(5);
  });
});

describe('what is in no file', () => {
  const without = (...ids: string[]) => {
    const { fragmentos, experiencias, items } = story();
    const stays = <One extends { id: string }>(pieces: Iterable<One>) =>
      [...pieces].filter(({ id }) => !ids.includes(id));
    return contentOf({
      fragmentos: stays(fragmentos.values()).map((one) =>
        one.id === 'puerto' || one.id === 'b'
          ? { ...one, decisiones: one.decisiones.filter(({ destino }) => !ids.includes(destino)) }
          : one,
      ),
      experiencias: stays(experiencias.values()),
      items: stays(items.values()),
    });
  };

  it('stays as it is', async () => {
    const test = publisher();
    await test.publish(story());
    const { retirados } = await test.publish(without('ronda'));
    expect(retirados).toEqual([]);
    expect(test.catalogo.experiencia('ronda')?.retirado).toBeUndefined();
  });

  it('keeps everything from being published where the story would have a page that nothing leads to', async () => {
    const test = publisher();
    await test.publish(story());
    const sent = test.sent.length;
    await expect(test.publish(without('a', 'ronda'))).rejects.toMatchObject({
      code: 'CONTENT_INVALID',
      problems: [{ file: 'historias/noche', path: 'a' }],
    });
    expect(test.sent).toHaveLength(sent);
  });

  it('is withdrawn where that is asked, and the next edition does without it', async () => {
    const test = publisher();
    await test.publish(story());
    const { retirados, ediciones } = await test.publish(without('a', 'ronda'), { retirarLoDemas: true });
    expect(retirados).toEqual([
      { tipo: 'experiencia', id: 'ronda' },
      { tipo: 'fragmento', id: 'a' },
    ]);
    expect(ediciones).toEqual([{ historia: 'noche', edicion: 2 }]);
    expect(test.catalogo.edicion('noche')?.fragmentos).toEqual({ puerto: 2, b: 2, fin: 1, azotea: 1 });

    const back = await test.publish(story());
    expect(back.publicados).toContainEqual({ tipo: 'fragmento', id: 'a', version: 2 });
    expect(test.catalogo.fragmento('a')?.retirado).toBeUndefined();
  });
});
