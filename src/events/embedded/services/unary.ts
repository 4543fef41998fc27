import type { Call } from '../rpc/call.ts';
import { frame } from '../rpc/framing.ts';
import { type Method, toRpcError } from '../rpc/server.ts';
import type { NodeContext } from './node-context.ts';

interface Serializable {
  serializeBinary(): Uint8Array;
}

/** A method of one request and one reply. */
export function unaryMethod(
  node: NodeContext,
  answer: (request: Buffer, call: Call) => Promise<Serializable> | Serializable,
): Method {
  return (call) => ({
    message(bytes) {
      const reply = async (): Promise<void> => {
        const response = await answer(bytes, call);
        call.write(frame(response.serializeBinary()));
        call.end();
      };
      reply().catch((error: unknown) => call.fail(toRpcError(error, node.log)));
    },
  });
}
