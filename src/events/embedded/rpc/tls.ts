import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { EmbeddedNodeError } from '../errors.ts';

/** Files of a certificate, with the chain below it, and of its private key; both in PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads both files; throws `EmbeddedNodeError` if one cannot be read, or if they do not fit each other. */
export function readTls({ certFile, keyFile }: TlsFiles): TlsMaterial {
  const material = { cert: read('certificate', certFile), key: read('private key', keyFile) };
  try {
    createSecureContext(material);
  } catch (error) {
    throw new EmbeddedNodeError(
      'EVENTSTORE_TLS_INVALID',
      `The certificate ${certFile} and the private key ${keyFile} cannot be used together: ${messageOf(error)}`,
      { cause: error },
    );
  }
  return material;
}

function read(what: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new EmbeddedNodeError(
      'EVENTSTORE_TLS_UNREADABLE',
      `The ${what} ${file} cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
