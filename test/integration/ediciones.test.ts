/** Editions on a real store: who reads in which, what stays of what was withdrawn, and the content that is bundled. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishBundledContent } from '../../src/cli/content/bundled.ts';
import { type PublishOptions, publishContent } from '../../src/cli/content/publish.ts';
import { openServices, type Services } from '../../src/cli/services.ts';
import { type Content, contentOf } from '../../src/commands/contenido/revision/content.ts';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import type { Decision, Experiencia, Fragmento, Item } from '../../src/events/contenido.ts';
import type { Actor } from '../../src/events/metadatos.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { testFolder } from '../support/backends.ts';
import {
  ADMIN,
  componente,
  decision,
  experiencia,
  fragmento,
  OTRO_ADMIN,
  portada,
  SELLADO,
} from '../support/fixtures.ts';

const folder = testFolder();
let services: Services;

beforeAll(async () => {
  services = await openServices(folder.config(), silentLogger, { borrow: false });
}, 60_000);
afterAll(async () => {
  await services?.close();
  folder.remove();
});

/** What admins publish is in the catalogue when this resolves. */
async function send<Tipo extends TipoDeComando>(tipo: Tipo, datos: DatosDe<Tipo>, actor: Actor = ADMIN) {
  const resultado = await services.bus.execute({ id: randomUUID(), tipo, datos, actor });
  if (actor === ADMIN && resultado.position !== null) await services.catalogoVivo.reach(resultado.position);
  return resultado;
}

async function publish(content: Content, mas: Partial<PublishOptions> = {}) {
  const { bus, catalogoVivo } = services;
  const result = await publishContent({
    content,
    bus,
    catalogo: catalogoVivo.catalogo,
    actor: ADMIN,
    retirarLoDemas: false,
    ...mas,
  });
  if (result.position !== null) await catalogoVivo.reach(result.position);
  return result;
}

/** A story of its own for each test: pages are named after it. */
function storyNamed(historia: string) {
  const id = (page: string) => `${historia}-${page}`;
  const page = (name: string, decisiones: Decision[] = []): Fragmento =>
    fragmento({ id: id(name), historia, decisiones });
  const cover = (...destinos: string[]): Fragmento =>
    portada({
      id: id('puerto'),
      historia,
      decisiones: destinos.map((destino) => decision({ id: destino, destino: id(destino) })),
    });
  const to = (destino: string) => [decision({ id: destino, destino: id(destino) })];
  return { historia, id, page, cover, to };
}

const of = (...piezas: (Fragmento | Experiencia | Item)[]): Content =>
  contentOf({
    fragmentos: piezas.filter((pieza): pieza is Fragmento => 'historia' in pieza),
    experiencias: piezas.filter((pieza): pieza is Experiencia => 'componentes' in pieza),
    items: piezas.filter((pieza): pieza is Item => 'precio' in pieza),
  });

/** Somebody who plays through the bus. */
async function reader() {
  const usuarioId = randomUUID();
  const actor = { tipo: 'usuario' as const, id: usuarioId };
  await send('RegistrarUsuario', { usuarioId, idioma: 'es', personal: SELLADO }, actor);
  const last = (eventos: readonly { data: object }[]) => eventos[0]?.data as Record<string, unknown>;
  return {
    open: async (pagina: string) =>
      last((await send('AbrirFragmento', { usuarioId, fragmento: pagina }, actor)).eventos),
    take: async (pagina: string, elegida: string) =>
      last((await send('TomarDecision', { usuarioId, fragmento: pagina, decision: elegida }, actor)).eventos),
    begin: async (id: string) =>
      last((await send('IniciarExperiencia', { usuarioId, experiencia: id }, actor)).eventos),
    complete: async (id: string, paso: string, respuesta?: string) =>
      (
        await send(
          'CompletarComponente',
          { usuarioId, experiencia: id, componente: paso, ...(respuesta && { respuesta }) },
          actor,
        )
      ).eventos,
    state: async () => {
      const estado = await services.bus.usuario(usuarioId);
      if (estado.estado !== 'activo') throw new Error('no such user');
      return estado;
    },
  };
}

