/** Notices to users: each at most once, whatever is read again or begun again, and none about what is long past. */

import type { CommandBus } from '../commands/bus.ts';
import type { Clock } from '../platform/clock.ts';
import type { Pool } from '../platform/postgres/pool.ts';
import type { Mensajero } from './mensajero.ts';
import type { Personas } from './procesos/personas.ts';
import type { Tareas } from './tareas.ts';

export interface EntornoDeAvisos {
  bus: CommandBus;
  clock: Clock;
  pool: Pool;
  personas: Personas;
  mensajero: Mensajero;
}

export async function avisar(
  { bus, pool, personas, mensajero }: EntornoDeAvisos,
  { usuarioId, evento, aviso }: Tareas['aviso'],
): Promise<undefined> {
  const { rowCount } = await pool.query(
    `insert into operacion.avisos (evento_id, usuario_id, estado) values ($1, $2, 'enviando') on conflict do nothing`,
    [evento, usuarioId],
  );
  if (rowCount !== 1) return;
  const estado = await bus.usuario(usuarioId);
  const chatId = estado.estado === 'activo' ? await personas.chatId(usuarioId) : null;
  const llega =
    chatId !== null &&
    estado.estado === 'activo' &&
    (await mensajero.aviso({ chatId, idioma: estado.idioma }, aviso));
  await pool.query(`update operacion.avisos set estado = $2, en = now() where evento_id = $1`, [
    evento,
    llega ? 'enviado' : 'fallido',
  ]);
}
