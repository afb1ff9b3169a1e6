import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_RECEIVE_COUNT, type SqsEndpoint, startSqs } from '../../local/sqs.ts';

let endpoint: SqsEndpoint;
let client: SQSClient;

beforeEach(async () => {
  endpoint = await startSqs({ queues: ['inbound', 'clinical'], visibilityTimeoutSeconds: 1 });
  client = new SQSClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

function queue(name: string): string {
  return endpoint.queueUrls.get(name) ?? '';
}

async function receive(name: string, wait = 0, visibility?: number): Promise<Message[]> {
  const { Messages } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queue(name),
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: wait,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      ...(visibility !== undefined && { VisibilityTimeout: visibility }),
    }),
  );
  return Messages ?? [];
}

describe('queues', () => {
  it('exist from the start, each with its dead-letter queue, on loopback', async () => {
    expect([...endpoint.queueUrls.keys()].sort()).toEqual([
      'clinical',
      'clinical-dlq',
      'inbound',
      'inbound-dlq',
    ]);
    for (const url of endpoint.queueUrls.values()) {
      expect(new URL(url).origin).toBe(endpoint.url);
    }
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'inbound' }));
    expect(QueueUrl).toBe(queue('inbound'));
    const { QueueUrls } = await client.send(new ListQueuesCommand({}));
    expect(QueueUrls?.sort()).toEqual([...endpoint.queueUrls.values()].sort());
  });

  it('hand out what was sent to them, once it is deleted never again', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: queue('inbound'), MessageBody: 'one' }));
    await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queue('clinical'),
        Entries: [{ Id: 'a', MessageBody: 'two' }],
      }),
    );
    const [message] = await receive('inbound');
    expect(message).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '1' } });
    expect(await receive('clinical')).toMatchObject([{ Body: 'two' }]);
    await client.send(
      new DeleteMessageCommand({
        QueueUrl: queue('inbound'),
        ReceiptHandle: message?.ReceiptHandle,
      }),
    );
    expect(await receive('inbound', 2)).toEqual([]);
  });

  it('hand out again what was not deleted within the visibility timeout', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: queue('inbound'), MessageBody: 'one' }));
    expect(await receive('inbound')).toHaveLength(1);
    expect(await receive('inbound')).toHaveLength(0);
    expect(await receive('inbound', 5)).toMatchObject([
      { Body: 'one', Attributes: { ApproximateReceiveCount: '2' } },
    ]);
  });

  it('hold back what was sent with a delay', async () => {
    await client.send(
      new SendMessageCommand({ QueueUrl: queue('inbound'), MessageBody: 'later', DelaySeconds: 1 }),
    );
    expect(await receive('inbound')).toEqual([]);
    expect(await receive('inbound', 5)).toMatchObject([{ Body: 'later' }]);
  });

  it('move to the dead-letter queue what was handed out too often', async () => {
    await client.send(
      new SendMessageCommand({ QueueUrl: queue('inbound'), MessageBody: 'poison' }),
    );
    for (let count = 1; count <= MAX_RECEIVE_COUNT; count += 1) {
      const [message] = await receive('inbound', 0, 30);
      expect(message?.Body).toBe('poison');
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queue('inbound'),
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
    expect(await receive('inbound')).toEqual([]);
    expect(await receive('inbound-dlq')).toMatchObject([{ Body: 'poison' }]);
  });
});

describe('the endpoint', () => {
  it('has nothing but SQS, and nothing for web pages', async () => {
    const status = async (path: string, init: RequestInit): Promise<number> =>
      (await fetch(`${endpoint.url}${path}`, init)).status;
    const list = {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.ListQueues',
      },
      body: '{}',
    };
    expect(await status('/', list)).toBe(200);
    expect(await status('/', { ...list, headers: { ...list.headers, origin: 'null' } })).toBe(403);
    expect(await status('/_fauxqs/queues', {})).toBe(404);
    expect(await status('/bucket/key', { method: 'PUT', body: 'x' })).toBe(404);
    expect(await status('/', { ...list, body: Buffer.alloc(3 * 1024 * 1024) })).toBe(413);
  });

  it('closes at once although a receiver is waiting', async () => {
    const waiting = receive('inbound', 20).catch(() => 'ended');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = Date.now();
    await Promise.all([endpoint.close(), endpoint.close()]);
    expect(Date.now() - began).toBeLessThan(2000);
    client.destroy();
    await waiting;
  });
});