describe('a story with a second edition for newcomers', () => {
  const { historia, id, page, cover, to } = storyNamed('noche');
  const first = of(cover('faro', 'cueva'), page('faro', to('fin')), page('cueva', to('fin')), page('fin'));
  // The cave is gone, the lighthouse says something else, and there is a beach.
  const second = of(
    cover('faro', 'playa'),
    { ...page('faro', to('fin')), titulo: { es: 'El faro, después', en: 'The lighthouse, later' } },
    page('playa', to('fin')),
    page('fin'),
  );
  let ana: Awaited<ReturnType<typeof reader>>;
  let bea: Awaited<ReturnType<typeof reader>>;

  beforeAll(async () => {
    expect((await publish(first)).ediciones).toEqual([{ historia, edicion: 1 }]);
    ana = await reader();
    bea = await reader();
    expect(await ana.open(id('puerto'))).toMatchObject({ edicion: 1, version: 1 });
    expect(await bea.open(id('puerto'))).toMatchObject({ edicion: 1 });
    expect(await bea.take(id('puerto'), 'cueva')).toMatchObject({ edicion: 1, destino: id('cueva') });
    const { ediciones, retirados } = await publish(second, { retirarLoDemas: true });
    expect(ediciones).toEqual([{ historia, edicion: 2 }]);
    expect(retirados).toEqual([{ tipo: 'fragmento', id: id('cueva') }]);
  });

  it('lets who began in the first go on there, by a choice that the second no longer has', async () => {
    expect(await ana.take(id('puerto'), 'cueva')).toMatchObject({
      edicion: 1,
      version: 1,
      destino: id('cueva'),
      destinoVersion: 1,
    });
    await expect(ana.take(id('cueva'), 'playa')).rejects.toMatchObject({ code: 'CONTENT_NOT_FOUND' });
  });

  it('lets who stands on a page that was withdrawn go on from it', async () => {
    expect(await bea.take(id('cueva'), 'fin')).toMatchObject({ edicion: 1, destino: id('fin'), final: true });
  });

  it('is what a newcomer reads, who has no way to what was withdrawn', async () => {
    const carla = await reader();
    expect(await carla.open(id('puerto'))).toMatchObject({ edicion: 2, version: 2 });
    await expect(carla.take(id('puerto'), 'cueva')).rejects.toMatchObject({ code: 'CONTENT_NOT_FOUND' });
    await expect(carla.open(id('cueva'))).rejects.toMatchObject({ code: 'CONTENT_NOT_FOUND' });
    expect(await carla.take(id('puerto'), 'playa')).toMatchObject({ edicion: 2, destino: id('playa') });
  });

  it('is read by who begins anew, though they had been in the first', async () => {
    expect(await bea.open(id('puerto'))).toMatchObject({ edicion: 2, version: 2 });
    expect((await bea.state()).ediciones[historia]).toBe(2);
  });

  it('takes everybody along when an edition is for all, at their next step', async () => {
    const { ediciones } = await publish(second, { alcance: 'todos', retirarLoDemas: true });
    expect(ediciones).toEqual([{ historia, edicion: 3 }]);
    // Ana still stands in the cave, which the third edition does not have: it lets her out.
    expect((await ana.state()).ediciones[historia]).toBe(1);
    expect(await ana.take(id('cueva'), 'fin')).toMatchObject({ edicion: 3, destino: id('fin') });
    expect((await ana.state()).ediciones[historia]).toBe(3);
  });

  it('is the same edition when it is published again', async () => {
    expect(await publish(second, { alcance: 'todos', retirarLoDemas: true })).toMatchObject({
      ediciones: [],
      publicados: [],
      position: null,
    });
  });
});

describe('an experience', () => {
  const { id, page, cover, to } = storyNamed('paseo');
  const pages = [cover('faro'), page('faro', to('fin')), page('fin')];
  const walk = (...componentes: Experiencia['componentes']) =>
    experiencia({ id: 'paseo', componentes, recompensa: { besitos: 9 } });
  const ver = componente.fragmento('ver', id('puerto'));
  const short = walk(ver, componente.cuestionario('saber', 'si'));
  const long = walk(ver, componente.cuestionario('saber', 'no'), componente.cuestionario('mas', 'si'));

  it('is finished in the version it was begun in', async () => {
    await publish(of(...pages, short));
    const ana = await reader();
    await ana.open(id('puerto'));
    expect(await ana.begin('paseo')).toMatchObject({ version: 1, componentes: 2 });
    await publish(of(...pages, long));
    await ana.complete('paseo', 'ver');
    const eventos = await ana.complete('paseo', 'saber', 'si');
    expect(eventos.map(({ type }) => type)).toEqual([
      'ComponenteCompletado',
      'ExperienciaCompletada',
      'BesitosOtorgados',
    ]);
    expect(eventos[1]?.data).toMatchObject({ version: 1 });
    const bea = await reader();
    await bea.open(id('puerto'));
    expect(await bea.begin('paseo')).toMatchObject({ version: 2, componentes: 3 });
  });

  it('that was withdrawn is finished by who has begun it, and begun by nobody', async () => {
    await publish(of(...pages, long));
    const ana = await reader();
    await ana.open(id('puerto'));
    await ana.begin('paseo');
    const { retirados } = await publish(of(...pages), { retirarLoDemas: true });
    expect(retirados).toContainEqual({ tipo: 'experiencia', id: 'paseo' });
    const bea = await reader();
    await expect(bea.begin('paseo')).rejects.toMatchObject({ code: 'CONTENT_NOT_FOUND' });
    await ana.complete('paseo', 'ver');
    await ana.complete('paseo', 'saber', 'no');
    const eventos = await ana.complete('paseo', 'mas', 'si');
    expect(eventos.map(({ type }) => type)).toContain('ExperienciaCompletada');
    expect((await ana.state()).saldo).toBe(9);
  });
});

