import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SIN_TEXTO } from '../../src/bot/errores.ts';
import { COMANDOS_DE_GRUPO, COMANDOS_DEL_BOT } from '../../src/bot/menus.ts';
import { corto, html, idiomaDe, loadTextos, plano, recortar } from '../../src/bot/textos.ts';
import * as errores from '../../src/commands/errores.ts';
import { IDIOMAS, RAZONES_DE_GASTAR, RAZONES_DE_OTORGAR } from '../../src/events/usuario/eventos.ts';
import { ARQUETIPOS } from '../../src/events/usuario/eventos-cuenta.ts';

const textos = loadTextos();
/** What the errors carry, by the names of their data. */
const everyVariable = {
  necesario: 5,
  saldo: 2,
  faltan: 3,
  actual: 9,
  limite: 500,
  otorgado: 500,
  lista: '• x',
  espera: '1 s',
  motivo: 'agotado',
  hasta: '2026-03-10',
  minimo: 1,
  maximo: 500,
};

/** Codes of every error class, read off an instance. */
const codes = Object.values(errores).flatMap((value) => {
  if (typeof value !== 'function' || value === errores.CommandError) return [];
  const make = value as unknown as new (...parts: unknown[]) => errores.CommandError;
  return [new make([{ tipo: 'vip' }]).code];
});

/** Every file of the bot's own code. */
const source = (function read(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return ['emulator', 'chat'].includes(entry.name) ? [] : [read(path)];
      return entry.name.endsWith('.ts') ? [readFileSync(path, 'utf8')] : [];
    })
    .join('\n');
})(join(import.meta.dirname, '../../src/bot'));

/** Keys of the texts in a language, as the files have them. */
const keysOf = (idioma: string): string[] => {
  const folder = join(import.meta.dirname, '../../src/bot/textos');
  return readdirSync(folder)
    .filter((file) => file.endsWith(`${idioma}.ftl`))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^([a-z][\w-]*) =/gm)])
    .map(([, key]) => key!);
};

