/** Publishing: the order, the ids that make a repeat harmless, and what is said beforehand. */
import { describe, expect, it } from 'vitest';
import { bundledContent, publishBundledContent } from '../../src/cli/content/bundled.ts';
import { type Content, contentOf, piezasDe } from '../../src/cli/content/content.ts';
import { diffContent } from '../../src/cli/content/diff.ts';
import { publishingOrder } from '../../src/cli/content/order.ts';
import { type PublishProgress, publishContent } from '../../src/cli/content/publish.ts';
import { referencesOf } from '../../src/cli/content/references.ts';
import type { CommandBus, Orden } from '../../src/commands/bus.ts';
import { ValidationError } from '../../src/commands/errores.ts';
import { createCatalogo } from '../../src/events/catalogo.ts';
import { publicacionDe } from '../../src/events/contenido-estado.ts';
import type { EventoDeContenido } from '../../src/events/contenido-eventos.ts';
import { createBusUnderTest } from '../support/bus.ts';
import { componente, decision, experiencia, fragmento, item, portada, SISTEMA } from '../support/fixtures.ts';

/** The real bus over the memory store, its commands recorded and its catalogue current. */
function publisher() {
  const test = createBusUnderTest({ catalogo: createCatalogo() });
  const sent: Orden[] = [];
  let failAfter = Number.POSITIVE_INFINITY;
  const bus: CommandBus = {
    usuario: test.bus.usuario,
    async execute(orden) {
      if (sent.length >= failAfter) throw new ValidationError('cut off');
      sent.push(orden as Orden);
      const resultado = await test.bus.execute(orden);
      for (const evento of resultado.eventos) test.catalogo.put(publicacionDe(evento as EventoDeContenido));
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
    publish: (content: Content, onProgress?: (progress: PublishProgress) => void) =>
      publishContent({
        content,
        bus,
        catalogo: test.catalogo,
        actor: SISTEMA,
        ...(onProgress && { onProgress }),
      }),
  };
}

const names = (orders: readonly Orden[]) =>
  orders.map(({ datos }) => {
    const [[tipo, pieza] = []] = Object.entries(datos as Record<string, { id: string }>);
    return `${tipo} ${pieza?.id}`;
  });

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
    expect(first.publicados).toHaveLength(69);
    expect(first.sinCambios).toBe(0);
    expect(first.position).not.toBeNull();
    expect(test.events()).toBe(69);

    expect(await test.publish(bundledContent())).toEqual({ publicados: [], sinCambios: 69, position: null });
    expect(test.events()).toBe(69);
    expect(test.sent).toHaveLength(69);
  });

  it('tells how far it is', async () => {
    const progress: string[] = [];
    await publisher().publish(
      story(),
      ({ tipo, id, done, total }) => void progress.push(`${done}/${total} ${tipo} ${id}`),
    );
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
    expect(new Set(one.sent.map(({ id }) => id)).size).toBe(8);
  });

  it('is harmless with a catalogue that lags behind', async () => {
    const test = publisher();
    await test.publish(story());
    const { publicados, sinCambios } = await publishContent({
      content: story(),
      bus: test.bus,
      catalogo: createCatalogo(),
      actor: SISTEMA,
    });
    expect([publicados, sinCambios, test.events()]).toEqual([[], 8, 8]);
  });

  it('is finished by sending it again when it was cut off', async () => {
    const test = publisher();
    test.failAfter(3);
    await expect(test.publish(story())).rejects.toThrow('cut off');
    test.failAfter(Number.POSITIVE_INFINITY);
    const { publicados } = await test.publish(story());
    expect(publicados).toHaveLength(5);
    expect(test.catalogo.size()).toBe(8);
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
    expect(publicados).toHaveLength(69);
    expect(position).not.toBeNull();
    expect(new Set(test.sent.map(({ actor }) => actor.id))).toEqual(new Set(['contenido-incluido']));
  });
});

describe('the order of publishing', () => {
  it('puts destinations before what leads there, and the cover last', async () => {
    const test = publisher();
    await test.publish(story());
    expect(names(test.sent)).toEqual([
      'fragmento azotea',
      'item llave',
      'item premio',
      'fragmento fin',
      // These two lead to one another, and nobody comes to either before the cover is there.
      'fragmento a',
      'fragmento b',
      'experiencia ronda',
      'fragmento puerto',
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
        .filter(({ breaks, target }) => breaks && !there.has(`${target.tipo}/${target.id}`))
        .map(({ target }) => target.id);
      expect(dangling, pieza.contenido.id).toEqual([]);
    }
    expect(order.at(-1)?.contenido.id).toBe('carta');
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
  });

  it('calls everything new when nothing is published', () => {
    const diff = diffContent(bundledContent(), createCatalogo());
    expect([diff.nuevos.length, diff.cambiados, diff.iguales, diff.sinArchivo]).toEqual([69, [], [], []]);
  });
});
