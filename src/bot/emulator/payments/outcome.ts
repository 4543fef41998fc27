/** How a payment ended, as the person who pressed "pay" is told. */

export type PaymentOutcome = { checkout_id: string } & (
  | { status: 'paid'; telegram_payment_charge_id: string; message_id: number }
  /** The bot said no, in these words. */
  | { status: 'declined'; error_message: string }
  /** The bot said nothing for ten seconds. */
  | { status: 'timed_out' }
  /** The Stars went elsewhere while the bot considered. */
  | { status: 'too_few_stars' }
  /** Another payment of the same invoice message was faster. */
  | { status: 'already_paid' }
);
