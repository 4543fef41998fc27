/** Opens what goes on by itself: the processes that the bot waits for, and the reactors that follow the log. */
import type { Api } from 'grammy';
import { createMensajero } from '../bot/mensajero.ts';
import type { Textos } from '../bot/textos.ts';
import { REGLAS } from '../events/reglas.ts';
import type { Database } from '../queries/database.ts';
import { usuariosParaDifusion } from '../queries/difusion.ts';
import { pagosPorConciliar } from '../queries/pagos.ts';
import { inocenteEn, vecinosDe } from '../queries/reactores.ts';
import type { Reactores } from '../reactors/motor/motor.ts';
import { createProcesos, startTodosLosReactores } from '../reactors/reactores.ts';
import { createTelegram } from '../reactors/telegram.ts';
import { openPool } from './connections.ts';
import type { Services } from './services.ts';

/** What both need: the services, and Telegram. */
export function createReactorProcesses(
  { bus, store, catalogoVivo, keyStore, clock, log }: Services,
  api: Api,
) {
  const { catalogo } = catalogoVivo;
  return createProcesos({
    bus,
    store,
    catalogo,
    reglas: REGLAS,
    keyStore,
    clock,
    log,
    telegram: createTelegram(api),
  });
}

export async function openReactors(
  services: Services,
  { api, textos, database }: { api: Api; textos: Textos; database: Database },
): Promise<Reactores> {
  const { backends, bus, store, catalogoVivo, keyStore, clock, log, metrics } = services;
  const pool = openPool(services.config, backends, 'reactores');
  services.onClose(() => pool.end());
  const { catalogo } = catalogoVivo;
  const reactores = await startTodosLosReactores({
    bus,
    store,
    catalogo,
    reglas: REGLAS,
    pool,
    keyStore,
    clock,
    log,
    telegram: createTelegram(api),
    mensajero: createMensajero(api, textos, catalogo),
    lecturas: {
      destinatarios: (segmento, despuesDe, limite) =>
        usuariosParaDifusion(database, {
          segmento,
          despuesDe,
          limite,
          ahora: new Date(clock.now()).toISOString(),
        }),
      pagosEntre: (desde, hasta) => pagosPorConciliar(database, desde, hasta),
      vecinosDe: (usuarioId) => vecinosDe(database, usuarioId),
      inocenteEn: (usuarioId) => inocenteEn(database, usuarioId),
    },
    onTask: (tarea, outcome, durationMs) => metrics.task(tarea, outcome, durationMs),
  });
  services.onClose(() => reactores.stop());
  return reactores;
}
