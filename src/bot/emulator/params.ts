/** The fields of a request: from JSON as they are, from forms as text that may itself be JSON. */
import { z } from 'zod';
import { badRequest, unsupported } from './errors.ts';
import type { EmulatorLog } from './log.ts';

export type Params = Record<string, unknown>;

const parsedText = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

export const integer = z.preprocess(
  (value) => (typeof value === 'string' ? parsedText(value) : value),
  z.int(),
);
export const flag = z.preprocess(
  (value) =>
    value === 'true' || value === '1' || value === 1
      ? true
      : value === 'false' || value === '0' || value === 0
        ? false
        : value,
  z.boolean(),
);
export const json = <T extends z.ZodType>(schema: T) => z.preprocess(parsedText, schema);
/** A number or `@username`. */
export const chatId = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value),
  z.union([z.int(), z.string()]),
);

/** Fields whose meaning changes what should happen, and which the emulator does not have. */
const UNSUPPORTED_FIELDS = [
  'business_connection_id',
  'certificate',
  'direct_messages_topic_id',
  'ephemeral_message_parameters',
  'inline_message_id',
  'message_thread_id',
  'rich_message',
  'suggested_post_parameters',
];

/** Fields that change nothing one could see here. */
const IGNORED_FIELDS = new Set([
  'allow_paid_broadcast',
  'cache_time',
  'disable_notification',
  'disable_web_page_preview',
  'ip_address',
  'is_big',
  'link_preview_options',
  'message_effect_id',
  'protect_content',
]);

export const readParams = <T extends z.ZodObject>(
  schema: T,
  params: Params,
  context: { method: string; log: EmulatorLog },
): z.infer<T> => {
  for (const field of UNSUPPORTED_FIELDS)
    if (params[field] !== undefined) throw unsupported(`the field "${field}" of ${context.method}`);
  const unknown = Object.keys(params).filter((key) => !(key in schema.shape) && !IGNORED_FIELDS.has(key));
  if (unknown.length > 0)
    context.log.warn({ method: context.method, unknown }, 'fields that mean nothing here were ignored');
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw badRequest(`can't parse parameters: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};
