/** `/saldo`, `/movimientos`, `/recibo` and `/regalo`. */
import { Composer, InlineKeyboard } from 'grammy';
import { type BotContext, estadoDe } from '../contexto.ts';
import { botonMenu, mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import { pantallaMovimientos, pantallaSaldo } from '../pantallas/cartera.ts';
import { pantallaRecibo } from '../pantallas/recibo.ts';

export const cartera = new Composer<BotContext>();

const saldo = async (ctx: BotContext) => mostrar(ctx, await pantallaSaldo(ctx));
cartera.command('saldo', saldo);
cartera.callbackQuery('saldo', saldo);

const movimientos = async (ctx: BotContext) => mostrar(ctx, await pantallaMovimientos(ctx));
cartera.command('movimientos', movimientos);
cartera.callbackQuery('movimientos', movimientos);
cartera.callbackQuery(/^m:(\d{1,19})$/, async (ctx) =>
  mostrar(ctx, await pantallaMovimientos(ctx, ctx.match[1])),
);

const verRecibo = async (ctx: BotContext, cual?: string) => mostrar(ctx, await pantallaRecibo(ctx, cual));
cartera.command('recibo', (ctx) => verRecibo(ctx, ctx.match.trim() || undefined));
cartera.callbackQuery('recibo', (ctx) => verRecibo(ctx));
cartera.callbackQuery(/^rc:(\d{1,19})$/, (ctx) => verRecibo(ctx, ctx.match[1]));

async function regalo(ctx: BotContext): Promise<void> {
  const { eventos } = await ordenar(ctx, 'ReclamarRegaloDiario', {});
  const reclamado = eventos.find((evento) => evento.type === 'RegaloDiarioReclamado');
  const otorgado = eventos.find((evento) => evento.type === 'BesitosOtorgados');
  const { saldo: actual } = await estadoDe(ctx);
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-seguir'), 'historia')
    .row()
    .text(ctx.t('boton-tienda'), 'tienda')
    .add(botonMenu(ctx));
  const texto = ctx.t('regalo-reclamado', {
    cantidad: otorgado?.data.cantidad ?? 0,
    racha: reclamado?.data.racha ?? 1,
    saldo: actual,
  });
  await mostrar(ctx, { texto, teclado });
}
cartera.command('regalo', regalo);
cartera.callbackQuery('regalo', regalo);
