/** The person behind a user, for what has to be said to Telegram: read from the sealed registration. */
import { z } from 'zod';
import type { EventStore } from '../../events/store/tipos.ts';
import type { KeyStore } from '../../platform/keystore/keystore.ts';
import { UnsealError } from '../../platform/keystore/sealing.ts';

const Registro = z.object({ personal: z.string() });
const Personal = z.object({ telegramId: z.int(), chatId: z.int() });

export interface Personas {
  /** Null when the person was erased, or never was. */
  telegramId(usuarioId: string): Promise<number | null>;
  chatId(usuarioId: string): Promise<number | null>;
}

export function createPersonas(store: EventStore, keyStore: KeyStore): Personas {
  async function personal(usuarioId: string): Promise<z.infer<typeof Personal> | null> {
    for await (const { data } of store.readStream(`usuario-${usuarioId}`, 0, 1)) {
      const registro = Registro.safeParse(data);
      if (!registro.success) return null;
      try {
        const opened = Personal.safeParse(await keyStore.open(usuarioId, registro.data.personal));
        return opened.success ? opened.data : null;
      } catch (error) {
        if (error instanceof UnsealError) return null;
        throw error;
      }
    }
    return null;
  }
  return {
    telegramId: async (usuarioId) => (await personal(usuarioId))?.telegramId ?? null,
    chatId: async (usuarioId) => (await personal(usuarioId))?.chatId ?? null,
  };
}
