import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { boundServer, closeServer } from './loopback-server.ts';

/** The gateway cannot listen. One sentence for the person who started it. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

export interface PublicServer {
  /** `http://HOST:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Bytes of all headers together (RFC 6585 status 431 beyond). */
const MAX_HEADER_BYTES = 16 * 1024;
/** How often connections are checked against the time limits: a slow client is cut off this late at most. */
const CHECK_EVERY_MS = 2000;
const MAX_CONNECTIONS = 2048;

/**
 * Listens for the gateway. Headers and bodies have limits of time and size, so that a client who sends
 * a byte at a time holds a connection for seconds only.
 *
 * @throws ListenError
 */
export async function listenForGateway(
  app: Hono,
  host: string,
  port: number,
): Promise<PublicServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: {
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      // Node's own check would answer requests without Host with HTML; Hono answers them.
      requireHostHeader: true,
    },
  }) as Server;
  boundServer(server);
  server.requestTimeout = 30_000;
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ListenError(listenSentence(error, host, port));
  }
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${name}:${String(actual)}`, close: () => closeServer(server) };
}

/**
 * Why a server cannot listen, for the person who started it.
 *
 * @param option by which another port is chosen
 */
export function listenSentence(
  error: unknown,
  host: string,
  port: number,
  option = '--port',
): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const where = `${host}:${String(port)}`;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${String(port)} on ${host} is in use; stop what listens there or choose another with ${option}.`;
    case 'EACCES':
      return `Listening on ${where} is not permitted; choose a port above 1023 with ${option}.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; choose another with --host.`;
    default:
      return `Cordon cannot listen on ${where} (${code}).`;
  }
}
