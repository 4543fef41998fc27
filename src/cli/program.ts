/** The whole program in one process: services, projectors, API, chat page and bot, started in order. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { Api } from 'grammy';
import { ensureFirstKey } from '../admin/api-keys.ts';
import { createAdminRouter } from '../admin/app.ts';
import { obedecerLimites } from '../bot/api.ts';
import { createBot, publicarComandos, startPolling } from '../bot/bot.ts';
import { createChatRouter } from '../bot/chat/router.ts';
import type { BotDeps } from '../bot/contexto.ts';
import { createEmulator, type Emulator } from '../bot/emulator/emulator.ts';
import { createLedgerFeed } from '../bot/ledger-feed.ts';
import { loadTextos } from '../bot/textos.ts';
import { createWebhookHandler, startWebhook } from '../bot/webhook.ts';
import { REGLAS } from '../events/reglas.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Logger } from '../platform/logger.ts';
import { withoutPassword } from '../platform/urls.ts';
import { createOperaciones } from '../projections/engine/operaciones.ts';
import { type Projector, startProjector } from '../projections/engine/projector.ts';
import { etiquetas } from '../projections/etiquetas.ts';
import { PROJECTIONS } from '../projections/registro.ts';
import { type Cacheadas, createCacheadas } from '../queries/cacheadas.ts';
import type { Database } from '../queries/database.ts';
import type { Reactores } from '../reactors/motor/motor.ts';
import { openAnalytics } from './analytics.ts';
import type { BannerLine } from './banner.ts';
import { watchOperations } from './cache-watch.ts';
import { openDatabase, openPool } from './connections.ts';
import { publishBundledContent } from './content/bundled.ts';
import { listen } from './http.ts';
import { createReactorProcesses, openReactors } from './reactors.ts';
import { comprobar } from './rebuilds.ts';
import { openServices, type Services } from './services.ts';

/** The emulator is reached over loopback alone and knows only made-up people: its token guards nothing. */
const EMULATOR_TOKEN = '100000001:local-emulator-of-the-besitos-bot';
/** Log positions before the newest whose entries the chat page shows at first. */
const FEED_BACKLOG = 400n;

export interface RunningProgram {
  services: Services;
  projector: Projector;
  reactores: Reactores;
  /** Where the HTTP server listens. */
  url: string;
  /** The local Bot API emulator; null when a bot token is set. */
  emulator: Emulator | null;
  /** The admin key made by this start; null when there was one already. */
  firstKey: string | null;
  parts: BannerLine[];
  close(): Promise<void>;
}

/** Everything in one process, in order. @throws StartupError, with everything closed again */
export async function startProgram(
  config: Config,
  log: Logger,
  version: string,
  clock: Clock = systemClock,
): Promise<RunningProgram> {
  const services = await openServices(config, log, { borrow: false, clock });
  try {
    return await run(services, version);
  } catch (error) {
    await services.close();
    throw error;
  }
}

async function run(services: Services, version: string): Promise<RunningProgram> {
  const { config, log, backends, store, pool, metrics, progress, catalogoVivo } = services;
  const { embedded } = backends;
  // Editions are published last: without any, nothing was published yet or a first start was cut short.
  const { catalogo } = catalogoVivo;
  if (catalogo.portadas().every(({ historia }) => catalogo.edicion(historia) === undefined)) {
    const { publicados, position } = await publishBundledContent(services.bus, catalogoVivo.catalogo);
    if (position !== null) await catalogoVivo.reach(position);
    log.info(
      { published: publicados.length },
      'the story, experiences and shop that come with the program are published',
    );
  }

  const projector = await openProjector(services);
  const database = await openDatabase(config, backends);
  services.onClose(() => database.end());
  const { cache } = services;
  const cacheadas = createCacheadas({ cache, database, progress });
  const operaciones = createOperaciones({ store, pool, log, comprobar });
  services.onClose(() => operaciones.close());
  const firstKey = await ensureFirstKey(pool);
  let ready = false;
  const app = express();
  app.disable('x-powered-by');
  const local = config.botToken ? null : openEmulator(services, app);
  // Before the API's own security headers: the page has stricter ones.
  if (local) await mountChat(services, app, local);
  app.use(
    createAdminRouter({
      bus: services.bus,
      store,
      database,
      cache,
      cacheadas,
      pool,
      keyStore: services.keyStore,
      metrics,
      limiter: services.limiter,
      log,
      projectorStatus: () => projector.status(),
      operaciones,
      logHead: () => store.head(),
      isReady: () => ready,
      waitFor: (groups, position, timeoutMs) => progress.waitFor(groups, position, timeoutMs),
      now: () => services.clock.now(),
      version,
    }),
  );
  app.get('/', (_request, response) => response.redirect(local ? '/chat/' : '/openapi.json'));
  const http = await listen(app, config.host, config.port);
  services.onClose(() => http.close());

  const reactores = await openBot(
    app,
    services,
    { database, cacheadas },
    local ? `${http.url}/telegram` : config.telegramApiRoot,
  );
  ready = true;

  const lines: BannerLine[] = [
    {
      part: 'event store',
      kind: embedded.eventStore ? 'embedded' : 'external',
      where: withoutPassword(backends.eventStoreUrl),
    },
    {
      part: 'PostgreSQL',
      kind: embedded.postgres ? 'embedded' : 'external',
      where: withoutPassword(backends.databaseUrl),
    },
    {
      part: 'cache',
      kind: config.redisUrl ? 'Redis' : 'in process',
      where: config.redisUrl ? withoutPassword(config.redisUrl) : '—',
    },
    { part: 'projectors', kind: 'in process', where: PROJECTIONS.map(({ grupo }) => grupo).join(', ') },
    { part: 'reactors', kind: 'in process', where: 'processes, notices, payments' },
    { part: 'admin API', kind: 'in process', where: `${http.url}/api/v1` },
    {
      part: 'bot',
      kind: local ? 'local emulator' : 'Telegram',
      where: local
        ? `${http.url}/telegram (this is not Telegram)`
        : (config.telegramApiRoot ?? 'api.telegram.org'),
    },
  ];
  if (embedded.eventStore || embedded.postgres)
    lines.push({ part: 'data folder', kind: 'on disk', where: config.dataDir });
  return {
    services,
    projector,
    reactores,
    url: http.url,
    emulator: local,
    firstKey,
    parts: lines,
    close: () => services.close(),
  };
}

