/** Processes over the memory store, on a bus that can be made to die before or after any of its commands. */
import type { CommandBus } from '../../src/commands/bus.ts';
import type { Catalogo } from '../../src/events/catalogo.ts';
import type { EntornoDePagos } from '../../src/reactors/procesos/pago.ts';
import type { Telegram } from '../../src/reactors/telegram.ts';
import type { BusUnderTest } from './bus.ts';

export class Crash extends Error {}

/** Telegram's side of Stars, as far as processes ask for it: refunds given once, subscriptions ended. */
export interface TelegramDePrueba extends Telegram {
  reembolsados: Map<string, number>;
  cancelados: Set<string>;
  /** What is asked next fails, once. */
  falla(error: Error): void;
}

export function telegramDePrueba(): TelegramDePrueba {
  const reembolsados = new Map<string, number>();
  const cancelados = new Set<string>();
  let next: Error | null = null;
  const fail = () => {
    const error = next;
    next = null;
    if (error) throw error;
  };
  return {
    reembolsados,
    cancelados,
    falla(error) {
      next = error;
    },
    async reembolsar(_telegramId, cargo) {
      fail();
      reembolsados.set(cargo, (reembolsados.get(cargo) ?? 0) + 1);
    },
    async cancelarSuscripcion(_telegramId, cargo) {
      fail();
      cancelados.add(cargo);
    },
    transacciones: async () => [],
  };
}

/** The bus, which dies before (or after) its n-th command, counted from 0. */
export function busQueMuere(bus: CommandBus, at: number, when: 'antes' | 'despues'): CommandBus {
  let count = 0;
  return {
    ...bus,
    async execute(orden) {
      const mine = count++;
      if (mine === at && when === 'antes') throw new Crash(`before ${orden.tipo}`);
      if (mine !== at) return bus.execute(orden);
      // Also when it was refused: the process died before it could make anything of the answer.
      await bus.execute(orden).catch(() => {});
      throw new Crash(`after ${orden.tipo}`);
    },
  };
}

export function entornoDe(
  { clock, catalogo }: Pick<BusUnderTest, 'clock'> & { catalogo: Catalogo },
  bus: CommandBus,
  telegram: Telegram,
): EntornoDePagos {
  return {
    bus,
    clock,
    catalogo,
    telegram,
    personas: { telegramId: async () => 7, chatId: async () => 7 },
  };
}

/** Sum of every account over the whole log. */
export function saldosDe(log: readonly { data: unknown }[]): Map<string, number> {
  const saldos = new Map<string, number>();
  for (const { data } of log) {
    const { apuntes = [] } = data as { apuntes?: { cuenta: string; importe: number }[] };
    for (const { cuenta, importe } of apuntes) saldos.set(cuenta, (saldos.get(cuenta) ?? 0) + importe);
  }
  return saldos;
}
