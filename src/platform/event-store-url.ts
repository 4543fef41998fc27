/**
 * Connection strings of the event store: one host, several, or a DNS name to discover them by. The official client
 * parses them too, but only `esdb://`, and its errors quote the string with its password.
 */

export interface EventStoreUrl {
  /** True for `esdb+discover://`: the host is a DNS name of the whole cluster. */
  discover: boolean;
  /** As written, `user:password@`; empty when there are none. */
  credentials: string;
  /** `host:port` each. */
  hosts: readonly string[];
  /** Options as the client reads them, in the order they were given. */
  options: readonly (readonly [name: string, value: string])[];
}

const DEFAULT_PORT = 2113;
const FORM =
  /^(?:esdb|kurrentdb)(?<discover>\+discover)?:\/\/(?:(?<credentials>[^@?]+)@)?(?<hosts>[^@/?]+)\/?(?:\?(?<options>.*))?$/;
const HOST = /^(?<name>[A-Za-z0-9._-]+)(?::(?<port>\d{1,5}))?$/;
/** With an option that it does not know, the client prints the string, password and all. */
const OPTIONS = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'nodePreference',
  'keepAliveInterval',
  'keepAliveTimeout',
  'defaultDeadline',
  'connectionName',
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
];
const PREFERENCES = ['leader', 'follower', 'random', 'readonlyreplica'];

/** The parts of a connection string, or a sentence that says what is wrong with it and never quotes its password. */
export function parseEventStoreUrl(url: string): EventStoreUrl | string {
  const { discover, credentials = '', hosts = '', options = '' } = FORM.exec(url.trim())?.groups ?? {};
  if (hosts === '')
    return 'a connection string like esdb://host:2113, esdb://a:2113,b:2113,c:2113 or esdb+discover://cluster:2113';
  const named: string[] = [];
  for (const host of hosts.split(',')) {
    const { name, port } = HOST.exec(host)?.groups ?? {};
    if (name === undefined || Number(port ?? DEFAULT_PORT) > 65_535 || Number(port) === 0)
      return `hosts as names or IPv4 addresses with a port each, separated by commas; ${JSON.stringify(host)} is none`;
    named.push(`${name}:${port ?? DEFAULT_PORT}`);
  }
  const colon = credentials.indexOf(':');
  if (credentials !== '' && (colon < 1 || colon === credentials.length - 1))
    return 'credentials as user:password@, both percent-encoded';
  const pairs: [string, string][] = [];
  for (const option of options === '' ? [] : options.split('&')) {
    const [name = '', value = '', ...rest] = option.split('=');
    if (name === '' || value === '' || rest.length > 0) return 'options as name=value, separated by &';
    if (flat(name) === 'tlsverifycert') {
      if (value === 'true') continue;
      return 'certificates that can be verified: name the authority with tlsCAFile in place of tlsVerifyCert=false';
    }
    if (!OPTIONS.some((known) => flat(known) === flat(name)))
      return `options among ${OPTIONS.join(', ')}; ${JSON.stringify(name)} is none`;
    pairs.push([name, value]);
  }
  const preference = optionOf(pairs, 'nodePreference');
  if (preference !== undefined && !PREFERENCES.includes(flat(preference)))
    return `a nodePreference of leader, follower, random or readOnlyReplica, not ${JSON.stringify(preference)}`;
  return {
    discover: discover !== undefined,
    credentials: encoded(credentials),
    hosts: named,
    options: pairs,
  };
}

/** The string for the official client, with options that take the place of those given. */
export function formatEventStoreUrl(
  url: EventStoreUrl,
  options: Readonly<Record<string, string>> = {},
): string {
  const replaced = new Set(Object.keys(options).map(flat));
  const all = [...url.options.filter(([name]) => !replaced.has(flat(name))), ...Object.entries(options)];
  const query = all.map(([name, value]) => `${name}=${value}`).join('&');
  const credentials = url.credentials && `${url.credentials}@`;
  return `esdb${url.discover ? '+discover' : ''}://${credentials}${url.hosts.join(',')}${query && `?${query}`}`;
}

/** The value of an option, whose name may be written in any case, with or without dashes. */
export function optionOf(options: EventStoreUrl['options'], name: string): string | undefined {
  return options.findLast(([given]) => flat(given) === flat(name))?.[1];
}

const flat = (name: string): string => name.trim().toLowerCase().replace(/[_-]/g, '');

/** The client takes a password to end at its first colon; percent-encoded, a colon passes through. */
function encoded(credentials: string): string {
  const [user = '', ...password] = credentials.split(':');
  return user && `${user}:${password.join('%3A')}`;
}
