import users from '@eventstore/db-client/generated/users_pb.js';
import type { StoredUser, UserChange, UserDirectory } from '../access/user-directory.ts';
import { accessDenied } from '../rpc/access-errors.ts';
import { headerText } from '../rpc/errors.ts';
import { frame } from '../rpc/framing.ts';
import type { Method, MethodEntry } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import type { NodeContext } from './node-context.ts';
import { unaryMethod } from './unary.ts';

/** Every method of the Users service; who may call which is decided before a call gets here. */
export function usersMethods(node: NodeContext): MethodEntry[] {
  const entry = (name: string, method: Method): MethodEntry => [
    `/event_store.client.users.Users/${name}`,
    method,
  ];
  return [
    entry('Create', unaryMethod(node, create(node))),
    entry('Update', unaryMethod(node, update(node))),
    entry('Delete', unaryMethod(node, remove(node))),
    entry('Disable', unaryMethod(node, disable(node))),
    entry('Enable', unaryMethod(node, enable(node))),
    entry('Details', detailsMethod(node)),
    entry('ChangePassword', unaryMethod(node, changePassword(node))),
    entry('ResetPassword', unaryMethod(node, resetPassword(node))),
  ];
}

type Answer = Parameters<typeof unaryMethod>[1];

function create(node: NodeContext): Answer {
  return async (bytes) => {
    const options = given(users.CreateReq.deserializeBinary(bytes).getOptions());
    const loginName = loginOf(options);
    const change = await directory(node).create({
      loginName,
      fullName: options.getFullName(),
      groups: options.getGroupsList(),
      password: passwordOf(options.getPassword()),
    });
    accept(change, loginName);
    return new users.CreateResp();
  };
}

function update(node: NodeContext): Answer {
  return async (bytes) => {
    const options = given(users.UpdateReq.deserializeBinary(bytes).getOptions());
    const loginName = loginOf(options);
    const change = { fullName: options.getFullName(), groups: options.getGroupsList() };
    accept(await directory(node).update(loginName, change), loginName);
    return new users.UpdateResp();
  };
}

function remove(node: NodeContext): Answer {
  return async (bytes) => {
    const loginName = loginOf(given(users.DeleteReq.deserializeBinary(bytes).getOptions()));
    accept(await directory(node).remove(loginName), loginName);
    return new users.DeleteResp();
  };
}

function disable(node: NodeContext): Answer {
  return async (bytes) => {
    const loginName = loginOf(given(users.DisableReq.deserializeBinary(bytes).getOptions()));
    accept(await directory(node).update(loginName, { disabled: true }), loginName);
    return new users.DisableResp();
  };
}

function enable(node: NodeContext): Answer {
  return async (bytes) => {
    const loginName = loginOf(given(users.EnableReq.deserializeBinary(bytes).getOptions()));
    accept(await directory(node).update(loginName, { disabled: false }), loginName);
    return new users.EnableResp();
  };
}

/** Users change their own passwords only; for the others there is `ResetPassword`. */
function changePassword(node: NodeContext): Answer {
  return async (bytes, { caller }) => {
    const options = given(users.ChangePasswordReq.deserializeBinary(bytes).getOptions());
    const loginName = loginOf(options);
    if (caller.kind === 'user' && caller.name !== loginName) throw accessDenied();
    const password = passwordOf(options.getNewPassword());
    const change = await directory(node).setPassword(loginName, password, options.getCurrentPassword());
    accept(change, loginName);
    return new users.ChangePasswordResp();
  };
}

function resetPassword(node: NodeContext): Answer {
  return async (bytes) => {
    const options = given(users.ResetPasswordReq.deserializeBinary(bytes).getOptions());
    const loginName = loginOf(options);
    accept(await directory(node).setPassword(loginName, passwordOf(options.getNewPassword())), loginName);
    return new users.ResetPasswordResp();
  };
}

/** One user, or all of them if the request names none. */
function detailsMethod(node: NodeContext): Method {
  return (call) => ({
    message(bytes) {
      const loginName = users.DetailsReq.deserializeBinary(bytes).getOptions()?.getLoginName().trim() ?? '';
      const all = directory(node);
      const found = loginName === '' ? all.all() : [all.find(loginName)];
      for (const user of found) {
        if (user === undefined) throw userNotFound(loginName);
        call.write(frame(details(user).serializeBinary()));
      }
      call.open();
      call.end();
    },
  });
}

function details({ record, updatedMs }: StoredUser): InstanceType<typeof users.DetailsResp> {
  const updated = new users.DetailsResp.UserDetails.DateTime();
  updated.setTicksSinceEpoch(String(updatedMs * 10_000));
  const user = new users.DetailsResp.UserDetails();
  user.setLoginName(record.loginName);
  user.setFullName(record.fullName);
  user.setGroupsList([...record.groups]);
  user.setDisabled(record.disabled);
  user.setLastUpdated(updated);
  const response = new users.DetailsResp();
  response.setUserDetails(user);
  return response;
}

function directory(node: NodeContext): UserDirectory {
  if (node.users === undefined) {
    throw new RpcError(
      STATUS.unimplemented,
      'User management is not served by an event store without access control; start it with a password for the user admin.',
    );
  }
  return node.users;
}

function given<Options>(options: Options | undefined): Options {
  if (options === undefined) throw new RpcError(STATUS.invalidArgument, 'The request needs options.');
  return options;
}

function loginOf(options: { getLoginName(): string }): string {
  const loginName = options.getLoginName();
  // A colon ends the login in the credentials of a call: nobody could ever log in by such a name.
  if (loginName.trim() === '' || loginName.includes(':'))
    throw new RpcError(STATUS.invalidArgument, 'A user needs a login name, without a colon in it.');
  return loginName;
}

function passwordOf(password: string): string {
  if (password === '') throw new RpcError(STATUS.invalidArgument, 'A user needs a password.');
  return password;
}

/** Throws if a change was not made. */
function accept(change: UserChange, loginName: string): void {
  switch (change.kind) {
    case 'done':
      return;
    case 'not-found':
      throw userNotFound(loginName);
    case 'conflict':
      throw new RpcError(STATUS.failedPrecondition, 'Conflict.', {
        exception: 'user-conflict',
        'login-name': headerText(loginName),
      });
    case 'wrong-password':
      throw accessDenied();
    case 'failed':
      throw new RpcError(STATUS.unavailable, change.message);
    default:
      change satisfies never;
  }
}

function userNotFound(loginName: string): RpcError {
  return new RpcError(STATUS.notFound, `User '${loginName}' is not found.`, {
    exception: 'user-not-found',
    'login-name': headerText(loginName),
  });
}
