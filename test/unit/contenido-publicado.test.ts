/** What `content/` promises its readers: valid files, nothing that dangles, and an ending for those who pay nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Compiler } from 'inkjs/full';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  type Decision,
  Experiencia,
  Fragmento,
  Item,
  type Recompensa,
  type Requisito,
  TIPOS_DE_ITEM,
} from '../../src/events/contenido.ts';
import { REGLAS } from '../../src/events/reglas.ts';

const CONTENT = join(import.meta.dirname, '../../content');
const STORY = 'la-trasnochada';

interface Loaded<T> {
  contents: { file: string; content: T }[];
  /** One line for each file that does not satisfy its schema. */
  problems: string[];
}

function load<T>(folder: string, schema: z.ZodType<T>): Loaded<T> {
  const loaded: Loaded<T> = { contents: [], problems: [] };
  for (const file of readdirSync(join(CONTENT, folder)).sort()) {
    const result = schema.safeParse(parse(readFileSync(join(CONTENT, folder, file), 'utf8')));
    if (result.success) loaded.contents.push({ file, content: result.data });
    else loaded.problems.push(`${folder}/${file}: ${z.prettifyError(result.error)}`);
  }
  return loaded;
}

const fragments = load(`historias/${STORY}`, Fragmento);
const experiences = load('experiencias', Experiencia);
const items = load('tienda', Item);

const byId = <T extends { id: string }>({ contents }: Loaded<T>) =>
  new Map(contents.map(({ content }) => [content.id, content]));
const fragmentos = byId(fragments);
const experiencias = byId(experiences);
const tienda = byId(items);
const first = fragments.contents[0]!.content;

const words = (text: string) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

function leaves(requisito: Requisito | undefined): Requisito[] {
  if (!requisito) return [];
  if ('all' in requisito) return requisito.all.flatMap(leaves);
  if ('any' in requisito) return requisito.any.flatMap(leaves);
  if ('not' in requisito) return leaves(requisito.not);
  return [requisito];
}

const hasDecision = (name: string) => {
  const [fragmento = '', decision] = name.split('/');
  return fragmentos.get(fragmento)?.decisiones.some(({ id }) => id === decision) ?? false;
};

function exists(leaf: Requisito): boolean {
  if ('item' in leaf) return tienda.has(leaf.item);
  if ('fragmento' in leaf) return fragmentos.has(leaf.fragmento);
  if ('experiencia' in leaf) return experiencias.has(leaf.experiencia);
  if ('decision' in leaf) return hasDecision(leaf.decision);
  return true;
}

const dangling = (where: string, requisito?: Requisito, recompensa?: Recompensa) => [
  ...leaves(requisito)
    .filter((leaf) => !exists(leaf))
    .map((leaf) => `${where} requires ${JSON.stringify(leaf)}`),
  ...(recompensa?.items ?? []).filter((id) => !tienda.has(id)).map((id) => `${where} gives ${id}`),
];

/** Open to anybody: it asks for nothing, costs nothing, and neither does the fragment it leads to. */
function isFree({ requisitos, cuesta, destino }: Decision): boolean {
  const to = fragmentos.get(destino);
  return !requisitos && !cuesta && to !== undefined && !to.vip && !to.requisitos;
}

/** Every fragment that can be read from `start` by decisions that pass `open`. */
function reachable(start: Fragmento, open: (decision: Decision) => boolean): Set<string> {
  const seen = new Set<string>();
  const pending = [start.id];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const decision of fragmentos.get(id)?.decisiones ?? [])
      if (open(decision)) pending.push(decision.destino);
  }
  return seen;
}

const endings = (ids: Iterable<string>) => [...ids].filter((id) => fragmentos.get(id)?.final);

const incomes = new Map<string, number>();

/** Most besitos that decisions and first reactions give on a free path from here to an ending. */
function bestFreeIncome(fragmento: Fragmento): number {
  const known = incomes.get(fragmento.id);
  if (known !== undefined) return known;
  incomes.set(fragmento.id, Number.NaN); // A free loop comes back here and makes the sum no number.
  const onwards = fragmento.decisiones
    .filter(isFree)
    .map(({ destino, recompensa }) => bestFreeIncome(fragmentos.get(destino)!) + (recompensa?.besitos ?? 0));
  const income = (fragmento.reaccion ?? REGLAS.reaccion) + Math.max(0, ...onwards);
  incomes.set(fragmento.id, income);
  return income;
}

