import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import operationsService from '@eventstore/db-client/generated/operations_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { credentials, Metadata } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder } from '../support/backends.ts';
import { type CertificateFiles, makeCertificate } from '../support/certificate.ts';
import { type Running, runCli } from '../support/cli.ts';

const PASSWORDS = {
  EVENTSTORE_ADMIN_PASSWORD: 'the admin secret',
  EVENTSTORE_OPS_PASSWORD: 'the ops secret',
};

describe('besitos eventstore serve', () => {
  let folder: TestFolder;
  let tls: CertificateFiles;
  let dir: string;
  let count = 0;
  const started: Running[] = [];
  const serve = (args: string[], environment: Record<string, string | undefined> = {}): Running => {
    const running = runCli(['eventstore', 'serve', '--port', '0', ...args], {
      DATA_DIR: dir,
      LOG_LEVEL: 'debug',
      ...environment,
    });
    started.push(running);
    return running;
  };
  const tlsOptions = (): string[] => ['--tls-cert', tls.certFile, '--tls-key', tls.keyFile];

  beforeAll(() => {
    folder = testFolder();
    tls = makeCertificate(folder.dir);
  });
  beforeEach(() => {
    count += 1;
    dir = join(folder.dir, String(count));
  });
  afterEach(async () => {
    for (const { process: child, ended } of started.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    }
  });
  afterAll(() => folder.remove());

  it('serves over TLS to a client with credentials, stops on SIGTERM, and goes on from there', async () => {
    const first = serve([...tlsOptions(), '--advertise-host', 'localhost'], PASSWORDS);
    const said = await first.says('Ctrl-C stops it');
    expect(said).toMatch(/url {7}esdb:\/\/localhost:\d+\?tls=true/);
    expect(said).toContain(`folder    ${join(dir, 'eventstore')}`);
    expect(said).toMatch(/position {2}\d+/);
    expect(said).toContain('access    users: admin, ops');
    const shown = /Connect: (\S+)/.exec(said)?.[1] ?? '';
    const url = (password: string): string =>
      shown.replace('$EVENTSTORE_ADMIN_PASSWORD', encodeURIComponent(password));
    const client = EventStoreDBClient.connectionString(url(PASSWORDS.EVENTSTORE_ADMIN_PASSWORD));
    await client.appendToStream('kept', jsonEvent({ type: 'Kept', data: {} }));
    await client.dispose();
    const wrong = EventStoreDBClient.connectionString(url('another secret'));
    await expect(wrong.appendToStream('kept', jsonEvent({ type: 'T', data: {} }))).rejects.toThrow(
      /UNAUTHENTICATED/,
    );
    await wrong.dispose();
    first.process.kill('SIGTERM');
    const { code, stdout, stderr } = await first.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('nothing was lost');
    for (const secret of Object.values(PASSWORDS)) expect(stdout + stderr).not.toContain(secret);

    const second = serve(['--dir', join(dir, 'eventstore')]);
    const again = await second.says('Ctrl-C stops it');
    expect(again).toContain('access    no access control, loopback only');
    const open = EventStoreDBClient.connectionString(/Connect: (\S+)/.exec(again)?.[1] ?? '');
    const kept = [];
    for await (const { event } of open.readStream('kept')) kept.push(event?.type);
    expect(kept).toEqual(['Kept']);
    await open.dispose();
    second.process.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
  });

  it('shuts down when an operator asks for it through the client', async () => {
    const program = serve(tlsOptions(), PASSWORDS);
    const [, port] = /url {7}esdb:\/\/127\.0\.0\.1:(\d+)/.exec(await program.says('Ctrl-C stops it')) ?? [];
    const operations = new operationsService.OperationsClient(
      `localhost:${port}`,
      credentials.createSsl(readFileSync(tls.certFile)),
    );
    const metadata = new Metadata();
    const login = Buffer.from(`ops:${PASSWORDS.EVENTSTORE_OPS_PASSWORD}`).toString('base64');
    metadata.set('authorization', `Basic ${login}`);
    await new Promise<void>((resolve, reject) => {
      operations.shutdown(new shared.Empty(), metadata, (error) => (error ? reject(error) : resolve()));
    });
    operations.close();
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('a client asked for the shutdown');
    expect(stderr).toContain('"by":"ops"');
  });

  it('tells of itself as JSON', async () => {
    const program = serve(['--json']);
    const { url, users, lastPosition } = JSON.parse(await program.says('\n}'));
    expect(url).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+\?tls=false$/);
    expect({ users, lastPosition }).toEqual({ users: [], lastPosition: 0 });
    program.process.kill('SIGTERM');
    await program.ended;
  });

  it('says that clients need TLS to log in', async () => {
    const program = serve([], PASSWORDS);
    expect(await program.says('Ctrl-C stops it')).toContain('send credentials over TLS only');
  });

  it('besitos start secures its own node by the same variables, as a client of it; maintenance gets in too', async () => {
    const secured = {
      DATA_DIR: dir,
      PORT: '0',
      EVENTSTORE_PORT: '0',
      POSTGRES_PORT: '0',
      LOG_LEVEL: 'debug',
      EVENTSTORE_TLS_CERT: tls.certFile,
      EVENTSTORE_TLS_KEY: tls.keyFile,
      ...PASSWORDS,
    };
    const run = (...args: string[]): Running => {
      const running = runCli(args, secured);
      started.push(running);
      return running;
    };
    const program = run('start');
    const banner = await program.says('Ctrl-C stops everything', 60_000);
    expect(banner).toMatch(/event store\s+embedded\s+esdb:\/\/admin:\*\*\*@127\.0\.0\.1:\d+\?tls=true/);
    expect((await run('verify').ended).stdout).toContain('Everything agrees.');
    expect((await run('eventstore', 'check').ended).stdout).toContain('every record is whole');
    const stranger = runCli(['eventstore', 'check'], { ...secured, EVENTSTORE_ADMIN_PASSWORD: undefined });
    started.push(stranger);
    expect((await stranger.ended).code).toBe(1);
    program.process.kill('SIGTERM');
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(0);
    for (const secret of Object.values(PASSWORDS)) {
      expect(stdout + stderr).not.toContain(secret);
      expect(stdout + stderr).not.toContain(encodeURIComponent(secret));
    }
  });

  it('besitos start refuses a password that its own client could not send', async () => {
    const program = runCli(['start'], { DATA_DIR: dir, EVENTSTORE_PORT: '0', ...PASSWORDS });
    started.push(program);
    const { code, stderr } = await program.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('credentials are sent over TLS only');
  });

  describe('refuses in one clear block', () => {
    const refused = async (
      args: string[],
      environment: Record<string, string | undefined>,
      ...texts: string[]
    ): Promise<void> => {
      const { code, stderr } = await serve(args, environment).ended;
      expect(code).toBe(1);
      for (const text of texts) expect(stderr).toContain(text);
      expect(stderr).not.toContain('    at ');
      for (const secret of Object.values(environment)) expect(stderr).not.toContain(secret);
    };

    it('a host beyond this machine without a password', () =>
      refused(
        ['--host', '0.0.0.0', ...tlsOptions()],
        {},
        'EVENTSTORE_HOST_NOT_LOOPBACK',
        'EVENTSTORE_ADMIN_PASSWORD',
      ));
    it('a host beyond this machine without TLS', () =>
      refused(['--host', '0.0.0.0'], PASSWORDS, 'EVENTSTORE_HOST_NOT_LOOPBACK', 'EVENTSTORE_TLS_CERT'));
    it('a short password', () =>
      refused([], { EVENTSTORE_ADMIN_PASSWORD: '7 chars' }, 'EVENTSTORE_ADMIN_PASSWORD', 'at least 8'));
    it('a password for ops alone', () =>
      refused([], { EVENTSTORE_OPS_PASSWORD: 'long enough' }, 'Set EVENTSTORE_ADMIN_PASSWORD too'));
    it('a certificate without its key', () =>
      refused(['--tls-cert', tls.certFile], {}, 'Set both EVENTSTORE_TLS_CERT and EVENTSTORE_TLS_KEY'));
    it('a certificate that is not there', () =>
      refused(
        ['--tls-cert', join(folder.dir, 'none'), '--tls-key', tls.keyFile],
        {},
        'cannot be read',
        'EVENTSTORE_TLS_UNREADABLE',
      ));
    it('a port that is none', () => refused(['--port', 'x'], {}, 'EVENTSTORE_PORT'));
  });
});
