/** The whole program in the test's process, and people who play it through the emulator as a chat client would. */

import { setTimeout as sleep } from 'node:timers/promises';
import { verify } from '../../src/audit/verify/verify.ts';
import type { EmulatorClient } from '../../src/bot/emulator/client.ts';
import type { ChatMessage } from '../../src/bot/emulator/messages.ts';
import type { PaymentOutcome } from '../../src/bot/emulator/payments/outcome.ts';
import type { PaymentPlan } from '../../src/bot/emulator/payments/plan.ts';
import { type RunningProgram, startProgram } from '../../src/cli/program.ts';
import type { Resultado } from '../../src/commands/bus.ts';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import type { UsuarioActivo } from '../../src/events/usuario/estado.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import type { NombreDeTarea } from '../../src/reactors/tareas.ts';
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
  readonly client: EmulatorClient;
  join(name: string, language: string): Player;
  usuarioIdDe(player: Player): Promise<string>;
  /** What the player's own stream says of them. */
  estadoDe(player: Player): Promise<UsuarioActivo>;
  /** A command of an admin's. @throws CommandError */
  admin<Tipo extends TipoDeComando>(tipo: Tipo, datos: DatosDe<Tipo>): Promise<Resultado>;
  /** An admin gives besitos to a player. */
  give(player: Player, cantidad: number): Promise<void>;
  /** Presses "pay" on an invoice, and waits until the bot has dealt with all that Telegram says about it. */
  pay(player: Player, link: string, plan?: PaymentPlan): Promise<PaymentOutcome>;
  /** Waits until the bot has said a text to the player, in whatever message. */
  told(player: Player, text: string | RegExp): Promise<ChatMessage>;
  /** How many of the bot's messages to the player hold a text. */
  timesTold(player: Player, text: string): number;
  saldoDe(player: Player): Promise<number>;
  /** Names of the checks of `verify` that found a difference, once every projection has caught up. */
  differences(): Promise<string[]>;
  /** Does something that gives the bot `count` updates, and waits until it has dealt with them. */
  handling(count: number, work: () => unknown): Promise<void>;
  restart(): Promise<void>;
  /** Lets time pass for the whole program. */
  pass(ms: number): void;
  /** Lets time pass, and waits until all that falls due by then was done: by Telegram, the bot and the reactors. */
  later(ms: number): Promise<void>;
  /** Waits until nothing goes on any more that is not put off until later. */
  calm(): Promise<void>;
  /** Has the reactors do at once what they put off for a burst of events to end, and waits for it. */
  hurry(tarea: NombreDeTarea): Promise<void>;
  /** What is under way or held back, by the log alone: the accounts of it that are not zero. */
  underWay(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** The link of the first button that has one: an invoice, or something to share. */
export function linkOf(message: ChatMessage): string {
  for (const button of message.keyboard.flat()) if ('url' in button && button.url) return button.url;
  throw new Error(`no link below: ${message.text}`);
}

/** @param environment what is not to be embedded, as the environment says it */
export async function openPlayground(environment: Record<string, string> = {}): Promise<Playground> {
  const folder = testFolder();
  let aheadMs = 0;
  let issued = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const start = () => startProgram(folder.config(environment), silentLogger, 'test', clock);
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
    /** The newest message with buttons, notices apart: they come by themselves, at any time, with one button at most. */
    const tappable = (): ChatMessage =>
      client()
        .messages(id)
        .findLast(({ from_bot, keyboard }) => from_bot && keyboard.flat().length > 1) ?? screen();
    const buttons = () =>
      tappable()
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
        const shown = tappable();
        const labels = shown.keyboard.flat().map((button) => button.text);
        const wanted = labels.find((label) =>
          typeof text === 'string' ? label.includes(text) : text.test(label),
        );
        if (wanted === undefined)
          throw new Error(`no button ${text} among ${labels.join(' | ')}\n${shown.text}`);
        const { callback_query_id } = client().tap(id, { message_id: shown.message_id, text: wanted });
        await client().waitForAnswer(callback_query_id);
        await handled(1);
        const after = client()
          .messages(id)
          .find(({ message_id }) => message_id === shown.message_id);
        return after && after.change > shown.change ? after : screen();
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

  let seen: bigint | null = null;
  /** Position of the newest event that projections and reactors are given: the log's own end may be of another kind. */
  async function newest(): Promise<bigint | null> {
    for await (const { position } of program.services.store.readAll({ after: seen })) seen = position;
    return seen;
  }

  async function calm(): Promise<void> {
    for (let before: bigint | null = null; ; ) {
      program.emulator!.client.advanceClock(0);
      await program.emulator!.client.waitForQuiet(15_000);
      await program.reactores.vencer();
      const last = await newest();
      if (last === null) return;
      await program.reactores.tranquilos(last);
      if (last === before && (await newest()) === last) break;
      before = last;
    }
    await program.emulator!.client.waitForQuiet(15_000);
    // What came by itself was dealt with, too: the next wait is for what is done after it.
    issued = Math.max(issued, await handledSoFar());
  }

  const usuarioIdDe = async ({ id }: Player): Promise<string> => {
    const known = await program.services.keyStore.find(id);
    if (!known) throw new Error(`nobody is known by ${id}`);
    return known.usuarioId;
  };
  const admin = <Tipo extends TipoDeComando>(tipo: Tipo, datos: DatosDe<Tipo>) =>
    program.services.bus.execute({
      id: crypto.randomUUID(),
      tipo,
      datos,
      actor: { tipo: 'admin', id: 'test' },
    });
  const spoken = ({ id }: Player) => program.emulator!.client.messages(id).filter((one) => one.from_bot);

  async function settled(): Promise<void> {
    await program.emulator!.client.waitForQuiet();
    const last = await newest();
    if (last !== null)
      await program.services.progress.waitFor(
        PROJECTIONS.map(({ grupo }) => grupo),
        last,
        20_000,
      );
  }

  return {
    get program() {
      return program;
    },
    get client() {
      return program.emulator!.client;
    },
    folder,
    join,
    usuarioIdDe,
    async estadoDe(player) {
      const estado = await program.services.bus.estado('usuario', await usuarioIdDe(player), true);
      if (estado.estado !== 'activo') throw new Error(`player ${player.id} is ${estado.estado}`);
      return estado;
    },
    admin,
    async give(player, cantidad) {
      const usuarioId = await usuarioIdDe(player);
      await admin('OtorgarBesitos', { usuarioId, cantidad, razon: 'ajuste', nota: 'for the test' });
    },
    async pay({ id }, link, plan = {}) {
      const { client } = program.emulator!;
      const checkout = client.pay(id, { link }, plan);
      const outcome = await client.waitForPayment(checkout, 12_000);
      const told =
        outcome.status !== 'paid' || plan.is_withheld ? 0 : (plan.delivery ?? 'once') === 'once' ? 1 : 2;
      await handled((plan.skip_pre_checkout ? 0 : 1) + told);
      return outcome;
    },
    async told(player, text) {
      const giveUpAt = Date.now() + 10_000;
      for (;;) {
        const found = spoken(player).findLast((one) =>
          typeof text === 'string' ? one.text.includes(text) : text.test(one.text),
        );
        if (found) return found;
        if (Date.now() > giveUpAt)
          throw new Error(
            `nobody said ${text}, but: ${JSON.stringify(spoken(player).map((one) => one.text))}`,
          );
        await sleep(20);
      }
    },
    timesTold: (player, text) => spoken(player).filter((one) => one.text.includes(text)).length,
    calm,
    async later(ms) {
      aheadMs += ms;
      await calm();
    },
    async hurry(tarea) {
      await calm();
      await program.services.pool.query(
        `select graphile_worker.reschedule_jobs(
           array(select id from graphile_worker.jobs where key like $1 || '/%'), run_at := now())`,
        [tarea],
      );
      await calm();
    },
    async underWay() {
      const sums: Record<string, number> = {};
      for await (const { data } of program.services.store.readAll({ after: null })) {
        const { apuntes = [] } = data as { apuntes?: { cuenta: string; importe: number }[] };
        for (const { cuenta, importe } of apuntes)
          if (/:retenido$|^sistema:transito$/.test(cuenta)) sums[cuenta] = (sums[cuenta] ?? 0) + importe;
      }
      return Object.fromEntries(Object.entries(sums).filter(([, importe]) => importe !== 0));
    },
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
      try {
        await program.close();
      } finally {
        folder.remove();
      }
    },
  };
}