describe('what is refused', () => {
  const { historia, id, page, cover, to } = storyNamed('muelle');

  it('is an edition that would strand readers, also through the command alone', async () => {
    await send('PublicarFragmento', { fragmento: cover('faro') });
    await send('PublicarFragmento', { fragmento: page('isla') });
    await expect(send('PublicarHistoria', { historia, alcance: 'todos' })).rejects.toMatchObject({
      code: 'STORY_PROBLEMS',
      data: {
        problemas: [
          { codigo: 'DESTINATION_UNKNOWN', donde: `${id('puerto')}/faro` },
          { codigo: 'FRAGMENT_UNREACHABLE', donde: id('isla') },
        ],
      },
    });
  });

  it('is withdrawing a page that others lead to, unless the editor insists', async () => {
    await send('PublicarFragmento', { fragmento: page('faro', to('isla')) });
    await send('PublicarHistoria', { historia, alcance: 'nuevos' });
    await expect(send('RetirarFragmento', { id: id('faro') })).rejects.toMatchObject({
      code: 'STORY_PROBLEMS',
      data: { problemas: [{ codigo: 'STILL_USED', donde: `${id('puerto')}/faro` }] },
    });
    const { eventos } = await send('RetirarFragmento', { id: id('faro'), forzar: true });
    expect(eventos.map(({ type }) => type)).toEqual(['FragmentoRetirado']);
    // Who reads the edition that has it still gets there.
    const ana = await reader();
    await ana.open(id('puerto'));
    expect(await ana.take(id('puerto'), 'faro')).toMatchObject({ edicion: 1, destino: id('faro') });
  });
});

describe('the bundled content', () => {
  it('comes with editions and stock, once', async () => {
    const { bus, catalogoVivo } = services;
    const first = await publishBundledContent(bus, catalogoVivo.catalogo);
    expect(first.ediciones).toEqual([{ historia: 'la-trasnochada', edicion: 1 }]);
    expect(first.existencias).toContainEqual({ item: 'postal-del-faro', cantidad: 200 });
    await catalogoVivo.reach(first.position!);
    const again = await publishBundledContent(bus, catalogoVivo.catalogo);
    expect(again).toMatchObject({ publicados: [], ediciones: [], existencias: [], position: null });
    expect(await bus.estado('existencias', 'postal-del-faro', true)).toMatchObject({
      disponibles: 200,
      repuestas: 200,
    });
  });

  it('opens the page of the recipe to who finishes the apprenticeship', async () => {
    const ana = await reader();
    await expect(ana.open('receta')).rejects.toMatchObject({ code: 'FRAGMENT_NOT_REACHED' });
    const { id: usuarioId } = await ana.state();
    const gift = { usuarioId, cantidad: 50, razon: 'ajuste' as const, nota: 'prueba' };
    await send('OtorgarBesitos', gift, OTRO_ADMIN);
    const actor = { tipo: 'usuario' as const, id: usuarioId };
    await ana.open('carta');
    for (const [pagina, elegida] of [
      ['carta', 'cabina'],
      ['cabina', 'por-reme'],
      ['llave', 'firmar'],
      ['horno', 'amasar'],
      ['masa', 'mirar-teo'],
      ['campana', 'no-contestar'],
    ] as const)
      await ana.take(pagina, elegida);
    await send('ComprarItem', { usuarioId, item: 'besito-anis', precio: 8, moneda: 'besitos' }, actor);
    await send('Reaccionar', { usuarioId, fragmento: 'alba', emoji: '❤' }, actor);
    await ana.begin('aprendiz-de-noche');
    await ana.complete('aprendiz-de-noche', 'llegar');
    await ana.complete('aprendiz-de-noche', 'el-papel', 'azul');
    await ana.complete('aprendiz-de-noche', 'el-oido', 'izquierdo');
    await ana.complete('aprendiz-de-noche', 'el-primer-dulce');
    const eventos = await ana.complete('aprendiz-de-noche', 'cerrar');
    expect(eventos.map(({ type }) => type)).toContain('ContenidoDesbloqueado');
    expect(await ana.open('receta')).toMatchObject({ fragmento: 'receta', edicion: 1 });
  });
});
