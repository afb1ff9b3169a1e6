import { request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

export interface Served {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** The app on a free port of loopback, as the embedded gateway serves it. */
export async function serveOnLoopback(app: Hono): Promise<Served> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * One request whose body is written in pieces. Without a `content-length` among the headers it goes out
 * chunked. One that does not end waits for its answer: who writes on after the answer may find the connection
 * closed before reading it.
 */
export function post(
  served: Served,
  path: string,
  headers: Readonly<Record<string, string>>,
  pieces: readonly (string | Uint8Array)[],
  pauseMs = 0,
  ends = true,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: served.port, path, method: 'POST', headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          request.destroy();
        });
      },
    );
    request.on('error', reject);
    void (async () => {
      for (const piece of pieces) {
        if (request.destroyed || request.writableEnded) return;
        request.write(piece);
        if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
      }
      if (ends) request.end();
    })();
  });
}
