/** The experiences' screens: the list, one of them with its steps, and a quiz. */
import { InlineKeyboard } from 'grammy';
import type { Recompensa } from '../../events/contenido.ts';
import { esVip } from '../../events/requisitos.ts';
import { experiencias } from '../../queries/experiencias.ts';
import { experienciaDe } from '../avance.ts';
import { ahoraDe, type BotContext, estadoDe } from '../contexto.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';

export async function pantallaExperiencias(ctx: BotContext): Promise<Pantalla> {
  const aviso = await alDia(ctx, experiencias);
  const filas = await ctx.deps.cacheadas.experiencias(ctx.jugador.usuarioId, ctx.escrito);
  const teclado = new InlineKeyboard();
  for (const fila of filas) {
    const estado = fila.terminada ? 'terminada' : fila.completados === null ? 'nueva' : 'activa';
    const variables = {
      titulo: fila.titulo[ctx.jugador.idioma],
      hechos: fila.completados ?? 0,
      total: fila.componentes,
    };
    teclado.text(ctx.t(`experiencia-fila-${estado}`, variables), `x:${fila.id}`).row();
  }
  teclado.text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t(filas.length > 0 ? 'experiencias-titulo' : 'experiencias-vacio') + aviso, teclado };
}

export async function pantallaExperiencia(ctx: BotContext, id: string): Promise<Pantalla> {
  const estado = await estadoDe(ctx);
  const experiencia = experienciaDe(ctx.deps.catalogo, estado, id);
  if (!experiencia) return pantallaExperiencias(ctx);
  const { idioma } = ctx.jugador;
  const progreso = estado.experiencias[id];
  const hechos = new Set(progreso?.completados ?? []);
  const siguiente = progreso
    ? experiencia.componentes.find((componente) => !hechos.has(componente.id))
    : undefined;
  const pasos = experiencia.componentes.map((componente) => {
    const clave = hechos.has(componente.id)
      ? 'paso-hecho'
      : componente === siguiente
        ? 'paso-actual'
        : 'paso-pendiente';
    return ctx.t(clave, { titulo: html(componente.titulo[idioma]) });
  });
  const ficha = ctx.t('experiencia-ficha', {
    titulo: html(experiencia.titulo[idioma]),
    descripcion: html(experiencia.descripcion[idioma]),
  });
  const premio = recompensaEnTexto(ctx, experiencia.recompensa);
  const partes = [ficha, pasos.join('\n')];
  if (progreso?.terminada) partes.push(ctx.t('experiencia-terminada'));
  else if (premio) partes.push(ctx.t('experiencia-recompensa', { recompensa: premio }));

  const teclado = new InlineKeyboard();
  if (experiencia.vip && !esVip(estado, ahoraDe(ctx))) {
    partes.push(ctx.t('experiencia-vip'));
    teclado.text(ctx.t('boton-hazte-vip'), 'vip').row();
  }
  if (!progreso) teclado.text(ctx.t('boton-iniciar-experiencia'), `xi:${id}`).row();
  switch (siguiente?.tipo) {
    case 'cuestionario':
      teclado.text(ctx.t('boton-responder'), `q:${id}`).row();
      break;
    case 'compra':
      teclado.text(ctx.t('boton-tienda'), `i:${siguiente.item}`).row();
      break;
    case 'fragmento':
    case 'reaccion':
      teclado.text(ctx.t('boton-seguir'), 'historia').row();
      break;
    default:
  }
  teclado.text(ctx.t('boton-atras'), 'experiencias').text(ctx.t('boton-menu'), 'menu');
  return { texto: partes.join('\n\n'), teclado };
}

/** The quiz whose turn it is in an experience; the experience itself when it is not a quiz's turn. */
export async function pantallaCuestionario(ctx: BotContext, id: string): Promise<Pantalla> {
  const estado = await estadoDe(ctx);
  const experiencia = experienciaDe(ctx.deps.catalogo, estado, id);
  const progreso = estado.experiencias[id];
  const componente = experiencia?.componentes.find((paso) => !progreso?.completados.includes(paso.id));
  if (!progreso || componente?.tipo !== 'cuestionario') return pantallaExperiencia(ctx, id);
  const { idioma } = ctx.jugador;
  const teclado = new InlineKeyboard();
  componente.opciones.forEach((opcion, index) => {
    teclado.text(opcion.texto[idioma], `a:${id}:${componente.id}:${index}`).row();
  });
  teclado.text(ctx.t('boton-atras'), `x:${id}`);
  const texto = ctx.t('cuestionario', {
    titulo: html(componente.titulo[idioma]),
    pregunta: html(componente.pregunta[idioma]),
  });
  return { texto, teclado };
}

/** What a reward gives, in a line; empty where it gives nothing that is shown. */
export function recompensaEnTexto(ctx: BotContext, recompensa: Recompensa | undefined): string {
  const partes = (recompensa?.items ?? []).flatMap((id) => {
    const item = ctx.deps.catalogo.item(id);
    return item ? [`${item.icono} ${html(item.titulo[ctx.jugador.idioma])}`] : [];
  });
  if (recompensa?.besitos) partes.unshift(`${recompensa.besitos} 💋`);
  return partes.join(' + ');
}
