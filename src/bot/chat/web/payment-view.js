// What a message shows beside text: pictures and files, invoices, and the notes that Telegram writes of payments.
import { h, icon } from './dom.js';
import { formatDate, formatNumber, t } from './i18n.js';

/** The note in the middle of the chat; null for a message that somebody wrote. */
export const serviceNote = ({ extra }) => {
  const { successful_payment: paid, refunded_payment: refunded } = extra;
  if (refunded) return h('span', {}, icon('undo'), t('refunded', { n: formatNumber(refunded.total_amount) }));
  if (!paid) return null;
  const n = formatNumber(paid.total_amount);
  if (!paid.is_recurring) return h('span', {}, icon('star'), t('paid', { n }));
  const date = formatDate(new Date(paid.subscription_expiration_date * 1000));
  return h(
    'span',
    {},
    icon('star'),
    t(paid.is_first_recurring ? 'subscriptionPaid' : 'subscriptionRenewed', { n, date }),
  );
};

export const invoiceCard = ({ title, description, total_amount }) =>
  h(
    'div',
    { class: 'invoice' },
    h('strong', {}, title),
    h('p', {}, description),
    h('span', { class: 'invoice-price' }, icon('star'), formatNumber(total_amount)),
  );

/** @param {any} message */
export const attachment = ({ extra }) => {
  const photo = extra.photo?.at(-1);
  if (photo?.file_size)
    return h('img', {
      class: 'photo',
      src: `api/files/${encodeURIComponent(photo.file_id)}`,
      alt: t('picture'),
    });
  // Only an address: the page loads nothing from elsewhere.
  if (photo) return h('div', { class: 'photo absent', role: 'img', 'aria-label': t('picture') }, '🖼');
  if (extra.document) return h('div', { class: 'document' }, `📄 ${extra.document.file_name ?? ''}`);
  return null;
};
