import { isAbsolute, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/platform/config.ts';
import { StartupError } from '../../src/platform/errors.ts';

function errorOf(environment: Record<string, string>): StartupError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(environment)}`);
}

describe('the configuration', () => {
  it('needs nothing: all of it has defaults, and parts that are absent are embedded', () => {
    expect(readConfig({})).toMatchObject({
      dataDir: resolve('./data'),
      port: 3000,
      eventStoreHost: '127.0.0.1',
      eventStorePort: 2113,
      eventStoreAdvertiseHost: undefined,
      eventStoreTlsCert: undefined,
      eventStoreTlsKey: undefined,
      eventStoreAdminPassword: undefined,
      eventStoreOpsPassword: undefined,
      postgresPort: 5433,
      eventStoreUrl: undefined,
      databaseUrl: undefined,
      redisUrl: undefined,
      keyStoreUrl: undefined,
      masterKeyFile: join(resolve('./data'), 'master.key'),
      botToken: undefined,
      telegramApiRoot: undefined,
      logLevel: 'info',
    });
  });

  it('takes what is given', () => {
    const environment = {
      DATA_DIR: 'otros/datos',
      PORT: '8080',
      EVENTSTORE_HOST: '0.0.0.0',
      EVENTSTORE_PORT: '2114',
      EVENTSTORE_ADVERTISE_HOST: 'eventos.local',
      EVENTSTORE_TLS_CERT: 'certificado.crt',
      EVENTSTORE_TLS_KEY: 'certificado.key',
      EVENTSTORE_ADMIN_PASSWORD: 'ocho letras',
      EVENTSTORE_OPS_PASSWORD: 'ocho letras más',
      POSTGRES_PORT: '0',
      EVENTSTORE_URL: 'esdb://localhost:2113?tls=false',
      DATABASE_URL: 'postgres://u:p@localhost:5432/besitos',
      REDIS_URL: 'rediss://localhost:6379',
      KEYSTORE_URL: 'postgresql://localhost/claves',
      MASTER_KEY_FILE: 'clave',
      BOT_TOKEN: '123456:ABCDEFGHIJKLMNOPQRSTUVWXYZ_-012345',
      TELEGRAM_API_ROOT: 'http://localhost:8081',
      LOG_LEVEL: 'debug',
    };
    expect(readConfig(environment)).toMatchObject({
      dataDir: resolve('otros/datos'),
      port: 8080,
      eventStoreHost: '0.0.0.0',
      eventStorePort: 2114,
      eventStoreAdvertiseHost: 'eventos.local',
      eventStoreTlsCert: resolve('certificado.crt'),
      eventStoreTlsKey: resolve('certificado.key'),
      eventStoreAdminPassword: 'ocho letras',
      eventStoreOpsPassword: 'ocho letras más',
      postgresPort: 0,
      eventStoreUrl: environment.EVENTSTORE_URL,
      databaseUrl: environment.DATABASE_URL,
      redisUrl: environment.REDIS_URL,
      keyStoreUrl: environment.KEYSTORE_URL,
      masterKeyFile: resolve('clave'),
      botToken: environment.BOT_TOKEN,
      telegramApiRoot: environment.TELEGRAM_API_ROOT,
      logLevel: 'debug',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    const names = [
      'PORT',
      'DATA_DIR',
      'EVENTSTORE_URL',
      'REDIS_URL',
      'BOT_TOKEN',
      'LOG_LEVEL',
      'MASTER_KEY_FILE',
    ];
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  it('keeps the master key with the data, wherever they are', () => {
    const { dataDir, masterKeyFile } = readConfig({ DATA_DIR: 'otros' });
    expect(isAbsolute(masterKeyFile)).toBe(true);
    expect(masterKeyFile).toBe(join(dataDir, 'master.key'));
  });

  it('ignores variables of others', () => {
    expect(readConfig({ HOME: 'x', BESITOS: '1' })).toEqual(readConfig({}));
  });

  it.each(['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover'])(
    'takes an event store at %s://',
    (protocol) => {
      const url = `${protocol}://localhost:2113`;
      expect(readConfig({ EVENTSTORE_URL: url }).eventStoreUrl).toBe(url);
    },
  );
});

describe('the address of a cluster', () => {
  it.each([
    'esdb://a:2113,b:2113,c:2113?tls=true&nodePreference=follower&tlsCAFile=ca.crt',
    'esdb://ana:secreto@a:2113,b:2113',
  ])('may name several hosts: %s', (url) => {
    expect(readConfig({ EVENTSTORE_URL: url }).eventStoreUrl).toBe(url);
  });

  it('says what is wrong with it, and not its password', () => {
    const { message } = errorOf({ EVENTSTORE_URL: 'esdb://ana:secretisimo@a:2113,?tls=true' });
    expect(message).toContain('EVENTSTORE_URL: hosts as names');
    expect(message).not.toContain('secretisimo');
  });
});

describe('a wrong variable is named:', () => {
  it.each([
    ['PORT', 'ochenta'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['EVENTSTORE_PORT', 'x'],
    ['EVENTSTORE_ADMIN_PASSWORD', 'corta 7'],
    ['EVENTSTORE_OPS_PASSWORD', 'corta 7'],
    ['POSTGRES_PORT', '99999'],
    ['EVENTSTORE_URL', 'http://localhost:2113'],
    ['EVENTSTORE_URL', 'localhost:2113'],
    ['DATABASE_URL', 'mysql://localhost/besitos'],
    ['DATABASE_URL', 'x'],
    ['REDIS_URL', 'http://localhost'],
    ['KEYSTORE_URL', 'esdb://localhost'],
    ['TELEGRAM_API_ROOT', 'ftp://localhost'],
    ['BOT_TOKEN', 'secreto'],
    ['BOT_TOKEN', '123456:corto'],
    ['LOG_LEVEL', 'ruidoso'],
    ['WEBHOOK_URL', 'ftp://localhost/x'],
    ['WEBHOOK_SECRET', 'corto'],
    ['WEBHOOK_SECRET', 'sin la direccion a la que va'],
    ['WEBHOOK_SECRET', 'secreto-de-dieciseis'],
  ])('%s=%s', (name, value) => {
    const error = errorOf({ [name]: value });
    expect(error.code).toBe('CONFIG');
    expect(error.message).toContain(`${name}: `);
    expect(error.hint).not.toBe('');
  });

  it('all of them at once', () => {
    const { message } = errorOf({ PORT: 'x', LOG_LEVEL: 'x', REDIS_URL: 'x' });
    for (const name of ['PORT', 'LOG_LEVEL', 'REDIS_URL']) expect(message).toContain(`${name}: `);
  });

  it('and which forms a URL may have', () => {
    expect(errorOf({ DATABASE_URL: 'x' }).message).toContain(
      'a URL that starts with postgres:// or postgresql://',
    );
  });

  it.each(['EVENTSTORE_ADMIN_PASSWORD', 'EVENTSTORE_OPS_PASSWORD'])('nor any of %s', (name) => {
    const error = errorOf({ [name]: 'x7secre' });
    expect(`${error.message} ${error.hint} ${error.stack} ${String(error.cause)}`).not.toContain('x7secre');
  });

  it.each(['BOT_TOKEN', 'DATABASE_URL', 'KEYSTORE_URL', 'REDIS_URL', 'EVENTSTORE_URL'])(
    'but never what %s holds, which may be a secret',
    (name) => {
      const error = errorOf({ [name]: 'x://ana:secretisimo@localhost' });
      expect(`${error.message} ${error.hint} ${error.stack} ${String(error.cause)}`).not.toContain(
        'secretisimo',
      );
    },
  );
});
