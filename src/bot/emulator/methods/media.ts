/** Pictures and files with a caption: uploaded, by address, or sent again by their file id. */
import type { Document, PhotoSize } from '@grammyjs/types';
import { z } from 'zod';
import { findWritableChat } from '../chats.ts';
import { badRequest } from '../errors.ts';
import { type StoredFile, Upload } from '../files.ts';
import type { MessageExtra } from '../messages.ts';
import { chatId } from '../params.ts';
import { formatCaption } from '../text.ts';
import type { World } from '../world.ts';
import { entities, reply_markup, replyFields, send } from './messages.ts';
import { type Method, method } from './method.ts';

/** Nothing here decodes pictures, so each claims this size. */
const PHOTO_SIDE_PX = 1_280;

const findFile = (world: World, kind: StoredFile['kind'], source: string | Upload): StoredFile => {
  if (source instanceof Upload) {
    if (source.bytes.length === 0) throw badRequest('file must be non-empty');
    return world.files.add(kind, source);
  }
  if (/^https?:\/\/\S+$/i.test(source)) return world.files.add(kind, source);
  const stored = world.files.find(source);
  if (!stored) throw badRequest('wrong file identifier/HTTP URL specified');
  if (stored.kind !== kind) throw badRequest(`can't use file of type ${stored.kind} as ${kind}`);
  return stored;
};

export const toPhoto = ({ file_id, file_unique_id, bytes }: StoredFile): PhotoSize[] => [
  {
    file_id,
    file_unique_id,
    width: PHOTO_SIDE_PX,
    height: PHOTO_SIDE_PX,
    ...(bytes && { file_size: bytes.length }),
  },
];

const toDocument = ({ file_id, file_unique_id, name, mime_type, bytes }: StoredFile): Document => ({
  file_id,
  file_unique_id,
  ...(name && { file_name: name }),
  ...(mime_type && { mime_type }),
  ...(bytes && { file_size: bytes.length }),
});

const EXTRA: Record<StoredFile['kind'], (file: StoredFile) => MessageExtra> = {
  photo: (file) => ({ photo: toPhoto(file) }),
  document: (file) => ({ document: toDocument(file) }),
};

const sender = (name: string, kind: StoredFile['kind']): Method =>
  method(
    name,
    z.object({
      chat_id: chatId,
      [kind]: z.union([z.string(), z.instanceof(Upload)]).optional(),
      caption: z.string().optional(),
      parse_mode: z.string().optional(),
      caption_entities: entities,
      reply_markup,
      ...replyFields,
    }),
    (params, { world }) => {
      const room = findWritableChat(world, params.chat_id);
      const source = (params as Record<string, unknown>)[kind];
      if (typeof source !== 'string' && !(source instanceof Upload))
        throw badRequest(`there is no ${kind} in the request`);
      const caption = formatCaption(params.caption, params.parse_mode, params.caption_entities);
      const extra = EXTRA[kind](findFile(world, kind, source));
      return send(world, room, { ...caption, reply_markup: params.reply_markup, extra, reply: params });
    },
  );

export const sendPhoto = sender('sendPhoto', 'photo');
export const sendDocument = sender('sendDocument', 'document');
