/** Names under which people stand in rankings: derived from the random user id, so that nobody's own name is shown. */
import { hash } from 'node:crypto';
import type { Idioma } from '../events/usuario/eventos.ts';

/** The same creature in each language, in the same order. */
const CRIATURAS: Readonly<Record<Idioma, readonly string[]>> = {
  es: [
    'Luciérnaga',
    'Golondrina',
    'Lechuza',
    'Garza',
    'Nutria',
    'Libélula',
    'Gaviota',
    'Mariposa',
    'Zorra',
    'Lechuza blanca',
    'Cigarra',
    'Estrella de mar',
    'Gata parda',
    'Alondra',
    'Tortuga',
    'Ballena',
  ],
  en: [
    'Firefly',
    'Swallow',
    'Owl',
    'Heron',
    'Otter',
    'Dragonfly',
    'Gull',
    'Butterfly',
    'Fox',
    'Snowy owl',
    'Cicada',
    'Starfish',
    'Tabby cat',
    'Lark',
    'Turtle',
    'Whale',
  ],
};

/** Says nothing of the user id: four digits of a hash, and a creature. */
export function aliasDe(usuarioId: string, idioma: Idioma): string {
  const digest = hash('sha256', `alias/${usuarioId}`, 'hex');
  const criaturas = CRIATURAS[idioma];
  return `${criaturas[Number.parseInt(digest.slice(0, 2), 16) % criaturas.length]} ${digest.slice(2, 6)}`;
}
