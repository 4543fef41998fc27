import { describe, expect, it } from 'vitest';
import { formatEventStoreUrl, optionOf, parseEventStoreUrl } from '../../src/platform/event-store-url.ts';
import { withoutPassword } from '../../src/platform/urls.ts';

function parsed(url: string) {
  const result = parseEventStoreUrl(url);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

describe('a connection string of the event store', () => {
  it.each([
    ['esdb://localhost:2113', ['localhost:2113'], false],
    ['esdb://localhost', ['localhost:2113'], false],
    ['esdb://a:1,b:2,c:3?tls=false', ['a:1', 'b:2', 'c:3'], false],
    ['esdb://a,b:2/?tls=true&tlsCAFile=%2Fcerts%2Fca.crt', ['a:2113', 'b:2'], false],
    ['esdb+discover://cluster.example:2113', ['cluster.example:2113'], true],
    ['esdb://ana:secreto@a:1,b:2?nodePreference=follower', ['a:1', 'b:2'], false],
    ['kurrentdb://10.0.0.1:2113', ['10.0.0.1:2113'], false],
    ['kurrentdb+discover://cluster:2113', ['cluster:2113'], true],
  ])('%s', (url, hosts, discover) => {
    expect(parsed(url)).toMatchObject({ hosts, discover });
  });

  it.each([
    ['esdb:/localhost', 'a connection string like'],
    ['http://localhost:2113', 'a connection string like'],
    ['esdb://', 'a connection string like'],
    ['esdb://a:1,,b:2', 'hosts as names'],
    ['esdb://a:x', 'hosts as names'],
    ['esdb://a:70000', 'hosts as names'],
    ['esdb://[::1]:2113', 'hosts as names'],
    ['esdb://ana@a:1', 'credentials as user:password@'],
    ['esdb://a:1?tls', 'options as name=value'],
    ['esdb://a:1?nodePreference=lider', 'a nodePreference of'],
    ['esdb://a:1?tlsVerifyCert=false', 'tlsCAFile'],
    ['esdb://a:1?throwOnAppendFailure=false', 'options among'],
  ])('is refused with its reason: %s', (url, reason) => {
    expect(parseEventStoreUrl(url)).toContain(reason);
  });

  it.each(['esdb://ana:secretisimo@[::1]', 'esdb://ana:secretisimo@a:1?x=1', 'x://ana:secretisimo@a'])(
    'is refused without its password: %s',
    (url) => {
      expect(parseEventStoreUrl(url)).not.toContain('secretisimo');
    },
  );

  it('reaches the client as esdb, with its password whole and options in place of those given', () => {
    const url = parsed('kurrentdb+discover://ana:a:b%40c@cluster?node-preference=follower&tls=true');
    expect(formatEventStoreUrl(url, { nodePreference: 'leader', keepAliveTimeout: '10001' })).toBe(
      'esdb+discover://ana:a%3Ab%40c@cluster:2113?tls=true&nodePreference=leader&keepAliveTimeout=10001',
    );
    expect(formatEventStoreUrl(parsed('esdb://a'))).toBe('esdb://a:2113');
  });

  it('gives an option however its name is written, the last of two', () => {
    const { options } = parsed('esdb://a?keep-alive-interval=1&KEEPALIVEINTERVAL=2');
    expect(optionOf(options, 'keepAliveInterval')).toBe('2');
    expect(optionOf(options, 'tls')).toBeUndefined();
  });
});

describe('a connection string for the log', () => {
  it.each([
    ['esdb://ana:secreto@a:1,b:2,c:3?tls=true', 'esdb://ana:***@a:1,b:2,c:3?tls=true'],
    ['esdb+discover://ana:secreto@cluster', 'esdb+discover://ana:***@cluster'],
    ['esdb://a:1,b:2?tls=false', 'esdb://a:1,b:2?tls=false'],
    ['postgres://ana:se/cre@to@localhost:5432/x', 'postgres://ana:***@localhost:5432/x'],
    ['redis://:secreto@localhost', 'redis://:***@localhost'],
  ])('%s', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown);
  });
});
