/**
 * Stars: Telegram asks whether an order may be paid, says that it was, or that it was given back. None of it waits in the
 * player's queue or counts as one of their calls; what Telegram says twice is recorded once.
 */
import { Composer } from 'grammy';
import type { PreCheckoutQuery, RefundedPayment, SuccessfulPayment } from 'grammy/types';
import { CommandError } from '../../commands/errores.ts';
import { leerCarga, pagoDe } from '../../events/procesos/carga.ts';
import type { Cobro } from '../../events/procesos/pago.ts';
import { type BotContext, conducir, jugadorDe } from '../contexto.ts';
import { textoDeError } from '../errores.ts';
import { conocer } from '../identificar.ts';
import { opcionesDe, type Pantalla } from '../mostrar.ts';
import { pantallaDePago, pantallaDeReembolso } from '../pantallas/pagos.ts';
import { corto, plano } from '../textos.ts';

/** Telegram gives up after ten seconds, and tells the payer nothing good. */
const ANSWER_MAX_MS = 8_000;
const REASON_MAX = 250;

export const pagos = new Composer<BotContext>();

pagos.on('pre_checkout_query', async (ctx) => {
  const motivo = await noPuedePagarse(ctx, ctx.preCheckoutQuery);
  if (motivo === null) await ctx.answerPreCheckoutQuery(true);
  else await ctx.answerPreCheckoutQuery(false, { error_message: corto(plano(motivo), REASON_MAX) });
});

/** Why an order may not be paid, in the payer's language; null when it may. */
async function noPuedePagarse(ctx: BotContext, query: PreCheckoutQuery): Promise<string | null> {
  try {
    await conocer(ctx);
    const jugador = jugadorDe(ctx);
    const { pedido } = leerCarga(query.invoice_payload);
    if (!jugador || pedido === null || query.currency !== 'XTR') return ctx.t('error-ORDER_NOT_FOUND');
    // The order stands in the stream of whoever made it: in another's, it is not found.
    const { usuarioId } = jugador;
    const asked = conducir(
      ctx,
      ctx.deps.procesos.preCheckout({ usuarioId, pedido, estrellas: query.total_amount }),
    );
    const isInTime = await conPlazo(asked);
    return isInTime ? null : ctx.t('error-STORE_UNAVAILABLE');
  } catch (error) {
    if (!(error instanceof CommandError))
      ctx.deps.log.error({ err: error, update: ctx.update.update_id }, 'a pre-checkout failed');
    return error instanceof CommandError ? textoDeError(ctx, error) : ctx.t('error-STORE_UNAVAILABLE');
  }
}

/** False when the time is up before the work has ended. */
async function conPlazo(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ANSWER_MAX_MS);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    // What comes of it after that is of no use to anybody.
    work.catch(() => {});
  }
}

// No catch around what records: an error reaches whoever fetched the update, who does not confirm it then.
pagos.on('message:successful_payment', async (ctx) => {
  await conocer(ctx);
  const cobro = cobroDe(ctx, ctx.message.successful_payment);
  const { estado: antes, cobro: conocido } = await ctx.deps.bus.estado('pago', cobro.pago);
  const desenlace = await conducir(ctx, ctx.deps.procesos.pago(cobro, ctx.from.id));
  // Telegram repeats itself, and so does this bot where it must: the payer is thanked once.
  // What the nightly comparison has delivered meanwhile, nobody has been thanked for.
  const isSettled = antes === 'entregado' || antes === 'reembolsado' || antes === 'cerrado';
  if (isSettled && conocido?.origen === 'mensaje') return;
  // A renewal is nobody's tap: the notice that follows it says so by itself.
  if (cobro.suscripcion === 'renovacion' && desenlace === 'entregado') return;
  await decir(ctx, await pantallaDePago(ctx, cobro, desenlace));
});

pagos.on('message:refunded_payment', async (ctx) => {
  await conocer(ctx);
  const devuelto: RefundedPayment = ctx.message.refunded_payment;
  const pago = pagoDe(devuelto.telegram_payment_charge_id);
  const { estado: antes } = await ctx.deps.bus.estado('pago', pago);
  await conducir(ctx, ctx.deps.procesos.reembolso(pago));
  // A refund that this bot asked for has been told of already.
  if (antes === 'recibido' || antes === 'entregado')
    await decir(ctx, pantallaDeReembolso(ctx, devuelto.total_amount));
});

function cobroDe(ctx: BotContext, pagado: SuccessfulPayment): Cobro {
  const { telegram_payment_charge_id: cargo, subscription_expiration_date: expires_s } = pagado;
  return {
    pago: pagoDe(cargo),
    cargo,
    usuarioId: jugadorDe(ctx)?.usuarioId ?? null,
    ...leerCarga(pagado.invoice_payload),
    estrellas: pagado.total_amount,
    suscripcion: !pagado.is_recurring ? 'no' : pagado.is_first_recurring ? 'primera' : 'renovacion',
    ...(expires_s !== undefined && { suscripcionHasta: new Date(expires_s * 1000).toISOString() }),
    origen: 'mensaje',
  };
}

/** What is recorded is recorded, whether or not it can be said. */
async function decir(ctx: BotContext, pantalla: Pantalla): Promise<void> {
  try {
    await ctx.reply(pantalla.texto, opcionesDe(pantalla));
  } catch (error) {
    ctx.deps.log.warn({ err: error, update: ctx.update.update_id }, 'a payer could not be told');
  }
}
