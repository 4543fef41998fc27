/** `/vip`: the subscription in Stars. */
import { Composer } from 'grammy';
import { AlreadySubscribedError, NotSubscribedError } from '../../commands/errores.ts';
import type { BotContext } from '../contexto.ts';
import { facturaDe } from '../facturas.ts';
import { mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import { pantallaCancelarVip, pantallaFactura, pantallaVip, pantallaVipCancelado } from '../pantallas/vip.ts';

export const vip = new Composer<BotContext>();

const ver = async (ctx: BotContext) => mostrar(ctx, await pantallaVip(ctx));
vip.command('vip', ver);
vip.callbackQuery('vip', ver);

vip.callbackQuery(/^vs:([A-Za-z0-9_-]{1,16})$/, async (ctx) => {
  try {
    const pedido = await ordenar(ctx, 'SuscribirVip', {}, `vip/${ctx.match[1]}`);
    const factura = await facturaDe(ctx, pedido);
    await mostrar(
      ctx,
      factura ? pantallaFactura(ctx, factura, { clave: 'vip', volver: 'vip' }) : await pantallaVip(ctx),
    );
  } catch (error) {
    // An old button, by somebody who has subscribed since: the screen says how it stands.
    if (!(error instanceof AlreadySubscribedError)) throw error;
    await ver(ctx);
  }
});

vip.callbackQuery('vc', async (ctx) => mostrar(ctx, await pantallaCancelarVip(ctx)));

vip.callbackQuery(/^vcs:([A-Za-z0-9_-]{1,16})$/, async (ctx) => {
  try {
    await ordenar(ctx, 'CancelarVip', {}, `vip/cancelar/${ctx.match[1]}`);
    await mostrar(ctx, await pantallaVipCancelado(ctx));
  } catch (error) {
    if (!(error instanceof NotSubscribedError)) throw error;
    await ver(ctx);
  }
});
