/** What a user has subscribed to at Telegram: whoever has paid two invoices is charged twice, and ends both at once. */
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import type { Telegram } from '../telegram.ts';
import type { Entorno } from './entorno.ts';

/** Telegram is told to charge none of them again. One that has ended, or was ended before, is no fault. */
export async function terminarSuscripciones(
  { bus, telegram }: Pick<Entorno, 'bus'> & { telegram: Telegram },
  { pagos }: UsuarioActivo,
  telegramId: number,
): Promise<void> {
  for (const [pago, { objeto }] of Object.entries(pagos)) {
    if (objeto.tipo !== 'vip') continue;
    const { cobro } = await bus.estado('pago', pago);
    if (cobro && cobro.suscripcion !== 'no') await telegram.cancelarSuscripcion(telegramId, cobro.cargo);
  }
}
