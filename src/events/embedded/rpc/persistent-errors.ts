import { headerText } from './errors.ts';
import { RpcError, STATUS, type StatusCode } from './status.ts';

/** The errors of persistent subscriptions, with the trailers that clients know them by. */

/** A request that makes no sense, or that could not be carried out. */
export function groupFailed(stream: string, group: string, reason: string): RpcError {
  return error(
    STATUS.internal,
    'persistent-subscription-failed',
    `Subscription group ${group} on stream ${stream} failed: '${reason}'`,
    { ...names(stream, group), reason: headerText(reason) },
  );
}

export function groupDoesNotExist(stream: string, group: string): RpcError {
  return error(
    STATUS.notFound,
    'persistent-subscription-does-not-exist',
    `Subscription group ${group} on stream ${stream} does not exist.`,
    names(stream, group),
  );
}

export function groupExists(stream: string, group: string): RpcError {
  return error(
    STATUS.alreadyExists,
    'persistent-subscription-exists',
    `Subscription group ${group} on stream ${stream} exists.`,
    names(stream, group),
  );
}

/** The group has as many consumers as it may have. */
export function groupIsFull(stream: string, group: string): RpcError {
  return error(
    STATUS.failedPrecondition,
    'maximum-subscribers-reached',
    `Maximum subscriptions reached for subscription group ${group} on stream ${stream}.`,
    names(stream, group),
  );
}

/** The group has let go of its consumer: it was updated, deleted or restarted, or its stream cannot be read. */
export function groupDropped(stream: string, group: string): RpcError {
  return error(
    STATUS.cancelled,
    'persistent-subscription-dropped',
    `Subscription group ${group} on stream ${stream} was dropped.`,
    names(stream, group),
  );
}

function names(stream: string, group: string): Record<string, string> {
  return { 'stream-name': headerText(stream), 'group-name': headerText(group) };
}

function error(
  code: StatusCode,
  exception: string,
  message: string,
  trailers: Readonly<Record<string, string>>,
): RpcError {
  return new RpcError(code, message, { exception, ...trailers });
}
