import { describe, expect, it } from 'vitest';
import { aliasDe } from '../../src/bot/alias.ts';
import { normalizarCodigo, pareceCodigo } from '../../src/bot/comandos/canjear.ts';
import { leerCantidad } from '../../src/bot/comandos/regalar.ts';
import {
  cargaDelEnlace,
  codigoDe,
  direccionDe,
  type Enlace,
  leerEnlace,
  paraCompartir,
  uuidDe,
} from '../../src/bot/enlaces.ts';
import { semanaDe } from '../../src/bot/fechas.ts';
import { barra } from '../../src/bot/pantallas/perfil.ts';
import { ANA, BEA, idNamed, PROCESO } from '../support/fixtures.ts';

describe('deep links', () => {
  const links: Enlace[] = [
    { tipo: 'vip' },
    { tipo: 'referido', por: ANA },
    { tipo: 'regalo', de: ANA, regalo: PROCESO },
    { tipo: 'regalar', cantidad: 10 },
    { tipo: 'historia', id: 'a'.repeat(24) },
    { tipo: 'experiencia', id: 'once-minutos' },
    { tipo: 'item', id: 'lupa' },
  ];

  it.each(links)('of kind $tipo are read as they were written, and are short enough', (link) => {
    const payload = cargaDelEnlace(link);
    expect(payload).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(leerEnlace(payload)).toEqual(link);
    expect(direccionDe('besitos_bot', link)).toBe(`https://t.me/besitos_bot?start=${payload}`);
  });

  it('carry every UUID there can be, underscores and hyphens in its code included', () => {
    for (let n = 0; n < 500; n++) {
      const [de, regalo] = [idNamed(`de ${n}`), idNamed(`regalo ${n}`)];
      expect(uuidDe(codigoDe(de))).toBe(de);
      expect(leerEnlace(cargaDelEnlace({ tipo: 'regalo', de, regalo }))).toEqual({
        tipo: 'regalo',
        de,
        regalo,
      });
    }
  });

  it.each([
    '',
    'x',
    'ref_',
    `ref_${'A'.repeat(21)}`,
    // No UUID: its version is none.
    `ref_${'_'.repeat(22)}`,
    // The same bytes, written another way.
    `ref_${codigoDe(ANA).slice(0, -1)}B`,
    `reg_${codigoDe(ANA)}`,
    `reg_${codigoDe(ANA)}-${codigoDe(BEA)}`,
    'regalar_0',
    'regalar_9999999999',
    'exp_',
    'exp_Mayúsculas',
    'item_constructor',
    'his_-x',
    'vip_',
  ])('that are none of ours are not read: %j', (payload) => expect(leerEnlace(payload)).toBeNull());

  it('are shared with what is to be said of them', () => {
    expect(paraCompartir('https://t.me/b?start=vip', 'a & b')).toBe(
      'https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fb%3Fstart%3Dvip&text=a%20%26%20b',
    );
  });
});

describe('the names of rankings', () => {
  it('are the same every time, in each language another, and say nothing of the user id', () => {
    expect(aliasDe(ANA, 'es')).toBe(aliasDe(ANA, 'es'));
    expect(aliasDe(ANA, 'es')).toMatch(/^\p{Lu}[\p{L} ]+ [0-9a-f]{4}$/u);
    expect(aliasDe(ANA, 'en').slice(-4)).toBe(aliasDe(ANA, 'es').slice(-4));
    expect(ANA).not.toContain(aliasDe(ANA, 'es').slice(-4));
    expect(aliasDe(ANA, 'es')).not.toBe(aliasDe(BEA, 'es'));
  });
});

describe('what people write', () => {
  it.each([
    ['VERANO 2026', 'verano-2026'],
    ['verano_2026', 'verano-2026'],
    ['  Verano—2026 ', 'verano-2026'],
    ['2026verano', null],
    ['a/b', null],
    ['', null],
    ['x'.repeat(65), null],
  ])('the code %j is %j', (text, codigo) => expect(normalizarCodigo(text)).toBe(codigo));

  it.each([
    ['VERANO', true],
    ['verano-2026', true],
    ['verano26', true],
    ['hola', false],
    ['Hola', false],
    ['SI', false],
    ['hola, qué tal', false],
    ['☠️', false],
  ])('%j looks like a code: %j', (text, looks) => expect(pareceCodigo(text)).toBe(looks));

  it.each([
    ['25', 25],
    [' +25 💋 ', 25],
    ['1 besito', 1],
    ['25 BESITOS', 25],
    ['0', null],
    ['-5', null],
    ['2.5', null],
    ['1e3', null],
    ['9999999999', null],
    ['muchos', null],
  ])('the amount %j is %j', (text, cantidad) => expect(leerCantidad(text)).toBe(cantidad));
});

describe('time and progress', () => {
  it.each([
    ['2026-03-10T12:00:00.000Z', '2026-W11'],
    ['2026-01-01T00:00:00.000Z', '2026-W01'],
    ['2027-01-01T00:00:00.000Z', '2026-W53'],
    ['2024-12-30T00:00:00.000Z', '2025-W01'],
    ['2026-03-08T23:59:59.999Z', '2026-W10'],
  ])('%s is in the week %s', (instante, semana) => expect(semanaDe(instante)).toBe(semana));

  it('a bar is as full as the way is far', () => {
    expect(barra(0, 0, 50)).toBe('▱▱▱▱▱▱▱▱▱▱');
    expect(barra(100, 50, 150)).toBe('▰▰▰▰▰▱▱▱▱▱');
    expect(barra(149, 50, 150)).toBe('▰▰▰▰▰▰▰▰▰▱');
    expect(barra(150_000, 100_000, undefined)).toBe('▰▰▰▰▰▰▰▰▰▰');
  });
});
