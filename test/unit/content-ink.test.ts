/** Ink stories as fragments: played side by side with the Ink runtime, and refused where they cannot be the same. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Compiler, CompilerOptions } from 'inkjs/full';
import { describe, expect, it } from 'vitest';
import { CONTENT_FOLDER } from '../../src/cli/content/bundled.ts';
import { formatInkProblem, InkImportError, importInk, inkStoryId } from '../../src/cli/content/ink.ts';
import { loadContent } from '../../src/cli/content/load.ts';
import { writeStory } from '../../src/cli/content/write.ts';
import { checkContent, errorsIn } from '../../src/commands/contenido/revision/check.ts';
import { contentOf, idsOfOtherStories } from '../../src/commands/contenido/revision/content.ts';
import { evaluate } from '../../src/commands/contenido/revision/logic.ts';
import type { Fragmento } from '../../src/events/contenido.ts';

const TRANVIA = readFileSync(join(CONTENT_FOLDER, 'ink/el-ultimo-tranvia.ink'), 'utf8');
const OPTIONS = { historia: 'prueba', idioma: 'es' } as const;

/** A story that begins at `a`, with what a test is about. */
const story = (body: string, top = '') => `${top}\n-> a\n=== a ===\n${body}\n=== fin ===\nFin.\n-> END\n`;
const LINES_BEFORE_BODY = 3;

const find = (fragmentos: readonly Fragmento[], id: string): Fragmento => {
  const found = fragmentos.find((fragmento) => fragmento.id === id);
  if (!found) throw new Error(`no fragment ${id} among ${fragmentos.map((one) => one.id).join(', ')}`);
  return found;
};

/* The two players. Both say what is on the screen as words, so that line ends do not matter. */

interface Screen {
  words: string;
  buttons: string[];
}
interface Player {
  screen(): Screen;
  choose(index: number): void;
}

const wordsOf = (text: string) => text.replace(/\s+/g, ' ').trim();

const compile = (source: string) =>
  new Compiler(source, new CompilerOptions(null, [], false, () => {})).Compile();

function inkPlayer(compiled: ReturnType<typeof compile>): Player {
  compiled.ResetState();
  // A story whose choices are used up has run out of content: a screen without buttons here, an error there.
  compiled.onError = () => {};
  let echo = '';
  const screen = (): Screen => {
    const lines: string[] = [];
    while (compiled.canContinue) lines.push(wordsOf(compiled.Continue() ?? ''));
    if (echo && lines[0] === echo) lines.shift();
    const words = wordsOf(lines.join(' '));
    return { words, buttons: compiled.currentChoices.map(({ text }: { text: string }) => wordsOf(text)) };
  };
  let current = screen();
  return {
    screen: () => current,
    choose(index) {
      // A choice without brackets prints its own words again; on a button they stand once.
      echo = current.buttons[index] ?? '';
      compiled.ChooseChoiceIndex(index);
      current = screen();
    },
  };
}

function fragmentPlayer(fragmentos: readonly Fragmento[]): Player {
  const byId = new Map(fragmentos.map((fragmento) => [fragmento.id, fragmento]));
  const visited = new Set<string>();
  const taken = new Set<string>();
  const holds = (requisitos: Parameters<typeof evaluate>[0]) =>
    evaluate(requisitos, (leaf) =>
      'fragmento' in leaf ? visited.has(leaf.fragmento) : 'decision' in leaf && taken.has(leaf.decision),
    );
  const visible = (fragmento: Fragmento) =>
    fragmento.decisiones.filter(({ requisitos }) => holds(requisitos));
  let words = '';
  let at = enter(fragmentos[0]?.id ?? '');

  function enter(id: string): Fragmento {
    const fragmento = byId.get(id);
    if (!fragmento) throw new Error(`no fragment ${id}`);
    visited.add(id);
    words = wordsOf(`${words} ${fragmento.texto.es}`);
    const [onwards] = visible(fragmento);
    return onwards && /^continuar(-\d)?$/.test(onwards.id) ? enter(onwards.destino) : fragmento;
  }

  return {
    screen: () => ({ words, buttons: visible(at).map(({ texto }) => wordsOf(texto.es)) }),
    choose(index) {
      const decision = visible(at)[index];
      if (!decision) throw new Error(`no button ${index}`);
      taken.add(`${at.id}/${decision.id}`);
      words = '';
      at = enter(decision.destino);
    },
  };
}

