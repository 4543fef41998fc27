/** Who writes to people: the bot, which knows the words. */
import type { Idioma } from '../events/usuario/eventos.ts';
import type { Aviso } from './tareas.ts';

export interface Destino {
  chatId: number;
  idioma: Idioma;
}

export interface Mensajero {
  /** False when the person cannot be written to any more. @throws when it is not known whether it arrived */
  aviso(destino: Destino, aviso: Aviso): Promise<boolean>;
  texto(destino: Destino, mensaje: Readonly<Record<Idioma, string>>): Promise<boolean>;
}
