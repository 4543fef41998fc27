/** Something that the person's app would not have let them do. */

export type ActionErrorCode =
  | 'person_not_found'
  | 'person_exists'
  | 'bot_blocked'
  | 'chat_not_found'
  | 'not_in_chat'
  | 'message_not_found'
  | 'button_not_found'
  | 'text_invalid'
  | 'reaction_invalid'
  | 'link_invalid'
  | 'invoice_not_found'
  | 'invoice_paid'
  | 'stars_missing'
  | 'subscription_not_found'
  | 'subscription_locked'
  | 'query_not_found'
  | 'result_not_found';

export class ActionError extends Error {
  readonly code: ActionErrorCode;

  constructor(code: ActionErrorCode, message: string) {
    super(message);
    this.name = 'ActionError';
    this.code = code;
  }
}
