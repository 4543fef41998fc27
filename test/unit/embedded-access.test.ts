import { describe, expect, it } from 'vitest';
import {
  BUILT_IN_ACLS,
  parseAcl,
  parseDefaultAcls,
  type StreamAcl,
} from '../../src/events/embedded/access/acl.ts';
import { ANONYMOUS, type Caller, isOperator, TRUSTED } from '../../src/events/embedded/access/caller.ts';
import { parseBasic } from '../../src/events/embedded/access/credentials.ts';
import { type AccessFacts, mayAccess, type StreamAction } from '../../src/events/embedded/access/decision.ts';
import { requirementOf, satisfies } from '../../src/events/embedded/access/requirements.ts';
import { parseUserRecord } from '../../src/events/embedded/access/user-record.ts';

const user = (name: string, ...groups: string[]): Caller => ({ kind: 'user', name, groups });
const ANA = user('ana', 'writers');
const ADMIN = user('root', '$admins');
const OPS = user('operator', '$ops');

const facts = (lists: Record<string, StreamAcl> = {}, defaults = '{}'): AccessFacts => ({
  aclOf: (streamName) => lists[streamName],
  defaults: () => parseDefaultAcls(Buffer.from(defaults)),
});
const ACTIONS: readonly StreamAction[] = ['read', 'write', 'delete'];
const allowed = (caller: Caller, stream: string, given = facts()): StreamAction[] =>
  ACTIONS.filter((action) => mayAccess(caller, action, stream, given));

describe('the access decision', () => {
  it.each<[string, Caller, string, StreamAction[]]>([
    ['everybody on a server without users, the log', TRUSTED, '$all', ['read', 'write', 'delete']],
    ['everybody on a server without users, metadata', TRUSTED, '$$a', ['read', 'write', 'delete']],
    ['a stranger, a stream', ANONYMOUS, 'a', []],
    ['a stranger, a system stream', ANONYMOUS, '$a', []],
    ['a stranger, metadata', ANONYMOUS, '$$a', []],
    ['a user, a stream', ANA, 'a', ['read', 'write', 'delete']],
    ['a user, its metadata', ANA, '$$a', ['read', 'write']],
    ['a user, a system stream', ANA, '$a', []],
    ['a user, its metadata', ANA, '$$$a', []],
    ['a user, the log', ANA, '$all', []],
    ['an operator, a system stream', OPS, '$a', []],
    ['an administrator, a system stream', ADMIN, '$a', ['read', 'write', 'delete']],
    ['an administrator, metadata, which nobody deletes', ADMIN, '$$a', ['read', 'write']],
    ['an administrator, the log, which nobody writes', ADMIN, '$all', ['read']],
    ['the login admin, a system stream', user('admin'), '$a', ['read', 'write', 'delete']],
  ])('without lists: %s', (_who, caller, stream, expected) => {
    expect(allowed(caller, stream)).toEqual(expected);
  });

  it.each<[string, StreamAcl, StreamAction[]]>([
    ['a login', { read: ['ana'] }, ['read', 'write', 'delete']],
    ['a group', { write: ['writers'] }, ['read', 'write', 'delete']],
    ['others', { read: ['ben'], write: ['readers'] }, ['delete']],
    ['nobody', { read: [], write: [], delete: [] }, []],
    ['everybody', { delete: ['$all'] }, ['read', 'write', 'delete']],
    ['names that only begin alike', { read: ['an'], write: ['writers2'] }, ['delete']],
  ])('with a list that names %s', (_whom, acl, expected) => {
    expect(allowed(ANA, 'a', facts({ a: acl }))).toEqual(expected);
  });

  it('guards metadata by rights of their own', () => {
    const given = facts({ a: { read: [], write: [], metadataRead: ['ana'], metadataWrite: ['ben'] } });
    expect(allowed(ANA, '$$a', given)).toEqual(['read']);
    expect(allowed(user('ben'), '$$a', given)).toEqual(['write']);
    expect(allowed(ANA, 'a', given)).toEqual(['delete']);
  });

  it('keeps no administrator out by a list', () => {
    const nobody = { read: [], write: [], delete: [] };
    expect(allowed(ADMIN, 'a', facts({ a: nobody }))).toEqual(['read', 'write', 'delete']);
  });

  it('lets no stranger in by a list', () => {
    expect(allowed(ANONYMOUS, 'a', facts({ a: { read: ['$all'], write: ['$all'] } }))).toEqual([]);
  });

  it('falls back right by right, from the list to the settings and on to what is built in', () => {
    const settings = '{"$userStreamAcl":{"$r":"$admins"},"$systemStreamAcl":{"$r":["ana"],"$w":"ana"}}';
    expect(allowed(ANA, 'a', facts({}, settings))).toEqual(['write', 'delete']);
    expect(allowed(ANA, 'a', facts({ a: { write: [] } }, settings))).toEqual(['delete']);
    expect(allowed(ANA, '$a', facts({}, settings))).toEqual(['read', 'write']);
    expect(allowed(ANA, '$a', facts({ $a: { delete: ['ana'] } }, settings))).toEqual(ACTIONS);
  });
});

