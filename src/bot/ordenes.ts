/** From an update to a command: its id, so that Telegram may deliver the update again, and its actor. */
import type { Resultado } from '../commands/bus.ts';
import type { DatosDe, TipoDeComando } from '../commands/registro.ts';
import { uuidFrom } from '../platform/ids.ts';
import { anotarEscrito, type BotContext } from './contexto.ts';

/** Namespace of the ids that this bot derives; a random UUID, fixed for ever. */
const NAMESPACE = '5f0c1b6e-9d0a-4c38-8a55-0f4b8a3d7e21';

type SinUsuario<Datos> = Omit<Datos, 'usuarioId'>;

/** Sends a command on the player's own stream. @throws CommandError */
export async function ordenar<Tipo extends TipoDeComando>(
  ctx: BotContext,
  tipo: Tipo,
  datos: SinUsuario<DatosDe<Tipo>>,
  unaVez?: string,
): Promise<Resultado> {
  const completos = { ...datos, usuarioId: ctx.jugador.usuarioId } as unknown as DatosDe<Tipo>;
  return ordenarEn(ctx, tipo, completos, unaVez);
}

/**
 * Sends a command of the player's, whoever's stream it stands in. The same update gives the same id; with `unaVez`, the id comes from that text instead,
 * so that every tap on one button is one command.
 * @throws CommandError
 */
export async function ordenarEn<Tipo extends TipoDeComando>(
  ctx: BotContext,
  tipo: Tipo,
  datos: DatosDe<Tipo>,
  unaVez?: string,
): Promise<Resultado> {
  const { usuarioId } = ctx.jugador;
  const ordinal = ctx.ordenes++;
  const id = uuidFrom(
    NAMESPACE,
    unaVez === undefined ? `${sourceOf(ctx)}/${tipo}/${ordinal}` : `${usuarioId}/${unaVez}`,
  );
  const resultado = await ctx.deps.bus.execute({
    id,
    tipo,
    datos,
    actor: { tipo: 'usuario', id: usuarioId },
    correlationId: uuidFrom(NAMESPACE, sourceOf(ctx)),
    ...(ctx.causa !== undefined && { causationId: ctx.causa }),
  });
  ctx.causa = id;
  anotarEscrito(ctx, resultado.position);
  return resultado;
}

/** Bot, update and message or tap: an `update_id` alone can come again after a quiet week. */
function sourceOf(ctx: BotContext): string {
  const { update, me } = ctx;
  const reaction = update.message_reaction;
  const origin =
    ctx.callbackQuery?.id ??
    ctx.message?.message_id ??
    (reaction && `${reaction.chat.id}.${reaction.message_id}`) ??
    '';
  return `${me.id}/${update.update_id}/${origin}`;
}
