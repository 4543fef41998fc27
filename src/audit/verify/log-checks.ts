/** Checks of the log by itself: chains, order, postings, wallets, and that no command took effect twice. */
import { hashEvent } from '../../events/cadena.ts';
import { readEvent, UnreadableEventError } from '../../events/registro.ts';
import type { StoredEvent } from '../../events/store/tipos.ts';
import { createDomainChecks } from './domain-checks.ts';
import { type Check, createChecker } from './report.ts';

interface StreamEnd {
  revision: number;
  hash: string | null;
  commandId: string | null;
}

export interface LogChecks {
  event(stored: StoredEvent): void;
  /** Balance of every account at the end of what was read. */
  balances(): ReadonlyMap<string, number>;
  finish(): Check[];
  streams(): number;
}

export function createLogChecks(): LogChecks {
  const order = createChecker('global order: positions increase');
  const chains = createChecker('hash chains: every event names the hash of the one before it');
  const schemas = createChecker('schemas: every event can be read');
  const postings = createChecker('postings: every movement sums to zero');
  const wallets = createChecker('wallets: no user account below zero at any position');
  const commands = createChecker('commands: each took effect once, in one append');
  const total = createChecker('total: the sum over all accounts is zero');
  const ends = new Map<string, StreamEnd>();
  const saldos = new Map<string, number>();
  const seenCommands = new Set<string>();
  const domain = createDomainChecks();
  let lastPosition = -1n;

  function event(stored: StoredEvent): void {
    const { stream, revision, id, type, data, metadata, position } = stored;
    order.compared();
    if (position <= lastPosition) order.differs(`position ${position} after ${lastPosition}`);
    lastPosition = position;

    const meta = (metadata ?? {}) as { prevHash?: unknown; commandId?: unknown };
    const end = ends.get(stream) ?? { revision: -1, hash: null, commandId: null };
    chains.compared();
    if (revision !== end.revision + 1)
      chains.differs(`${stream}: revision ${revision} after ${end.revision}`);
    else if (meta.prevHash !== end.hash)
      chains.differs(
        `${stream}@${revision}: says ${meta.prevHash}, the event before it hashes to ${end.hash}`,
      );

    const commandId = String(meta.commandId);
    if (commandId !== end.commandId) {
      commands.compared();
      if (seenCommands.has(commandId))
        commands.differs(`command ${commandId} again in ${stream}@${revision}`);
      seenCommands.add(commandId);
    }
    ends.set(stream, {
      revision,
      hash: hashEvent({ stream, revision, id, type, data, metadata }),
      commandId,
    });

    schemas.compared();
    try {
      readEvent(type, data, metadata);
    } catch (error) {
      if (!(error instanceof UnreadableEventError)) throw error;
      schemas.differs(`${stream}@${revision} ${type}: ${error.message}`);
    }
    const { apuntes } = (data ?? {}) as { apuntes?: { cuenta: string; importe: number }[] };
    if (Array.isArray(apuntes)) movement(apuntes, `${stream}@${revision}`);
    domain.event(stored);
  }

  function movement(apuntes: { cuenta: string; importe: number }[], where: string): void {
    postings.compared();
    let sum = 0;
    for (const { cuenta, importe } of apuntes) {
      sum += importe;
      const saldo = (saldos.get(cuenta) ?? 0) + importe;
      saldos.set(cuenta, saldo);
      if (!cuenta.startsWith('usuario:')) continue;
      wallets.compared();
      if (saldo < 0) wallets.differs(`${cuenta} at ${saldo} after ${where}`);
    }
    if (sum !== 0) postings.differs(`${where} sums to ${sum}`);
  }

  function finish(): Check[] {
    let sum = 0;
    for (const saldo of saldos.values()) sum += saldo;
    total.compared(saldos.size);
    if (sum !== 0) total.differs(`all accounts sum to ${sum}`);
    return [
      ...[order, chains, schemas, commands, postings, wallets, total].map(({ check }) => check),
      ...domain.finish(saldos.get('sistema:transito') ?? 0),
    ];
  }

  return { event, balances: () => saldos, finish, streams: () => ends.size };
}
