/** A connection string without its password, for logs, messages and the banner. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:@/]*):[^@/]+@/, '//$1:***@');
}
