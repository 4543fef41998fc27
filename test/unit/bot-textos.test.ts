import { describe, expect, it } from 'vitest';
import { SIN_TEXTO } from '../../src/bot/errores.ts';
import { html, idiomaDe, loadTextos } from '../../src/bot/textos.ts';
import * as errores from '../../src/commands/errores.ts';
import { IDIOMAS, RAZONES_DE_GASTAR, RAZONES_DE_OTORGAR } from '../../src/events/usuario/eventos.ts';

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
};

/** Codes of every error class, read off an instance. */
const codes = Object.values(errores).flatMap((value) => {
  if (typeof value !== 'function' || value === errores.CommandError) return [];
  const make = value as unknown as new (...parts: unknown[]) => errores.CommandError;
  return [new make([{ tipo: 'vip' }]).code];
});

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
  });

  it('know every reason of a movement', () => {
    for (const razon of [...RAZONES_DE_OTORGAR, ...RAZONES_DE_GASTAR])
      expect(textos('es', `razon-${razon}`)).not.toBe('');
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

  it('escape what comes from people', () => {
    expect(html('<b>&"Ana"')).toBe('&lt;b&gt;&amp;"Ana"');
  });
});

describe('button data', () => {
  it('fits the 64 bytes of Telegram with the longest names there can be', () => {
    const slug = 'a'.repeat(24);
    const nonce = 'n'.repeat(8);
    for (const data of [
      `d:${slug}:${slug}:${nonce}`,
      `c:${slug}:1000000000:${nonce}`,
      `a:${slug}:${slug}:5`,
      `r:${slug}:3`,
      `m:${'9'.repeat(19)}`,
    ])
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  });
});
