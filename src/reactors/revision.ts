/** Scores a user by what they did, what was refused them and whom they deal with; two signals or more flag them for review. */
import type { Catalogo } from '../events/catalogo.ts';
import type { Evento } from '../events/registro.ts';
import { readEvent } from '../events/registro.ts';
import type { EventStore } from '../events/store/tipos.ts';
import type { Accion, Intento, Vecinos } from './fraude/entrada.ts';
import { evaluar } from './fraude/evaluar.ts';
import type { Umbrales } from './fraude/umbrales.ts';
import { streamDeIntentos } from './intentos.ts';
import { ahoraDe, type Entorno, ordenar, rechazo, usuarioDe } from './procesos/entorno.ts';
import type { Tareas } from './tareas.ts';

/** Newest events of the user that are looked at. */
const EVENTS_MAX = 2_000;
/** An innocent user is not flagged again for so long. */
const INNOCENT_FOR_MS = 14 * 86_400_000;

export interface EntornoDeRevision extends Entorno {
  store: EventStore;
  catalogo: Catalogo;
  umbrales: Umbrales;
  vecinosDe: (usuarioId: string) => Promise<Vecinos>;
  /** When a review last ended without guilt: ISO instant; null when none did. */
  inocenteEn: (usuarioId: string) => Promise<string | null>;
}

export async function revisar(
  entorno: EntornoDeRevision,
  { usuarioId, revision }: Tareas['fraude'],
): Promise<undefined> {
  const usuario = await usuarioDe(entorno, usuarioId);
  if (!usuario || usuario.eliminacion || usuario.suspendido || usuario.revision?.severidad === 'alta') return;
  const ahora = ahoraDe(entorno);
  const inocente = await entorno.inocenteEn(usuarioId);
  if (inocente !== null && Date.parse(inocente) + INNOCENT_FOR_MS > Date.parse(ahora)) return;
  const veredicto = evaluar(
    {
      usuario: usuarioId,
      acciones: await accionesDe(entorno, usuarioId, Math.max(0, revision - EVENTS_MAX)),
      intentos: await intentosDe(entorno.store, usuarioId),
      vecinos: await entorno.vecinosDe(usuarioId),
      ahora: Date.parse(ahora),
    },
    entorno.umbrales,
  );
  if (!veredicto.severidad) return;
  await rechazo(
    ordenar(
      entorno,
      usuarioId,
      'MarcarUsuario',
      {
        usuarioId,
        severidad: veredicto.severidad,
        senales: veredicto.senales.map(({ senal, valor, umbral }) => ({ senal, valor, umbral })),
        motivo: veredicto.senales
          .flatMap(({ indicios }) => indicios.map(({ indicio }) => indicio))
          .join(', ')
          .slice(0, 200),
      },
      `marcar/${ahora}`,
    ),
  );
}

async function accionesDe(
  { store, catalogo }: Pick<EntornoDeRevision, 'store' | 'catalogo'>,
  usuarioId: string,
  desde: number,
): Promise<Accion[]> {
  const acciones: Accion[] = [];
  const vistas = new Set<string>();
  for await (const { type, data, metadata } of store.readStream(`usuario-${usuarioId}`, desde)) {
    const { event, metadata: meta } = readEvent(type, data, metadata);
    const accion = accionDe(event, catalogo, vistas);
    if (accion) acciones.push({ ...accion, en: Date.parse(meta.occurredAt) });
  }
  return acciones;
}

/** What the user did, of what they did themselves; null for what happened to them. */
function accionDe(evento: Evento, catalogo: Catalogo, vistas: Set<string>): Omit<Accion, 'en'> | null {
  switch (evento.type) {
    case 'UsuarioRegistrado':
      return { tipo: 'registro' };
    case 'FragmentoAbierto':
      return { tipo: 'abrir', ...palabras(evento.data.fragmento, catalogo, vistas) };
    case 'DecisionTomada':
      return { tipo: 'decision', ...palabras(evento.data.destino, catalogo, vistas) };
    case 'ContenidoReaccionado':
    case 'PublicacionReaccionada':
      return { tipo: 'reaccion' };
    case 'RegaloDiarioReclamado':
      return { tipo: 'regalo_diario' };
    case 'ItemComprado':
      return { tipo: 'compra', cantidad: evento.data.precio };
    case 'ItemUsado':
      return { tipo: 'uso' };
    case 'ComponenteCompletado':
      return { tipo: 'componente' };
    case 'RegaloEnviado':
      return { tipo: 'regalo_enviado', cantidad: evento.data.cantidad, ...con(evento.data.para) };
    case 'RegaloRecibido':
      return { tipo: 'regalo_recibido', cantidad: evento.data.cantidad, con: evento.data.de };
    case 'ReferidoRegistrado':
      return { tipo: 'referido', con: evento.data.por };
    case 'CodigoCanjeado':
      return { tipo: 'codigo' };
    default:
      return null;
  }
}

const con = (usuarioId: string | null): { con?: string } => (usuarioId === null ? {} : { con: usuarioId });

/** How long the page is that is shown now, where it is shown for the first time. */
function palabras(fragmento: string, catalogo: Catalogo, vistas: Set<string>): { palabras?: number } {
  if (vistas.has(fragmento)) return {};
  vistas.add(fragmento);
  const texto = catalogo.fragmento(fragmento)?.texto.es;
  return texto === undefined ? {} : { palabras: texto.split(/\s+/).length };
}

async function intentosDe(store: EventStore, usuarioId: string): Promise<Intento[]> {
  const intentos: Intento[] = [];
  for await (const { data, metadata } of store.readStream(streamDeIntentos(usuarioId), 0)) {
    const { comando, codigo } = data as { comando: string; codigo: string };
    intentos.push({ en: Date.parse((metadata as { occurredAt: string }).occurredAt), comando, codigo });
  }
  return intentos;
}
