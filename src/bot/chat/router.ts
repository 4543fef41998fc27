/** The chat page of the local emulator: static files, a small API and a stream, for this machine only. */
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import type { EmulatorClient } from '../emulator/client.ts';
import { createApi } from './api.ts';
import { loopbackOnly, sameOriginOnly, securityHeaders } from './guard.ts';
import type { LedgerFeed } from './ledger-feed.ts';
import { welcomePersonas } from './personas.ts';
import { createStream } from './stream.ts';

export interface ChatOptions {
  client: EmulatorClient;
  ledger: LedgerFeed;
  /** As the chat's header shows it. */
  botName: string;
}

const WEB_FOLDER = fileURLToPath(new URL('./web/', import.meta.url));

/** To be mounted at `/chat`. */
export const createChatRouter = ({ client, ledger, botName }: ChatOptions): Router => {
  welcomePersonas(client);
  const router = express.Router();
  router.use(loopbackOnly, securityHeaders);
  router.get('/', (request, response, next) => {
    // The page's addresses are relative, so that it may be mounted anywhere.
    if (new URL(request.originalUrl, 'http://localhost').pathname.endsWith('/')) return next();
    response.redirect(308, `${request.baseUrl}/`);
  });
  router.get('/api/events', sameOriginOnly, createStream(client, ledger));
  router.use('/api', sameOriginOnly, createApi(client, ledger, botName));
  router.use(express.static(WEB_FOLDER));
  return router;
};
