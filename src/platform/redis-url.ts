/** `REDIS_URL`: one node, `redis://[user:password@]host:port[/db]`, or a cluster, `redis+cluster://[user:password@]h1:p1,h2:p2`. */

export interface ClusterAddress {
  nodes: { host: string; port: number }[];
  username?: string;
  password?: string;
  tls: boolean;
}

export type RedisAddress = { kind: 'single'; url: string } | ({ kind: 'cluster' } & ClusterAddress);

const CLUSTER = /^(rediss?)\+cluster:\/\/(?:([^@]*)@)?([^@/]+)\/?$/;
const NODE = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+):(\d{1,5})$/;
const PORT_MAX = 65_535;

/** What is wrong with it, as a sentence, where it cannot be read. Brackets of IPv6 addresses are taken off; passwords are percent-decoded. */
export function parseRedisUrl(url: string): RedisAddress | string {
  if (/^rediss?:\/\//.test(url))
    return URL.canParse(url) ? { kind: 'single', url } : 'not a URL: redis://host:port';
  const [, scheme, credentials, hosts] = CLUSTER.exec(url) ?? [];
  if (hosts === undefined)
    return 'a URL that starts with redis://, rediss://, redis+cluster:// or rediss+cluster://, with host:port for every node';
  const nodes: ClusterAddress['nodes'] = [];
  for (const node of hosts.split(',')) {
    const [, host, port] = NODE.exec(node) ?? [];
    if (host === undefined || Number(port) > PORT_MAX || Number(port) === 0)
      return 'a cluster is named as host:port,host:port,…';
    nodes.push({ host: host.replace(/^\[|\]$/g, ''), port: Number(port) });
  }
  try {
    return { kind: 'cluster', nodes, tls: scheme === 'rediss', ...credentialsOf(credentials) };
  } catch {
    return 'the user or password is not percent-encoded as it should be';
  }
}

function credentialsOf(credentials: string | undefined): Pick<ClusterAddress, 'username' | 'password'> {
  if (credentials === undefined) return {};
  const colon = credentials.indexOf(':');
  const username = decodeURIComponent(colon < 0 ? credentials : credentials.slice(0, colon));
  const password = colon < 0 ? '' : decodeURIComponent(credentials.slice(colon + 1));
  return { ...(username && { username }), ...(password && { password }) };
}
