import { randomUUID } from 'node:crypto';
import { type Credentials, jsonEvent } from '@eventstore/db-client';
import usersService from '@eventstore/db-client/generated/users_grpc_pb.js';
import users from '@eventstore/db-client/generated/users_pb.js';
import type { ServiceError } from '@grpc/grpc-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { basic, hasSecuredServer, reply, useSecuredServer } from './support/secured-server.ts';

const server = useSecuredServer();

type UserDetails = InstanceType<typeof users.DetailsResp.UserDetails>;

/** Codes of gRPC. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const FAILED_PRECONDITION = 9;

describe.runIf(hasSecuredServer)('the Users service', () => {
  let service: InstanceType<typeof usersService.UsersClient>;
  beforeAll(() => {
    service = server.raw(usersService.UsersClient);
  });
  const asAdmin = () => basic(server.adminCredentials);

  const create = (login: string, password: string, metadata = asAdmin()) => {
    const options = new users.CreateReq.Options();
    options.setLoginName(login);
    options.setPassword(password);
    options.setFullName('Somebody');
    options.setGroupsList(['readers']);
    const request = new users.CreateReq();
    request.setOptions(options);
    return reply((done) => service.create(request, metadata, done));
  };
  const update = (login: string, groups: string[], metadata = asAdmin()) => {
    const options = new users.UpdateReq.Options();
    options.setLoginName(login);
    options.setFullName('Another name');
    options.setGroupsList(groups);
    const request = new users.UpdateReq();
    request.setOptions(options);
    return reply((done) => service.update(request, metadata, done));
  };
  const disable = (login: string, metadata = asAdmin()) => {
    const options = new users.DisableReq.Options();
    options.setLoginName(login);
    const request = new users.DisableReq();
    request.setOptions(options);
    return reply((done) => service.disable(request, metadata, done));
  };
  const enable = (login: string, metadata = asAdmin()) => {
    const options = new users.EnableReq.Options();
    options.setLoginName(login);
    const request = new users.EnableReq();
    request.setOptions(options);
    return reply((done) => service.enable(request, metadata, done));
  };
  const remove = (login: string, metadata = asAdmin()) => {
    const options = new users.DeleteReq.Options();
    options.setLoginName(login);
    const request = new users.DeleteReq();
    request.setOptions(options);
    return reply((done) => service.delete(request, metadata, done));
  };
  const changePassword = (login: string, current: string, next: string, metadata = asAdmin()) => {
    const options = new users.ChangePasswordReq.Options();
    options.setLoginName(login);
    options.setCurrentPassword(current);
    options.setNewPassword(next);
    const request = new users.ChangePasswordReq();
    request.setOptions(options);
    return reply((done) => service.changePassword(request, metadata, done));
  };
  const resetPassword = (login: string, next: string, metadata = asAdmin()) => {
    const options = new users.ResetPasswordReq.Options();
    options.setLoginName(login);
    options.setNewPassword(next);
    const request = new users.ResetPasswordReq();
    request.setOptions(options);
    return reply((done) => service.resetPassword(request, metadata, done));
  };
  /** Details of one user, or of all if the login is empty. */
  const details = (login: string, metadata = asAdmin()): Promise<UserDetails[]> => {
    const options = new users.DetailsReq.Options();
    options.setLoginName(login);
    const request = new users.DetailsReq();
    request.setOptions(options);
    return new Promise((resolve, reject) => {
      const found: UserDetails[] = [];
      const call = service.details(request, metadata);
      call.on('data', (response: InstanceType<typeof users.DetailsResp>) => {
        found.push(response.getUserDetails() as UserDetails);
      });
      call.on('error', reject);
      call.on('end', () => resolve(found));
    });
  };

  /** Whether the credentials let somebody in; a server may take a moment to forget what it knew. */
  const isLetIn = async (credentials: Credentials): Promise<boolean> => {
    try {
      const event = jsonEvent({ type: 'T', data: {} });
      await server.stranger.appendToStream(server.stream(), event, { credentials });
      return true;
    } catch {
      return false;
    }
  };
  const becomes = (credentials: Credentials, expected: boolean) =>
    expect.poll(() => isLetIn(credentials), { timeout: 5_000 }).toBe(expected);

  const refusal = async (work: Promise<unknown>): Promise<ServiceError> => {
    try {
      await work;
    } catch (error) {
      return error as ServiceError;
    }
    throw new Error('it was not refused');
  };
  const expectNotFound = async (work: Promise<unknown>, login: string): Promise<void> => {
    const { code, metadata } = await refusal(work);
    expect(code).toBe(NOT_FOUND);
    expect(metadata.get('exception')).toEqual(['user-not-found']);
    expect(metadata.get('login-name')).toEqual([login]);
  };
  const newLogin = (): string => `u${randomUUID().slice(0, 8)}`;

  it('makes a user who can log in from then on', async () => {
    const user = { username: newLogin(), password: 'first password' };
    expect(await isLetIn(user)).toBe(false);
    await create(user.username, user.password);
    await becomes(user, true);
    const [found] = await details(user.username);
    expect(found?.toObject()).toMatchObject({
      loginName: user.username,
      fullName: 'Somebody',
      groupsList: ['readers'],
      disabled: false,
    });
    expect(Number(found?.getLastUpdated()?.getTicksSinceEpoch())).toBeGreaterThan(0);
  });

  it('takes the same request again, but not another user of the same name', async () => {
    const login = newLogin();
    await create(login, 'first password');
    await create(login, 'first password');
    const { code, metadata } = await refusal(create(login, 'another password'));
    expect(code).toBe(FAILED_PRECONDITION);
    expect(metadata.get('exception')).toEqual(['user-conflict']);
    expect(metadata.get('login-name')).toEqual([login]);
  });

  it('changes a user’s groups, which counts for access lists', async () => {
    const user = await server.user('readers');
    const stream = server.stream();
    await server.admin.setStreamMetadata(stream, { acl: { writeRoles: ['writers'] } });
    const write = async (): Promise<boolean> => {
      const event = jsonEvent({ type: 'T', data: {} });
      return server.stranger.appendToStream(stream, event, { credentials: user }).then(
        () => true,
        () => false,
      );
    };
    expect(await write()).toBe(false);
    await update(user.username, ['readers', 'writers']);
    await expect.poll(write, { timeout: 5_000 }).toBe(true);
    const [found] = await details(user.username);
    expect(found?.toObject()).toMatchObject({
      fullName: 'Another name',
      groupsList: ['readers', 'writers'],
    });
  });

  it('keeps a disabled user out until he is enabled', async () => {
    const user = await server.user();
    await becomes(user, true);
    await disable(user.username);
    await becomes(user, false);
    expect((await details(user.username))[0]?.getDisabled()).toBe(true);
    await enable(user.username);
    await becomes(user, true);
  });

  it('lets users change their own password, if they know it', async () => {
    const user = await server.user();
    const own = basic(user);
    const wrong = await refusal(changePassword(user.username, 'not it', 'second password', own));
    expect(wrong.code).toBe(PERMISSION_DENIED);
    await changePassword(user.username, user.password, 'second password', own);
    await becomes({ ...user, password: 'second password' }, true);
    await becomes(user, false);
  });

  it('lets nobody change the password of another, but administrators reset it', async () => {
    const [user, other] = [await server.user(), await server.user()];
    const foreign = changePassword(user.username, user.password, 'second password', basic(other));
    expect((await refusal(foreign)).code).toBe(PERMISSION_DENIED);
    const reset = resetPassword(user.username, 'second password', basic(other));
    expect((await refusal(reset)).code).toBe(PERMISSION_DENIED);
    await resetPassword(user.username, 'third password');
    await becomes({ ...user, password: 'third password' }, true);
    await becomes(user, false);
  });

  it('deletes a user, whose login can be given away again', async () => {
    const user = await server.user();
    await becomes(user, true);
    await remove(user.username);
    await becomes(user, false);
    await expectNotFound(details(user.username), user.username);
    await create(user.username, 'of another person');
    await becomes({ ...user, password: 'of another person' }, true);
    await becomes(user, false);
  });

  it('knows no user who was not made', async () => {
    const login = newLogin();
    await expectNotFound(details(login), login);
    await expectNotFound(update(login, []), login);
    await expectNotFound(disable(login), login);
    await expectNotFound(enable(login), login);
    await expectNotFound(remove(login), login);
    await expectNotFound(resetPassword(login, 'some password'), login);
  });

  it('lists all users to an administrator', async () => {
    const user = await server.user();
    const logins = (await details('')).map((each) => each.getLoginName());
    expect(logins).toEqual(expect.arrayContaining(['admin', 'ops', user.username]));
    expect(logins).toEqual([...logins].sort());
  });

  it('takes orders from administrators only', async () => {
    const [user, other] = [await server.user('$ops'), await server.user()];
    const own = basic(user);
    for (const order of [
      () => create(newLogin(), 'some password', own),
      () => update(other.username, [], own),
      () => disable(other.username, own),
      () => enable(other.username, own),
      () => remove(other.username, own),
    ]) {
      const { code, metadata } = await refusal(order());
      expect(code).toBe(PERMISSION_DENIED);
      expect(metadata.get('exception')).toEqual(['access-denied']);
    }
  });
});