describe('every content file', () => {
  it('satisfies its schema', () => {
    expect([...fragments.problems, ...experiences.problems, ...items.problems]).toEqual([]);
  });

  it('is named after its id', () => {
    const stem = (file: string) => basename(file, '.yaml');
    expect(fragments.contents.map(({ file }) => stem(file).replace(/^\d{2}-/, ''))).toEqual([
      ...fragmentos.keys(),
    ]);
    expect(experiences.contents.map(({ file }) => stem(file))).toEqual([...experiencias.keys()]);
    expect(items.contents.map(({ file }) => stem(file))).toEqual([...tienda.keys()]);
  });

  it('refers only to what exists', () => {
    const inFragments = [...fragmentos.values()].flatMap((fragmento) => [
      ...dangling(fragmento.id, fragmento.requisitos),
      ...fragmento.decisiones.flatMap(({ id, requisitos, recompensa }) =>
        dangling(`${fragmento.id}/${id}`, requisitos, recompensa),
      ),
    ]);
    const inItems = [...tienda.values()].flatMap((item) => [
      ...dangling(item.id, item.requisitos),
      ...(item.desbloquea ?? []).filter((id) => !fragmentos.has(id)).map((id) => `${item.id} unlocks ${id}`),
    ]);
    const inExperiences = [...experiencias.values()].flatMap((experiencia) => [
      ...dangling(experiencia.id, experiencia.requisitos, experiencia.recompensa),
      ...experiencia.componentes.flatMap((componente) => {
        const where = `${experiencia.id}/${componente.id}`;
        const needs: Requisito[] =
          componente.tipo === 'compra'
            ? [{ item: componente.item }]
            : componente.tipo === 'cuestionario'
              ? []
              : [{ fragmento: componente.fragmento }];
        return needs.flatMap((need) => dangling(where, need, componente.recompensa));
      }),
    ]);
    expect([...inFragments, ...inItems, ...inExperiences]).toEqual([]);
  });
});

describe('the story', () => {
  it('has at least forty fragments of one story, the first of them its cover', () => {
    expect(fragmentos.size).toBeGreaterThanOrEqual(40);
    expect([...fragmentos.values()].filter(({ historia }) => historia !== STORY)).toEqual([]);
    expect([...fragmentos.values()].filter(({ portada }) => portada)).toEqual([first]);
  });

  it.each(fragments.contents)('tells $file in 60 to 200 words of each language', ({ content }) => {
    for (const text of [content.texto.es, content.texto.en]) {
      expect(words(text)).toBeGreaterThanOrEqual(60);
      expect(words(text)).toBeLessThanOrEqual(200);
    }
    expect(content.texto.es).not.toBe(content.texto.en);
  });

  it('labels buttons in at most sixty characters and names each decision once', () => {
    for (const { id, decisiones } of fragmentos.values()) {
      expect(new Set(decisiones.map((decision) => decision.id)).size, id).toBe(decisiones.length);
      for (const { texto } of decisiones)
        expect(Math.max(texto.es.length, texto.en.length), texto.es).toBeLessThanOrEqual(60);
    }
  });

  it('leads every decision to a fragment, and some decision, item or reward to every fragment', () => {
    const decisiones = [...fragmentos.values()].flatMap((fragmento) => fragmento.decisiones);
    expect(decisiones.filter(({ destino }) => !fragmentos.has(destino))).toEqual([]);
    const reached = reachable(first, () => true);
    // Some pages are entered from outside: an item or a reward opens them.
    const recompensas = [
      ...decisiones.map(({ recompensa }) => recompensa),
      ...[...experiencias.values()].flatMap((each) =>
        [each, ...each.componentes].map(({ recompensa }) => recompensa),
      ),
    ];
    const opened = [...tienda.values(), ...recompensas].flatMap((each) => each?.desbloquea ?? []);
    for (const id of opened) {
      const page = fragmentos.get(id);
      if (page) for (const each of reachable(page, () => true)) reached.add(each);
    }
    expect([...fragmentos.keys()].filter((id) => !reached.has(id))).toEqual([]);
  });

  it('ends exactly where there is nothing left to decide', () => {
    const wrong = [...fragmentos.values()].filter(
      ({ decisiones, final }) => (decisiones.length === 0) !== (final !== undefined),
    );
    expect(wrong).toEqual([]);
    expect(endings(fragmentos.keys()).length).toBeGreaterThanOrEqual(6);
  });

  it('lets whoever stands in any fragment go on to an ending, with no besitos, item or VIP', () => {
    const stuck = [...fragmentos.values()].filter(
      (fragmento) => endings(reachable(fragmento, isFree)).length === 0,
    );
    expect(stuck.map(({ id }) => id)).toEqual([]);
  });

  it('has more than one ending for a reader who never buys, and pays for two things in the shop', () => {
    expect(endings(reachable(first, isFree)).length).toBeGreaterThanOrEqual(2);
    const [cheapest = 0, second = 0] = [...tienda.values()]
      .filter(({ tipo, vip }) => tipo === 'desbloqueo' && !vip)
      .map(({ precio }) => precio)
      .sort((a, b) => a - b);
    const income = bestFreeIncome(first);
    expect(income).toBeGreaterThanOrEqual(Math.max(120, cheapest + second));
    expect(income).toBeLessThanOrEqual(200);
  });

  it('shows everybody the way into a VIP branch of three to five fragments', () => {
    const vip = new Set([...fragmentos.values()].filter((fragmento) => fragmento.vip).map(({ id }) => id));
    const doors = [...fragmentos.values()]
      .filter((fragmento) => !fragmento.vip)
      .flatMap(({ decisiones }) => decisiones)
      .filter(({ destino, oculta }) => vip.has(destino) && !oculta);
    expect(vip.size).toBeGreaterThanOrEqual(3);
    expect(vip.size).toBeLessThanOrEqual(5);
    expect(doors.length).toBeGreaterThanOrEqual(1);
  });
});

