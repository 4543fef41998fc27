import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import usersService from '@eventstore/db-client/generated/users_grpc_pb.js';
import users from '@eventstore/db-client/generated/users_pb.js';
import { credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedNode, startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { basic, reply } from '../conformance/support/secured-server.ts';
import { type CertificateFiles, makeCertificate } from '../support/certificate.ts';

let dir: string;
let tls: CertificateFiles;
let node: EmbeddedNode | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'embedded-users-'));
  tls = makeCertificate(dir);
});
afterEach(async () => {
  await node?.close();
  node = undefined;
  await rm(dir, { recursive: true, force: true });
});

/** Starts the node, or starts it again, with these passwords. */
async function start(adminPassword: string, opsPassword?: string): Promise<void> {
  await node?.close();
  node = await startEmbeddedNode({
    dir: join(dir, 'data'),
    port: 0,
    tls,
    auth: { adminPassword, opsPassword },
  });
}

async function isLetIn(username: string, password: string): Promise<boolean> {
  const url = node?.url.replace('://', `://${username}:${encodeURIComponent(password)}@`);
  const client = EventStoreDBClient.connectionString(`${url}&tlsCAFile=${tls.certFile}`);
  try {
    await client.appendToStream('a', jsonEvent({ type: 'T', data: {} }));
    return true;
  } catch {
    return false;
  } finally {
    await client.dispose();
  }
}

function usersClient() {
  const authority = credentials.createSsl(readFileSync(tls.certFile));
  return new usersService.UsersClient(`localhost:${node?.port}`, authority);
}

async function changeAdminPassword(from: string, to: string): Promise<void> {
  const options = new users.ChangePasswordReq.Options();
  options.setLoginName('admin');
  options.setCurrentPassword(from);
  options.setNewPassword(to);
  const request = new users.ChangePasswordReq();
  request.setOptions(options);
  const client = usersClient();
  await reply((done) => client.changePassword(request, basic({ username: 'admin', password: from }), done));
  client.close();
}

async function disableAdmin(password: string): Promise<void> {
  const options = new users.DisableReq.Options();
  options.setLoginName('admin');
  const request = new users.DisableReq();
  request.setOptions(options);
  const client = usersClient();
  await reply((done) => client.disable(request, basic({ username: 'admin', password }), done));
  client.close();
}

describe('a configured user', () => {
  it('is there from the first start on, and ops only if it has a password', async () => {
    await start('first password');
    expect(await isLetIn('admin', 'first password')).toBe(true);
    expect(await isLetIn('admin', 'another password')).toBe(false);
    expect(await isLetIn('ops', 'changeit')).toBe(false);
    await start('first password', 'operators password');
    expect(await isLetIn('ops', 'operators password')).toBe(true);
  });

  it('keeps the password that was changed by a call over a restart', async () => {
    await start('first password');
    await changeAdminPassword('first password', 'second password');
    await start('first password');
    expect(await isLetIn('admin', 'second password')).toBe(true);
    expect(await isLetIn('admin', 'first password')).toBe(false);
  });

  it('has the configured password again once that is another one than it was', async () => {
    await start('first password');
    await changeAdminPassword('first password', 'second password');
    await start('third password');
    expect(await isLetIn('admin', 'third password')).toBe(true);
    expect(await isLetIn('admin', 'second password')).toBe(false);
    await start('third password');
    expect(await isLetIn('admin', 'third password')).toBe(true);
  });

  it('who was disabled comes back by another configured password only', async () => {
    await start('first password');
    await disableAdmin('first password');
    await start('first password');
    expect(await isLetIn('admin', 'first password')).toBe(false);
    await start('second password');
    expect(await isLetIn('admin', 'second password')).toBe(true);
  });

  it('is written once, not at every start', async () => {
    await start('first password', 'operators password');
    await start('first password', 'operators password');
    const position = node?.lastPosition;
    await start('first password', 'operators password');
    expect(node?.lastPosition).toBe(position);
  });

  it('leaves no password in the folder', async () => {
    await start('first password', 'operators password');
    await node?.close();
    const stored = readFileSync(join(dir, 'data', 'events.sqlite')).toString('latin1');
    expect(stored).toContain('$UserCreated');
    for (const password of ['first password', 'operators password']) expect(stored).not.toContain(password);
  });
});

describe('a node without users', () => {
  it('knows no Users service, and says why', async () => {
    node = await startEmbeddedNode({ dir: join(dir, 'data'), port: 0, tls });
    const client = usersClient();
    const call = client.details(new users.DetailsReq());
    call.on('data', () => {});
    const refusal = new Promise((_resolve, reject) => call.on('error', reject));
    await expect(refusal).rejects.toMatchObject({
      code: 12,
      details: expect.stringContaining('without access control'),
    });
    client.close();
  });

  it('lets everybody in, whatever credentials are shown', async () => {
    node = await startEmbeddedNode({ dir: join(dir, 'data'), port: 0, tls });
    expect(await isLetIn('anybody', 'any password')).toBe(true);
  });
});
