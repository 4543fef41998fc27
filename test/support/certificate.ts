/** A self-signed certificate for this machine's loopback names, as a test's server needs one. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

/** Makes certificate and key in `dir`; `name` tells several apart. */
export function makeCertificate(dir: string, name = 'node'): CertificateFiles {
  const certFile = join(dir, `${name}.crt`);
  const keyFile = join(dir, `${name}.key`);
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  execFileSync(
    'openssl',
    // biome-ignore format: one option and its value on each line.
    [
      'req', '-x509', '-nodes',
      '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
      '-days', '2',
      '-subj', '/CN=localhost',
      '-addext', names,
      '-keyout', keyFile,
      '-out', certFile,
    ],
    { stdio: 'ignore' },
  );
  return { certFile, keyFile };
}
