/** What every process is given, and how it sends a command: under an id of its own, so that a step is taken once. */
import type { CommandBus, Resultado } from '../../commands/bus.ts';
import { CommandError } from '../../commands/errores.ts';
import type { DatosDe, TipoDeComando } from '../../commands/registro.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import type { Clock } from '../../platform/clock.ts';
import { uuidFrom } from '../../platform/ids.ts';

export interface Entorno {
  bus: CommandBus;
  clock: Clock;
}

/** Namespace of the ids of what processes do; a constant of this product, never to change. */
const NAMESPACE = '0d5a9a52-1f0e-4f53-9a6e-0b6a2b9c7e10';

/** The id of a step: the same whenever the process takes it again. */
export const pasoDe = (proceso: string, paso: string): string => uuidFrom(NAMESPACE, `${proceso}/${paso}`);

export const ahoraDe = ({ clock }: Pick<Entorno, 'clock'>): string => new Date(clock.now()).toISOString();

/** @throws CommandError */
export async function ordenar<Tipo extends TipoDeComando>(
  { bus }: Pick<Entorno, 'bus'>,
  proceso: string,
  tipo: Tipo,
  datos: DatosDe<Tipo>,
  paso: string = tipo,
): Promise<Resultado> {
  return bus.execute({
    id: pasoDe(proceso, paso),
    tipo,
    datos,
    actor: { tipo: 'sistema', id: 'procesos' },
    correlationId: proceso.slice(0, 100),
  });
}

/** The code with which a command was refused; null when it was not. Faults of the store and races are thrown on. */
export async function rechazo(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (error.code === 'STORE_UNAVAILABLE' || error.code === 'CONCURRENCY') throw error;
    return error.code;
  }
}

/** The user, if there still is one. */
export async function usuarioDe(
  { bus }: Pick<Entorno, 'bus'>,
  usuarioId: string,
): Promise<UsuarioActivo | null> {
  const estado = await bus.estado('usuario', usuarioId, true);
  return estado.estado === 'activo' ? estado : null;
}
