import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { frame } from '../rpc/framing.ts';
import type { Method } from '../rpc/server.ts';

/** `Gossip/Read`: a cluster of this one node, which leads it. */
export function gossipMethod(instanceId: string, host: string, port: () => number): Method {
  return (call) => ({
    message() {
      const id = new shared.UUID();
      id.setString(instanceId);
      const endPoint = new gossip.EndPoint();
      endPoint.setAddress(host);
      endPoint.setPort(port());
      const member = new gossip.MemberInfo();
      member.setInstanceId(id);
      member.setTimeStamp(String(Date.now() * 10_000));
      member.setState(gossip.MemberInfo.VNodeState.LEADER);
      member.setIsAlive(true);
      member.setHttpEndPoint(endPoint);
      const info = new gossip.ClusterInfo();
      info.setMembersList([member]);
      call.write(frame(info.serializeBinary()));
      call.end();
    },
  });
}
