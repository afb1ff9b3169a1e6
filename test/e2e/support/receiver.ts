import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

/** One delivery as it arrived, whatever it was answered. */
export interface Arrival {
  readonly id: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly status: number;
}

export interface ReceiverOptions {
  /** `whsec_...`: what the gateway signs with. */
  readonly secret: string;
  /** Status of the answer; 204 unless told. */
  readonly answer?: (delivery: { readonly id: string; readonly number: number }) => number;
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
  delay = 0,
}: ReceiverOptions): Promise<Receiver> {
  const arrivals: Arrival[] = [];
  const webhook = new Webhook(secret);
  let number = 0;
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const id = headerOf(request, 'webhook-id');
      const status = isSigned(webhook, request, body) ? answer({ id, number: (number += 1) }) : 401;
      arrivals.push({ id, contentType: headerOf(request, 'content-type'), body, status });
      await sleep(delay);
      response.writeHead(status).end();
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

function isSigned(webhook: Webhook, request: IncomingMessage, body: Buffer): boolean {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const headers = Object.fromEntries(names.map((name) => [name, headerOf(request, name)]));
  try {
    // The bytes as they are: a copy need not be JSON.
    webhook.verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
