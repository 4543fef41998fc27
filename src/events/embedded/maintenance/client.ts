import { type ChannelCredentials, Client, Metadata, type ServiceError } from '@grpc/grpc-js';
import { BackupFile } from './backup-file.ts';
import type { CheckResult } from './check.ts';
import { KIND, MAINTENANCE_SERVICE, type MaintenanceMethod, type Progress } from './messages.ts';
import type { StoreReport } from './report.ts';
import type { ScavengeResult } from './scavenge.ts';

/** How to reach a node. */
export interface MaintenanceTarget {
  /** `host:port`. */
  readonly address: string;
  readonly credentials: ChannelCredentials;
  /** Value of the `authorization` header, if the node wants one. */
  readonly authorization?: string | undefined;
}

/** What a scavenge that was waited for has done. */
export interface ScavengeReport extends ScavengeResult {
  readonly id: string;
  readonly how: 'Success' | 'Stopped' | 'Failed';
  readonly error?: string;
}

/** What a backup holds after it was made or gone on with. */
export interface BackupReport {
  readonly lastPosition: number;
  /** Rows that were added. */
  readonly added: number;
}

type OnProgress = (progress: Progress) => void;

const MESSAGE_SIZE_MAX = 64 * 1_048_576;

/** Asks a running node for maintenance work; each call rejects with gRPC's `ServiceError`. */
export class MaintenanceClient {
  readonly #client: Client;
  readonly #metadata = new Metadata();

  constructor({ address, credentials, authorization }: MaintenanceTarget) {
    this.#client = new Client(address, credentials, { 'grpc.max_receive_message_length': MESSAGE_SIZE_MAX });
    if (authorization !== undefined) this.#metadata.set('authorization', authorization);
  }

  check(onProgress: OnProgress): Promise<CheckResult> {
    return this.#ask<CheckResult>('Check', {}, onProgress);
  }

  report(onProgress: OnProgress): Promise<StoreReport> {
    return this.#ask<StoreReport>('Report', {}, onProgress);
  }

  scavenge(onProgress: OnProgress): Promise<ScavengeReport> {
    return this.#ask<ScavengeReport>('Scavenge', {}, onProgress);
  }

  /** Writes what the backup at `path` lacks; it is made if there is none. */
  async backup(path: string, onProgress: OnProgress): Promise<BackupReport> {
    const file = BackupFile.open(path);
    try {
      let added = 0;
      const { lastPosition } = await this.#ask<{ lastPosition: number }>(
        'Backup',
        file.end(),
        onProgress,
        (rows) => {
          added += file.add(rows);
        },
      );
      return { lastPosition, added };
    } finally {
      file.close();
    }
  }

  close(): void {
    this.#client.close();
  }

  #ask<Result>(
    method: MaintenanceMethod,
    request: unknown,
    onProgress: OnProgress,
    onRows: (rows: Buffer) => void = () => {},
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const call = this.#client.makeServerStreamRequest<unknown, Buffer>(
        `${MAINTENANCE_SERVICE}/${method}`,
        (value) => Buffer.from(JSON.stringify(value)),
        (bytes) => bytes,
        request,
        this.#metadata,
      );
      let result: Result | undefined;
      call.on('data', (message: Buffer) => {
        try {
          const body = message.subarray(1);
          if (message[0] === KIND.rows) onRows(body);
          else if (message[0] === KIND.progress) onProgress(JSON.parse(body.toString('utf8')) as Progress);
          else result = JSON.parse(body.toString('utf8')) as Result;
        } catch (error) {
          call.cancel();
          reject(error);
        }
      });
      call.on('error', (error: ServiceError) => reject(error));
      call.on('end', () => {
        if (result === undefined) reject(new Error(`the node ended ${method} without a result`));
        else resolve(result);
      });
    });
  }
}
