/** `/experiencias`: challenges of several steps. */
import { Composer } from 'grammy';
import { avanzarExperiencias, completar, experienciaDe } from '../avance.ts';
import { type BotContext, estadoDe } from '../contexto.ts';
import { mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import {
  pantallaCuestionario,
  pantallaExperiencia,
  pantallaExperiencias,
} from '../pantallas/experiencias.ts';

export const experiencias = new Composer<BotContext>();

const ver = async (ctx: BotContext) => mostrar(ctx, await pantallaExperiencias(ctx));
experiencias.command('experiencias', ver);
experiencias.callbackQuery('experiencias', ver);
experiencias.callbackQuery(/^x:([a-z0-9-]+)$/, (ctx) => ficha(ctx, ctx.match[1]!));

experiencias.callbackQuery(/^xi:([a-z0-9-]+)$/, async (ctx) => {
  await ordenar(ctx, 'IniciarExperiencia', { experiencia: ctx.match[1]! }, `x/${ctx.match[1]}`);
  await ficha(ctx, ctx.match[1]!, await avanzarExperiencias(ctx));
});

experiencias.callbackQuery(/^q:([a-z0-9-]+)$/, async (ctx) =>
  mostrar(ctx, await pantallaCuestionario(ctx, ctx.match[1]!)),
);

experiencias.callbackQuery(/^a:([a-z0-9-]+):([a-z0-9-]+):(\d)$/, async (ctx) => {
  const [, id, componenteId, index] = ctx.match as unknown as [string, string, string, string];
  const componente = experienciaDe(ctx.deps.catalogo, await estadoDe(ctx), id)?.componentes.find(
    (paso) => paso.id === componenteId,
  );
  const opcion = componente?.tipo === 'cuestionario' ? componente.opciones[Number(index)] : undefined;
  if (!opcion) return ficha(ctx, id);
  const novedades = await completar(ctx, id, componenteId, opcion.id);
  ctx.aviso = ctx.t('respuesta-correcta');
  await ficha(ctx, id, [...novedades, ...(await avanzarExperiencias(ctx))]);
});

async function ficha(ctx: BotContext, id: string, novedades: string[] = []): Promise<void> {
  const { texto, teclado } = await pantallaExperiencia(ctx, id);
  await mostrar(ctx, { texto: [...novedades, texto].join('\n\n'), teclado });
}
