/** Server-Sent Events: what happens in every chat, new ledger entries, and the balances that they change. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import type { EmulatorClient } from '../emulator/client.ts';
import type { LedgerFeed } from './ledger-feed.ts';

const HEARTBEAT_MS = 15_000;
const LEDGER_RETRY_MS = 1_000;
/** A balance may be read from a model that trails the log by a moment, so it is told again. */
const BALANCE_TOLD_AFTER_MS = [0, 400, 2_000];

type Send = (event: 'hello' | 'chat' | 'ledger' | 'balance' | 'ledger-state', data: unknown) => void;

const open = (response: Response): Send => {
  response.set({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  response.write('retry: 1000\n\n');
  return (event, data) => {
    if (!response.writableEnded) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
};

const tellBalances = (ledger: LedgerFeed, send: Send, signal: AbortSignal) => {
  const told = new Map<number, number | null>();
  const tell = async (telegramId: number) => {
    const balance = await ledger.balanceOf(telegramId);
    if (told.has(telegramId) && told.get(telegramId) === balance) return;
    told.set(telegramId, balance);
    send('balance', { telegramId, balance });
  };
  return (telegramId: number) => {
    for (const after_ms of BALANCE_TOLD_AFTER_MS)
      void delay(after_ms, undefined, { signal })
        .then(() => tell(telegramId))
        // The next entry tells the balance anew; a reader that went away needs none.
        .catch(() => {});
  };
};

const followLedger = async (ledger: LedgerFeed, send: Send, signal: AbortSignal) => {
  const balanceChanged = tellBalances(ledger, send, signal);
  while (!signal.aborted) {
    try {
      send('ledger-state', { following: true });
      for await (const entry of ledger.subscribe(signal)) {
        send('ledger', entry);
        if (entry.telegramId !== null) balanceChanged(entry.telegramId);
      }
    } catch {
      send('ledger-state', { following: false });
    }
    await delay(LEDGER_RETRY_MS, undefined, { signal }).catch(() => {});
  }
};

export const createStream =
  (client: EmulatorClient, ledger: LedgerFeed): RequestHandler =>
  (_request, response) => {
    const gone = new AbortController();
    const send = open(response);
    const unsubscribe = client.subscribe(null, (change) => send('chat', change));
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    response.on('close', () => {
      gone.abort();
      clearInterval(heartbeat);
      unsubscribe();
    });
    // The page loads its state on hello, after the subscriptions stand, so nothing falls between.
    void followLedger(ledger, send, gone.signal);
    send('hello', {});
  };
