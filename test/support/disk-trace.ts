/**
 * What a node did to its disk, as `strace` saw it, and what a power cut would have left of it: for each file the bytes that
 * were there at its last fsync, and of what was written since as much or as little as one likes.
 */
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import streams from '@eventstore/db-client/generated/streams_pb.js';

/** One thing the node did, in the order in which it did it. */
export type DiskStep =
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'create'; readonly file: string }
  | { readonly kind: 'unlink'; readonly file: string }
  /** An append was acknowledged: the bytes left for the client. */
  | { readonly kind: 'acknowledge'; readonly position: number };

/** System calls that change files of the data folder or send replies. */
export const TRACED = 'openat,pwrite64,write,writev,sendto,sendmsg,ftruncate,fsync,fdatasync,unlink,rename';

/** `strace` with everything the parser needs; the node runs under it in its main thread alone. */
export function straceCommand(output: string): string[] {
  return [
    'strace',
    '-qq',
    '-y',
    '-xx',
    '-s',
    '4000000',
    '-e',
    'signal=none',
    '-e',
    `trace=${TRACED}`,
    '-o',
    output,
  ];
}

const CALL = /^(\w+)\((.*)\)\s+= (-?\d+)/s;

/** Reads a trace; files are named relative to `dir`. */
export async function readDiskTrace(path: string, dir: string): Promise<DiskStep[]> {
  const steps: DiskStep[] = [];
  const replies = new Map<string, ReplyReader>();
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const call = CALL.exec(line);
    if (call === null || Number(call[3]) < 0) continue;
    const [, name = '', args = '', result = '0'] = call;
    const socket = descriptorOf(args);
    if (socket?.startsWith('socket:')) {
      const reader = replies.get(socket) ?? new ReplyReader();
      replies.set(socket, reader);
      for (const position of reader.push(sentBytes(args, Number(result))))
        steps.push({ kind: 'acknowledge', position });
      continue;
    }
    const step = stepOf(name, args, dir);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

function stepOf(name: string, args: string, dir: string): DiskStep | undefined {
  const file = fileOf(name, args, dir);
  if (file === undefined) return undefined;
  switch (name) {
    case 'pwrite64': {
      const offset = Number(/, (\d+)$/.exec(args)?.[1]);
      return { kind: 'write', file, offset, bytes: unhex(quoted(args)[0] ?? '') };
    }
    case 'ftruncate':
      return { kind: 'truncate', file, size: Number(/, (\d+)$/.exec(args)?.[1]) };
    case 'fsync':
    case 'fdatasync':
      return { kind: 'sync', file };
    case 'openat':
      return args.includes('O_CREAT') ? { kind: 'create', file } : undefined;
    case 'unlink':
      return { kind: 'unlink', file };
    default:
      // The pid file alone is written otherwise, and nothing depends on it.
      return undefined;
  }
}

/** The file a call is about: '' for the folder itself, undefined for what is not in it. */
function fileOf(name: string, args: string, dir: string): string | undefined {
  const byName = name === 'openat' || name === 'unlink';
  const path = byName ? unhex(quoted(args)[0] ?? '').toString() : descriptorOf(args);
  if (path === dir) return '';
  return path?.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : undefined;
}

/** What the file descriptor that a call begins with stands for. */
function descriptorOf(args: string): string | undefined {
  const hex = /^\d+<([^>]*)>/.exec(args)?.[1];
  return hex === undefined ? undefined : unhex(hex).toString();
}

function quoted(args: string): string[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, text = '']) => text);
}

function unhex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

function sentBytes(args: string, count: number): Buffer {
  return Buffer.concat(quoted(args).map(unhex)).subarray(0, count);
}

/** Follows the HTTP/2 frames that the server sends over one connection and finds the replies to batch appends in them. */
class ReplyReader {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #bodies = new Map<number, Buffer>();

