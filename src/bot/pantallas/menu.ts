/** The menu: where the player stands, and a way to everything. */
import { InlineKeyboard } from 'grammy';
import { nivelDe } from '../../events/reglas.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { type BotContext, estadoDe, reglasDe } from '../contexto.ts';
import { nombreDe } from '../identificar.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';
import { historiaActual } from './historia.ts';

export async function pantallaMenu(ctx: BotContext): Promise<Pantalla> {
  const estado = await estadoDe(ctx);
  const { catalogo } = ctx.deps;
  const actual = historiaActual(estado);
  const fragmento = actual ? catalogo.fragmento(actual.fragmento) : undefined;
  const teclado = new InlineKeyboard()
    .text(ctx.t(fragmento ? 'boton-seguir' : 'boton-historia'), 'historia')
    .row()
    .text(ctx.t('boton-experiencias'), 'experiencias')
    .text(ctx.t('boton-regalo'), 'regalo')
    .row()
    .text(ctx.t('boton-tienda'), 'tienda')
    .text(ctx.t('boton-inventario'), 'inventario')
    .row()
    .text(ctx.t('boton-saldo'), 'saldo')
    .text(ctx.t('boton-movimientos'), 'movimientos')
    .row()
    .text(ctx.t('boton-regalar'), 'regalar')
    .text(ctx.t('boton-vip'), 'vip')
    .row()
    .text(ctx.t('boton-perfil'), 'perfil')
    .text(ctx.t('boton-ranking'), 'ranking')
    .row()
    .text(ctx.t('boton-idioma'), 'idioma')
    .text(ctx.t('boton-ayuda'), 'ayuda');
  const texto = ctx.t('menu', {
    historia: fragmento ? html(fragmento.titulo[ctx.jugador.idioma]) : 'ninguna',
    saldo: estado.saldo,
    nivel: nivelDe(estado.ganado, reglasDe(ctx)),
  });
  const avisos = avisosDe(estado).map((aviso) => ctx.t(`menu-aviso-${aviso}`));
  return { texto: [texto, ...avisos].join('\n\n'), teclado };
}

/** What keeps the account from playing as others do; no news is none. */
function avisosDe({ eliminacion, suspendido, revision, pedidos, compras }: UsuarioActivo): string[] {
  if (eliminacion) return ['eliminacion'];
  if (suspendido) return ['suspendido'];
  const avisos = revision?.severidad === 'alta' ? ['congelado'] : [];
  if (Object.keys(compras).length > 0) avisos.push('compra');
  return Object.values(pedidos).some(({ aceptadoHasta }) => aceptadoHasta !== null)
    ? [...avisos, 'pago']
    : avisos;
}

export function pantallaBienvenida(ctx: BotContext): Pantalla {
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-historia'), 'historia')
    .row()
    .text(ctx.t('boton-ayuda'), 'ayuda')
    .text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t('bienvenida', { nombre: nombreDe(ctx) }), teclado };
}
