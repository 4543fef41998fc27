import { renameSync, rmSync, statSync } from 'node:fs';
import { databaseFile, openDatabase, PAGE_BYTES, syncFile, syncFolder } from '../storage/open.ts';

/**
 * Writes the database of a stopped node anew without the room that scavenging has freed, and exchanges the two when the new
 * one is on disk. It needs that much room for the time, and can be interrupted at any moment.
 * @throws EmbeddedNodeError EVENTSTORE_LOCKED if a node has the folder
 */
export function compact(dir: string): { beforeBytes: number; afterBytes: number } {
  const path = databaseFile(dir);
  const compacted = `${path}.compacted`;
  const db = openDatabase(dir);
  try {
    // What is in the WAL goes into the database, and the WAL, which belongs to the old file, goes.
    db.exec('PRAGMA journal_mode = DELETE');
    const beforeBytes = statSync(path).size;
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    rmSync(compacted, { force: true });
    db.prepare('VACUUM INTO ?').run(compacted);
    syncFile(compacted);
    // The old file stays locked until it has been replaced.
    renameSync(compacted, path);
    syncFolder(dir);
    return { beforeBytes, afterBytes: statSync(path).size };
  } finally {
    db.close();
  }
}
