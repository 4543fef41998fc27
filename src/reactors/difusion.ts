/**
 * A message to many users. Who is about to get it is written down before it is sent, and that it was after: a worker that
 * is killed between the two leaves one message in doubt, which is reported and never sent again. A lock of PostgreSQL
 * sees to it that one worker at a time sends; it ends with the worker.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../platform/logger.ts';
import type { Pool, PoolClient } from '../platform/postgres/pool.ts';
import type { EntornoDeAvisos } from './avisos.ts';
import { ordenar } from './procesos/entorno.ts';
import type { Tareas } from './tareas.ts';

/** Of Telegram's 30 messages a second, room is left for who is playing. */
const PAUSE_MS = 45;
/** One task sends for so long, and then makes room for others. */
const TURN_MS = 30_000;
const PAGE = 200;

export type Segmento = 'todos' | 'vip' | 'no_vip';

export interface EntornoDeDifusion extends EntornoDeAvisos {
  log: Logger;
  /** Users of a segment after one of them, in the order of their ids. */
  destinatarios: (segmento: Segmento, despuesDe: string | null, limite: number) => Promise<readonly string[]>;
  /** Milliseconds between two messages. */
  pausaMs?: number;
}

export async function difundir(
  entorno: EntornoDeDifusion,
  { difusion }: Tareas['difusion'],
): Promise<{ otraVez: string } | undefined> {
  const { pool, clock } = entorno;
  const again = { otraVez: new Date(clock.now()).toISOString() };
  const owner = await pool.connect();
  let failed: unknown;
  try {
    const { rows } = await owner.query(
      `select pg_try_advisory_lock(hashtext('besitos difusion'), hashtext($1)) as mine`,
      [difusion],
    );
    if (!(rows[0] as { mine: boolean }).mine)
      return { otraVez: new Date(clock.now() + 10_000).toISOString() };
    try {
      await dudosos(owner, difusion);
      return (await enviar(entorno, owner, difusion)) ? undefined : again;
    } finally {
      await owner.query(`select pg_advisory_unlock(hashtext('besitos difusion'), hashtext($1))`, [difusion]);
    }
  } catch (error) {
    failed = error;
    throw error;
  } finally {
    // A connection that may still have the lock is not for others: the lock ends with it.
    owner.release(failed !== undefined);
  }
}

/** With the lock in hand, whoever was sending before is gone. */
async function dudosos(owner: PoolClient, difusion: string): Promise<void> {
  await owner.query(
    `update operacion.difusion_envios set estado = 'dudoso', en = now() where difusion = $1 and estado = 'enviando'`,
    [difusion],
  );
}

/** True when there is nobody left, or the broadcast was stopped. */
async function enviar(entorno: EntornoDeDifusion, owner: PoolClient, difusion: string): Promise<boolean> {
  const { bus, destinatarios, pausaMs = PAUSE_MS } = entorno;
  const endMs = performance.now() + TURN_MS;
  let last = await ultimo(owner, difusion);
  for (;;) {
    const { estado, mensaje, segmento } = await bus.estado('difusion', difusion, true);
    if (estado !== 'enviando') return true;
    const page = await destinatarios(segmento, last, PAGE);
    if (page.length === 0) {
      await terminar(entorno, owner, difusion);
      return true;
    }
    for (const usuarioId of page) {
      if (performance.now() > endMs) return false;
      const sent = await enviarA(entorno, owner, difusion, usuarioId, mensaje);
      last = usuarioId;
      if (!sent) continue;
      await sleep(pausaMs);
      // Stopping takes effect at the next message, not at the next page.
      if ((await bus.estado('difusion', difusion)).estado !== 'enviando') return true;
    }
  }
}

/** False when this user has had it, or its message is in doubt. */
async function enviarA(
  { bus, personas, mensajero, log }: EntornoDeDifusion,
  owner: PoolClient,
  difusion: string,
  usuarioId: string,
  mensaje: { es: string; en: string },
): Promise<boolean> {
  const { rowCount } = await owner.query(
    `insert into operacion.difusion_envios (difusion, usuario_id, estado) values ($1, $2, 'enviando') on conflict do nothing`,
    [difusion, usuarioId],
  );
  if (rowCount !== 1) return false;
  let estado: 'enviado' | 'fallido' | 'dudoso' = 'fallido';
  try {
    const usuario = await bus.usuario(usuarioId);
    const chatId = usuario.estado === 'activo' ? await personas.chatId(usuarioId) : null;
    if (chatId !== null && usuario.estado === 'activo' && !usuario.suspendido)
      estado = (await mensajero.texto({ chatId, idioma: usuario.idioma }, mensaje)) ? 'enviado' : 'fallido';
  } catch (error) {
    // No answer: it may have arrived.
    log.warn({ err: error, difusion }, 'a message of a broadcast is in doubt');
    estado = 'dudoso';
  }
  await owner.query(
    `update operacion.difusion_envios set estado = $3, en = now() where difusion = $1 and usuario_id = $2`,
    [difusion, usuarioId, estado],
  );
  return true;
}

async function ultimo(owner: PoolClient, difusion: string): Promise<string | null> {
  const { rows } = await owner.query(
    `select max(usuario_id::text) as ultimo from operacion.difusion_envios where difusion = $1`,
    [difusion],
  );
  return (rows[0] as { ultimo: string | null }).ultimo;
}

async function terminar(entorno: EntornoDeDifusion, owner: PoolClient, difusion: string): Promise<void> {
  const cuenta = await cuentaDeDifusion(owner, difusion);
  await ordenar(entorno, difusion, 'TerminarDifusion', { difusion, cuenta });
}

/** How far a broadcast has come. */
export async function cuentaDeDifusion(
  client: PoolClient | Pool,
  difusion: string,
): Promise<{ enviados: number; fallidos: number; dudosos: number }> {
  const { rows } = await client.query(
    `select (count(*) filter (where estado = 'enviado'))::int as enviados,
            (count(*) filter (where estado = 'fallido'))::int as fallidos,
            (count(*) filter (where estado in ('dudoso', 'enviando')))::int as dudosos
     from operacion.difusion_envios where difusion = $1`,
    [difusion],
  );
  return rows[0] as { enviados: number; fallidos: number; dudosos: number };
}
