/**
 * Mixed commands against the real program, which is killed with `kill -9` under load and started again. Commands that
 * were not answered are sent again under the same id. At the end every acknowledged command must be in the log exactly
 * once, and `verify` must find no difference.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createMixedPlayer, seededRandom } from '../../bench/mixed.ts';
import { type VerifyReport, verify } from '../../src/audit/verify/verify.ts';
import { bundledCatalogo } from '../../src/cli/content/bundled.ts';
import { openServices } from '../../src/cli/services.ts';
import type { Orden } from '../../src/commands/bus.ts';
import { readConfig } from '../../src/platform/config.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import type { FromChild, ToChild } from './crash-child.ts';

export interface CrashRunOptions {
  dataDir: string;
  commands: number;
  users: number;
  kills: number;
  seed: number;
  say?: (line: string) => void;
}

export interface CrashRunResult {
  commands: number;
  acknowledged: number;
  refused: Record<string, number>;
  /** Commands sent again because the program died before it answered. */
  resent: number;
  /** Of those, the ones that had been applied before the program died. */
  repeated: number;
  kills: number;
  /** Acknowledged commands that are not in the log, or there otherwise than acknowledged. */
  lost: string[];
  verify: VerifyReport;
}

const IN_FLIGHT = 64;
const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

class Died extends Error {}

export async function crashRun(options: CrashRunOptions): Promise<CrashRunResult> {
  const { commands, users, kills, seed, dataDir, say = () => {} } = options;
  const environment = {
    ...process.env,
    DATA_DIR: dataDir,
    EVENTSTORE_PORT: '0',
    POSTGRES_PORT: '0',
    PORT: '0',
  };
  const player = createMixedPlayer({ catalogo: bundledCatalogo(), users, seed });
  const random = seededRandom(seed + 1);
  const killAt = Array.from({ length: kills }, (_unused, index) =>
    Math.floor(((index + 0.3 + 0.6 * random()) / kills) * commands),
  );
  const acknowledged = new Map<string, string[]>();
  const refused: Record<string, number> = {};
  const waiting = new Map<
    number,
    { resolve: (message: FromChild) => void; reject: (error: Error) => void }
  >();
  let resent = 0;
  let repeated = 0;
  let sent = 0;
  let seq = 0;
  let killed = 0;

  let child: ChildProcess;
  let up = start();

  async function start(): Promise<void> {
    child = fork(CHILD, {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const mine = child;
    await new Promise<void>((resolve, reject) => {
      mine.once('exit', () => reject(new Error('the program ended while it started')));
      mine.on('message', (message: FromChild) => {
        if (message.kind === 'ready') resolve();
        else {
          waiting.get(message.seq)?.resolve(message);
          waiting.delete(message.seq);
        }
      });
    });
    mine.removeAllListeners('exit');
    mine.once('exit', () => {
      for (const { reject } of waiting.values()) reject(new Died());
      waiting.clear();
    });
  }

  function ask(orden: Orden): Promise<FromChild> {
    const mine = seq++;
    return new Promise((resolve, reject) => {
      waiting.set(mine, { resolve, reject });
      child.send({ kind: 'command', seq: mine, orden } satisfies ToChild, (error) => {
        if (error) reject(new Died());
      });
    });
  }

  async function lane(): Promise<void> {
    while (sent < commands) {
      const number = sent++;
      const orden = player.next();
      if (killAt.includes(number)) kill(number);
      for (;;) {
        await up;
        try {
          const answer = await ask(orden);
          if (answer.kind === 'failed') throw new Error(answer.message);
          if (answer.kind === 'refused') refused[answer.code] = (refused[answer.code] ?? 0) + 1;
          if (answer.kind === 'outcome') {
            if (answer.repetido) repeated += 1;
            acknowledged.set(
              orden.id,
              answer.eventos.map(({ type }) => type),
            );
            player.settle(orden, { eventos: answer.eventos } as never);
          }
          break;
        } catch (error) {
          if (!(error instanceof Died)) throw error;
          resent += 1;
        }
      }
    }
  }

  function kill(number: number): void {
    const startedMs = performance.now();
    const dead = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    killed += 1;
    up = dead
      .then(start)
      .then(() =>
        say(`kill -9 after ${number} commands; up again in ${Math.round(performance.now() - startedMs)} ms`),
      );
  }

  await up;
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const stopped = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child!.send({ kind: 'stop' } satisfies ToChild);
  await stopped;

  const services = await openServices(readConfig(environment), silentLogger, { borrow: false });
  try {
    const inLog = new Map<string, string[]>();
    for await (const { type, metadata } of services.store.readAll({ after: null })) {
      const { commandId } = metadata as { commandId: string };
      const types = inLog.get(commandId);
      if (types) types.push(type);
      else inLog.set(commandId, [type]);
    }
    const lost = [...acknowledged]
      .filter(([id, types]) => types.length > 0 && inLog.get(id)?.join() !== types.join())
      .map(
        ([id, types]) =>
          `${id}: acknowledged ${types.join()}, the log holds ${inLog.get(id)?.join() ?? 'nothing'}`,
      );
    const report = await verify({ store: services.store, pool: services.pool });
    const { size } = acknowledged;
    return {
      commands: sent,
      acknowledged: size,
      refused,
      resent,
      repeated,
      kills: killed,
      lost,
      verify: report,
    };
  } finally {
    await services.close();
  }
}
