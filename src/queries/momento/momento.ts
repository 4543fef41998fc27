/** Which moments there are to ask for. */
import type { EventStore } from '../../events/store/tipos.ts';
import type { Corte } from './corte.ts';
import { enElFuturo, trasElFinal } from './errores.ts';

/** What every answer about a moment says beside it. */
export interface Momento {
  /** The instant at which what lapses without an event (VIP, lots, offers) was taken. */
  evaluadoEn: string;
}

/** @throws MomentError for an instant after `ahora` (ISO), or a position that the log has not reached */
export async function momentoDe(
  { head }: Pick<EventStore, 'head'>,
  corte: Corte,
  ahora: string,
): Promise<void> {
  if ('en' in corte) {
    if (corte.en > ahora) throw enElFuturo(corte.en, ahora);
    return;
  }
  const ultima = await head();
  if (ultima === null || corte.posicion > ultima) throw trasElFinal(corte.posicion, ultima);
}
