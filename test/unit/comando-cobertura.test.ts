/** Every command has its spec: a file that sends it, sees each of its events, and meets each of its refusals. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Comando } from '../../src/commands/definicion.ts';
import { COMANDOS } from '../../src/commands/registro.ts';
import { FALLA_ACTIVO, FALLA_VIGENTE } from '../../src/commands/usuario/activo.ts';

const SUPPORT = join(import.meta.dirname, '../support/fixtures.ts');
const SPECS = readdirSync(import.meta.dirname)
  .filter((file) => /^comando-.*\.test\.ts$/.test(file) && file !== 'comando-cobertura.test.ts')
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));

/** What the helpers of `spec.ts` refuse for. */
const HELPERS: Record<string, readonly string[]> = {
  refusesTheUnknown: ['USER_NOT_FOUND'],
  refusesWhoIsGoing: FALLA_VIGENTE,
  refusesWhoMayNotAct: FALLA_ACTIVO,
};

/** The event type that each function of the fixtures makes, by the function's name. */
const MADE_BY = new Map(
  [
    ...readFileSync(SUPPORT, 'utf8').matchAll(
      /export (?:const|function) (\w+)(?:(?!\nexport )[\s\S])*?(?:De<'(\w+)'>|hecho\('(\w+)')/g,
    ),
  ].map(([, name = '', declared, made]) => [name, declared ?? made ?? '']),
);

/** What follows each time that a command is sent, up to the next time that one is. */
function outcomesOf(spec: string, tipo: string): string[] {
  return [...spec.matchAll(/\.when\(\s*'(\w+)'(?:(?!\.when\()[\s\S])*/g)]
    .filter(([, sent]) => sent === tipo)
    .map(([text]) => text);
}

function refusalsIn(spec: string, tipo: string): Set<string> {
  const met = outcomesOf(spec, tipo).flatMap((text) =>
    [...text.matchAll(/thenRejects\(\s*'(\w+)'/g)].map(([, code = '']) => code),
  );
  for (const [helper, codes] of Object.entries(HELPERS))
    if (new RegExp(`${helper}\\(\\s*'${tipo}'`).test(spec)) met.push(...codes);
  return new Set(met);
}

function namesEvent(spec: string, type: string): boolean {
  const makers = [...MADE_BY].filter(([, made]) => made === type).map(([name]) => name);
  return spec.includes(`'${type}'`) || makers.some((name) => new RegExp(`\\b${name}\\(`).test(spec));
}

describe.each(Object.values(COMANDOS) as unknown as Comando[])('$tipo', ({ tipo, emite, falla }) => {
  const specs = SPECS.filter((spec) => outcomesOf(spec, tipo).length > 0);

  it('is sent by a spec', () => {
    expect(specs.length).toBeGreaterThan(0);
  });

  it('is seen to emit each of its events', () => {
    expect(emite.filter((type) => !specs.some((spec) => namesEvent(spec, type)))).toEqual([]);
  });

  it('is refused for each of its reasons', () => {
    const met = new Set(specs.flatMap((spec) => [...refusalsIn(spec, tipo)]));
    expect(falla.filter((code) => !met.has(code))).toEqual([]);
  });

  it('is seen to succeed, and what happens is said exactly', () => {
    expect(specs.some((spec) => outcomesOf(spec, tipo).some((text) => /\.then\(/.test(text)))).toBe(true);
  });
});
