/** What the page asks and does. Everything new comes back over the stream, so deeds answer with little. */
import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import { ActionError, type ActionErrorCode } from '../emulator/actions/error.ts';
import type { EmulatorClient } from '../emulator/client.ts';
import type { LedgerFeed } from './ledger-feed.ts';
import { createPaymentsApi } from './payments-api.ts';

const RECENT_ENTRIES = 300;

const PersonId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const MessageId = z.coerce.number().int().positive();
const NewPerson = z.strictObject({
  first_name: z.string().trim().min(1).max(64),
  language_code: z.enum(['es', 'en']),
});
const NewText = z.strictObject({ text: z.string().trim().min(1).max(4096) });
const Link = z.strictObject({ url: z.string().max(300) });
const NewTap = z.strictObject({ message_id: z.int().positive(), data: z.string().min(1).max(64) });
const NewReaction = z.strictObject({ emoji: z.string().min(1).max(16).nullable() });
const Blocked = z.strictObject({ blocked: z.boolean() });

const STATUS: Record<ActionErrorCode, number> = {
  person_not_found: 404,
  message_not_found: 404,
  button_not_found: 409,
  chat_not_found: 404,
  invoice_not_found: 404,
  subscription_not_found: 404,
  query_not_found: 404,
  result_not_found: 404,
  bot_blocked: 409,
  not_in_chat: 409,
  invoice_paid: 409,
  stars_missing: 409,
  subscription_locked: 409,
  person_exists: 409,
  text_invalid: 422,
  reaction_invalid: 422,
  link_invalid: 422,
};

const problem = (response: Response, status: number, code: string, detail: string) =>
  response.status(status).type('application/problem+json').send(JSON.stringify({ status, code, detail }));

export const createApi = (client: EmulatorClient, ledger: LedgerFeed, botName: string): Router => {
  const router = express.Router();
  router.use(express.json({ limit: '32kb' }));

  router.get('/start', async (_request, response) => {
    const { username } = client.bot();
    response.json({
      bot: { name: botName, username },
      people: client.listPeople(),
      ledger: await ledger.recent(RECENT_ENTRIES),
    });
  });

  router.get('/people/:person/chat', async (request, response) => {
    const id = PersonId.parse(request.params.person);
    const person = client.person(id);
    if (!person) throw new ActionError('person_not_found', `nobody has the id ${id}`);
    response.json({
      person,
      messages: client.messages(id),
      commands: client.commandsFor(id),
      description: client.bot(person.language_code).description,
      waiting: client.unansweredTaps(id).map(({ message_id, data }) => ({ message_id, data })),
      balance: await ledger.balanceOf(id),
    });
  });

  router.post('/people', (request, response) => {
    response.status(201).json(client.createPerson(NewPerson.parse(request.body)));
  });

  router.post('/people/:person/messages', (request, response) => {
    const { text } = NewText.parse(request.body);
    response
      .status(201)
      .json({ message_id: client.sendText(PersonId.parse(request.params.person), text).message_id });
  });

  /** Opens a link of the bot's, as from an invitation. */
  router.post('/people/:person/links', (request, response) => {
    const { url } = Link.parse(request.body);
    response
      .status(201)
      .json({ message_id: client.openLink(PersonId.parse(request.params.person), url).message_id });
  });

  router.post('/people/:person/taps', (request, response) => {
    const tap = client.tap(PersonId.parse(request.params.person), NewTap.parse(request.body));
    response.status(201).json({ callback_query_id: tap.callback_query_id });
  });

  router.put('/people/:person/messages/:message/reaction', (request, response) => {
    const { emoji } = NewReaction.parse(request.body);
    client.react(PersonId.parse(request.params.person), MessageId.parse(request.params.message), emoji);
    response.status(204).end();
  });

  router.put('/people/:person/blocked', (request, response) => {
    const id = PersonId.parse(request.params.person);
    if (Blocked.parse(request.body).blocked) client.blockBot(id);
    else client.unblockBot(id);
    response.status(204).end();
  });

  router.use('/people/:person', createPaymentsApi(client));

  router.get('/files/:file', (request, response, next) => {
    const file = client.file(request.params.file);
    if (!file?.bytes) return next();
    response.type(file.mime_type || 'application/octet-stream').send(Buffer.from(file.bytes));
  });

  router.use((_request, response) => void problem(response, 404, 'not_found', 'There is nothing here.'));

  router.use(((error, _request, response, next) => {
    if (error instanceof ActionError) problem(response, STATUS[error.code], error.code, error.message);
    else if (error instanceof z.ZodError) problem(response, 422, 'invalid', z.prettifyError(error));
    else if (error?.type === 'entity.too.large')
      problem(response, 413, 'too_large', 'The request is too large.');
    else if (error?.type === 'entity.parse.failed')
      problem(response, 400, 'no_json', 'The request is no JSON.');
    else next(error);
  }) as express.ErrorRequestHandler);

  return router;
};
