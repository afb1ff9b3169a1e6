import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came back on one connection. */
export interface RawAnswer {
  readonly text: string;
  /** Of each answer on the connection, in order; a connection that is cut has fewer than requests. */
  readonly statuses: readonly number[];
  /** Milliseconds from the connection to its end. */
  readonly lasted: number;
  /** The other side ended it. */
  readonly cut: boolean;
}

/** A piece of a request, or milliseconds to wait. */
export type Piece = string | Buffer | number;

/**
 * Sends the pieces on one connection, byte for byte, and reads until the other side ends it, or until
 * `patience` milliseconds after the last piece.
 */
export async function exchange(
  url: string,
  pieces: Iterable<Piece>,
  patience = 5000,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const began = performance.now();
  let text = '';
  let cut = false;
  let lasted = 0;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  // A reset is one of the ways to be cut off.
  socket.on('error', () => undefined);
  const over = new Promise<void>((done) => {
    const finish = (): void => {
      if (!cut) lasted = performance.now() - began;
      cut = true;
      done();
    };
    socket.once('end', finish);
    socket.once('close', finish);
  });
  for (const piece of pieces) {
    if (cut) break;
    if (typeof piece === 'number') await Promise.race([sleep(piece), over]);
    else socket.write(piece);
  }
  const timer = new AbortController();
  await Promise.race([over, sleep(patience, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  const answer = {
    text,
    statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status)),
    lasted: cut ? lasted : performance.now() - began,
    cut,
  };
  socket.destroy();
  return answer;
}

/** Connections that say nothing. */
export async function openIdle(url: string, count: number): Promise<readonly Socket[]> {
  const { hostname, port } = new URL(url);
  return Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<Socket>((opened, failed) => {
          const socket = connect({ host: hostname, port: Number(port) }, () => opened(socket));
          socket.on('error', failed);
        }),
    ),
  );
}

/** A request as text: the line, the headers, an empty line, the body. */
export function requestText(
  line: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`;
}
