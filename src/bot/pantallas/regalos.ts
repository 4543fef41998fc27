/** Gifts between people: how many, to whom, the link, and what became of those sent. */
import { InlineKeyboard } from 'grammy';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { regalable } from '../../events/usuario/lotes.ts';
import { type FilaDeRegalo, regalosDe } from '../../queries/regalos.ts';
import { ahoraDe, type BotContext, estadoDe, reglasDe } from '../contexto.ts';
import { direccionDe, paraCompartir } from '../enlaces.ts';
import { fechaDe } from '../fechas.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { plano } from '../textos.ts';

const CANTIDADES = [5, 10, 25, 50] as const;
const LISTED_MAX = 10;
const LINKS_MAX = 5;

const puedeDar = (ctx: BotContext, estado: UsuarioActivo): number =>
  Math.max(0, Math.min(regalable(estado), reglasDe(ctx).regalos.maximo));

export async function pantallaRegalar(ctx: BotContext): Promise<Pantalla> {
  const estado = await estadoDe(ctx);
  const { minimo, dias } = reglasDe(ctx).regalos;
  const puede = puedeDar(ctx, estado);
  const teclado = new InlineKeyboard();
  for (const cantidad of CANTIDADES)
    if (cantidad >= minimo && cantidad <= puede) teclado.text(`${cantidad} 💋`, `rg:${cantidad}`);
  teclado.row();
  if (puede >= minimo) teclado.text(ctx.t('boton-otra-cantidad'), 'rgo').row();
  const enCamino = Object.keys(estado.regalosEnCamino).length;
  teclado
    .text(
      enCamino > 0 ? ctx.t('boton-mis-regalos', { n: enCamino }) : ctx.t('boton-mis-regalos-corto'),
      'rgs',
    )
    .row();
  teclado.text(ctx.t('boton-menu'), 'menu');
  const clave = puede >= minimo ? 'regalar' : 'regalar-sin-saldo';
  return { texto: ctx.t(clave, { puede, saldo: estado.saldo, dias }), teclado };
}

/** The amount is known: asked once more, and its button's nonce is the gift. */
export async function pantallaConfirmarRegalo(ctx: BotContext, cantidad: number): Promise<Pantalla> {
  const { dias } = reglasDe(ctx).regalos;
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-regalar-enlace', { cantidad }), `rgl:${cantidad}:${ctx.deps.nonce()}`)
    .row()
    .text(ctx.t('boton-atras'), 'regalar')
    .text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t('regalar-confirmar', { cantidad, dias }), teclado };
}

/** A gift that waits behind its link, with a button that sends it to somebody. */
export function pantallaEnlaceDeRegalo(
  ctx: BotContext,
  { regalo, cantidad, caduca }: { regalo: string; cantidad: number; caduca: string },
): Pantalla {
  const enlace = direccionDe(ctx.me.username, { tipo: 'regalo', de: ctx.jugador.usuarioId, regalo });
  const teclado = new InlineKeyboard()
    .url(ctx.t('boton-compartir'), paraCompartir(enlace, plano(ctx.t('regalo-para-compartir', { cantidad }))))
    .row()
    .text(ctx.t('boton-mis-regalos-corto'), 'rgs')
    .text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t('regalo-enlace', { cantidad, enlace, hasta: fechaDe(caduca, true) }), teclado };
}

export async function pantallaMisRegalos(ctx: BotContext): Promise<Pantalla> {
  const aviso = await alDia(ctx, regalosDe);
  const { usuarioId } = ctx.jugador;
  const [estado, filas] = await Promise.all([
    estadoDe(ctx),
    regalosDe(ctx.deps.database, usuarioId, LISTED_MAX),
  ]);
  const ahora = ahoraDe(ctx);
  const teclado = new InlineKeyboard();
  // The player's own stream knows what is still to be opened before any read model does.
  for (const [regalo, { cantidad, para, caduca }] of Object.entries(estado.regalosEnCamino)
    .reverse()
    .slice(0, LINKS_MAX))
    if (para === null && caduca > ahora)
      teclado.text(ctx.t('boton-ver-enlace', { cantidad }), `rgv:${regalo}`).row();
  const lineas = filas.map((fila) =>
    ctx.t(`regalo-fila-${situacionDe(fila)}`, { cantidad: fila.cantidad, hasta: fechaDe(fila.caduca, true) }),
  );
  teclado.text(ctx.t('boton-atras'), 'regalar').text(ctx.t('boton-menu'), 'menu');
  const cuerpo = lineas.length > 0 ? lineas.join('\n') : ctx.t('mis-regalos-vacio');
  return { texto: `${ctx.t('mis-regalos-titulo')}\n\n${cuerpo}${aviso}`, teclado };
}

function situacionDe({
  sentido,
  estado,
  otro,
}: FilaDeRegalo): 'enlace' | 'camino' | 'entregado' | 'devuelto' | 'recibido' | 'llegando' {
  switch (estado) {
    case 'rehusado':
    case 'devuelto':
      return 'devuelto';
    case 'recibido':
    case 'entregado':
      return sentido === 'recibido' ? 'recibido' : 'entregado';
    case 'enviado':
    case 'reclamado':
      if (sentido === 'recibido') return 'llegando';
      return otro === null ? 'enlace' : 'camino';
    default:
      return estado satisfies never;
  }
}

/** What somebody who opened a gift's link sees. */
export async function pantallaRegaloAbierto(
  ctx: BotContext,
  cantidad: number,
  desenlace: 'entregado' | 'devuelto' | 'pendiente',
): Promise<Pantalla> {
  const { saldo } = await estadoDe(ctx);
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-historia'), 'historia')
    .row()
    .text(ctx.t('boton-saldo'), 'saldo')
    .text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t(`regalo-abierto-${desenlace}`, { cantidad, saldo }), teclado };
}
