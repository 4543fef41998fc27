/** Every method the emulator has. Names are matched whatever their case, as Telegram matches them. */
import * as chats from './chats.ts';
import * as inline from './inline.ts';
import * as interaction from './interaction.ts';
import * as media from './media.ts';
import * as messages from './messages.ts';
import type { Method } from './method.ts';
import * as payments from './payments.ts';
import * as profile from './profile.ts';
import * as updates from './updates.ts';

const methods: Record<string, Method> = {
  getMe: profile.getMe,
  getUpdates: updates.getUpdates,
  setWebhook: updates.setWebhook,
  deleteWebhook: updates.deleteWebhook,
  getWebhookInfo: updates.getWebhookInfo,
  sendMessage: messages.sendMessage,
  editMessageText: messages.editMessageText,
  editMessageCaption: messages.editMessageCaption,
  sendPhoto: media.sendPhoto,
  sendDocument: media.sendDocument,
  editMessageReplyMarkup: messages.editMessageReplyMarkup,
  deleteMessage: messages.deleteMessage,
  deleteMessages: messages.deleteMessages,
  answerCallbackQuery: interaction.answerCallbackQuery,
  sendChatAction: interaction.sendChatAction,
  setMessageReaction: interaction.setMessageReaction,
  setMyCommands: profile.setMyCommands,
  getMyCommands: profile.getMyCommands,
  deleteMyCommands: profile.deleteMyCommands,
  ...profile.textMethods,
  setChatMenuButton: profile.setChatMenuButton,
  getChatMenuButton: profile.getChatMenuButton,
  getChat: chats.getChat,
  getChatMember: chats.getChatMember,
  getChatAdministrators: chats.getChatAdministrators,
  getChatMemberCount: chats.getChatMemberCount,
  leaveChat: chats.leaveChat,
  answerInlineQuery: inline.answerInlineQuery,
  createInvoiceLink: payments.createInvoiceLink,
  sendInvoice: payments.sendInvoice,
  answerPreCheckoutQuery: payments.answerPreCheckoutQuery,
  refundStarPayment: payments.refundStarPayment,
  editUserStarSubscription: payments.editUserStarSubscription,
  getStarTransactions: payments.getStarTransactions,
  getMyStarBalance: payments.getMyStarBalance,
};

const byLowerCase = new Map(Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]));

export const findMethod = (name: string): Method | undefined => byLowerCase.get(name.toLowerCase());
