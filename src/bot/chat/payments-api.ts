/** The page's money: forms, payments, toy Stars and subscriptions of the person who plays. */
import express, { type Router } from 'express';
import { z } from 'zod';
import type { EmulatorClient } from '../emulator/client.ts';
import { toInvoiceLink } from '../emulator/payments/invoices.ts';

/** The emulator itself gives the bot ten seconds. */
const OUTCOME_WITHIN_MS = 30_000;

const PersonId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const Choice = z.union([
  z.strictObject({ link: z.string().max(200) }),
  z.strictObject({ message_id: z.coerce.number().int().positive() }),
]);
const Stars = z.strictObject({ stars: z.int().min(1).max(10_000) });
const Canceled = z.strictObject({ is_canceled: z.boolean() });

/** To be mounted at `/people/:person`. */
export const createPaymentsApi = (client: EmulatorClient): Router => {
  const router = express.Router({ mergeParams: true });
  const personOf = (params: Record<string, string>) => PersonId.parse(params.person);

  router.get('/invoice', (request, response) => {
    response.json(client.openInvoice(personOf(request.params), Choice.parse(request.query)));
  });

  /** Answers when the payment is over, whichever way it went. */
  router.post('/payments', async (request, response) => {
    const checkout = client.pay(personOf(request.params), Choice.parse(request.body));
    response.status(201).json(await client.waitForPayment(checkout, OUTCOME_WITHIN_MS));
  });

  router.post('/stars', (request, response) => {
    client.giveStars(personOf(request.params), Stars.parse(request.body).stars);
    response.status(204).end();
  });

  router.get('/subscriptions', (request, response) => {
    const id = personOf(request.params);
    const running = client.subscriptions(id).filter((one) => !one.is_ended);
    response.json(
      running.map((one) => {
        const { title, amount } = client.openInvoice(id, { link: toInvoiceLink(one) });
        return { ...one, title, amount };
      }),
    );
  });

  router.put('/subscriptions/:id', (request, response) => {
    const id = personOf(request.params);
    if (Canceled.parse(request.body).is_canceled) client.cancelSubscription(id, request.params.id);
    else client.resumeSubscription(id, request.params.id);
    response.status(204).end();
  });

  return router;
};
