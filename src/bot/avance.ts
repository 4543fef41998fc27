/** Experiences move on by themselves: whatever the player just did may be the step that was waited for. */
import { CommandError, ComponentAlreadyCompletedError } from '../commands/errores.ts';
import type { Catalogo, Publicado } from '../events/catalogo.ts';
import type { Componente, Experiencia } from '../events/contenido.ts';
import type { UsuarioActivo } from '../events/usuario/estado.ts';
import { type BotContext, estadoDe } from './contexto.ts';
import { ordenar } from './ordenes.ts';
import { html } from './textos.ts';

/** Completes every step whose condition already holds; gives a line for each. Quizzes wait for an answer. */
export async function avanzarExperiencias(ctx: BotContext): Promise<string[]> {
  const lineas: string[] = [];
  for (;;) {
    const estado = await estadoDe(ctx);
    const paso = siguientePaso(ctx, estado);
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

function siguientePaso(
  ctx: BotContext,
  estado: UsuarioActivo,
): { experiencia: string; componente: string } | null {
  for (const [id, progreso] of Object.entries(estado.experiencias)) {
    if (progreso.terminada) continue;
    const componente = experienciaDe(ctx.deps.catalogo, estado, id)?.componentes.find(
      (paso) => !progreso.completados.includes(paso.id),
    );
    if (componente && hecho(estado, componente)) return { experiencia: id, componente: componente.id };
  }
  return null;
}

function hecho(estado: UsuarioActivo, componente: Componente): boolean {
  switch (componente.tipo) {
    case 'fragmento':
      return estado.visitados[componente.fragmento] === true;
    case 'reaccion':
      return estado.reacciones[componente.fragmento] === true;
    case 'compra':
      return (estado.inventario[componente.item] ?? 0) > 0;
    case 'cuestionario':
      return false;
    default:
      return componente satisfies never;
  }
}
