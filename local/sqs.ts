import { buildApp } from 'fauxqs';
import {
  boundServer,
  type Endpoint,
  isLoopbackRequest,
  LOOPBACK,
  type LoopbackOptions,
} from './loopback-server.ts';

export interface SqsOptions extends LoopbackOptions {
  /** Names of the queues; each gets a dead-letter queue of its own, `{name}-dlq`. */
  readonly queues: readonly string[];
  /** Seconds that a received message stays hidden from other receivers. */
  readonly visibilityTimeoutSeconds: number;
}

export interface SqsEndpoint extends Endpoint {
  /** Queue URL by name, dead-letter queues included. */
  readonly queueUrls: ReadonlyMap<string, string>;
}

/** How often a message is handed out before it goes to the dead-letter queue. */
export const MAX_RECEIVE_COUNT = 8;

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
/** Bytes; ten times SQS's limit for a message, which fauxqs checks itself. */
const MAX_BODY_BYTES = 10 * 256 * 1024;

/**
 * SQS's API (fauxqs), in memory: a queue only names work, whose state is in the tables, so after a
 * restart the sweeper fills it again.
 *
 * Fauxqs's own start function listens on every address and names its queues by host names that not
 * every machine resolves, so its application is served here on loopback alone, and queue URLs are
 * translated on their way in and out.
 */
export async function startSqs(options: SqsOptions): Promise<SqsEndpoint> {
  const app = buildApp({ logger: false, defaultRegion: REGION });
  const toInternal = new Map<string, string>();
  const toExternal = new Map<string, string>();

  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers;
    // Fauxqs has more APIs than Cordon needs; what is not SQS is not there.
    if (!isLoopbackRequest(host, origin)) return reply.code(403).send();
    if (request.method !== 'POST' || request.url !== '/') return reply.code(404).send();
    if (!isAwsJson(request.headers['content-type'])) return reply.code(404).send();
    if (Number(request.headers['content-length']) > MAX_BODY_BYTES) return reply.code(413).send();
    return undefined;
  });
  app.addHook('preHandler', async (request) => {
    const body = request.body as { QueueUrl?: unknown } | null;
    if (typeof body?.QueueUrl !== 'string') return;
    body.QueueUrl = toInternal.get(body.QueueUrl) ?? body.QueueUrl;
  });
  app.addHook('preSerialization', async (_request, _reply, payload) => {
    const answer = payload as { QueueUrl?: string; QueueUrls?: string[] } | null;
    const external = (url: string): string => toExternal.get(url) ?? url;
    if (answer?.QueueUrl !== undefined) return { ...answer, QueueUrl: external(answer.QueueUrl) };
    if (answer?.QueueUrls) return { ...answer, QueueUrls: answer.QueueUrls.map(external) };
    return payload;
  });

  await app.listen({ port: options.port ?? 0, host: LOOPBACK });
  boundServer(app.server);
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  const url = `http://${LOOPBACK}:${String(address.port)}`;

  const queueUrls = new Map<string, string>();
  const createQueue = async (name: string, attributes: Record<string, string>): Promise<void> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: `${LOOPBACK}:${String(address.port)}`,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.CreateQueue',
      },
      payload: JSON.stringify({ QueueName: name, Attributes: attributes }),
    });
    const internal = answer.json<{ QueueUrl?: string }>().QueueUrl;
    if (internal === undefined) throw new Error('fauxqs did not create a queue');
    const external = `${url}/${ACCOUNT}/${name}`;
    toInternal.set(external, internal);
    toExternal.set(internal, external);
    queueUrls.set(name, external);
  };
  const VisibilityTimeout = String(options.visibilityTimeoutSeconds);
  for (const name of options.queues) {
    const deadLetters = `${name}-dlq`;
    await createQueue(deadLetters, { VisibilityTimeout });
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${deadLetters}`,
      maxReceiveCount: MAX_RECEIVE_COUNT,
    });
    await createQueue(name, { VisibilityTimeout, RedrivePolicy });
  }

  let closing: Promise<void> | undefined;
  return { url, queueUrls, close: () => (closing ??= app.close()) };
}

function isAwsJson(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/x-amz-json-1.0') ?? false;
}