  /** Positions of the appends that the next bytes acknowledge. */
  push(chunk: Buffer): number[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const positions: number[] = [];
    while (this.#bytes.length >= 9) {
      const size = this.#bytes.readUIntBE(0, 3);
      if (this.#bytes.length < 9 + size) break;
      const type = this.#bytes[3];
      const stream = this.#bytes.readUInt32BE(5) & 0x7fffffff;
      const payload = this.#bytes.subarray(9, 9 + size);
      this.#bytes = this.#bytes.subarray(9 + size);
      if (type === 0) positions.push(...this.#data(stream, payload));
    }
    return positions;
  }

  #data(stream: number, payload: Buffer): number[] {
    let body = Buffer.concat([this.#bodies.get(stream) ?? Buffer.alloc(0), payload]);
    const positions: number[] = [];
    while (body.length >= 5) {
      const size = body.readUInt32BE(1);
      if (body.length < 5 + size) break;
      const position = acknowledgedPosition(body.subarray(5, 5 + size));
      if (position !== undefined) positions.push(position);
      body = body.subarray(5 + size);
    }
    this.#bodies.set(stream, body);
    return positions;
  }
}

function acknowledgedPosition(message: Buffer): number | undefined {
  try {
    const reply = streams.BatchAppendResp.deserializeBinary(message);
    const position = reply.getCorrelationId() && reply.getSuccess()?.getPosition();
    return position ? Number(position.getCommitPosition()) : undefined;
  } catch {
    // A reply of another kind.
    return undefined;
  }
}

/** What a power cut does to the writes that were not synced: all are lost, or some of them reach the disk, whole or in part. */
export type Unsynced = 'lost' | 'torn';

const SECTOR = 512;

/** A file's bytes, in a buffer that may be larger than they are. */
class Bytes {
  #buffer: Buffer;
  #size: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#buffer = bytes;
    this.#size = bytes.length;
  }

  get view(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  apply(step: DiskStep): void {
    if (step.kind === 'truncate') this.#resize(step.size);
    if (step.kind !== 'write') return;
    if (step.offset + step.bytes.length > this.#size) this.#resize(step.offset + step.bytes.length);
    step.bytes.copy(this.#buffer, step.offset);
  }

  #resize(size: number): void {
    if (size > this.#buffer.length) {
      const larger = Buffer.alloc(size * 2);
      this.view.copy(larger);
      this.#buffer = larger;
    } else if (size > this.#size) {
      this.#buffer.fill(0, this.#size, size);
    }
    this.#size = size;
  }
}

interface File {
  readonly durable: Bytes;
  pending: DiskStep[];
}

/** The disk as a node wrote to it, step by step, with what is durable of it apart from what is not. */
export class SimulatedDisk {
  readonly #files = new Map<string, File>();
  /** Names that the folder would still have: those made before it was last synced. */
  readonly #entries = new Set<string>();
  #newEntries: string[] = [];
  /** The highest position that has been acknowledged. */
  acknowledged = 0;

  apply(step: DiskStep): void {
    if (step.kind === 'acknowledge') {
      this.acknowledged = Math.max(this.acknowledged, step.position);
      return;
    }
    if (step.kind === 'sync') {
      if (step.file === '') {
        for (const name of this.#newEntries) this.#entries.add(name);
        this.#newEntries = [];
        return;
      }
      const file = this.#file(step.file);
      for (const pending of file.pending) file.durable.apply(pending);
      file.pending = [];
      return;
    }
    if (step.kind === 'create') {
      if (!this.#files.has(step.file)) this.#newEntries.push(step.file);
      this.#file(step.file);
      return;
    }
    if (step.kind === 'unlink') {
      this.#files.delete(step.file);
      this.#entries.delete(step.file);
      return;
    }
    this.#file(step.file).pending.push(step);
  }

  /** Whether bytes were written to the file that a power cut now would take. */
  hasUnsynced(name: string): boolean {
    return (this.#files.get(name)?.pending.length ?? 0) > 0;
  }

  /** Makes a folder of what a power cut at this moment leaves. */
  cutPower(dir: string, unsynced: Unsynced, random: () => number): void {
    mkdirSync(dir, { recursive: true });
    for (const [name, { durable, pending }] of this.#files) {
      if (!this.#entries.has(name)) continue;
      const left = new Bytes(Buffer.from(durable.view));
      if (unsynced === 'torn') for (const step of pending) if (random() < 0.5) left.apply(torn(step, random));
      writeFileSync(join(dir, basename(name)), left.view);
    }
  }

  #file(name: string): File {
    let file = this.#files.get(name);
    if (file === undefined) {
      file = { durable: new Bytes(), pending: [] };
      this.#files.set(name, file);
    }
    return file;
  }
}

function torn(step: DiskStep, random: () => number): DiskStep {
  if (step.kind !== 'write' || random() < 0.5) return step;
  const sectors = Math.floor((step.bytes.length / SECTOR) * random());
  return { ...step, bytes: step.bytes.subarray(0, sectors * SECTOR) };
}
