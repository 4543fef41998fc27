/** `/perfil` and `/ranking`. */
import { Composer } from 'grammy';
import type { BotContext } from '../contexto.ts';
import { mostrar } from '../mostrar.ts';
import { pantallaPerfil } from '../pantallas/perfil.ts';
import { pantallaRanking } from '../pantallas/ranking.ts';

export const perfil = new Composer<BotContext>();

const ver = async (ctx: BotContext) => mostrar(ctx, await pantallaPerfil(ctx));
perfil.command('perfil', ver);
perfil.callbackQuery('perfil', ver);

const semana = async (ctx: BotContext) => mostrar(ctx, await pantallaRanking(ctx, 'semana'));
perfil.command('ranking', semana);
perfil.callbackQuery('ranking', semana);
perfil.callbackQuery('ranking:siempre', async (ctx) => mostrar(ctx, await pantallaRanking(ctx, 'siempre')));
