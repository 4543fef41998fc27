/** The bot's texts, from the Fluent files beside, `<subject>.<language>.ftl`: one bundle a language, checked at the start. */
import { readdirSync, readFileSync } from 'node:fs';
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { IDIOMAS, type Idioma } from '../events/usuario/eventos.ts';

export type Variables = Record<string, FluentVariable>;
export type Textos = (idioma: Idioma, clave: string, variables?: Variables) => string;

/** @throws Error for a file that does not parse or lacks a message that another language has */
export function loadTextos(): Textos {
  const bundles = new Map(IDIOMAS.map((idioma) => [idioma, bundleOf(idioma)]));
  const keys = new Set([...bundles.values()].flatMap((bundle) => [...bundle._messages.keys()]));
  for (const [idioma, bundle] of bundles)
    for (const key of keys) if (!bundle.hasMessage(key)) throw new Error(`texts in ${idioma} lack ${key}`);
  return (idioma, clave, variables) => {
    const bundle = bundles.get(idioma)!;
    const value = bundle.getMessage(clave)?.value;
    if (!value) throw new Error(`no text is called ${clave}`);
    return bundle.formatPattern(value, variables);
  };
}

function bundleOf(idioma: Idioma): FluentBundle {
  // Telegram shows Unicode isolation marks in some clients; the texts join no right-to-left values.
  const bundle = new FluentBundle(idioma, { useIsolating: false });
  const folder = new URL('./textos/', import.meta.url);
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith(`${idioma}.ftl`)) continue;
    const errors = bundle.addResource(new FluentResource(readFileSync(new URL(file, folder), 'utf8')));
    if (errors.length > 0) throw new Error(`texts in ${file}: ${errors.join('; ')}`);
  }
  return bundle;
}

/** Text that came from people or content, made safe for Telegram's HTML. */
export function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Telegram's HTML as plain text, for where no markup is understood: toasts, invoices, refusals to pay. */
export function plano(markup: string): string {
  return markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** At most so many characters, counted as Telegram's limits do in the worst case; an ellipsis says that more was there. */
export function corto(text: string, max: number): string {
  if (text.length <= max) return text;
  let cut = '';
  for (const letter of text) {
    if (cut.length + letter.length > max - 1) break;
    cut += letter;
  }
  return `${cut}…`;
}

/**
 * Telegram's HTML cut to so many visible characters, its tags closed again; an ellipsis says that more was there. What
 * Telegram counts is the text without its markup.
 */
export function recortar(markup: string, max: number): string {
  if (plano(markup).length <= max) return markup;
  const open: string[] = [];
  let cut = '';
  let visible = 0;
  for (const [token, slash, tag] of markup.matchAll(/<(\/?)([a-z]+)[^>]*>|&[a-z]+;|./gsu)) {
    if (tag === undefined) {
      visible += token.startsWith('&') ? 1 : token.length;
      if (visible > max - 1) break;
    } else if (slash) open.pop();
    else open.push(tag);
    cut += token;
  }
  return `${cut}…${open
    .reverse()
    .map((tag) => `</${tag}>`)
    .join('')}`;
}

/** The language a person's Telegram client suggests: Spanish unless it is set to English. */
export function idiomaDe(languageCode: string | undefined): Idioma {
  return languageCode?.toLowerCase().startsWith('en') ? 'en' : 'es';
}
