/** What opening a deep link does, and the screen it leads to. Whoever comes for the first time is welcomed before it. */
import { CommandError, GiftNotFoundError, ReferralNotAllowedError } from '../../commands/errores.ts';
import { type BotContext, conducir, estadoDe, reglasDe } from '../contexto.ts';
import type { Enlace } from '../enlaces.ts';
import { pantallaDeError } from '../errores.ts';
import type { Pantalla } from '../mostrar.ts';
import { ordenar, ordenarEn } from '../ordenes.ts';
import { pantallaExperiencia } from '../pantallas/experiencias.ts';
import { pantallaBienvenida, pantallaMenu } from '../pantallas/menu.ts';
import { pantallaConfirmarRegalo, pantallaRegaloAbierto } from '../pantallas/regalos.ts';
import { pantallaItem } from '../pantallas/tienda.ts';
import { pantallaVip } from '../pantallas/vip.ts';
import { pantallaDeHistoria } from './historia.ts';

export async function seguirEnlace(ctx: BotContext, enlace: Enlace): Promise<Pantalla> {
  if (enlace.tipo === 'referido') return referir(ctx, enlace.por);
  const pantalla = await destinoDe(ctx, enlace);
  if (!ctx.jugador.nuevo) return pantalla;
  const { texto } = pantallaBienvenida(ctx);
  return { ...pantalla, texto: `${texto}\n\n${pantalla.texto}` };
}

async function destinoDe(ctx: BotContext, enlace: Exclude<Enlace, { tipo: 'referido' }>): Promise<Pantalla> {
  switch (enlace.tipo) {
    case 'regalo':
      return abrirRegalo(ctx, enlace);
    case 'regalar':
      return pantallaConfirmarRegalo(ctx, enlace.cantidad);
    case 'historia':
      return pantallaDeHistoria(ctx, enlace.id);
    case 'experiencia':
      return pantallaExperiencia(ctx, enlace.id);
    case 'item':
      return pantallaItem(ctx, enlace.id);
    case 'vip':
      return pantallaVip(ctx);
    default:
      return enlace satisfies never;
  }
}

/** Tried for whoever is known, too: it counts before the first decision, and Telegram may deliver the first `/start` twice. */
async function referir(ctx: BotContext, por: string): Promise<Pantalla> {
  const { deps, jugador } = ctx;
  const pantalla = jugador.nuevo ? pantallaBienvenida(ctx) : await pantallaMenu(ctx);
  const con = (nota: string): Pantalla => ({ ...pantalla, texto: `${pantalla.texto}\n\n${nota}` });
  // Whoever brought them has gone, or never was.
  if ((await deps.bus.usuario(por)).estado !== 'activo') return pantalla;
  try {
    await ordenar(ctx, 'ReferirUsuario', { por }, `referido/${por}`);
  } catch (error) {
    if (!(error instanceof ReferralNotAllowedError)) throw error;
    return con(ctx.t(`referido-${motivoDe(error)}`));
  }
  const { decisiones, bienvenida } = reglasDe(ctx).referido;
  return con(ctx.t('referido-registrado', { decisiones, bienvenida }));
}

const motivoDe = ({ data }: ReferralNotAllowedError): 'uno_mismo' | 'ya_juega' | 'ya_referido' =>
  data.motivo === 'uno_mismo' || data.motivo === 'ya_referido' ? data.motivo : 'ya_juega';

async function abrirRegalo(
  ctx: BotContext,
  { de, regalo }: { de: string; regalo: string },
): Promise<Pantalla> {
  const { bus, procesos } = ctx.deps;
  const { usuarioId } = ctx.jugador;
  try {
    const remitente = await bus.usuario(de);
    if (remitente.estado !== 'activo') throw new GiftNotFoundError(regalo);
    if ((await estadoDe(ctx)).regalosRecibidos[regalo] === 'recibido')
      return await pantallaRegaloAbierto(ctx, 0, 'entregado');
    const { cantidad } = remitente.regalosEnCamino[regalo] ?? { cantidad: 0 };
    await ordenarEn(ctx, 'ReclamarRegalo', { usuarioId: de, regalo, por: usuarioId }, `reclamo/${regalo}`);
    return await pantallaRegaloAbierto(ctx, cantidad, await conducir(ctx, procesos.regalo(de, regalo)));
  } catch (error) {
    // As a screen of its own, so that somebody new is welcomed all the same.
    if (error instanceof CommandError) return pantallaDeError(ctx, error);
    throw error;
  }
}
