/** Puts content into the log through the command bus: what is new or changed, in an order that never dangles. */
import type { CommandBus, Orden, Resultado } from '../../commands/bus.ts';
import { checkContent, errorsIn } from '../../commands/contenido/revision/check.ts';
import { type Content, type Pieza, piezasDe } from '../../commands/contenido/revision/content.ts';
import { changedFields, type PiezaRef, publicadoDe } from '../../commands/contenido/revision/diff.ts';
import { ContentError } from '../../commands/contenido/revision/problems.ts';
import { hashInput } from '../../events/cadena.ts';
import type { Catalogo } from '../../events/catalogo.ts';
import type { Actor } from '../../events/metadatos.ts';
import { uuidFrom } from '../../platform/ids.ts';
import { publishingOrder } from './order.ts';

/** Namespace of the ids of publishing commands; a constant of this product, never to change. */
const PUBLISHING_NAMESPACE = '6b1f0c9e-3a54-4d0b-9a53-0f2d1c7be8a4';

export interface PublishProgress extends PiezaRef {
  /** Pieces sent so far, this one included, of `total`. */
  done: number;
  total: number;
}

export interface PublishOptions {
  content: Content;
  bus: CommandBus;
  /** What is published now, current up to the end of the log: it decides what is sent and under which id. */
  catalogo: Catalogo;
  actor: Actor;
  onProgress?: (progress: PublishProgress) => void;
}

export interface PublishResult {
  publicados: (PiezaRef & { version: number })[];
  /** Pieces that stand already as they are written. */
  sinCambios: number;
  /** Log position of the last event; null when nothing changed. */
  position: bigint | null;
}

/**
 * Sending the same content again changes nothing, and one that was cut off is finished by sending it again.
 * @throws ContentError when the checks find errors; nothing is sent then
 * @throws CommandError when the bus refuses a piece; those before it stay published
 */
export async function publishContent(options: PublishOptions): Promise<PublishResult> {
  const { content, bus, catalogo, actor, onProgress } = options;
  const errors = errorsIn(checkContent(content));
  if (errors.length > 0) throw new ContentError(errors);

  const standing = ({ tipo, contenido }: Pieza) => publicadoDe(catalogo, tipo, contenido.id);
  const pending = publishingOrder(content, (pieza) => standing(pieza) !== undefined).filter((pieza) => {
    const publicado = standing(pieza);
    return !publicado || changedFields(pieza, publicado).length > 0;
  });
  const result: PublishResult = { publicados: [], sinCambios: 0, position: null };
  let done = 0;
  for (const pieza of pending) {
    const orden = publishingCommand(pieza, standing(pieza)?.version ?? 0, actor);
    const { eventos, position, repetido } = await bus.execute(orden);
    const version = versionIn(eventos);
    const { tipo } = pieza;
    const { id } = pieza.contenido;
    if (version !== null && !repetido) result.publicados.push({ tipo, id, version });
    if (position !== null) result.position = position;
    onProgress?.({ tipo, id, done: ++done, total: pending.length });
  }
  result.sinCambios = piezasDe(content).length - result.publicados.length;
  return result;
}

/**
 * The id is derived from what is published and from the version it replaces: repeated, it is the same command; going
 * back to an earlier text is another.
 */
function publishingCommand(
  { tipo, contenido }: Pieza,
  replaces: number,
  actor: Actor,
): Orden<'PublicarItem'> | Orden<'PublicarExperiencia'> | Orden<'PublicarFragmento'> {
  const id = uuidFrom(PUBLISHING_NAMESPACE, `${tipo}/${contenido.id}/${replaces}/${hashInput(contenido)}`);
  switch (tipo) {
    case 'item':
      return { id, actor, tipo: 'PublicarItem', datos: { item: contenido } };
    case 'experiencia':
      return { id, actor, tipo: 'PublicarExperiencia', datos: { experiencia: contenido } };
    case 'fragmento':
      return { id, actor, tipo: 'PublicarFragmento', datos: { fragmento: contenido } };
    default:
      return tipo satisfies never;
  }
}

function versionIn(eventos: Resultado['eventos']): number | null {
  for (const { data } of eventos)
    if ('version' in data && typeof data.version === 'number') return data.version;
  return null;
}
