/** Stars that go back to whoever paid them. */
import type { RefundedPayment } from '@grammyjs/types';
import { inTransaction } from '../database.ts';
import { badRequest } from '../errors.ts';
import { toTelegramMessage } from '../message-shape.ts';
import type { World } from '../world.ts';
import { tellPerson } from './charge.ts';

export const refund = (world: World, personId: number, chargeId: string): void => {
  const { transactions } = world.payments;
  if (chargeId === '') throw badRequest('CHARGE_ID_EMPTY');
  const paid = transactions.charge(chargeId);
  if (paid?.person_id !== personId) throw badRequest('CHARGE_NOT_FOUND');
  if (transactions.isRefunded(chargeId)) throw badRequest('CHARGE_ALREADY_REFUNDED');
  const refunded_payment: RefundedPayment = {
    currency: 'XTR',
    total_amount: paid.amount,
    invoice_payload: paid.invoice_payload,
    telegram_payment_charge_id: chargeId,
    provider_payment_charge_id: paid.provider_charge_id,
  };
  const message = inTransaction(world.database, () => {
    transactions.add({ ...paid, is_refund: true, date: world.nowSeconds() });
    world.people.addStars(personId, paid.amount);
    const added = world.messages.add({
      chat_id: personId,
      author_id: personId,
      from_bot: false,
      date: world.nowSeconds(),
      text: '',
      entities: [],
      extra: { refunded_payment },
    });
    world.updates.push(personId, { message: toTelegramMessage(world, added) as never });
    return added;
  });
  world.changes.emit({ kind: 'message', chat_id: personId, message });
  tellPerson(world, personId);
};