describe('an access list', () => {
  it('holds single roles and several', () => {
    expect(parseAcl({ $r: 'a', $w: ['b', 'c'], $d: [], $mr: 'd', $mw: ['e'], own: 7 })).toEqual({
      read: ['a'],
      write: ['b', 'c'],
      delete: [],
      metadataRead: ['d'],
      metadataWrite: ['e'],
    });
  });

  it('may be absent', () => {
    expect(parseAcl(undefined)).toBeUndefined();
  });

  it.each([null, 7, 'text', [], { $r: 7 }, { $r: null }, { $w: ['a', 7] }, { $d: {} }])(
    'malformed: %j',
    (value) => {
      expect(parseAcl(value)).toBeNull();
    },
  );

  it.each(['', 'text', '[]', '7', '{"$userStreamAcl":7}', '{"$systemStreamAcl":{"$r":7}}', '{}'])(
    'of the settings is the built-in one if they say nothing: %s',
    (json) => {
      expect(parseDefaultAcls(Buffer.from(json))).toEqual(BUILT_IN_ACLS);
    },
  );
});

describe('credentials', () => {
  const header = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    ['ana:secret', 'ana', 'secret'],
    ['ana:with:colons:', 'ana', 'with:colons:'],
    ['ana:', 'ana', ''],
    [':secret', '', 'secret'],
    ['añá:contraseña 💋', 'añá', 'contraseña 💋'],
  ])('are split at the first colon: %s', (text, login, password) => {
    expect(parseBasic(header(text))).toEqual({ login, password });
  });

  it('go by any way to write the scheme', () => {
    expect(parseBasic(header('a:b').replace('Basic', 'basic'))).toEqual({ login: 'a', password: 'b' });
  });

  it.each(['', 'Basic', 'Basic ', 'Basic ???', 'Basic YQ==', 'Bearer YTpi', 'YTpi', 'Basic YTpi x'])(
    'of another form are none: "%s"',
    (text) => {
      expect(parseBasic(text)).toBeUndefined();
    },
  );
});

describe('a method', () => {
  const CALLERS = { stranger: ANONYMOUS, user: ANA, operator: OPS, admin: ADMIN, trusted: TRUSTED };
  const admitted = (path: string): string[] =>
    Object.entries(CALLERS).flatMap(([name, caller]) => (satisfies(caller, requirementOf(path)) ? name : []));
  const client = (path: string): string => `/event_store.client.${path}`;

  it.each([
    [client('server_features.ServerFeatures/GetSupportedMethods'), 'stranger'],
    [client('gossip.Gossip/Read'), 'stranger'],
    [client('streams.Streams/Read'), 'stranger'],
    [client('persistent_subscriptions.PersistentSubscriptions/Read'), 'user'],
    [client('persistent_subscriptions.PersistentSubscriptions/Create'), 'operator'],
    [client('projections.Projections/Statistics'), 'user'],
    [client('projections.Projections/RestartSubsystem'), 'operator'],
    [client('monitoring.Monitoring/Stats'), 'user'],
    [client('operations.Operations/Shutdown'), 'operator'],
    [client('users.Users/Details'), 'user'],
    [client('users.Users/ChangePassword'), 'user'],
    [client('users.Users/ResetPassword'), 'admin'],
    [client('of_tomorrow.Service/Method'), 'user'],
    ['/besitos.Maintenance/Backup', 'operator'],
    ['', 'operator'],
  ])('%s is for the %s and whoever may do more', (path, least) => {
    const names = Object.keys(CALLERS);
    expect(admitted(path)).toEqual(names.slice(names.indexOf(least)));
  });

  it('is for the login ops as for its group', () => {
    expect(isOperator(user('ops'))).toBe(true);
    expect(isOperator(ANA)).toBe(false);
  });
});

describe('the record of a user', () => {
  const whole = { loginName: 'ana', fullName: '', groups: ['a'], disabled: false, hash: 'h', salt: 's' };
  const parse = (value: unknown) => parseUserRecord(Buffer.from(JSON.stringify(value)));

  it('is read if it is whole', () => {
    expect(parse(whole)).toEqual(whole);
    const configured = { ...whole, configured: { hash: 'h', salt: 's' } };
    expect(parse(configured)).toEqual(configured);
  });

  it.each([
    null,
    'text',
    {},
    { ...whole, hash: undefined },
    { ...whole, salt: 7 },
    { ...whole, groups: 'a' },
    { ...whole, groups: [7] },
    { ...whole, disabled: 'no' },
    { ...whole, configured: {} },
  ])('lets nobody in if it is not: %j', (value) => {
    expect(parse(value)).toBeUndefined();
  });

  it('lets nobody in if it is no JSON', () => {
    expect(parseUserRecord(Buffer.from('{'))).toBeUndefined();
  });
});
