/** Experiences move on by themselves: whatever the player just did may be the step that was waited for. */
import { CommandError, ComponentAlreadyCompletedError } from '../commands/errores.ts';
import type { Catalogo, Publicado } from '../events/catalogo.ts';
import type { Experiencia } from '../events/contenido.ts';
import { siguientePaso } from '../events/siguiente-paso.ts';
import type { UsuarioActivo } from '../events/usuario/estado.ts';
import { type BotContext, estadoDe } from './contexto.ts';
import { ordenar } from './ordenes.ts';
import { html } from './textos.ts';

/** Completes every step whose condition already holds; gives a line for each. Quizzes wait for an answer. */
export async function avanzarExperiencias(ctx: BotContext): Promise<string[]> {
  const lineas: string[] = [];
  for (;;) {
    const estado = await estadoDe(ctx);
    const paso = siguientePaso(estado, ctx.deps.catalogo);
    if (!paso) return lineas;
    try {
      lineas.push(...(await completar(ctx, paso.experiencia, paso.componente)));
    } catch (error) {
      // The process that advances experiences by itself was quicker: the step is done, and what follows it is looked for.
      if (error instanceof ComponentAlreadyCompletedError) continue;
      // Access may have lapsed since the experience was begun; the step waits, and what the player did stands.
      if (error instanceof CommandError) return lineas;
      throw error;
    }
  }
}

/** Completes one step, and says what it brought. @throws CommandError */
export async function completar(
  ctx: BotContext,
  experiencia: string,
  componente: string,
  respuesta?: string,
): Promise<string[]> {
  const datos = { experiencia, componente, ...(respuesta !== undefined && { respuesta }) };
  const { eventos } = await ordenar(ctx, 'CompletarComponente', datos);
  const titulo = html(ctx.deps.catalogo.experiencia(experiencia)?.titulo[ctx.jugador.idioma] ?? experiencia);
  return eventos.flatMap((evento) => {
    if (evento.type === 'ComponenteCompletado') {
      const { completados: hechos, total, premio } = evento.data;
      return [ctx.t('aviso-paso', { titulo, hechos, total, premio: premio?.otorgado ?? 0 })];
    }
    if (evento.type === 'ExperienciaCompletada')
      return [ctx.t('aviso-experiencia', { titulo, premio: evento.data.premio?.otorgado ?? 0 })];
    return [];
  });
}

/** An experience in the version that the player began it in, unless a later one was published for everybody. */
export function experienciaDe(
  catalogo: Catalogo,
  { experiencias }: UsuarioActivo,
  id: string,
): Publicado<Experiencia> | undefined {
  const progreso = experiencias[id];
  const version = progreso && catalogo.versionPara(id, progreso.version);
  return catalogo.experiencia(id, version) ?? catalogo.experiencia(id);
}
