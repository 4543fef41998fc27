/** How the news of a payment reaches the bot, for tests of what Telegram does on a bad day. */
import type { Delivery } from '../updates.ts';

export interface PaymentPlan {
  /** Takes the Stars at once, as if the bot had accepted: no `pre_checkout_query` is sent. */
  skip_pre_checkout?: boolean;
  /**
   * `once`, or twice: `redelivered` is the same update again, as after a lost confirmation; `repeated` is a second
   * update, with an id of its own, about the same charge.
   */
  delivery?: Delivery;
  /** The person sees the payment now and the bot hears of it so much later, on the emulator's clock. */
  delay_ms?: number;
  /** The bot hears of it only when `releasePayments` is called. */
  is_withheld?: boolean;
}
