import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { ClientConfig } from '../../lambdas/adapters/aws/shared/client-config.ts';
import type { Relay } from '../../local/services.ts';
import { type Running, startGateway } from '../../local/start.ts';
import { type Counted, countCall, nothing } from './count-call.ts';
import { startMailIn } from './mail-in.ts';

/** What is counted of one kind of work, each as an average of one. */
export interface Measured {
  readonly webhook: Counted;
  readonly clinicalMail: Counted;
  readonly marketingMail: Counted;
  readonly mailIn: Counted;
}

/** Enough that caches are as warm as under steady load. */
const WARM = 10;
const COUNTED = 50;
/** Milliseconds: longer than any pause within the work on a message. */
const QUIET = 300;

/**
 * Takes webhooks and mails through the embedded gateway and counts what its functions ask of each service. The gateway's own
 * timers (the sweeper, the sealer, idle polling) are left out by counting only what the work itself calls.
 */
export async function measure(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-cost-'));
  const counter = await startCounter();
  const gateway = await startGateway({
    ...{ data: folder, host: '127.0.0.1', port: 0, relay: counter.relay },
  });
  // Of the one function that is not the gateway's.
  let ownLines = 0;
  const log = { write: () => void (ownLines += 1) };
  try {
    const lines = async () => (await logLines(gateway)) + ownLines;
    const count = async (work: (at: number) => Promise<void>): Promise<Counted> => {
      for (let at = 0; at < WARM; at += 1) await work(at);
      await counter.quiet();
      const before = await lines();
      counter.begin();
      for (let at = 0; at < COUNTED; at += 1) await work(WARM + at);
      await counter.quiet();
      const counted = { ...counter.end(), logLines: (await lines()) - before };
      return average(counted);
    };
    const takeMail = await startMailIn(gateway, counter.clients(), log);
    return {
      webhook: await count((at) => postWebhook(gateway, at)),
      clinicalMail: await count((at) => send(gateway, 'clinical', at)),
      marketingMail: await count((at) => send(gateway, 'marketing', at)),
      mailIn: await count(takeMail),
    };
  } finally {
    await gateway.stop();
    await counter.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function average(counted: Counted): Counted {
  return Object.fromEntries(
    Object.entries(counted).map(([name, value]) => [
      name,
      Math.round((value / COUNTED) * 100) / 100,
    ]),
  ) as unknown as Counted;
}

async function logLines({ logFile }: Running): Promise<number> {
  return (await readFile(logFile, 'utf8')).split('\n').length;
}

async function postWebhook({ sources, credentials }: Running, at: number): Promise<void> {
  const id = `cost-${String(at)}`;
  const body = JSON.stringify({
    form: 'Intake',
    patient: {
      name: 'Marisol Quintero',
      birthDate: '1984-03-09',
      mrn: `MRN ${String(4400000 + at)}`,
    },
    reason: 'Follow-up for type 2 diabetes; please call before the visit.',
    // A form of ordinary size.
    answers: Array.from({ length: 12 }, (_, index) => ({
      question: `q${String(index)}`,
      answer: 'no',
    })),
  });
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(credentials.sources.intake).sign(id, now, body),
  };
  await expectAnswer(await fetch(sources['intake']?.url ?? '', { method: 'POST', headers, body }));
}

async function send(
  { url, credentials }: Running,
  lane: 'clinical' | 'marketing',
  at: number,
): Promise<void> {
  const key = lane === 'clinical' ? credentials.clinicalKey : credentials.marketingKey;
  const text =
    lane === 'clinical'
      ? 'Your results for the glucose test are back. Please call us about your diabetes plan.'
      : 'Our office has new opening hours from Monday on.';
  const body = JSON.stringify({
    channel: 'email',
    from: { address: `office@${lane === 'clinical' ? 'care' : 'news'}.example.com` },
    to: [{ address: `reader-${String(at)}@example.org` }],
    subject: lane === 'clinical' ? 'Your results' : 'New opening hours',
    text,
  });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  await expectAnswer(await fetch(`${url}/v1/messages`, { method: 'POST', headers, body }));
}

async function expectAnswer(response: Response): Promise<void> {
  await response.arrayBuffer();
  if (response.status !== 202) throw new Error(`the gateway answered ${String(response.status)}`);
}

interface Counter {
  readonly relay: Relay;
  /** For what is counted besides the gateway's own functions. */
  clients(): ClientConfig;
  begin(): void;
  end(): Counted;
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** Stands between the functions and the services, asks DynamoDB what each call cost, and counts. */
async function startCounter(): Promise<Counter> {
  const targets = new Map<string, string>();
  let counted = nothing();
  const state = { underWay: 0, lastAt: 0 };
  const server = createServer((request, response) => {
    void (async () => {
      const [, service = '', ...path] = (request.url ?? '').split('/');
      const target = String(request.headers['x-amz-target'] ?? '');
      const operation = target.slice(target.indexOf('.') + 1);
      const isWork = operation !== 'ReceiveMessage';
      if (isWork) state.underWay += 1;
      const asked = withCapacity(service, await readAll(request));
      const headers = { ...request.headers, 'content-length': String(asked.byteLength) };
      const answer = await fetch(`${targets.get(service) ?? ''}/${path.join('/')}`, {
        method: request.method ?? 'POST',
        headers: forwarded(headers),
        ...(asked.byteLength === 0 ? {} : { body: asked }),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      countCall(counted, {
        service,
        operation,
        method: request.method ?? '',
        asked,
        answered: body,
      });
      const answered = forwarded(Object.fromEntries(answer.headers));
      // Whoever reads an object asks how long it is before it does.
      answered['content-length'] = String(body.byteLength);
      response.writeHead(answer.status, answered).end(body);
      if (isWork) {
        state.underWay -= 1;
        state.lastAt = performance.now();
      }
    })().catch(() => {
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const urlOf = (service: string) => `http://127.0.0.1:${String(port)}/${service}`;
  return {
    relay: (service, url) => {
      targets.set(service, url);
      return urlOf(service);
    },
    clients: () => ({
      region: 'us-east-1',
      credentials: { accessKeyId: 'development', secretAccessKey: 'development' },
      endpoints: Object.fromEntries([...targets.keys()].map((name) => [name, urlOf(name)])),
    }),
    begin: () => {
      counted = nothing();
    },
    end: () => counted,
    quiet: async () => {
      while (state.underWay > 0 || performance.now() - state.lastAt < QUIET) await sleep(20);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** DynamoDB says what a call cost when it is asked to. */
function withCapacity(service: string, body: Buffer): Buffer {
  if (service !== 'dynamodb') return body;
  const asked = JSON.parse(body.toString('utf8')) as object;
  return Buffer.from(JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' }));
}

/** Headers that are the connection's own are not passed on; checksums of what was changed neither. */
function forwarded(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const own =
    /^(connection|keep-alive|transfer-encoding|content-encoding|content-length|host|expect|x-amz-crc32)$/;
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !own.test(name))
      .map(([name, value]) => [name, String(value)]),
  );
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
