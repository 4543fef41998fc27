/** What the reactors ask of Telegram about Stars; every answer that says "already so" is a success. */
import { type Api, GrammyError } from 'grammy';

/** A transaction of the bot's Stars account. */
export interface TransaccionDeEstrellas {
  /** Id of the charge; that of a refund is the charge's own. */
  id: string;
  estrellas: number;
  /** Seconds since the Unix epoch. */
  fecha: number;
  /** Into the bot's account, or out of it. */
  sentido: 'entrada' | 'salida';
  /** Telegram id of whoever paid, or was paid back; null when it is no user. */
  usuario: number | null;
  /** Payload of the invoice, for one that came in. */
  carga: string | null;
  /** Whether it paid for a subscription. */
  suscripcion: boolean;
}

export interface Telegram {
  reembolsar(telegramId: number, cargo: string): Promise<void>;
  cancelarSuscripcion(telegramId: number, cargo: string): Promise<void>;
  /** A page of transactions, oldest first. */
  transacciones(desde: number, maximo: number): Promise<TransaccionDeEstrellas[]>;
}

export function createTelegram(api: Api): Telegram {
  return {
    async reembolsar(telegramId, cargo) {
      await alreadyIsFine(api.refundStarPayment(telegramId, cargo), /CHARGE_ALREADY_REFUNDED/);
    },
    async cancelarSuscripcion(telegramId, cargo) {
      await alreadyIsFine(
        api.editUserStarSubscription(telegramId, cargo, true),
        /SUBSCRIPTION_NOT_ACTIVE|SUBSCRIPTION_NOT_FOUND|ALREADY_CANCEL/i,
      );
    },
    async transacciones(offset, limit) {
      const { transactions } = await api.getStarTransactions({ offset, limit });
      return transactions.map(({ id, amount, date, source, receiver }) => {
        const partner = source ?? receiver;
        const user = partner?.type === 'user' ? partner : null;
        return {
          id,
          estrellas: amount,
          fecha: date,
          sentido: source ? 'entrada' : 'salida',
          usuario: user?.user.id ?? null,
          carga: user?.invoice_payload ?? null,
          suscripcion: user?.subscription_period !== undefined,
        };
      });
    },
  };
}

async function alreadyIsFine(call: Promise<unknown>, already: RegExp): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GrammyError && already.test(error.description)) return;
    throw error;
  }
}
