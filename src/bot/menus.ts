/** The bot's face in Telegram: its command menus by place and language, and what it says of itself. */
import type { Bot } from 'grammy';
import { IDIOMAS, type Idioma } from '../events/usuario/eventos.ts';
import type { BotContext, BotDeps } from './contexto.ts';

/** Commands of private chats, in the order of Telegram's menu. */
export const COMANDOS_DEL_BOT = [
  'start',
  'historia',
  'experiencias',
  'tienda',
  'inventario',
  'saldo',
  'movimientos',
  'recibo',
  'regalo',
  'regalar',
  'canjear',
  'vip',
  'ranking',
  'perfil',
  'idioma',
  'privacidad',
  'olvidame',
  'ayuda',
] as const;

/** Commands of groups: what is done among several; everything else leads to the private chat. */
export const COMANDOS_DE_GRUPO = ['regalar', 'ayuda'] as const;

/** Spanish is also for everybody whose language has no menu of its own. */
const codigoDe = (idioma: Idioma) => (idioma === 'es' ? {} : { language_code: idioma });

export async function publicarComandos(
  bot: Bot<BotContext>,
  { textos }: Pick<BotDeps, 'textos'>,
): Promise<void> {
  for (const idioma of IDIOMAS) {
    const menu = (comandos: readonly string[], prefijo: string) =>
      comandos.map((command) => ({ command, description: textos(idioma, `${prefijo}-${command}`) }));
    const codigo = codigoDe(idioma);
    await bot.api.setMyCommands(menu(COMANDOS_DEL_BOT, 'cmd'), {
      scope: { type: 'all_private_chats' },
      ...codigo,
    });
    await bot.api.setMyCommands(menu(COMANDOS_DE_GRUPO, 'cmd-grupo'), {
      scope: { type: 'all_group_chats' },
      ...codigo,
    });
    await bot.api.setMyDescription(textos(idioma, 'bot-descripcion'), codigo);
    await bot.api.setMyShortDescription(textos(idioma, 'bot-descripcion-corta'), codigo);
  }
}
