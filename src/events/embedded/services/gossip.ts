import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { frame } from '../rpc/framing.ts';
import type { Method } from '../rpc/server.ts';
import type { Member, NodeContext } from './node-context.ts';

const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;

/** `Gossip/Read`: the nodes of the cluster, by which a client finds the one it prefers. */
export function gossipMethod(node: NodeContext): Method {
  return (call) => ({
    message() {
      const info = new gossip.ClusterInfo();
      info.setMembersList(node.members().map(memberInfo));
      call.write(frame(info.serializeBinary()));
      call.end();
    },
  });
}

function memberInfo({ instanceId, host, port, isLeader }: Member): InstanceType<typeof gossip.MemberInfo> {
  const id = new shared.UUID();
  id.setString(instanceId);
  const endPoint = new gossip.EndPoint();
  endPoint.setAddress(host);
  endPoint.setPort(port);
  const member = new gossip.MemberInfo();
  member.setInstanceId(id);
  member.setTimeStamp(String(Date.now() * 10_000));
  member.setState(isLeader ? LEADER : FOLLOWER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endPoint);
  return member;
}
