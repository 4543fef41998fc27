/** What follows for one user from their own events: unlocks, experiences, referrals, adjustments, subscriptions, lapsing. */
import type { Catalogo } from '../../events/catalogo.ts';
import type { Reglas } from '../../events/reglas.ts';
import { siguientePaso } from '../../events/siguiente-paso.ts';
import type { Tareas } from '../tareas.ts';
import { type Entorno, ordenar, pasoDe, rechazo, usuarioDe } from './entorno.ts';
import type { EntornoDePagos } from './pago.ts';
import { terminarSuscripciones } from './suscripciones.ts';

/** What an item opens is opened for whoever has bought it. */
export async function desbloquear(
  entorno: Entorno & { catalogo: Catalogo },
  { usuarioId, item, origen }: Tareas['desbloqueo'],
): Promise<void> {
  const contenidos = entorno.catalogo.item(item)?.desbloquea ?? [];
  if (contenidos.length === 0) return;
  const referencia = { tipo: 'item' as const, id: item };
  await rechazo(ordenar(entorno, origen, 'DesbloquearContenido', { usuarioId, contenidos, referencia }));
}

/** Completes every step of every experience whose condition holds already, where nobody else has. */
export async function avanzarExperiencias(
  entorno: Entorno & { catalogo: Catalogo },
  { usuarioId }: Tareas['experiencia'],
): Promise<void> {
  const cerradas = new Set<string>();
  for (;;) {
    const usuario = await usuarioDe(entorno, usuarioId);
    const paso = usuario && siguientePaso(usuario, entorno.catalogo, cerradas);
    if (!paso) return;
    const clave = `${paso.experiencia}/${paso.componente}`;
    // Access may have lapsed since the experience was begun; its step waits, and the others go on.
    const codigo = await rechazo(
      ordenar(entorno, usuarioId, 'CompletarComponente', { usuarioId, ...paso }, `componente/${clave}`),
    );
    if (codigo !== null) cerradas.add(paso.experiencia);
  }
}

/** A referral: registered → counts, once the new user has played → rewarded. */
export async function impulsarReferido(
  entorno: Entorno & { catalogo: Catalogo; reglas: Reglas },
  { usuarioId }: Tareas['referido'],
): Promise<void> {
  const usuario = await usuarioDe(entorno, usuarioId);
  if (!usuario?.referidoPor) return;
  const { usuarioId: por, calificado } = usuario.referidoPor;
  if (!calificado) {
    const { decisiones } = entorno.catalogo.reglas(entorno.reglas).referido;
    if (usuario.tomadas < decisiones) return;
    if ((await rechazo(ordenar(entorno, usuarioId, 'CalificarReferido', { usuarioId }))) !== null) return;
  }
  // Whoever is gone, suspended, or has brought as many as count, is not rewarded.
  await rechazo(
    ordenar(entorno, pasoDe(usuarioId, por), 'PremiarReferido', { usuarioId: por, referido: usuarioId }),
  );
}

/** An approved adjustment is made, or noted as impossible. */
export async function aplicarAjuste(entorno: Entorno, { ajuste }: Tareas['ajuste']): Promise<void> {
  const { estado, usuarioId, importe } = await entorno.bus.estado('ajuste', ajuste, true);
  if (estado !== 'aprobado') return;
  const codigo = await rechazo(ordenar(entorno, ajuste, 'AplicarAjuste', { usuarioId, ajuste, importe }));
  await ordenar(entorno, ajuste, 'AsentarAjuste', { ajuste, ...(codigo !== null && { fallo: codigo }) });
}

/** Telegram is told that a subscription ends, before the user's stream says that it was. */
export async function cancelarSuscripcion(
  entorno: EntornoDePagos,
  { usuarioId }: Tareas['suscripcion'],
): Promise<void> {
  const usuario = await usuarioDe(entorno, usuarioId);
  if (!usuario?.vip?.pago || usuario.vip.renovacion !== 'cancelando') return;
  const { pago, hasta } = usuario.vip;
  const telegramId = await entorno.personas.telegramId(usuarioId);
  if (telegramId !== null) await terminarSuscripciones(entorno, usuario, telegramId);
  await ordenar(
    entorno,
    pasoDe(usuarioId, pago),
    'ConfirmarCancelacion',
    { usuarioId, pago },
    `cancelacion/${hasta}`,
  );
}

export async function caducar(entorno: Entorno, { usuarioId }: Tareas['caducidad']): Promise<void> {
  const ahora = new Date(entorno.clock.now()).toISOString();
  await rechazo(ordenar(entorno, usuarioId, 'CaducarBesitos', { usuarioId }, `caducidad/${ahora}`));
}
