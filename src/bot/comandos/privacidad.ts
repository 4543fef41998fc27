/** `/privacidad` and `/olvidame`: what is known of a person, and how all of it is erased. */
import { Composer, InlineKeyboard } from 'grammy';
import { type BotContext, estadoDe } from '../contexto.ts';
import { botonMenu, mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';

export const privacidad = new Composer<BotContext>();

const leer = (ctx: BotContext) =>
  mostrar(ctx, {
    texto: ctx.t('privacidad'),
    teclado: new InlineKeyboard()
      .text(ctx.t('boton-recibo'), 'recibo')
      .row()
      .text(ctx.t('boton-olvidame'), 'olvidame')
      .row()
      .add(botonMenu(ctx)),
  });
privacidad.command('privacidad', leer);
privacidad.callbackQuery('privacidad', leer);

/** First what it means, then once more whether it is meant: nothing of it can be undone. */
async function preguntar(ctx: BotContext): Promise<void> {
  const { saldo, vip, eliminacion, inventario } = await estadoDe(ctx);
  if (eliminacion) return yaEnMarcha(ctx);
  await mostrar(ctx, {
    texto: ctx.t('olvidame', {
      saldo,
      objetos: Object.values(inventario).reduce((sum, cantidad) => sum + cantidad, 0),
      suscripcion: vip?.renovacion === 'activa' ? 'si' : 'no',
    }),
    teclado: new InlineKeyboard()
      .text(ctx.t('boton-olvidame-no'), 'menu')
      .row()
      .text(ctx.t('boton-olvidame-seguir'), 'olvidame:2'),
  });
}
privacidad.command('olvidame', preguntar);
privacidad.callbackQuery('olvidame', preguntar);

privacidad.callbackQuery('olvidame:2', async (ctx) => {
  if ((await estadoDe(ctx)).eliminacion) return yaEnMarcha(ctx);
  return mostrar(ctx, {
    texto: ctx.t('olvidame-segunda'),
    teclado: new InlineKeyboard()
      .text(ctx.t('boton-olvidame-no'), 'menu')
      .row()
      .text(ctx.t('boton-olvidame-si'), `olvidame:${ctx.deps.nonce()}`),
  });
});

privacidad.callbackQuery(/^olvidame:([A-Za-z0-9_-]{8,16})$/, async (ctx) => {
  await ordenar(ctx, 'EliminarMisDatos', {}, `olvidame/${ctx.match[1]}`);
  await mostrar(ctx, { texto: ctx.t('olvidame-hecho'), teclado: new InlineKeyboard() });
});

const yaEnMarcha = (ctx: BotContext) =>
  mostrar(ctx, { texto: ctx.t('error-ERASURE_IN_PROGRESS'), teclado: new InlineKeyboard() });
