/** The whole program in the test's process, and people who play it through the emulator as a chat client would. */

import { setTimeout as sleep } from 'node:timers/promises';
import { verify } from '../../src/audit/verify/verify.ts';
import type { ChatMessage } from '../../src/bot/emulator/messages.ts';
import { type RunningProgram, startProgram } from '../../src/cli/program.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { type TestFolder, testFolder } from './backends.ts';

export interface Player {
  id: number;
  /** Writes a text, and waits for the bot's answer. */
  say(text: string): Promise<ChatMessage>;
  /** Taps the button whose text holds `text` on the newest message that has one, and waits for what it changes. */
  tap(text: string | RegExp): Promise<ChatMessage>;
  /** Taps a button with exactly this data, which need not be on any keyboard. */
  tapData(data: string): Promise<ChatMessage | null>;
  screen(): ChatMessage;
  buttons(): string[];
}

export interface Playground {
  program: RunningProgram;
  folder: TestFolder;
  join(name: string, language: string): Player;
  saldoDe(player: Player): Promise<number>;
  /** Names of the checks of `verify` that found a difference, once every projection has caught up. */
  differences(): Promise<string[]>;
  /** Does something that gives the bot `count` updates, and waits until it has dealt with them. */
  handling(count: number, work: () => unknown): Promise<void>;
  restart(): Promise<void>;
  /** Lets time pass for the whole program. */
  pass(ms: number): void;
  close(): Promise<void>;
}

export async function openPlayground(): Promise<Playground> {
  const folder = testFolder();
  let aheadMs = 0;
  let issued = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const start = () => startProgram(folder.config(), silentLogger, 'test', clock);
  let program = await start();

  /** Updates that the bot has dealt with since the program started. */
  async function handledSoFar(): Promise<number> {
    const metric = program.services.metrics.registry.getSingleMetric('besitos_bot_update_duration_seconds');
    const { values } = await metric!.get();
    return values
      .filter((value) => 'metricName' in value && String(value.metricName).endsWith('_count'))
      .reduce((sum, { value }) => sum + value, 0);
  }
  /** Waits until the bot has dealt with all that people did, `more` included. */
  async function handled(more: number): Promise<void> {
    issued += more;
    const giveUpAt = Date.now() + 15_000;
    while ((await handledSoFar()) < issued) {
      if (Date.now() > giveUpAt) throw new Error(`the bot did not deal with all of ${issued} updates`);
      await sleep(5);
    }
  }

  function join(first_name: string, language_code: string): Player {
    const { id } = program.emulator!.client.createPerson({ first_name, language_code });
    const client = () => program.emulator!.client;
    const screen = (): ChatMessage => {
      const shown = client()
        .messages(id)
        .findLast((message) => message.from_bot);
      if (!shown) throw new Error(`the bot has said nothing to ${first_name}`);
      return shown;
    };
    const buttons = () =>
      screen()
        .keyboard.flat()
        .map(({ text }) => text);
    return {
      id,
      screen,
      buttons,
      async say(text) {
        client().sendText(id, text);
        const answer = await client().waitForBotMessage(id);
        await handled(1);
        return answer;
      },
      async tap(text) {
        const wanted = buttons().find((label) =>
          typeof text === 'string' ? label.includes(text) : text.test(label),
        );
        if (wanted === undefined)
          throw new Error(`no button ${text} among ${buttons().join(' | ')}\n${screen().text}`);
        const { callback_query_id } = client().tap(id, { message_id: screen().message_id, text: wanted });
        await client().waitForAnswer(callback_query_id);
        await handled(1);
        return screen();
      },
      async tapData(data) {
        const { message_id } = screen();
        const last = client().lastUpdate(id)!;
        client().deliver({
          update_id: last.update_id + 1_000_000 + Math.floor(Math.random() * 1e6),
          callback_query: {
            id: String(Math.floor(Math.random() * 1e15)),
            from: { id, is_bot: false, first_name, language_code },
            chat_instance: '1',
            message: { message_id, date: 0, chat: { id, type: 'private', first_name } },
            data,
          },
        });
        await handled(1);
        return screen();
      },
    };
  }

  async function settled(): Promise<void> {
    await program.emulator!.client.waitForQuiet();
    const { store, progress } = program.services;
    let last: bigint | null = null;
    for await (const { position } of store.readAll({ after: null })) last = position;
    if (last !== null)
      await progress.waitFor(
        PROJECTIONS.map(({ grupo }) => grupo),
        last,
        20_000,
      );
  }

  return {
    get program() {
      return program;
    },
    folder,
    join,
    async saldoDe({ id }) {
      const { keyStore, bus } = program.services;
      const person = await keyStore.find(id);
      const estado = person ? await bus.usuario(person.usuarioId) : null;
      return estado?.estado === 'activo' ? estado.saldo : Number.NaN;
    },
    async differences() {
      await settled();
      const { store, pool } = program.services;
      const report = await verify({ store, pool });
      return report.comprobaciones
        .filter(({ distintos }) => distintos > 0)
        .flatMap(({ diferencias }) => diferencias);
    },
    pass(ms) {
      aheadMs += ms;
    },
    async handling(count, work) {
      await work();
      await handled(count);
    },
    async restart() {
      await program.close();
      issued = 0;
      program = await start();
    },
    async close() {
      await program.close();
      folder.remove();
    },
  };
}
