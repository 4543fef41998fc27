/** A block of events as it travels between threads: in the texts that the log holds, which are copied as they are. Pure. */
import { isSameJson } from '../../events/canonico.ts';
import type { Metadatos } from '../../events/metadatos.ts';
import { type Evento, UnreadableEventError } from '../../events/registro.ts';
import { parseText } from '../../events/store/textos.ts';
import type { StoredText } from '../../events/store/tipos.ts';
import type { Hecho } from '../definicion.ts';
import { concierneATipos, decode, usuarioDelStream } from './decode.ts';
import { mensajeDe } from './fallos.ts';
import type { Bloque } from './lectura.ts';

/** Of events that cannot be read, no more than is asked about. */
export interface BloqueEscrito {
  tipo: 'bloque';
  hasta: bigint;
  eventos: number;
  /** Of each event stream, id, type, metadata and data, the last two as their schemas have passed them. */
  textos: string[];
  revisiones: Float64Array;
  posiciones: BigInt64Array;
  ilegibles: { type: string; position: bigint; stream: string; reason: string; detail: string | null }[];
}

const TEXTOS = 5;

/** Checks the events by their schemas. Those whose type is not among `tipos` are counted only. */
export function escrito(block: readonly StoredText[], tipos: ReadonlySet<string>): BloqueEscrito {
  const leidos = block
    .filter(({ type }) => concierneATipos(tipos, type))
    .map((text) => ({ text, stored: parseText(text) }));
  const { hechos, ilegibles } = decode(leidos.map(({ stored }) => stored));
  const textos: string[] = [];
  let next = 0;
  for (const { evento, metadatos, id, stream, posicion } of hechos) {
    while (leidos[next]!.stored.position !== posicion) next += 1;
    const { text, stored } = leidos[next]!;
    // Of an old version, or with what its schema does not know, the text is another.
    const data = isSameJson(stored.data, evento.data) ? text.data! : JSON.stringify(evento.data);
    const metadata = isSameJson(stored.metadata, metadatos) ? text.metadata : JSON.stringify(metadatos);
    textos.push(stream, id, evento.type, metadata, data);
  }
  return {
    tipo: 'bloque',
    hasta: block.at(-1)!.position,
    eventos: block.length,
    textos,
    revisiones: Float64Array.from(hechos, ({ revision }) => revision),
    posiciones: BigInt64Array.from(hechos, ({ posicion }) => posicion),
    ilegibles: ilegibles.map(({ stored: { type, position, stream }, error: { reason, cause } }) => ({
      type,
      position,
      stream,
      reason,
      detail: cause === undefined ? null : mensajeDe(cause),
    })),
  };
}

export function leido({ hasta, eventos, textos, revisiones, posiciones, ilegibles }: BloqueEscrito): Bloque {
  const hechos = Array.from(posiciones, (posicion, index): Hecho => {
    const from = index * TEXTOS;
    const stream = textos[from]!;
    return {
      evento: { type: textos[from + 2]!, data: JSON.parse(textos[from + 4]!) } as Evento,
      metadatos: JSON.parse(textos[from + 3]!) as Metadatos,
      id: textos[from + 1]!,
      stream,
      usuario: usuarioDelStream(stream),
      revision: revisiones[index]!,
      posicion,
    };
  });
  return {
    hasta,
    eventos,
    hechos,
    ilegibles: ilegibles.map(({ type, position, stream, reason, detail }) => ({
      stored: { type, stream, position, revision: 0, id: '', data: null, metadata: null },
      error: new UnreadableEventError(type, reason, detail === null ? {} : { cause: new Error(detail) }),
    })),
  };
}
