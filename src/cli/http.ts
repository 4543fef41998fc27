/** The one HTTP server that everything with a page or an API is mounted on. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { codeOf, StartupError } from '../platform/errors.ts';

export interface HttpServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** @throws StartupError when the port is taken or may not be bound */
export function listen(app: Express, host: string, port: number): Promise<HttpServer> {
  const server: Server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = codeOf(error) === 'EADDRINUSE';
      reject(
        new StartupError(
          taken ? 'PORT_IN_USE' : 'PORT_UNUSABLE',
          taken ? `port ${port} is in use` : `port ${port} on ${host} cannot be used (${codeOf(error)})`,
          'Set PORT to a free port, or to 0 for any.',
          { cause: error },
        ),
      );
    });
    server.listen(port, host, () => {
      const { port: bound } = server.address() as AddressInfo;
      resolve({
        url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound}`,
        port: bound,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            // Streams of the chat page and idle connections would hold the server open.
            server.closeAllConnections();
          }),
      });
    });
  });
}
