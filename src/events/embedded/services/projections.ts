import projections from '@eventstore/db-client/generated/projections_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import structs from 'google-protobuf/google/protobuf/struct_pb.js';
import type { ManagedProjection, ProjectionStatistics } from '../projections/managed-projection.ts';
import type { Call } from '../rpc/call.ts';
import { failureError } from '../rpc/errors.ts';
import { frame } from '../rpc/framing.ts';
import type { Method } from '../rpc/server.ts';
import { toRpcError } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import type { AppendFailure } from '../streams/append-outcome.ts';
import { ANY } from '../streams/expected-revision.ts';
import type { NodeContext } from './node-context.ts';

interface Serializable {
  serializeBinary(): Uint8Array;
}

/** Every method of the Projections service with its path. */
export function projectionsMethods(node: NodeContext): (readonly [path: string, method: Method])[] {
  const service = '/event_store.client.projections.Projections';
  return [
    [`${service}/Create`, refusedMethod('created')],
    [`${service}/Update`, refusedMethod('updated')],
    [`${service}/Delete`, deleteMethod(node)],
    [`${service}/Statistics`, statisticsMethod(node)],
    [`${service}/State`, unaryMethod(node, stateOf(node))],
    [`${service}/Result`, unaryMethod(node, resultOf(node))],
    [`${service}/Enable`, unaryMethod(node, enable(node))],
    [`${service}/Disable`, unaryMethod(node, disable(node))],
    [`${service}/Reset`, unaryMethod(node, reset(node))],
    [`${service}/RestartSubsystem`, unaryMethod(node, restart(node))],
  ];
}

type Answer = (request: Buffer) => Promise<Serializable>;

function unaryMethod(node: NodeContext, answer: Answer): Method {
  return (call) => ({
    message(bytes) {
      answer(bytes).then(
        (response) => reply(call, response),
        (error: unknown) => call.fail(toRpcError(error, node.log)),
      );
    },
  });
}

function reply(call: Call, response: Serializable): void {
  call.write(frame(response.serializeBinary()));
  call.end();
}

/** What would make or change a projection: there is nothing here that could run its code. */
function refusedMethod(verb: string): Method {
  return () => {
    throw notServed(verb);
  };
}

function notServed(verb: string): RpcError {
  return new RpcError(
    STATUS.unimplemented,
    `User-defined projections are not served by the embedded event store node and cannot be ${verb}; ` +
      'connect to a full server for that.',
  );
}

/** System projections cannot be deleted on any server; there are no others here. */
function deleteMethod(node: NodeContext): Method {
  return () => ({
    message(bytes) {
      const name = projections.DeleteReq.deserializeBinary(bytes).getOptions()?.getName() ?? '';
      throw node.projections.find(name) === undefined
        ? notServed('deleted')
        : unexpected('Updated', 'OperationFailed');
    },
  });
}

function statisticsMethod(node: NodeContext): Method {
  return (call) => ({
    message(bytes) {
      for (const projection of asked(node, bytes)) {
        const response = new projections.StatisticsResp();
        response.setDetails(details(projection.statistics));
        call.write(frame(response.serializeBinary()));
      }
      call.open();
      call.end();
    },
  });
}

/** The projections that a request for statistics is about; all there are here are continuous ones. */
function asked(node: NodeContext, bytes: Buffer): readonly ManagedProjection[] {
  const options = projections.StatisticsReq.deserializeBinary(bytes).getOptions();
  if (options === undefined)
    throw new RpcError(STATUS.invalidArgument, 'A request for statistics needs options.');
  if (options.getName() !== '') return [named(node, options.getName(), 'Statistics')];
  return options.hasTransient() || options.hasOneTime() ? [] : node.projections.all;
}

function details(statistics: ProjectionStatistics): InstanceType<typeof projections.StatisticsResp.Details> {
  const result = new projections.StatisticsResp.Details();
  result.setName(statistics.name);
  result.setEffectivename(statistics.name);
  result.setMode('Continuous');
  result.setStatus(statistics.status);
  result.setStatereason(statistics.stateReason);
  result.setEpoch(String(statistics.epoch));
  result.setVersion(String(statistics.version));
  result.setPosition(positionText(statistics.position));
  result.setLastcheckpoint(positionText(statistics.lastCheckpoint));
  result.setProgress(statistics.progressPercent);
  result.setEventsprocessedafterrestart(String(statistics.handledSinceStart));
  result.setWritesinprogress(statistics.writesInProgress);
  result.setCoreprocessingtime('0');
  result.setBufferedevents('0');
  result.setPartitionscached(statistics.position === undefined ? 0 : 1);
  return result;
}

function positionText(position: number | undefined): string {
  return position === undefined ? '' : `C:${position}/P:${position}`;
}

/** System projections have neither a state nor a result; the server answers with an empty object. */
function stateOf(node: NodeContext): Answer {
  return async (bytes) => {
    named(node, projections.StateReq.deserializeBinary(bytes).getOptions()?.getName(), 'ProjectionState');
    const response = new projections.StateResp();
    response.setState(emptyObject());
    return response;
  };
}

function resultOf(node: NodeContext): Answer {
  return async (bytes) => {
    named(node, projections.ResultReq.deserializeBinary(bytes).getOptions()?.getName(), 'ProjectionResult');
    const response = new projections.ResultResp();
    response.setResult(emptyObject());
    return response;
  };
}

function emptyObject(): InstanceType<typeof structs.Value> {
  const value = new structs.Value();
  value.setStructValue(new structs.Struct());
  return value;
}

function enable(node: NodeContext): Answer {
  return async (bytes) => {
    const name = projections.EnableReq.deserializeBinary(bytes).getOptions()?.getName();
    accept(await named(node, name, 'Updated').enable(), name);
    return new projections.EnableResp();
  };
}

function disable(node: NodeContext): Answer {
  return async (bytes) => {
    const options = projections.DisableReq.deserializeBinary(bytes).getOptions();
    const writeCheckpoint = options?.getWriteCheckpoint() ?? true;
    accept(await named(node, options?.getName(), 'Updated').disable(writeCheckpoint), options?.getName());
    return new projections.DisableResp();
  };
}

function reset(node: NodeContext): Answer {
  return async (bytes) => {
    const name = projections.ResetReq.deserializeBinary(bytes).getOptions()?.getName();
    accept(await named(node, name, 'Updated').reset(), name);
    return new projections.ResetResp();
  };
}

function restart(node: NodeContext): Answer {
  return async () => {
    await node.projections.restart();
    return new shared.Empty();
  };
}

/** Throws if a change could not be kept. */
function accept(failure: AppendFailure | undefined, name = ''): void {
  if (failure !== undefined) throw failureError(failure, `$projections-${name}`, ANY);
}

function named(node: NodeContext, name: string | undefined, expected: string): ManagedProjection {
  const projection = node.projections.find(name ?? '');
  if (projection === undefined) throw unexpected(expected, 'NotFound');
  return projection;
}

/** Servers of this version tell of every refusal in these words, with this status. */
function unexpected(expected: string, received: string): RpcError {
  return new RpcError(STATUS.unknown, `Envelope callback expected ${expected}, received ${received} instead`);
}
