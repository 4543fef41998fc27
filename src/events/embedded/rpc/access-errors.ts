import { RpcError, STATUS } from './status.ts';

/** The caller may not do this, in the server's words. */
export function accessDenied(): RpcError {
  return new RpcError(STATUS.permissionDenied, ACCESS_DENIED_MESSAGE, { exception: 'access-denied' });
}

export const ACCESS_DENIED_MESSAGE = 'Access Denied';
