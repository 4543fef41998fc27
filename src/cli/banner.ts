/** What the program says when it is ready: what is embedded, where each thing listens, and what to do first. */

export interface BannerLine {
  part: string;
  /** `embedded`, `external`, `in process`, `local emulator` … */
  kind: string;
  where: string;
}

export function banner(options: {
  version: string;
  readyMs: number;
  lines: BannerLine[];
  url: string;
  chat: boolean;
  firstKey: string | null;
}): string {
  const { version, readyMs, lines, url, chat, firstKey } = options;
  const width = Math.max(...lines.map(({ part }) => part.length));
  const kinds = Math.max(...lines.map(({ kind }) => kind.length));
  const rows = lines.map(
    ({ part, kind, where }) => `  ${part.padEnd(width)}  ${kind.padEnd(kinds)}  ${where}`,
  );
  const out = ['', `  💋 besitos ${version} — ready in ${(readyMs / 1000).toFixed(1)} s`, '', ...rows, ''];
  if (chat) out.push(`  ▶ Play now: ${url}/chat/`);
  out.push(`  ▶ API:      ${url}/openapi.json`);
  if (firstKey !== null)
    out.push(
      '',
      `  Admin API key (shown this once, keep it): ${firstKey}`,
      `    curl -H 'Authorization: Bearer ${firstKey}' ${url}/api/v1/usuarios`,
    );
  out.push('', '  Ctrl-C stops everything; the next start goes on from here.', '');
  return out.join('\n');
}