/** Plays every way through, up to so many choices; returns the last screens. */
function playAll(source: string, fragmentos: readonly Fragmento[], choicesMax: number): string[] {
  const endings = new Set<string>();
  const compiled = compile(source);
  const pending: number[][] = [[]];
  for (let way = pending.pop(); way; way = pending.pop()) {
    const [ink, ours] = [inkPlayer(compiled), fragmentPlayer(fragmentos)];
    for (const index of way) {
      ink.choose(index);
      ours.choose(index);
    }
    const { words, buttons } = ours.screen();
    expect({ way, words, buttons }).toEqual({ way, ...ink.screen() });
    if (buttons.length === 0) endings.add(words);
    else if (way.length < choicesMax) pending.push(...buttons.map((_, index) => [...(way ?? []), index]));
  }
  return [...endings];
}

describe('the Ink story that comes with the program', () => {
  const fragmentos = importInk(TRANVIA, { historia: 'el-ultimo-tranvia', idioma: 'es' });

  it('names its story', () => {
    expect(inkStoryId(TRANVIA)).toBe('el-ultimo-tranvia');
    expect(inkStoryId('Hola.')).toBeNull();
  });

  it('has a fragment for every knot, the first with the cover', () => {
    const knots = [...TRANVIA.matchAll(/^=== (\w+) ===$/gm)].map(([, name = '']) =>
      name.replaceAll('_', '-'),
    );
    expect(fragmentos.map(({ id }) => id)).toEqual(knots);
    expect(fragmentos.filter(({ portada }) => portada).map(({ id }) => id)).toEqual(['anden']);
    expect(fragmentos[0]?.portada?.titulo.es).toBe('El último tranvía');
    expect(fragmentos[0]?.portada?.sinopsis.es).toMatch(/^La línea nueve .* goteras\.$/);
  });

  it('has no errors, and as its only warnings the translations that are missing', () => {
    const findings = checkContent(contentOf({ fragmentos }));
    expect(errorsIn(findings)).toEqual([]);
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['UNTRANSLATED']));
  });

  it('turns the variable into a visit to the knot that sets it', () => {
    expect(find(fragmentos, 'jardin').decisiones[0]).toEqual({
      id: 'abrir-la-verja-con-la',
      texto: { es: 'Abrir la verja con la llave', en: 'Abrir la verja con la llave' },
      destino: 'invernadero',
      requisitos: { fragmento: 'mango' },
      oculta: true,
    });
    expect(find(fragmentos, 'fin-cafe').final).toEqual({ titulo: { es: 'Compañía', en: 'Compañía' } });
  });

  it('plays word for word as in Ink, to every ending', () => {
    const endings = playAll(TRANVIA, fragmentos, 20);
    expect(endings).toHaveLength(fragmentos.filter(({ final }) => final).length);
    expect(endings).toHaveLength(4);
  });

  it('stands beside the other story once it is written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'besitos-ink-'));
    try {
      const files = writeStory(folder, 'el-ultimo-tranvia', fragmentos);
      expect(files[0]).toBe('historias/el-ultimo-tranvia/01-anden.yaml');
      expect(files).toHaveLength(fragmentos.length);
      expect([...loadContent(folder).fragmentos.values()]).toEqual(fragmentos);
      const taken = idsOfOtherStories(loadContent(CONTENT_FOLDER), 'el-ultimo-tranvia');
      expect(fragmentos.filter(({ id }) => taken.includes(id))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const EVERYTHING = `# titulo: La prueba
# sinopsis: Una sinopsis.
VAR llave = false
VAR luz = true
CONST TOPE = 3
// Una nota que nadie lee.
Empiezas en la puerta.

Segundo párrafo
y su segunda línea.
* [Mirar] # besitos: 3
  Ves una llave.
  ~ llave = true
  ** [Cogerla] # cuesta: 2
  ** (dejarla) Dejarla[.], y te vas.
     Sin mirar.
  -- Sigues <>
  andando.
* (correr) Correr # besitos: 2
  ~ luz = false
- (cruce) Un cruce de caminos.
TODO: describir el cruce
+ {llave} [Abrir] -> casa.salon
+ {not llave and luz} [Volver a mirar] -> cruce
* {correr || casa.salon} [Rezar] -> casa
+ [Seguir] -> camino
=== casa
= salon
# titulo: El salón
# vip
Un salón.
{llave: -> cruce | -> camino}
= cocina
Cocina.
{
 - not luz: -> fin
 - casa.salon: -> ultimo
 - else: -> vacio
}
=== camino
Camino largo.
* {cruce > 0} {casa.cocina == 0} [Cocina] -> casa.cocina
+ (rendirse) [Fin] -> fin
=== vacio
-> ultimo
=== ultimo
Lo último.
- Y se acaba.
-> DONE
=== fin
# final: Se acabó
Todo termina.
-> END
VAR otra = false
`;

describe('an Ink source', () => {
  const fragmentos = importInk(EVERYTHING, OPTIONS);

  it('plays as in Ink, with all that can be imported in it', () => {
    const endings = playAll(EVERYTHING, fragmentos, 6);
    expect(endings.length).toBeGreaterThanOrEqual(2);
    expect(errorsIn(checkContent(contentOf({ fragmentos })))).toEqual([]);
  });

  it('keeps lines and paragraphs apart', () => {
    expect(fragmentos[0]?.texto.es).toBe('Empiezas en la puerta.\n\nSegundo párrafo\ny su segunda línea.');
    expect(find(fragmentos, 'mirar-sigue').texto.es).toBe('Sigues andando.');
  });

  it('gives the text before the first knot, gathers, and what follows a choice fragments of their own', () => {
    expect(fragmentos.map(({ id }) => id)).toEqual([
      'inicio',
      'mirar',
      'mirar-dejarla',
      'mirar-sigue',
      'cruce',
      'casa-salon',
      'casa-cocina',
      'camino',
      'ultimo',
      'fin',
    ]);
    expect(find(fragmentos, 'mirar-dejarla')).toMatchObject({
      titulo: { es: 'Dejarla.' },
      texto: { es: 'Dejarla, y te vas.\nSin mirar.' },
      decisiones: [{ id: 'continuar', texto: { es: 'Continuar', en: 'Continue' }, destino: 'mirar-sigue' }],
    });
  });

  it('reads tags for titles, endings, VIP, rewards and prices', () => {
    expect(fragmentos[0]?.portada).toEqual({
      titulo: { es: 'La prueba', en: 'La prueba' },
      sinopsis: { es: 'Una sinopsis.', en: 'Una sinopsis.' },
    });
    expect(find(fragmentos, 'casa-salon')).toMatchObject({ titulo: { es: 'El salón' }, vip: true });
    expect(find(fragmentos, 'fin').final?.titulo.es).toBe('Se acabó');
    expect(find(fragmentos, 'ultimo').final?.titulo.es).toBe('Ultimo');
    expect(fragmentos[0]?.decisiones.map(({ recompensa }) => recompensa)).toEqual([
      { besitos: 3 },
      { besitos: 2 },
    ]);
    expect(find(fragmentos, 'mirar').decisiones[0]?.cuesta).toBe(2);
  });

  it('takes a starred choice away once it is taken, where one can come back', () => {
    expect(find(fragmentos, 'cruce').decisiones.find(({ id }) => id === 'rezar')?.requisitos).toEqual({
      all: [
        { any: [{ decision: 'inicio/correr' }, { fragmento: 'casa-salon' }] },
        { not: { decision: 'cruce/rezar' } },
      ],
    });
    expect(fragmentos[0]?.decisiones[0]?.requisitos).toBeUndefined();
  });

  it('names a choice after its label', () => {
    expect(find(fragmentos, 'camino').decisiones[1]).toMatchObject({ id: 'rendirse', texto: { es: 'Fin' } });
  });

  it('uses no id twice, nor one of another story, and none that is too long', () => {
    const source = `-> una_sala_con_un_nombre_larguisimo
=== una_sala_con_un_nombre_larguisimo
Uno.
* [Sí] -> una_sala_con_un_nombre_larga
* [Sí] -> Ñandú
=== una_sala_con_un_nombre_larga
Dos.
-> Ñandú
=== Ñandú
Tres.
-> END
`;
    const imported = importInk(source, { ...OPTIONS, reservados: ['nandu'] });
    expect(imported.map(({ id }) => id)).toEqual([
      'una-sala-con-un-nombre',
      'una-sala-con-un-nombre-2',
      'nandu-2',
    ]);
    expect(imported[0]?.decisiones.map(({ id }) => id)).toEqual(['si', 'si-2']);
  });
});

describe('a construct without a counterpart', () => {
  it.each<[construct: string, line: number, body: string, top?: string]>([
    ['sequence', 1, 'Hola {uno|dos}.\n-> fin'],
    ['sequence', 1, 'Hola {~uno|dos}.\n-> fin'],
    ['conditional text', 1, 'Hola {fin: otra vez}.\n-> fin'],
    ['conditional text', 1, '{\n- fin: Hola. -> fin\n- else: -> fin\n}'],
    ['printed variable', 1, 'Hola {a}.\n-> fin'],
    ['logic', 1, 'Hola {2 + 2}.\n-> fin'],
    ['printed variable', 2, 'Hola.\n* [Ir {a}] -> fin'],
    ['tunnel', 2, 'Hola.\n-> fin ->\n-> fin'],
    ['tunnel', 2, 'Hola.\n->->'],
    ['thread', 2, 'Hola.\n<- fin\n* [Ir] -> fin'],
    ['function', 4, 'Hola.\n* [Ir] -> fin\n\n=== function f()\n~ return true'],
    ['function call', 2, 'Hola.\n~ f()\n-> fin\n=== function f()\n~ return true'],
    ['condition', 2, 'Hola.\n* {TURNS() > 1} [Ir] -> fin\n+ [No] -> fin'],
    ['parameters', 3, 'Hola.\n-> fin\n=== con(x)\nHola.\n-> fin'],
    ['counter', 2, 'Hola.\n~ n++\n-> fin', 'VAR n = 0'],
    ['assignment', 2, 'Hola.\n~ n = 5\n* {n} [Ir] -> fin', 'VAR n = true'],
    ['assignment', 5, 'Hola.\n~ v = true\n-> b\n=== b\n~ v = false\n-> fin', 'VAR v = false'],
    ['assignment', 4, 'Hola.\n~ v = true\n* [Ir]\n~ v = false\n-> fin', 'VAR v = false'],
    ['temporary variable', 2, 'Hola.\n~ temp n = 5\n-> fin'],
    ['list', -2, 'Hola.\n-> fin', 'LIST l = x, y'],
    ['external function', -2, 'Hola.\n-> fin', 'EXTERNAL f(x)'],
    ['condition', 2, 'Hola.\n* {n > 3} [Ir] -> fin\n+ [No] -> fin', 'VAR n = 0'],
    ['condition', 2, 'Hola.\n* {a > 3} [Ir] -> fin\n+ [No] -> fin'],
    ['condition', 2, 'Hola.\n* {K} [Ir] -> fin\n+ [No] -> fin', 'CONST K = 1'],
    ['condition', 2, 'Hola.\n* {v} [Ir] -> fin\n+ [No] -> fin', 'VAR v = false'],
    ['variable divert', 2, 'Hola.\n-> v', 'VAR v = -> fin'],
    ['divert', 3, 'Hola.\n* (x) [Ir] -> fin\n+ [Otra] -> x'],
    ['fallback choice', 3, 'Hola.\n* [Ir] -> fin\n* -> fin'],
    ['conditional divert', 2, 'Hola.\n* [Ir]\n{fin: -> fin}\n-> fin'],
    ['choice', 3, 'Hola.\n{fin: -> fin}\n* [Ir] -> fin'],
    ['nested choices', 2, 'Hola.\n** [Ir] -> fin\n* [No] -> fin'],
    ['loose end', 1, 'Hola.'],
    ['loose end', 2, 'Hola.\n* [Ir]'],
    ['loose end', 2, 'Hola.\n{fin: -> fin}'],
    ['text after a divert', 3, 'Hola.\n-> fin\nAdiós.'],
    ['empty text', 0, '* [Ir] -> fin'],
    ['empty text', 3, 'Hola.\n-> b\n=== b\n~ v = true\n-> fin', 'VAR v = false'],
    ['ending', 2, 'Hola.\n* [Ir] -> END\n+ [No] -> fin'],
    ['ending', 0, 'Hola.\n{fin: -> fin | -> END}'],
    ['glue', 1, 'Hola <>\n-> fin'],
    ['tag', 1, '# color: azul\nHola.\n-> fin'],
    ['tag', 1, '# titulo\nHola.\n-> fin'],
    ['tag', 2, '# titulo: Uno\n# titulo: Dos\nHola.\n-> fin'],
    ['tag', 1, '# final: Nada\nHola.\n-> fin'],
    ['tag', 1, '# besitos: 3\nHola.\n-> fin'],
    ['tag', 2, 'Hola.\n* [Ir] # besitos: muchos\n-> fin'],
    ['tag', 2, 'Hola.\n* [Ir] # vip\n-> fin'],
    ['unreached', 3, 'Hola.\n-> fin\n=== b\nNadie llega.\n-> fin'],
    ['decisiones', 0, `Hola.\n${Array.from({ length: 9 }, (_, n) => `+ [Ir ${n}] -> fin`).join('\n')}`],
    ['syntax', 2, 'Hola.\n-> ninguna'],
    ['INCLUDE', -2, 'Hola.\n-> fin', 'INCLUDE otra.ink'],
  ])('is refused: %s on line %i', (construct, line, body, top) => {
    const source = story(body, top);
    let error: unknown;
    try {
      importInk(source, OPTIONS);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InkImportError);
    const { problems, code } = error as InkImportError;
    expect(code).toBe('INK_IMPORT');
    expect(problems.map((problem) => [problem.construct, problem.line])).toContainEqual([
      construct,
      line + LINES_BEFORE_BODY,
    ]);
    expect(problems.every(({ message }) => message.length > 10)).toBe(true);
  });

  it('is named with all others, in the order of the source', () => {
    const source = story('Hola {uno|dos}.\n* [Ir] # color\n{a}\n-> fin');
    expect(() => importInk(source, OPTIONS)).toThrow(
      'line 4, sequence: a text is the same at every visit: keep one version, or write a knot for each (and 2 more)',
    );
  });

  it('of a source that leads nowhere is its beginning', () => {
    const problems = (source: string) => {
      try {
        return importInk(source, OPTIONS).length;
      } catch (error) {
        return (error as InkImportError).problems.map(formatInkProblem);
      }
    };
    const beginning = 'line 1, beginning: nothing leads into the story: put -> and a knot at the top';
    expect(problems('=== a\nHola.\n-> END\n')).toEqual([beginning]);
    expect(problems('')).toEqual([beginning]);
  });

  it('is also an id that no story can have', () => {
    expect(() => importInk(TRANVIA, { historia: 'Mi historia', idioma: 'es' })).toThrow(InkImportError);
  });
});

describe('writing a story', () => {
  it('replaces nothing without force, and everything with it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'besitos-ink-'));
    try {
      const fragmentos = importInk(EVERYTHING, OPTIONS);
      writeStory(folder, 'prueba', fragmentos);
      const path = join(folder, 'historias/prueba');
      writeFileSync(join(path, '01-inicio.yaml'), 'trabajo de una tarde');
      expect(() => writeStory(folder, 'prueba', fragmentos)).toThrow('--force replaces the story');
      expect(readFileSync(join(path, '01-inicio.yaml'), 'utf8')).toBe('trabajo de una tarde');

      writeStory(folder, 'prueba', fragmentos.slice(1), { force: true });
      expect(readdirSync(path)).toHaveLength(fragmentos.length - 1);
      expect(readdirSync(path)[0]).toBe('01-mirar.yaml');
      expect([...loadContent(folder).fragmentos.values()]).toEqual(fragmentos.slice(1));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('any story of knots, choices, variables and visits', () => {
  const KNOTS = 5;
  const knot = fc.nat({ max: KNOTS - 1 });
  const condition = fc.oneof(
    fc.constant(''),
    knot.map((n) => `{v${n}} `),
    knot.map((n) => `{not v${n}} `),
    knot.map((n) => `{k${n}} `),
    knot.map((n) => `{not k${n}} `),
    fc.tuple(knot, knot).map(([n, m]) => `{k${n} and not v${m}} `),
    fc.tuple(knot, knot).map(([n, m]) => `{not (v${n} || k${m})} `),
  );
  const choice = fc.record({
    star: fc.constantFrom('*', '+'),
    condition,
    bracketed: fc.boolean(),
    more: fc.boolean(),
    sets: fc.boolean(),
    to: fc.option(knot, { nil: null }),
  });
  const body = fc.record({
    sets: fc.boolean(),
    choices: fc.array(choice, { minLength: 1, maxLength: 3 }),
    gathers: fc.oneof(
      fc.constant('-> END'),
      knot.map((n) => `-> k${n}`),
    ),
  });

  const written = (bodies: (typeof body extends fc.Arbitrary<infer Body> ? Body : never)[]) => {
    const lines = bodies.map((_, n) => `VAR v${n} = ${n % 2 === 1}`);
    lines.push('Principio.', ...bodies.map((_, n) => `+ [Nudo ${n}] -> k${n}`));
    bodies.forEach(({ sets, choices, gathers }, n) => {
      lines.push(`=== k${n}`, `Texto ${n}.`, '', 'Más texto.');
      // A variable that nothing sets would make conditions that never hold.
      if (sets || !choices.some((one) => one.sets)) lines.push(`~ v${n} = ${n % 2 === 0}`);
      choices.forEach((one, index) => {
        const words = `Ir ${n} por ${index}`;
        lines.push(`${one.star} ${one.condition}${one.bracketed ? `[${words}]` : words}`);
        if (one.sets) lines.push(`~ v${n} = ${n % 2 === 0}`);
        if (one.more) lines.push(`Vas por ${index}.`);
        if (one.to !== null) lines.push(`-> k${one.to}`);
      });
      // A way without conditions keeps Ink from running out of content.
      lines.push('+ [Parar] -> fin');
      if (choices.some(({ to }) => to === null)) lines.push(`- Se juntan en ${n}.`, gathers);
    });
    lines.push('=== fin', 'Fin.', '-> END', '');
    return lines.join('\n');
  };

  it('plays as in Ink', () => {
    fc.assert(
      fc.property(fc.array(body, { minLength: KNOTS, maxLength: KNOTS }), (bodies) => {
        const source = written(bodies);
        playAll(source, importInk(source, OPTIONS), 3);
      }),
      { numRuns: 25, seed: 20260310 },
    );
  }, 60_000);
});
