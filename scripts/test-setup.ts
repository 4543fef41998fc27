/** What the tests need of the machine beside npm: installed from Debian where it is missing and can be. */
import { spawnSync } from 'node:child_process';

const NEEDED = [
  { program: 'redis-server', debian: 'redis-server', for: 'the Redis tests' },
  { program: 'pgbouncer', debian: 'pgbouncer', for: 'the PgBouncer tests' },
  { program: 'strace', debian: 'strace', for: 'the disk fault tests' },
  { program: 'openssl', debian: 'openssl', for: 'the TLS tests' },
  { program: 'chromium', debian: 'chromium', for: 'the browser tests' },
] as const;

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Programs that this machine lacks and cannot get. */
export function setUp(): { program: string; for: string }[] {
  const missing = NEEDED.filter(({ program }) => !has(program));
  if (missing.length > 0 && process.getuid?.() === 0 && has('apt-get')) {
    process.stdout.write(`installing ${missing.map(({ debian }) => debian).join(', ')} …\n`);
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-q'], options);
    spawnSync(
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', ...missing.map(({ debian }) => debian)],
      options,
    );
  }
  return missing.filter(({ program }) => !has(program));
}
