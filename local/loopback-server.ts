import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

/** A running endpoint. */
export interface Endpoint {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  /** Stops listening, lets requests under way finish for a moment, then cuts every connection. */
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** 0 (the default) picks a free port. */
  readonly port?: number;
}

/** The only address that embedded endpoints listen on. */
export const LOOPBACK = '127.0.0.1';

const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 60_000;
/** Longer than clients keep an idle connection, so that they never meet one that is being closed. */
const KEEP_ALIVE_TIMEOUT = 65_000;
/** Milliseconds that requests under way get at the end. */
const DRAIN = 1000;

/** Limits of time and size that every embedded server has; milliseconds and bytes. */
export function boundServer(server: Server): void {
  server.headersTimeout = HEADERS_TIMEOUT;
  server.requestTimeout = REQUEST_TIMEOUT;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT;
}

/** Serves the app on loopback. */
export async function serveOnLoopback(app: Hono, options: LoopbackOptions = {}): Promise<Endpoint> {
  const server = createAdaptorServer({
    fetch: (request, env) =>
      isLoopbackRequest(request.headers.get('host') ?? undefined, request.headers.get('origin'))
        ? app.fetch(request, env)
        : new Response('only for programs on this machine', { status: 403 }),
    hostname: LOOPBACK,
    createServer,
    serverOptions: { maxHeaderSize: MAX_HEADER_BYTES },
  }) as Server;
  boundServer(server);
  const url = await listenOnLoopback(server, options.port ?? 0);
  return { url, close: () => closeServer(server) };
}

/** @returns the URL. @throws the system's error (`EADDRINUSE`, ...) when it cannot listen. */
export async function listenOnLoopback(server: Server, port: number): Promise<string> {
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return `http://${LOOPBACK}:${String(address.port)}`;
}

/** Ends within {@link DRAIN} milliseconds. Safe to call twice. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((done) => {
    server.close(() => {
      done();
    });
  });
  // A connection whose last request has just been answered is idle, and would be kept for the next.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, 10);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

/**
 * True when the headers are those of a program on this machine, and not of a web page. Listening on
 * loopback keeps other machines out, and the browser on this one must be kept out too: a page can reach
 * 127.0.0.1, but not without an Origin header, or (after rebinding its own name to 127.0.0.1) not under
 * a Host that is loopback.
 */
export function isLoopbackRequest(
  host: string | undefined,
  origin: string | null | undefined,
): boolean {
  return (origin ?? undefined) === undefined && isLoopbackHost(host);
}

/** True for a Host header that names this machine's loopback address, with or without a port. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(host ?? '');
}
