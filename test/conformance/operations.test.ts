import monitoringService from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import monitoring from '@eventstore/db-client/generated/monitoring_pb.js';
import operationsService from '@eventstore/db-client/generated/operations_grpc_pb.js';
import operations from '@eventstore/db-client/generated/operations_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect } from './support/events.ts';
import { basic, hasSecuredServer, reply, useSecuredServer } from './support/secured-server.ts';

const server = useSecuredServer();
const isEmbedded = process.env.CONFORMANCE_EVENTSTORE_URL === undefined;
const DENIED = { code: 7 };

type StatsResponse = InstanceType<typeof monitoring.StatsResp>;

describe.runIf(hasSecuredServer)('the Operations service', () => {
  let service: InstanceType<typeof operationsService.OperationsClient>;
  beforeAll(() => {
    service = server.raw(operationsService.OperationsClient);
  });
  const asAdmin = () => basic(server.adminCredentials);
  const start = (metadata: Metadata) => {
    const options = new operations.StartScavengeReq.Options();
    options.setThreadCount(1);
    const request = new operations.StartScavengeReq();
    request.setOptions(options);
    return reply<InstanceType<typeof operations.ScavengeResp>>((done) =>
      service.startScavenge(request, metadata, done),
    );
  };
  const stop = (id: string, metadata: Metadata) => {
    const options = new operations.StopScavengeReq.Options();
    options.setScavengeId(id);
    const request = new operations.StopScavengeReq();
    request.setOptions(options);
    return reply((done) => service.stopScavenge(request, metadata, done));
  };
  const merge = (metadata: Metadata) =>
    reply((done) => service.mergeIndexes(new shared.Empty(), metadata, done));
  const restart = (metadata: Metadata) =>
    reply((done) => service.restartPersistentSubscriptions(new shared.Empty(), metadata, done));
  const resign = (metadata: Metadata) =>
    reply((done) => service.resignNode(new shared.Empty(), metadata, done));
  const prioritize = (metadata: Metadata) =>
    reply((done) => service.setNodePriority(new operations.SetNodePriorityReq(), metadata, done));
  const shutdown = (metadata: Metadata) =>
    reply((done) => service.shutdown(new shared.Empty(), metadata, done));

  it('starts a scavenge, whose record an administrator can read', async () => {
    const response = await start(asAdmin());
    const { STARTED, INPROGRESS } = operations.ScavengeResp.ScavengeResult;
    expect([STARTED, INPROGRESS]).toContain(response.getScavengeResult());
    const stream = `$scavenges-${response.getScavengeId()}`;
    const first = async (): Promise<string | undefined> => {
      const [event] = await collect(server.admin.readStream(stream, { maxCount: 1 }));
      return event?.event?.type;
    };
    await expect
      .poll(() => first().catch(() => undefined), { timeout: 5_000 })
      .toMatch(/^\$scavenge(?:Started|IndexInitialized)/);
  });

  it('stops no scavenge that does not run', async () => {
    const refusal = (await stop('none', asAdmin()).catch((error: unknown) => error)) as ServiceError;
    expect(refusal.code).toBe(5);
    expect(refusal.metadata.get('exception')).toEqual(['scavenge-not-found']);
    expect(refusal.metadata.get('scavenge-id')).toEqual(['none']);
  });

  it('merges indexes and restarts persistent subscriptions', async () => {
    await merge(asAdmin());
    await restart(asAdmin());
  });

  it('is for members of $ops too', async () => {
    await merge(basic(await server.user('$ops')));
  });

  it.each(Object.entries({ start, merge, restart, resign, prioritize, shutdown }))(
    'is for nobody else: %s',
    async (_name, operation) => {
      await expect(operation(basic(await server.user()))).rejects.toMatchObject(DENIED);
    },
  );

  it.runIf(isEmbedded)('says that a single node neither resigns nor has a priority', async () => {
    const refused = { code: 9, details: expect.stringContaining('single node') };
    await expect(resign(asAdmin())).rejects.toMatchObject(refused);
    await expect(prioritize(asAdmin())).rejects.toMatchObject(refused);
  });
});

describe.runIf(hasSecuredServer)('the Monitoring service', () => {
  const stats = (metadata: Metadata, count: number): Promise<StatsResponse[]> => {
    const request = new monitoring.StatsReq();
    request.setRefreshTimePeriodInMs('50');
    const call = server.raw(monitoringService.MonitoringClient).stats(request, metadata);
    return new Promise((resolve, reject) => {
      const seen: StatsResponse[] = [];
      call.on('data', (response: StatsResponse) => {
        seen.push(response);
        if (seen.length < count) return;
        resolve(seen);
        call.cancel();
      });
      call.on('error', reject);
    });
  };

  it('tells figures of the node at the interval asked for', async () => {
    const seen = await stats(basic(server.adminCredentials), 3);
    for (const response of seen) {
      const figures = new Map(response.getStatsMap().getEntryList());
      expect(Number(figures.get('proc-mem'))).toBeGreaterThan(0);
      expect(Number(figures.get('sys-freeMem'))).toBeGreaterThan(0);
      expect(figures.size).toBeGreaterThan(10);
    }
  });

  it.runIf(isEmbedded)('tells nothing to strangers', async () => {
    await expect(stats(new Metadata(), 1)).rejects.toMatchObject(DENIED);
  });
});
