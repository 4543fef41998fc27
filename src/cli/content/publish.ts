/**
 * Puts content into the log through the command bus: what is new or changed, in an order that never dangles, the first
 * stock of limited items, and an edition of every story that is no longer what its newest edition says.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandBus, Orden, Resultado } from '../../commands/bus.ts';
import { checkContent, errorsIn } from '../../commands/contenido/revision/check.ts';
import { type Content, contentOf, type Pieza, piezasDe } from '../../commands/contenido/revision/content.ts';
import {
  changedFields,
  diffContent,
  manifestOf,
  type PiezaRef,
  publicadoDe,
  standsAs,
} from '../../commands/contenido/revision/diff.ts';
import { problemasDeHistoria } from '../../commands/contenido/revision/historia.ts';
import { ContentError, type ContentProblem } from '../../commands/contenido/revision/problems.ts';
import { hashInput } from '../../events/cadena.ts';
import type { Catalogo } from '../../events/catalogo.ts';
import type { Alcance } from '../../events/contenido-eventos.ts';
import type { Actor } from '../../events/metadatos.ts';
import { uuidFrom } from '../../platform/ids.ts';
import { publishingWaves } from './order.ts';

/** Namespace of the ids of publishing commands; a constant of this product, never to change. */
const PUBLISHING_NAMESPACE = '6b1f0c9e-3a54-4d0b-9a53-0f2d1c7be8a4';
/** Commands under way at the same time. */
const AT_ONCE = 32;
const CATALOGUE_WITHIN_MS = 10_000;
const CHECK_EVERY_MS = 2;

export interface PublishProgress extends PiezaRef {
  /** Pieces sent so far, this one included, of `total`. */
  done: number;
  total: number;
}

export interface PublishOptions {
  content: Content;
  bus: CommandBus;
  /** What is published now, current up to the end of the log, and following it: it decides what is sent and under which id. */
  catalogo: Catalogo;
  actor: Actor;
  /** Whom new editions of stories and new versions of experiences are for; who is under way stays in theirs by default. */
  alcance?: Alcance;
  /** Withdraws what is published and not in `content`. */
  retirarLoDemas?: boolean;
  onProgress?: (progress: PublishProgress) => void;
}

export interface PublishResult {
  publicados: (PiezaRef & { version: number })[];
  retirados: PiezaRef[];
  /** First stock of limited items. */
  existencias: { item: string; cantidad: number }[];
  ediciones: { historia: string; edicion: number }[];
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
  const { content, bus, catalogo, actor, onProgress, alcance = 'nuevos', retirarLoDemas = false } = options;
  const errors = errorsIn(checkContent(content));
  if (errors.length > 0) throw new ContentError(errors);
  const { sinArchivo } = diffContent(content, catalogo);
  if (!retirarLoDemas) refuseWhatStaysBehind(content, catalogo, sinArchivo);

  const result: PublishResult = {
    publicados: [],
    retirados: [],
    existencias: [],
    ediciones: [],
    sinCambios: 0,
    position: null,
  };
  async function send(orden: Orden): Promise<Resultado['eventos']> {
    const { eventos, position, repetido } = await bus.execute(orden);
    if (position !== null && (result.position === null || position > result.position))
      result.position = position;
    return repetido ? [] : eventos;
  }
  const id = (name: string) => uuidFrom(PUBLISHING_NAMESPACE, name);

  const standing = ({ tipo, contenido }: Pieza) => publicadoDe(catalogo, tipo, contenido.id);
  const isPending = (pieza: Pieza) => {
    const publicado = standing(pieza);
    return !publicado || changedFields(pieza, publicado).length > 0;
  };
  const unstocked = [...content.items.values()].filter(({ existencias = 0 }) => existencias > 0);
  const isNew = new Set(unstocked.filter((item) => !catalogo.item(item.id)).map((item) => item.id));
  const waves = publishingWaves(content, (pieza) => standing(pieza) !== undefined, isPending);
  const total = waves.flat().length;
  let done = 0;
  for (const wave of waves) {
    await eachOf(wave, async (pieza) => {
      const [evento] = await send(publishingCommand(pieza, standing(pieza)?.version ?? 0, actor, alcance));
      const ref = { tipo: pieza.tipo, id: pieza.contenido.id };
      const version = evento ? versionIn(evento) : null;
      if (version !== null) result.publicados.push({ ...ref, version });
      onProgress?.({ ...ref, done: ++done, total });
    });
  }
  result.sinCambios = piezasDe(content).length - result.publicados.length;
  await caughtUp(() =>
    result.publicados.every(
      ({ tipo, id: pieza, version }) => (publicadoDe(catalogo, tipo, pieza)?.version ?? 0) >= version,
    ),
  );

  await eachOf(unstocked, async ({ id: item, existencias: cantidad = 0 }) => {
    // The id makes a repeat harmless for a week; after that the stream itself says that there was stock.
    if (!isNew.has(item) && (await bus.estado('existencias', item, true)).repuestas > 0) return;
    const datos = { item, cantidad, motivo: 'Primeras existencias' };
    const eventos = await send({ id: id(`existencias/${item}`), actor, tipo: 'ReponerExistencias', datos });
    if (eventos.length > 0) result.existencias.push({ item, cantidad });
  });

