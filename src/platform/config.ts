/** The program's configuration: one schema, parsed once; nothing else reads the environment. */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { StartupError } from './errors.ts';
import { parseEventStoreUrl } from './event-store-url.ts';
import type { Pooler } from './postgres/client.ts';
import { type LimitOverrides, type Machine, machineOf, POOL_MAX_LEAST } from './postgres/limits.ts';
import { parseRedisUrl } from './redis-url.ts';

const Port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port number')
  .transform(Number)
  .refine((port) => port <= 65_535, 'at most 65535');
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `from ${least} to ${most}`)
    .optional();
/** As long as PostgreSQL can count, in milliseconds. */
const Duration = whole(1, 2_147_483_647);
const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1)),
      `a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    );

const EventStoreUrl = z.string().superRefine((value, context) => {
  const parsed = parseEventStoreUrl(value);
  if (typeof parsed === 'string') context.addIssue({ code: 'custom', message: parsed });
});

const RedisUrl = z.string().superRefine((value, context) => {
  const parsed = parseRedisUrl(value);
  if (typeof parsed === 'string') context.addIssue({ code: 'custom', message: parsed });
});

const Password = z.string().min(8, 'a password of at least 8 characters');

const Environment = z
  .object({
    DATA_DIR: z.string().min(1).default('./data'),
    PORT: Port.default(3000),
    HOST: z.string().min(1).default('127.0.0.1'),
    EVENTSTORE_HOST: z.string().min(1).default('127.0.0.1'),
    EVENTSTORE_PORT: Port.default(2113),
    EVENTSTORE_ADVERTISE_HOST: z.string().min(1).optional(),
    EVENTSTORE_TLS_CERT: z.string().min(1).optional(),
    EVENTSTORE_TLS_KEY: z.string().min(1).optional(),
    EVENTSTORE_ADMIN_PASSWORD: Password.optional(),
    EVENTSTORE_OPS_PASSWORD: Password.optional(),
    POSTGRES_PORT: Port.default(5433),
    EVENTSTORE_URL: EventStoreUrl.optional(),
    DATABASE_URL: url('postgres', 'postgresql').optional(),
    DATABASE_DIRECT_URL: url('postgres', 'postgresql').optional(),
    DATABASE_POOLER: z.enum(['none', 'transaction']).default('none'),
    DATABASE_POOL_MAX: whole(POOL_MAX_LEAST, 10_000),
    DATABASE_ACQUIRE_TIMEOUT_MS: Duration,
    DATABASE_IDLE_TIMEOUT_MS: Duration,
    DATABASE_STATEMENT_TIMEOUT_MS: Duration,
    DATABASE_LOCK_TIMEOUT_MS: Duration,
    DATABASE_IDLE_TRANSACTION_TIMEOUT_MS: Duration,
    DATABASE_LONG_WORK_TIMEOUT_MS: Duration,
    CPU_CORES: whole(1, 4096),
    MEMORY_MIB: whole(256, 2 ** 26),
    ANALYTICS_RETENTION_MONTHS: whole(1, 1_200),
    REDIS_URL: RedisUrl.optional(),
    KEYSTORE_URL: url('postgres', 'postgresql').optional(),
    MASTER_KEY_FILE: z.string().min(1).optional(),
    BOT_TOKEN: z
      .string()
      .regex(/^\d+:[A-Za-z0-9_-]{20,}$/, 'a token as @BotFather gives it: digits, a colon, letters')
      .optional(),
    TELEGRAM_API_ROOT: url('http', 'https').optional(),
    WEBHOOK_URL: url('http', 'https').optional(),
    WEBHOOK_SECRET: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,256}$/, '16 to 256 of A-Z a-z 0-9 _ -')
      .optional(),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .refine(
    ({ WEBHOOK_URL, WEBHOOK_SECRET }) => (WEBHOOK_URL === undefined) === (WEBHOOK_SECRET === undefined),
    {
      path: ['WEBHOOK_SECRET'],
      message: 'goes with WEBHOOK_URL: both, or neither for long polling',
    },
  )
  .refine(
    ({ DATABASE_POOLER, DATABASE_URL, DATABASE_DIRECT_URL }) =>
      DATABASE_POOLER === 'none' || (DATABASE_URL !== undefined && DATABASE_DIRECT_URL !== undefined),
    {
      path: ['DATABASE_DIRECT_URL'],
      message:
        'with DATABASE_POOLER=transaction, DATABASE_URL names the pooler and this PostgreSQL itself: what needs a session goes past the pooler',
    },
  );

export interface Config {
  dataDir: string;
  port: number;
  /** Address the HTTP server binds; loopback unless told otherwise. */
  host: string;
  /** Address the embedded event store binds; loopback unless told otherwise. */
  eventStoreHost: string;
  eventStorePort: number;
  /** Host by which clients reach the embedded event store; absent: its address. */
  eventStoreAdvertiseHost?: string | undefined;
  /** Certificate and private key of the embedded event store, in PEM; absent: no encryption. */
  eventStoreTlsCert?: string | undefined;
  eventStoreTlsKey?: string | undefined;
  /** Of the embedded event store's user `admin`; absent: no access control. */
  eventStoreAdminPassword?: string | undefined;
  /** Of its user `ops`; absent: no such user. */
  eventStoreOpsPassword?: string | undefined;
  postgresPort: number;
  /** Absent: the embedded node. */
  eventStoreUrl?: string | undefined;
  /** Absent: the embedded PostgreSQL. */
  databaseUrl?: string | undefined;
  /** PostgreSQL itself, where `databaseUrl` names a pooler; absent: `databaseUrl`. */
  databaseDirectUrl?: string | undefined;
  /** What stands between the program and the databases that the configuration names. */
  databasePooler: Pooler;
  databaseLimits: LimitOverrides;
  /** What sizes and settings are made for. */
  machine: Machine;
  /** Full months of analytics events that are kept beside the current one. */
  analyticsRetentionMonths: number;
  /** Absent: the in-process cache alone. */
  redisUrl?: string | undefined;
  /** Absent: a schema of the read models' own database. */
  keyStoreUrl?: string | undefined;
  masterKeyFile: string;
  /** Absent: the local Bot API emulator. */
  botToken?: string | undefined;
  telegramApiRoot?: string | undefined;
  /** Where Telegram reaches this program, and the secret it proves itself by; absent: long polling. */
  webhook?: { url: string; secret: string } | undefined;
  logLevel: string;
}

/** @throws StartupError naming every variable that is wrong, and how */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new StartupError(
      'CONFIG',
      `the environment is not usable: ${wrong}`,
      'Correct or unset these variables.',
    );
  }
  const env = parsed.data;
  const dataDir = resolve(env.DATA_DIR);
  return {
    dataDir,
    port: env.PORT,
    host: env.HOST,
    eventStoreHost: env.EVENTSTORE_HOST,
    eventStorePort: env.EVENTSTORE_PORT,
    eventStoreAdvertiseHost: env.EVENTSTORE_ADVERTISE_HOST,
    eventStoreTlsCert: env.EVENTSTORE_TLS_CERT && resolve(env.EVENTSTORE_TLS_CERT),
    eventStoreTlsKey: env.EVENTSTORE_TLS_KEY && resolve(env.EVENTSTORE_TLS_KEY),
    eventStoreAdminPassword: env.EVENTSTORE_ADMIN_PASSWORD,
    eventStoreOpsPassword: env.EVENTSTORE_OPS_PASSWORD,
    postgresPort: env.POSTGRES_PORT,
    eventStoreUrl: env.EVENTSTORE_URL,
    databaseUrl: env.DATABASE_URL,
    databaseDirectUrl: env.DATABASE_DIRECT_URL,
    databasePooler: env.DATABASE_POOLER,
    databaseLimits: {
      poolMax: env.DATABASE_POOL_MAX,
      acquireMs: env.DATABASE_ACQUIRE_TIMEOUT_MS,
      idleMs: env.DATABASE_IDLE_TIMEOUT_MS,
      statementMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
      lockMs: env.DATABASE_LOCK_TIMEOUT_MS,
      idleInTransactionMs: env.DATABASE_IDLE_TRANSACTION_TIMEOUT_MS,
      longWorkMs: env.DATABASE_LONG_WORK_TIMEOUT_MS,
    },
    machine: machineOf({ cores: env.CPU_CORES, memoryMib: env.MEMORY_MIB }),
    analyticsRetentionMonths: env.ANALYTICS_RETENTION_MONTHS ?? 24,
    redisUrl: env.REDIS_URL,
    keyStoreUrl: env.KEYSTORE_URL,
    masterKeyFile: env.MASTER_KEY_FILE ? resolve(env.MASTER_KEY_FILE) : join(dataDir, 'master.key'),
    botToken: env.BOT_TOKEN,
    telegramApiRoot: env.TELEGRAM_API_ROOT,
    webhook:
      env.WEBHOOK_URL !== undefined && env.WEBHOOK_SECRET !== undefined
        ? { url: env.WEBHOOK_URL, secret: env.WEBHOOK_SECRET }
        : undefined,
    logLevel: env.LOG_LEVEL,
  };
}
