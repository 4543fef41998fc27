/** How somebody plays: level, archetype, streak, counters, whom they brought. */
import { InlineKeyboard } from 'grammy';
import { nivelDe } from '../../events/reglas.ts';
import { ARQUETIPOS } from '../../events/usuario/eventos-cuenta.ts';
import { perfilDe } from '../../queries/perfil.ts';
import { aliasDe } from '../alias.ts';
import { ahoraDe, type BotContext, estadoDe, reglasDe } from '../contexto.ts';
import { direccionDe, paraCompartir } from '../enlaces.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html, plano } from '../textos.ts';

const BAR_CELLS = 10;

/** `▰▰▰▱▱▱▱▱▱▱`: how far one has come between two thresholds; full where there is none above. */
export function barra(actual: number, desde: number, hasta: number | undefined): string {
  const share = hasta === undefined ? 1 : (actual - desde) / (hasta - desde);
  const full = Math.min(BAR_CELLS, Math.max(0, Math.floor(share * BAR_CELLS)));
  return '▰'.repeat(full) + '▱'.repeat(BAR_CELLS - full);
}

export async function pantallaPerfil(ctx: BotContext): Promise<Pantalla> {
  const aviso = await alDia(ctx, perfilDe);
  const { usuarioId, idioma } = ctx.jugador;
  const [estado, perfil] = await Promise.all([
    estadoDe(ctx),
    ctx.deps.cacheadas.perfilDe(usuarioId, ahoraDe(ctx), ctx.escrito),
  ]);
  const reglas = reglasDe(ctx);
  const nivel = nivelDe(estado.ganado, reglas);
  const siguiente = reglas.niveles[nivel - 1];
  const arquetipo = ARQUETIPOS.find((known) => known === estado.arquetipo);
  const enlace = direccionDe(ctx.me.username, { tipo: 'referido', por: usuarioId });
  const { premio, bienvenida, decisiones: hacenFalta } = reglas.referido;
  const partes = [
    ctx.t('perfil-titulo', { alias: aliasDe(usuarioId, idioma) }),
    ctx.t('perfil-nivel', {
      nivel,
      barra: barra(estado.ganado, nivel === 1 ? 0 : reglas.niveles[nivel - 2]!, siguiente),
      falta: siguiente === undefined ? 0 : siguiente - estado.ganado,
      siguiente: nivel + 1,
    }),
    arquetipo
      ? ctx.t('perfil-arquetipo', {
          arquetipo: ctx.t(`arquetipo-${arquetipo}`),
          explicacion: ctx.t(`arquetipo-explica-${arquetipo}`),
        })
      : ctx.t('perfil-sin-arquetipo'),
    ctx.t('perfil-cuentas', {
      racha: rachaDe(ctx, estado.regalo),
      mejor: Math.max(perfil?.rachaMejor ?? 0, estado.regalo?.racha ?? 0),
      dias: perfil?.diasActivos ?? 0,
      decisiones: estado.tomadas,
      paginas: Object.keys(estado.visitados).length,
      reacciones: Object.keys(estado.reacciones).length + Object.keys(estado.publicaciones).length,
      experiencias: Object.values(estado.experiencias).filter(({ terminada }) => terminada).length,
      objetos: Object.keys(estado.inventario).length,
    }),
    ctx.t('perfil-referidos', {
      registrados: perfil?.invitados.registrados ?? 0,
      premiados: perfil?.invitados.premiados ?? 0,
      besitos: perfil?.invitados.besitos ?? 0,
      premio,
      bienvenida,
      decisiones: hacenFalta,
      enlace: html(enlace),
    }),
  ];
  const teclado = new InlineKeyboard()
    .url(ctx.t('boton-invitar'), paraCompartir(enlace, plano(ctx.t('referido-para-compartir'))))
    .row()
    .text(ctx.t('boton-ranking'), 'ranking')
    .text(ctx.t('boton-vip'), 'vip')
    .row()
    .text(ctx.t('boton-menu'), 'menu');
  return { texto: partes.join('\n\n') + aviso, teclado };
}

/** The streak as it stands: broken where neither today's gift nor yesterday's was taken. */
function rachaDe(ctx: BotContext, regalo: { dia: string; racha: number } | null): number {
  if (!regalo) return 0;
  const ayer = new Date(ctx.deps.clock.now() - 86_400_000).toISOString().slice(0, 10);
  return regalo.dia >= ayer ? regalo.racha : 0;
}
