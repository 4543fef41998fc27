/** Files that the bot sent: uploads with their bytes, and addresses, which nothing here fetches. */
import { createHash } from 'node:crypto';
import type { Database } from './database.ts';
import type { Ids } from './ids.ts';

/** A file within a request. */
export class Upload {
  readonly name: string;
  readonly mime_type: string;
  readonly bytes: Uint8Array;

  constructor(name: string, mime_type: string, bytes: Uint8Array) {
    this.name = name;
    this.mime_type = mime_type;
    this.bytes = bytes;
  }

  static async from(file: File): Promise<Upload> {
    return new Upload(file.name, file.type, await file.bytes());
  }
}

export interface StoredFile {
  file_id: string;
  file_unique_id: string;
  kind: 'photo' | 'document';
  name: string | null;
  mime_type: string | null;
  /** Where a bot said it is; null for an upload. */
  url: string | null;
  bytes: Uint8Array | null;
}

const fromRow = (row: Record<string, unknown>): StoredFile => ({
  file_id: String(row.file_id),
  file_unique_id: String(row.file_unique_id),
  kind: row.kind as StoredFile['kind'],
  name: row.name === null ? null : String(row.name),
  mime_type: row.mime_type === null ? null : String(row.mime_type),
  url: row.url === null ? null : String(row.url),
  bytes: row.bytes instanceof Uint8Array ? row.bytes : null,
});

export const createFiles = (database: Database, ids: Ids) => {
  const insert = database.prepare(
    'INSERT INTO files (file_id, file_unique_id, kind, name, mime_type, url, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const select = database.prepare('SELECT * FROM files WHERE file_id = ?');
  const find = (fileId: string): StoredFile | undefined => {
    const row = select.get(fileId);
    return row && fromRow(row);
  };
  return {
    find,
    add(kind: StoredFile['kind'], source: Upload | string): StoredFile {
      const file_id = ids.text('AgAC');
      const isUpload = source instanceof Upload;
      const content = isUpload ? source.bytes : source;
      const file_unique_id = `AQAD${createHash('sha256').update(content).digest('base64url').slice(0, 12)}`;
      insert.run(
        file_id,
        file_unique_id,
        kind,
        isUpload ? source.name : null,
        isUpload ? source.mime_type : null,
        isUpload ? null : source,
        isUpload ? source.bytes : null,
      );
      return find(file_id) as StoredFile;
    },
  };
};
