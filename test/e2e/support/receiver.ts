import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { isSignedWith } from '../../../local/webhook-check.ts';

/** One delivery as it arrived, whatever it was answered. */
export interface Arrival {
  readonly id: string;
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly body: Buffer;
  /** 0 where there was none. */
  readonly status: number;
  /** Milliseconds. */
  readonly at: number;
  /** Seconds since 1970, as it was signed. */
  readonly signedAt: number;
}

/** More than a status: headers with it, or bytes in place of an answer, after which the connection is reset. */
export type Misbehavior =
  | { readonly status: number; readonly headers: OutgoingHttpHeaders }
  | { readonly bytes: string }
  /** A success whose body has no end. */
  | { readonly endless: true }
  /** No answer at all. */
  | { readonly silent: true };

/** Milliseconds. */
const SAME_CLOCK = 1000;

export interface ReceiverOptions {
  /** `whsec_...`: what the gateway signs with. */
  readonly secret: string;
  /** Status of the answer, or what is done instead; 204 unless told. */
  readonly answer?: (delivery: {
    readonly id: string;
    readonly number: number;
  }) => number | Misbehavior;
  /** Milliseconds since 1970, by the clock of whoever delivers; the system's unless told. */
  readonly now?: () => number;
  /** Milliseconds before the answer. */
  readonly delay?: number;
}

/** A system that a company has webhooks sent to: on loopback, with the vendor-neutral library's own check. */
export interface Receiver {
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  /** The accepted ones with this id. */
  accepted(id: string): readonly Arrival[];
  close(): Promise<void>;
}

export async function startReceiver({
  secret,
  answer = () => 204,
  now = Date.now,
  delay = 0,
}: ReceiverOptions): Promise<Receiver> {
  const arrivals: Arrival[] = [];
  let number = 0;
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const id = headerOf(request, 'webhook-id');
      const given = isSigned(secret, request, body, now())
        ? answer({ id, number: (number += 1) })
        : 401;
      const status = statusOf(given);
      arrivals.push({
        ...{ id, contentType: headerOf(request, 'content-type'), body, status },
        contentEncoding: headerOf(request, 'content-encoding'),
        at: performance.now(),
        signedAt: Number(headerOf(request, 'webhook-timestamp')),
      });
      await sleep(delay);
      if (typeof given === 'number') response.writeHead(given).end();
      else misbehave(response, given);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    arrivals,
    accepted: (id) => arrivals.filter((each) => each.id === id && each.status < 300),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function isSigned(secret: string, request: IncomingMessage, body: Buffer, now: number): boolean {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => headerOf(request, name),
  );
  // The library asks the system's clock how fresh it is, and takes every body for text.
  if (Math.abs(now - Date.now()) > SAME_CLOCK || !isUtf8(body)) {
    return isSignedWith(secret, { id, timestamp, signature, body }, now);
  }
  try {
    const headers = {
      'webhook-id': id ?? '',
      'webhook-timestamp': timestamp ?? '',
      'webhook-signature': signature ?? '',
    };
    // The bytes as they are: a copy need not be JSON.
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function statusOf(given: number | Misbehavior): number {
  if (typeof given === 'number') return given;
  if ('endless' in given) return 200;
  return 'status' in given ? given.status : 0;
}

function misbehave(response: ServerResponse, given: Misbehavior): void {
  if ('status' in given) response.writeHead(given.status, given.headers).end();
  if ('endless' in given) {
    response.writeHead(200);
    const timer = setInterval(() => response.write(Buffer.alloc(1024, 0x61)), 5);
    response.once('close', () => {
      clearInterval(timer);
    });
  }
  if ('bytes' in given) {
    const { socket } = response;
    socket?.write(given.bytes, () => socket.resetAndDestroy());
  }
}
