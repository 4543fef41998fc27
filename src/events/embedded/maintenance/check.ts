import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogRow } from '../storage/log-table.ts';
import type { Store } from '../storage/store.ts';
import { eventIdFromText } from '../wire/event-id.ts';
import { readRecordFields, recordIdText, recordStreamName, TOMBSTONE_REVISION } from '../wire/record.ts';

/** What an integrity check has looked at, and what it has found wrong. */
export interface CheckResult {
  events: number;
  /** Rows whose event was scavenged. */
  scavenged: number;
  /** How many things are wrong; the first ones are in `findings`. */
  wrong: number;
  findings: string[];
}

const PAGE_ROWS = 512;
const FINDINGS_MAX = 50;

/**
 * Reads the whole log as it is at the start: that every record matches its checksum, stands where it says that it stands, and
 * is found by stream, by revision and by id. Others have their turn between pages.
 * @param onProgress called after each page with the position reached and the last one
 */
export async function check(
  store: Store,
  options: { readonly signal: AbortSignal; onProgress?(position: number, last: number): void },
): Promise<CheckResult> {
  const result: CheckResult = { events: 0, scavenged: 0, wrong: 0, findings: [] };
  const report = (finding: string): void => {
    result.wrong += 1;
    if (result.findings.length < FINDINGS_MAX) result.findings.push(finding);
  };
  const last = store.lastPosition;
  for (let next = 1; next <= last && !options.signal.aborted; ) {
    const count = Math.min(PAGE_ROWS, last - next + 1);
    for (const row of readable(store, next, count, report)) {
      if (row.record.length === 0) result.scavenged += 1;
      else checkRow(store, row, report);
      result.events += row.record.length === 0 ? 0 : 1;
    }
    next += count;
    options.onProgress?.(next - 1, last);
    await nextTurn();
  }
  return result;
}

/** The rows of a page that can be read; what is said of the others is reported. */
function readable(store: Store, first: number, count: number, report: (finding: string) => void): LogRow[] {
  const rows: LogRow[] = [];
  try {
    while (rows.length < count) {
      const page = store.log.forward(first + rows.length, count - rows.length);
      if (page.length === 0) break;
      rows.push(...page);
    }
    if (rows.length === count) return rows;
  } catch {
    // One row spoils its page; which one is found by reading them one by one.
  }
  const good: LogRow[] = [];
  for (let position = first; position < first + count; position += 1) {
    try {
      good.push(store.log.at(position));
    } catch (error) {
      report(messageOf(error));
    }
  }
  return good;
}

function checkRow(store: Store, row: LogRow, report: (finding: string) => void): void {
  const { position, stream, revision, record } = row;
  try {
    const fields = readRecordFields(record);
    const name = recordStreamName(record).toString('utf8');
    const state = store.index.stateOf(name);
    if (fields.position !== position) report(`The record at position ${position} says ${fields.position}.`);
    if (fields.revision !== revision)
      report(`The record at position ${position} has revision ${fields.revision}, its row ${revision}.`);
    if (state.id !== stream)
      report(`Position ${position} belongs to stream ${stream}, but "${name}" is stream ${state.id}.`);
    if (revision === TOMBSTONE_REVISION) {
      if (state.tombstone !== position)
        report(`The index does not know the tombstone of "${name}" at position ${position}.`);
      return;
    }
    if (store.index.positionAt(state, revision) !== position)
      report(`The index does not find revision ${revision} of "${name}" at position ${position}.`);
    if (!store.index.positionsById(eventIdFromText(recordIdText(record)).key, state).includes(position))
      report(`The index does not find the event at position ${position} by its id.`);
  } catch (error) {
    report(`Position ${position}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