describe('the experiences', () => {
  it('are at least three, and between them use every kind of component', () => {
    const componentes = [...experiencias.values()].flatMap((experiencia) => experiencia.componentes);
    expect(experiencias.size).toBeGreaterThanOrEqual(3);
    expect(new Set(componentes.map(({ tipo }) => tipo))).toEqual(
      new Set(['fragmento', 'compra', 'reaccion', 'cuestionario']),
    );
  });

  it.each(experiences.contents)('$file rewards its end and can be answered', ({ content }) => {
    expect(content.recompensa).toBeDefined();
    expect(new Set(content.componentes.map(({ id }) => id)).size).toBe(content.componentes.length);
    for (const componente of content.componentes) {
      if (componente.tipo !== 'cuestionario') continue;
      const ids = componente.opciones.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toContain(componente.correcta);
    }
  });
});

describe('the shop', () => {
  it('sells at least twelve items, some of every type, at 8 to 160 besitos', () => {
    expect(tienda.size).toBeGreaterThanOrEqual(12);
    expect(new Set([...tienda.values()].map(({ tipo }) => tipo))).toEqual(new Set(TIPOS_DE_ITEM));
    const outside = [...tienda.values()].filter(({ precio }) => precio < 8 || precio > 160);
    expect(outside).toEqual([]);
  });

  it('gives stock to limited items, and unlocks to unlocking ones, and to no others', () => {
    for (const { id, tipo, existencias, desbloquea } of tienda.values()) {
      expect(existencias !== undefined, id).toBe(tipo === 'limitado');
      expect(desbloquea !== undefined, id).toBe(tipo === 'desbloqueo');
    }
  });

  it('opens with each unlocking item only fragments that ask for it, or that no decision leads to', () => {
    const led = reachable(first, () => true);
    for (const { id, desbloquea } of tienda.values())
      for (const fragmento of (desbloquea ?? []).filter((each) => led.has(each)))
        expect(leaves(fragmentos.get(fragmento)?.requisitos), `${id} → ${fragmento}`).toContainEqual({
          item: id,
        });
  });
});

describe('the Ink story', () => {
  const source = readFileSync(join(CONTENT, 'ink/el-ultimo-tranvia.ink'), 'utf8');

  it('compiles, titles every knot, and comes to an end whatever is chosen', () => {
    const story = new Compiler(source).Compile();
    const reached = new Set<string>();
    const pending: string[] = [story.state.ToJson()];
    for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
      story.state.LoadJson(state);
      story.ContinueMaximally();
      expect(story.currentErrors ?? []).toEqual([]);
      reached.add(story.currentTags?.find((tag: string) => tag.startsWith('titulo:')) ?? 'untitled');
      const here = story.state.ToJson();
      for (const choice of story.currentChoices) {
        story.state.LoadJson(here);
        story.ChooseChoiceIndex(choice.index);
        pending.push(story.state.ToJson());
      }
    }
    const knots = source.match(/^=== \w+ ===$/gm) ?? [];
    expect(knots.length).toBeGreaterThanOrEqual(10);
    expect(reached.size).toBe(knots.length);
    expect(reached).not.toContain('untitled');
  });
});