async function openProjector(services: Services): Promise<Projector> {
  const { backends, store, metrics, progress, log, cache } = services;
  const pool = openPool(services.config, backends, 'proyector');
  services.onClose(() => pool.end());
  const projector = await startProjector({
    store,
    pool,
    projections: PROJECTIONS,
    progress,
    log,
    comprobar,
    onApplied(grupo, hechos, posicion, lagMs) {
      metrics.applied(grupo, hechos.length, lagMs);
      metrics.checkpoint(grupo, posicion);
      void cache.invalidate(etiquetas(grupo, hechos), posicion);
    },
  });
  services.onClose(() => projector.stop());
  const leads = () => projector.leads();
  cache.drivenBy(leads);
  const onError = (error: unknown) => log.debug({ err: error }, 'what operators did could not be looked up');
  const watch = watchOperations({ pool, cache, leads, onError });
  services.onClose(() => watch.stop());
  return projector;
}

function openEmulator({ config, log, onClose, clock }: Services, app: Express): Emulator {
  const emulator = createEmulator({
    file: join(config.dataDir, 'emulador.sqlite'),
    now: () => clock.now(),
    token: EMULATOR_TOKEN,
    log,
  });
  onClose(() => emulator.close());
  app.use('/telegram', emulator.router);
  return emulator;
}

async function mountChat(services: Services, app: Express, emulator: Emulator): Promise<void> {
  const { store, keyStore, bus, log, backends } = services;
  const head = await store.head();
  // Positions of the embedded node count events; those of a cluster count bytes, and only its end is a sure place.
  const after =
    head === null || head <= FEED_BACKLOG ? null : backends.embedded.eventStore ? head - FEED_BACKLOG : head;
  const onError = (error: unknown) => log.error({ err: error }, 'the chat page lost the log');
  const { feed, stop } = createLedgerFeed({ store, keyStore, bus, after, onError });
  services.onClose(stop);
  app.use('/chat', createChatRouter({ client: emulator.client, ledger: feed, botName: 'Besitos' }));
}

/** The bot, and the reactors that write to people and ask Telegram about Stars by the same means. */
async function openBot(
  app: Express,
  services: Services,
  { database, cacheadas }: { database: Database; cacheadas: Cacheadas },
  apiRoot: string | undefined,
): Promise<Reactores> {
  const { config, bus, catalogoVivo, keyStore, progress, limiter, log, metrics } = services;
  const token = config.botToken ?? EMULATOR_TOKEN;
  const api = new Api(token, apiRoot ? { apiRoot } : {});
  obedecerLimites(api);
  const textos = loadTextos();
  const deps: Omit<BotDeps, 'escritos'> = {
    bus,
    procesos: createReactorProcesses(services, api),
    catalogo: catalogoVivo.catalogo,
    reglas: REGLAS,
    keyStore,
    database,
    cacheadas,
    progress,
    limiter,
    clock: services.clock,
    textos,
    log,
    nonce: () => randomBytes(6).toString('base64url'),
    seguimiento: openAnalytics(services),
    onUpdate: (kind, durationMs) => metrics.update(kind, durationMs),
  };
  const bot = createBot({ ...deps, token, apiRoot });
  await bot.init();
  await publicarComandos(bot, deps);
  const reactores = await openReactors(services, { api, textos, database });
  if (config.webhook) {
    // Any number of processes may take updates; the address is the path of WEBHOOK_URL.
    app.use(new URL(config.webhook.url).pathname, createWebhookHandler(bot, config.webhook.secret));
    await startWebhook(bot, config.webhook);
  } else {
    const polling = startPolling(bot, log);
    services.onClose(() => polling.stop());
  }
  return reactores;
}
