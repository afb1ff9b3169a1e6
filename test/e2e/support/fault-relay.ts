import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from '../../../local/services.ts';

/** One call of a function to an AWS service. */
export interface Call {
  readonly service: string;
  /** `PutItem`, `GenerateDataKey`; of S3 the method. */
  readonly operation: string;
  /** Of DynamoDB, without the deployment's prefix. */
  readonly table: string;
  /** Of DynamoDB: what an update changes. */
  readonly update: string;
}

/** How a call goes wrong. */
export type Fault =
  /** Answered with an error of the service, which has done nothing. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** The connection is reset before the service heard of it. */
  | { readonly kind: 'reset' }
  /** The service has done it, and the connection is reset before its answer arrives. */
  | { readonly kind: 'unanswered' };

/** Stands between a gateway's functions and the services they call. */
export interface FaultRelay {
  readonly relay: Relay;
  /** From now on; undefined: everything goes well again. */
  fail(fault: ((call: Call) => Fault | undefined) | undefined): void;
  /** Waits until the functions have called nothing for a while. */
  quiet(): Promise<void>;
  /** Calls that went wrong since the last change. */
  failed(): number;
  close(): Promise<void>;
}

const PREFIX = 'cordon-';
/** Milliseconds: longer than any pause within the work on a message. */
const QUIET = 250;

export async function startFaultRelay(): Promise<FaultRelay> {
  const agent = new Agent({ keepAlive: true });
  const targets = new Map<string, string>();
  let rule: ((call: Call) => Fault | undefined) | undefined;
  let failed = 0;
  const calls = { underWay: 0, lastAt: 0 };
  const server = createServer((request, response) => {
    calls.underWay += 1;
    void handle(request, response)
      .catch(() => {
        response.destroy();
      })
      .finally(() => {
        calls.underWay -= 1;
        calls.lastAt = performance.now();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, service = '', ...path] = (request.url ?? '').split('/');
    const body = await readAll(request);
    const fault = rule?.(describe(service, request, body));
    if (fault !== undefined) failed += 1;
    if (fault?.kind === 'refused') {
      refuse(response, service, fault);
      return;
    }
    if (fault?.kind === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const target = targets.get(service) ?? '';
    const answer = await forward(agent, `${target}/${path.join('/')}`, request, body);
    if (fault?.kind === 'unanswered') {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  return {
    relay: (service, url) => {
      targets.set(service, url);
      return `http://127.0.0.1:${String(port)}/${service}`;
    },
    fail: (next) => {
      rule = next;
      failed = 0;
    },
    quiet: async () => {
      while (calls.underWay > 0 || performance.now() - calls.lastAt < QUIET) await sleep(20);
    },
    failed: () => failed,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const NO_TABLE = { table: '', update: '' };

function describe(service: string, { method = '', headers }: IncomingMessage, body: Buffer): Call {
  const target = headers['x-amz-target'];
  if (typeof target !== 'string') return { service, operation: method, ...NO_TABLE };
  const operation = target.slice(target.indexOf('.') + 1);
  if (service !== 'dynamodb') return { service, operation, ...NO_TABLE };
  const { TableName = '', UpdateExpression: update = '' } = JSON.parse(body.toString('utf8')) as {
    TableName?: string;
    UpdateExpression?: string;
  };
  return { service, operation, table: TableName.slice(PREFIX.length), update };
}

function refuse(
  response: ServerResponse,
  service: string,
  { status, code }: Extract<Fault, { kind: 'refused' }>,
): void {
  if (service === 's3') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
    return;
  }
  const body = JSON.stringify({ __type: `com.amazonaws#${code}` });
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
}

async function forward(
  agent: Agent,
  url: string,
  { method, headers }: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  const onward = httpRequest(url, { agent, method, headers });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await readAll(answer) };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
