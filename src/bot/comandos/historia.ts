/** `/historia`: reading, choosing, reacting. */
import { Composer } from 'grammy';
import { AlreadyReactedError, FragmentNotReachedError, ValidationError } from '../../commands/errores.ts';
import type { Evento } from '../../events/registro.ts';
import { avanzarExperiencias } from '../avance.ts';
import { type BotContext, estadoDe, reglasDe } from '../contexto.ts';
import { isUnchanged, mostrar, opcionesDe, type Pantalla } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import {
  EMOJIS_DE_BOTON,
  historiaActual,
  pantallaFragmento,
  pantallaHistorias,
} from '../pantallas/historia.ts';

export const historia = new Composer<BotContext>();

/** Where the player is; whoever has not begun gets the only story at once, or the choice of several. */
async function leer(ctx: BotContext): Promise<void> {
  const actual = historiaActual(await estadoDe(ctx));
  const portadas = ctx.deps.catalogo.portadas();
  if (actual) await mostrar(ctx, await pantallaFragmento(ctx, actual.historia));
  else if (portadas.length === 1) await abrir(ctx, portadas[0]!.historia);
  else await mostrar(ctx, await pantallaHistorias(ctx));
}
historia.command('historia', async (ctx) => {
  const portadas = ctx.deps.catalogo.portadas();
  return portadas.length > 1 ? mostrar(ctx, await pantallaHistorias(ctx)) : leer(ctx);
});
historia.callbackQuery('historia', leer);

/** Goes on in a story, or begins it. */
const abrir = async (ctx: BotContext, id: string, desdeElPrincipio = false) =>
  mostrar(ctx, await pantallaDeHistoria(ctx, id, desdeElPrincipio));

export async function pantallaDeHistoria(
  ctx: BotContext,
  id: string,
  desdeElPrincipio = false,
): Promise<Pantalla> {
  const estado = await estadoDe(ctx);
  const portada = ctx.deps.catalogo.portadas().find((fragmento) => fragmento.historia === id);
  if (portada && (desdeElPrincipio || !estado.posiciones[id]))
    await ordenar(ctx, 'AbrirFragmento', { fragmento: portada.id });
  const novedades = await avanzarExperiencias(ctx);
  return pantallaFragmento(ctx, id, novedades);
}
historia.callbackQuery(/^h:([a-z0-9-]+)$/, (ctx) => abrir(ctx, ctx.match[1]!));
historia.callbackQuery(/^n:([a-z0-9-]+)$/, (ctx) => abrir(ctx, ctx.match[1]!, true));

historia.callbackQuery(/^d:([a-z0-9-]+):([a-z0-9-]+):([A-Za-z0-9_-]+)$/, async (ctx) => {
  const [, fragmento, decision, nonce] = ctx.match as unknown as [string, string, string, string];
  const resultado = await ordenar(
    ctx,
    'TomarDecision',
    { fragmento, decision },
    `d/${fragmento}/${decision}/${nonce}`,
  );
  const novedades = [...novedadesDe(ctx, resultado.eventos), ...(await avanzarExperiencias(ctx))];
  const tomada = resultado.eventos.find((evento) => evento.type === 'DecisionTomada');
  const donde = tomada?.data.historia ?? ctx.deps.catalogo.fragmento(fragmento)?.historia;
  if (donde) await mostrar(ctx, await pantallaFragmento(ctx, donde, novedades));
});

historia.callbackQuery(/^r:([a-z0-9-]+):(\d)$/, async (ctx) => {
  const [, fragmento, index] = ctx.match as unknown as [string, string, string];
  const emoji = EMOJIS_DE_BOTON[Number(index)];
  if (!emoji) return;
  try {
    ctx.aviso = await reaccionar(ctx, fragmento, emoji);
  } catch (error) {
    if (!(error instanceof AlreadyReactedError)) throw error;
    ctx.aviso = ctx.t('error-ALREADY_REACTED');
  }
  const novedades = await avanzarExperiencias(ctx);
  const donde = ctx.deps.catalogo.fragmento(fragmento)?.historia;
  if (donde) await mostrar(ctx, await pantallaFragmento(ctx, donde, novedades));
});

/** A reaction on the message itself: it counts for the page that the message shows. */
historia.on('message_reaction', async (ctx) => {
  const { chat, message_id } = ctx.messageReaction;
  const [added] = ctx.reactions().emojiAdded;
  const actual = historiaActual(await estadoDe(ctx));
  if (!added || !actual) return;
  try {
    await reaccionar(ctx, actual.fragmento, added);
  } catch (error) {
    // An emoji taken back and given again, or one that earns nothing, is no mistake to be told of.
    if (
      error instanceof AlreadyReactedError ||
      error instanceof ValidationError ||
      error instanceof FragmentNotReachedError
    )
      return;
    throw error;
  }
  const pantalla = await pantallaFragmento(ctx, actual.historia, await avanzarExperiencias(ctx));
  try {
    await ctx.api.editMessageText(chat.id, message_id, pantalla.texto, opcionesDe(pantalla));
  } catch (error) {
    if (!isUnchanged(error))
      ctx.deps.log.debug({ err: error }, 'the page that was reacted to could not be shown anew');
  }
});

async function reaccionar(ctx: BotContext, fragmento: string, emoji: string): Promise<string> {
  const { eventos } = await ordenar(ctx, 'Reaccionar', { fragmento, emoji }, `r/${fragmento}`);
  const reaccion = eventos.find((evento) => evento.type === 'ContenidoReaccionado');
  return ctx.t('reaccion-gracias', { cantidad: reaccion?.data.premio?.otorgado ?? 0 });
}

/** What a decision brought and took, a line each. */
function novedadesDe(ctx: BotContext, eventos: readonly Evento[]): string[] {
  const { idioma } = ctx.jugador;
  return eventos.flatMap((evento) => {
    if (evento.type === 'BesitosOtorgados') return [`+${evento.data.cantidad} 💋`];
    if (evento.type === 'BesitosGastados') return [`−${evento.data.cantidad} 💋`];
    if (evento.type === 'ItemOtorgado') {
      const item = ctx.deps.catalogo.item(evento.data.item);
      return item ? [`${item.icono} ${item.titulo[idioma]}`] : [];
    }
    if (
      evento.type === 'DecisionTomada' &&
      evento.data.premio &&
      evento.data.premio.otorgado < evento.data.premio.solicitado
    )
      return [
        ctx.t('fragmento-recortado', {
          limite: reglasDe(ctx).limiteDiario,
          otorgado: evento.data.premio.otorgado,
        }),
      ];
    return [];
  });
}
