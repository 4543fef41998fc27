/**
 * A connection string without its password, for logs, messages and the banner. It reaches to the last `@`, as a password
 * may hold one, or a slash, that nobody percent-encoded.
 */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:@/]*):.*@/, '//$1:***@');
}