  if (retirarLoDemas) {
    await eachOf(sinArchivo, async (ref) => {
      const version = publicadoDe(catalogo, ref.tipo, ref.id)?.version;
      const datos = { id: ref.id, forzar: true as const };
      const name = `retirar/${ref.tipo}/${ref.id}/${version}`;
      const eventos = await send({ id: id(name), actor, tipo: WITHDRAWING[ref.tipo], datos });
      if (eventos.length > 0) result.retirados.push(ref);
    });
    await caughtUp(() =>
      result.retirados.every((ref) => publicadoDe(catalogo, ref.tipo, ref.id)?.retirado === true),
    );
  }

  const stories = [
    ...[...content.fragmentos.values()].map(({ historia }) => historia),
    ...result.retirados.flatMap((ref) =>
      ref.tipo === 'fragmento' ? (catalogo.fragmento(ref.id)?.historia ?? []) : [],
    ),
  ];
  await eachOf([...new Set(stories)], async (historia) => {
    const manifest = manifestOf(catalogo, historia);
    if (Object.keys(manifest).length === 0 || standsAs(catalogo, historia, manifest, alcance)) return;
    const after = catalogo.edicion(historia)?.edicion ?? 0;
    const name = `historia/${historia}/${after}/${alcance}/${hashInput(manifest)}`;
    const [evento] = await send({
      id: id(name),
      actor,
      tipo: 'PublicarHistoria',
      datos: { historia, alcance },
    });
    if (evento?.type === 'HistoriaPublicada')
      result.ediciones.push({ historia, edicion: evento.data.edicion });
  });
  return result;
}

const WITHDRAWING = {
  fragmento: 'RetirarFragmento',
  experiencia: 'RetirarExperiencia',
  item: 'RetirarItem',
} as const;

/** What stays published beside the files must not keep a story from having its next edition. @throws ContentError */
function refuseWhatStaysBehind(content: Content, catalogo: Catalogo, sinArchivo: readonly PiezaRef[]): void {
  if (sinArchivo.length === 0) return;
  const rest = (tipo: PiezaRef['tipo']) => sinArchivo.filter((ref) => ref.tipo === tipo).map(({ id }) => id);
  const standing = contentOf({
    fragmentos: [
      ...content.fragmentos.values(),
      ...rest('fragmento').flatMap((id) => catalogo.fragmento(id) ?? []),
    ],
    experiencias: [
      ...content.experiencias.values(),
      ...rest('experiencia').flatMap((id) => catalogo.experiencia(id) ?? []),
    ],
    items: [...content.items.values(), ...rest('item').flatMap((id) => catalogo.item(id) ?? [])],
  });
  const stories = new Set([...content.fragmentos.values()].map(({ historia }) => historia));
  const problems = [...stories].flatMap((historia): ContentProblem[] =>
    problemasDeHistoria(historia, standing).map(({ donde, que }) => ({
      file: `historias/${historia}`,
      path: donde,
      message: `${que}; of what is published, some is in no file: withdraw it with --withdraw-missing, or bring its file back`,
    })),
  );
  if (problems.length > 0) throw new ContentError(problems);
}

/** Runs `work` for each, some at once; all that was begun ends before the first failure is thrown. */
async function eachOf<Value>(values: readonly Value[], work: (value: Value) => Promise<void>): Promise<void> {
  for (let start = 0; start < values.length; start += AT_ONCE) {
    const outcomes = await Promise.allSettled(values.slice(start, start + AT_ONCE).map(work));
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
}

/** Commands that rest on others see the catalogue of this process, which follows the log. */
async function caughtUp(isThere: () => boolean): Promise<void> {
  const deadline = performance.now() + CATALOGUE_WITHIN_MS;
  while (!isThere()) {
    if (performance.now() > deadline)
      throw new Error('what was published has not come back from the event store; publish again');
    await sleep(CHECK_EVERY_MS);
  }
}

/**
 * The id is derived from what is published and from the version it replaces: repeated, it is the same command; going
 * back to an earlier text is another.
 */
function publishingCommand(
  { tipo, contenido }: Pieza,
  replaces: number,
  actor: Actor,
  alcance: Alcance,
): Orden<'PublicarItem'> | Orden<'PublicarExperiencia'> | Orden<'PublicarFragmento'> {
  const isForAll = tipo === 'experiencia' && alcance === 'todos';
  const name = `${tipo}/${contenido.id}/${replaces}/${hashInput(contenido)}${isForAll ? '/todos' : ''}`;
  const id = uuidFrom(PUBLISHING_NAMESPACE, name);
  switch (tipo) {
    case 'item':
      return { id, actor, tipo: 'PublicarItem', datos: { item: contenido } };
    case 'experiencia': {
      const datos = { experiencia: contenido, ...(isForAll && { alcance }) };
      return { id, actor, tipo: 'PublicarExperiencia', datos };
    }
    case 'fragmento':
      return { id, actor, tipo: 'PublicarFragmento', datos: { fragmento: contenido } };
    default:
      return tipo satisfies never;
  }
}

function versionIn({ data }: Resultado['eventos'][number]): number | null {
  return 'version' in data && typeof data.version === 'number' ? data.version : null;
}
