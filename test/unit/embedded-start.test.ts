import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import operationsService from '@eventstore/db-client/generated/operations_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedNode, startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { startEmbeddedNodeThread } from '../../src/events/embedded/thread.ts';
import { makeCertificate } from '../support/certificate.ts';

let dir: string;
const nodes: EmbeddedNode[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'embedded-start-'));
});

afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
  await rm(dir, { recursive: true, force: true });
});

const START = { thread: startEmbeddedNodeThread, 'same thread': startEmbeddedNode } as const;

describe.each(Object.keys(START) as (keyof typeof START)[])('a node in its %s', (where) => {
  const start = async (options: Parameters<typeof startEmbeddedNode>[0]): Promise<EmbeddedNode> => {
    const node = await START[where](options);
    nodes.push(node);
    return node;
  };

  it('listens, serves and closes', async () => {
    const node = await start({ dir, port: 0 });
    expect(node.url).toBe(`esdb://127.0.0.1:${node.port}?tls=false`);
    const client = EventStoreDBClient.connectionString(node.url);
    const { nextExpectedRevision } = await client.appendToStream('a', jsonEvent({ type: 'T', data: {} }));
    expect(nextExpectedRevision).toBe(0n);
    await client.dispose();
    await node.close();
    await node.close();
  });

  it('refuses a folder that another node has, naming its process', async () => {
    await start({ dir, port: 0 });
    await expect(start({ dir, port: 0 })).rejects.toMatchObject({
      code: 'EVENTSTORE_LOCKED',
      message: expect.stringContaining(`process ${process.pid}`),
    });
  });

  it('refuses a port that is taken, and leaves the folder free', async () => {
    const { port } = await start({ dir: join(dir, 'one'), port: 0 });
    const second = { dir: join(dir, 'two'), port };
    await expect(start(second)).rejects.toMatchObject({ code: 'EVENTSTORE_PORT_IN_USE' });
    await start({ ...second, port: 0 });
  });

  it('refuses a folder that it cannot make', async () => {
    const file = join(dir, 'file');
    await writeFile(file, '');
    await expect(start({ dir: join(file, 'below'), port: 0 })).rejects.toMatchObject({
      code: 'EVENTSTORE_DIR_UNWRITABLE',
    });
  });

  it('refuses a database that is none', async () => {
    await writeFile(join(dir, 'events.sqlite'), 'x'.repeat(8_192));
    await expect(start({ dir, port: 0 })).rejects.toMatchObject({ code: 'EVENTSTORE_CORRUPT' });
  });

  it('refuses to listen beyond this machine without both encryption and a password', async () => {
    const tls = makeCertificate(dir);
    const auth = { adminPassword: 'a password' };
    for (const guard of [{}, { tls }, { auth }]) {
      await expect(start({ dir, port: 0, host: '0.0.0.0', ...guard })).rejects.toMatchObject({
        code: 'EVENTSTORE_HOST_NOT_LOOPBACK',
        message: expect.stringMatching(/certificate and its key \(TLS\) and a password for the user admin/),
      });
    }
    const node = await start({ dir, port: 0, host: '0.0.0.0', advertiseHost: 'localhost', tls, auth });
    expect(node.url).toBe(`esdb://localhost:${node.port}?tls=true`);
  });

  it('serves over TLS', async () => {
    const tls = makeCertificate(dir);
    const node = await start({ dir: join(dir, 'data'), port: 0, tls });
    const client = EventStoreDBClient.connectionString(`${node.url}&tlsCAFile=${tls.certFile}`);
    const { success } = await client.appendToStream('a', jsonEvent({ type: 'T', data: {} }));
    expect(success).toBe(true);
    await client.dispose();
  });

  it('refuses certificate files that are missing, are none, or do not fit each other', async () => {
    const { certFile, keyFile } = makeCertificate(dir);
    const other = makeCertificate(dir, 'other');
    const text = join(dir, 'text');
    await writeFile(text, 'no certificate');
    const refusals: [{ certFile: string; keyFile: string }, string, string][] = [
      [{ certFile: join(dir, 'none'), keyFile }, 'EVENTSTORE_TLS_UNREADABLE', 'ENOENT'],
      [{ certFile, keyFile: join(dir, 'none') }, 'EVENTSTORE_TLS_UNREADABLE', 'private key'],
      [{ certFile: text, keyFile }, 'EVENTSTORE_TLS_INVALID', 'text'],
      [{ certFile, keyFile: other.keyFile }, 'EVENTSTORE_TLS_INVALID', 'cannot be used together'],
    ];
    for (const [tls, code, text] of refusals) {
      const refused = start({ dir, port: 0, tls });
      await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    }
  });

  it('refuses a password that guards nothing, without naming it', async () => {
    for (const auth of [
      { adminPassword: '' },
      { adminPassword: 'short 7' },
      { adminPassword: 'long enough', opsPassword: 'short 7' },
    ]) {
      await expect(start({ dir, port: 0, auth })).rejects.toMatchObject({
        code: 'EVENTSTORE_PASSWORD_TOO_SHORT',
        message: expect.not.stringContaining('short 7'),
      });
    }
  });
});

describe('a folder', () => {
  it('that another process has is refused, naming that process', async () => {
    const program = `
      const { startEmbeddedNode } = await import(${JSON.stringify(new URL('../../src/events/embedded/node.ts', import.meta.url).href)});
      await startEmbeddedNode({ dir: ${JSON.stringify(dir)}, port: 0 });
      console.log('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await expect(startEmbeddedNode({ dir, port: 0 })).rejects.toMatchObject({
        code: 'EVENTSTORE_LOCKED',
        message: expect.stringContaining(`process ${child.pid}`),
      });
    } finally {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    nodes.push(await startEmbeddedNode({ dir, port: 0 }));
  });
});

describe('a node that a client shuts down', () => {
  const shutDown = async (port: number): Promise<void> => {
    const client = new operationsService.OperationsClient(`127.0.0.1:${port}`, credentials.createInsecure());
    await new Promise<void>((resolve, reject) => {
      client.shutdown(new shared.Empty(), (error) => (error ? reject(error) : resolve()));
    });
    client.close();
  };

  it('tells who runs it once it has let go of everything', async () => {
    const isShutDown = new Promise<void>((resolve) => {
      void startEmbeddedNode({ dir, port: 0, onShutdown: resolve }).then(({ port }) => shutDown(port));
    });
    await isShutDown;
    nodes.push(await startEmbeddedNode({ dir, port: 0 }));
  });

  it('ends its thread, which is told to who started it', async () => {
    const ended = new Promise<Error>((resolve) => {
      void startEmbeddedNodeThread({ dir, port: 0, onExit: resolve }).then(({ port }) => shutDown(port));
    });
    expect((await ended).message).toContain('The thread of the embedded event store ended');
  });
});

describe('a thread that dies', () => {
  it('is reported to who started it', async () => {
    const program = `
      const { startEmbeddedNodeThread } = await import(${JSON.stringify(new URL('../../src/events/embedded/thread.ts', import.meta.url).href)});
      const { Worker } = await import('node:worker_threads');
      let worker;
      const on = Worker.prototype.once;
      Worker.prototype.once = function (...given) { worker = this; return on.apply(this, given); };
      await startEmbeddedNodeThread({ dir: ${JSON.stringify(dir)}, port: 0, onExit: (error) => { console.log(error.message); process.exit(0); } });
      await worker.terminate();`;
    // A file, as a worker cannot be started from a program given on the command line.
    const file = join(dir, 'program.mjs');
    await writeFile(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    expect(stdout).toContain('The thread of the embedded event store ended');
  });
});
