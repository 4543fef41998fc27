/** Blocks of events that travel between threads: what comes out is what the schemas give, for every stored sample. */
import { describe, expect, it } from 'vitest';
import { parseText } from '../../src/events/store/textos.ts';
import type { StoredText } from '../../src/events/store/tipos.ts';
import { escrito, leido } from '../../src/projections/engine/bloque-escrito.ts';
import { decode } from '../../src/projections/engine/decode.ts';
import { SAMPLES } from '../support/samples.ts';

const textos: StoredText[] = SAMPLES.map(({ event }, index) => ({
  stream: event.stream,
  revision: event.revision,
  id: event.id,
  type: event.type,
  data: JSON.stringify(event.data),
  metadata: JSON.stringify(event.metadata),
  // Beyond what a number holds exactly.
  position: 2n ** 60n + BigInt(index),
}));
const todos = new Set(SAMPLES.map(({ event }) => event.type));
/** As `postMessage` copies it. */
const enviado = (block: readonly StoredText[], tipos: ReadonlySet<string> = todos) =>
  leido(structuredClone(escrito(block, tipos)));

describe('a block on its way', () => {
  it('arrives as its events are read where they are folded, of whatever version', () => {
    const { hechos, ilegibles, eventos, hasta } = enviado(textos);
    expect(hechos).toEqual(decode(textos.map(parseText)).hechos);
    expect(hechos).toHaveLength(SAMPLES.length);
    expect(ilegibles).toEqual([]);
    expect([eventos, hasta]).toEqual([SAMPLES.length, textos.at(-1)!.position]);
  });

  it('leaves out what nobody handles, and counts it', () => {
    const { hechos, eventos, hasta } = enviado(textos, new Set(['DecisionTomada']));
    expect(new Set(hechos.map(({ evento }) => evento.type))).toEqual(new Set(['DecisionTomada']));
    expect([eventos, hasta]).toEqual([SAMPLES.length, textos.at(-1)!.position]);
  });

  it('tells of each event that cannot be read what and why, and brings the others', () => {
    const good = textos[0]!;
    const bad: StoredText[] = [
      { ...good, type: 'NobodyKnowsThis', position: 1n },
      { ...good, data: '{"half', position: 2n },
      { ...good, data: null, position: 3n },
      { ...good, metadata: '', position: 4n },
    ];
    const { hechos, ilegibles } = enviado([...bad, good]);
    expect(hechos.map(({ posicion }) => posicion)).toEqual([good.position]);
    const expected = decode(bad.map(parseText)).ilegibles;
    expect(
      ilegibles.map(({ stored, error }) => [stored.position, stored.type, stored.stream, error.message]),
    ).toEqual(
      expected.map(({ stored, error }) => [stored.position, stored.type, stored.stream, error.message]),
    );
    expect(ilegibles).toHaveLength(bad.length);
    expect(ilegibles[1]!.error.cause).toBeInstanceOf(Error);
  });
});