describe('the texts of the bot', () => {
  it('know every error that a player may meet, in both languages', () => {
    expect(codes.length).toBeGreaterThan(20);
    for (const idioma of IDIOMAS)
      for (const code of codes)
        if (!SIN_TEXTO.has(code))
          expect(() => textos(idioma, `error-${code}`, everyVariable), code).not.toThrow();
  });

  it('hide from a player only what a player cannot bring about', () => {
    for (const code of SIN_TEXTO) expect(codes).toContain(code);
    for (const code of SIN_TEXTO) expect(keysOf('es')).not.toContain(`error-${code}`);
  });

  it('stand once in each language, under the same keys', () => {
    const [es, en] = [keysOf('es'), keysOf('en')];
    expect(es.length).toBeGreaterThan(300);
    expect(new Set(es).size).toBe(es.length);
    expect(en.toSorted()).toEqual(es.toSorted());
  });

  it('are all there that the code names', () => {
    const keys = new Set(keysOf('es'));
    const named = [...source.matchAll(/\bt\(\s*'([\w-]+)'/g)].map(([, key]) => key!);
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('are all used', () => {
    const prefixes = [...source.matchAll(/`([a-z][a-z-]*-)\$\{/g)].map(([, prefix]) => prefix!);
    const unused = keysOf('es').filter(
      (key) =>
        !source.includes(`'${key}'`) &&
        !prefixes.some((prefix) => key.startsWith(prefix)) &&
        !/^(?:boton|pregunta|falta|error|cmd|noticia|espera)-/.test(key),
    );
    expect(unused).toEqual([]);
  });

  it('fit a menu and a profile of Telegram', () => {
    for (const idioma of IDIOMAS) {
      for (const command of COMANDOS_DEL_BOT)
        expect(textos(idioma, `cmd-${command}`).length).toBeLessThanOrEqual(256);
      for (const command of COMANDOS_DE_GRUPO)
        expect(textos(idioma, `cmd-grupo-${command}`).length).toBeLessThanOrEqual(256);
      expect(textos(idioma, 'bot-descripcion').length).toBeLessThanOrEqual(512);
      expect(textos(idioma, 'bot-descripcion-corta').length).toBeLessThanOrEqual(120);
      expect(textos(idioma, 'factura-vip-titulo').length).toBeLessThanOrEqual(32);
      expect(textos(idioma, 'factura-vip-descripcion', { dias: 30 }).length).toBeLessThanOrEqual(255);
    }
  });

  it('name every command of the menu in the help', () => {
    for (const idioma of IDIOMAS)
      for (const command of COMANDOS_DEL_BOT)
        if (command !== 'start' && command !== 'ayuda')
          expect(textos(idioma, 'ayuda'), command).toContain(`/${command}`);
  });

  it('know every reason of a movement and every archetype', () => {
    for (const razon of [...RAZONES_DE_OTORGAR, ...RAZONES_DE_GASTAR])
      expect(textos('es', `razon-${razon}`)).not.toBe('');
    for (const arquetipo of ARQUETIPOS)
      for (const key of [`arquetipo-${arquetipo}`, `arquetipo-explica-${arquetipo}`])
        expect(textos('en', key)).not.toBe('');
  });

  it('refuse a key that is not there rather than show it', () => {
    expect(() => textos('es', 'no-hay-tal-texto')).toThrow('no text is called no-hay-tal-texto');
  });

  it('count in each language', () => {
    expect(textos('es', 'espera-segundos', { n: 1 })).toBe('1 segundo');
    expect(textos('es', 'espera-segundos', { n: 2 })).toBe('2 segundos');
    expect(textos('en', 'espera-minutos', { n: 5 })).toBe('5 minutes');
  });

  it.each([
    ['es', 'es'],
    ['es-MX', 'es'],
    ['en-GB', 'en'],
    ['fr', 'es'],
    [undefined, 'es'],
  ])('a client in %s is spoken to in %s', (code, idioma) => expect(idiomaDe(code)).toBe(idioma));

  it('escape what comes from people, and give it back where no markup is understood', () => {
    const escaped = html('<b>&"Ana"');
    expect(escaped).toBe('&lt;b&gt;&amp;"Ana"');
    expect(plano(`te faltan <b>3</b>, ${escaped}`)).toBe('te faltan 3, <b>&"Ana"');
  });

  it('are cut between letters, never through one', () => {
    expect(corto('abc', 3)).toBe('abc');
    expect(corto('abcd', 3)).toBe('ab…');
    expect(corto('a🎇🎇', 4)).toBe('a🎇…');
    expect(corto('a🎇🎇', 3)).toBe('a…');
  });
});

describe('a screen that is too long', () => {
  it.each([
    ['<b>abc</b>', 3, '<b>abc</b>'],
    ['<b>abcd</b> e', 3, '<b>ab…</b>'],
    ['<b><i>abcd</i></b>', 3, '<b><i>ab…</i></b>'],
    ['a&lt;b&amp;c', 5, 'a&lt;b&amp;c'],
    ['a&lt;b&amp;c', 4, 'a&lt;b…'],
    ['a🎇🎇', 4, 'a🎇…'],
    ['<b>ab</b>cdef', 4, '<b>ab</b>c…'],
  ])('%j in %i characters is %j', (markup, max, cut) => {
    expect(recortar(markup, max)).toBe(cut);
    expect(plano(cut).length).toBeLessThanOrEqual(max);
  });
});

describe('button data', () => {
  it('fits the 64 bytes of Telegram with the longest names there can be', () => {
    const slug = 'a'.repeat(24);
    const nonce = 'n'.repeat(8);
    for (const data of [
      `d:${slug}:${slug}:${nonce}`,
      `c:${slug}:1000000000:${nonce}`,
      `e:${slug}:1000000000:${nonce}`,
      `us:${slug}:${nonce}`,
      `k:${slug}:${nonce}`,
      `rgl:1000000000:${nonce}`,
      `rgv:${crypto.randomUUID()}`,
      `rc:${'9'.repeat(19)}`,
      `a:${slug}:${slug}:5`,
      `r:${slug}:3`,
      `m:${'9'.repeat(19)}`,
    ])
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  });
});
