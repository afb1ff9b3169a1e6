import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SqsEndpoint, startSqs } from '../../local/sqs.ts';
import { startWorkers } from '../../local/workers.ts';

let endpoint: SqsEndpoint;
let sqs: SQSClient;
let stop: () => Promise<void> = async () => undefined;

beforeEach(async () => {
  endpoint = await startSqs({ queues: ['deliver'], visibilityTimeoutSeconds: 30 });
  sqs = new SQSClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterEach(async () => {
  await stop();
  sqs.destroy();
  await endpoint.close();
});

describe('an id that is handed out several times', () => {
  it('is worked on once at a time, and each time in the end, beside the others', async () => {
    const queueUrl = endpoint.queueUrls.get('deliver') ?? '';
    const underWay = new Map<string, number>();
    const seen: string[] = [];
    let most = 0;
    let together = 0;
    stop = startWorkers({
      ...{ sqs, queueUrl, concurrency: 4, log: { write: () => undefined } },
      async handler({ Records }) {
        await Promise.all(
          Records.map(async ({ body }) => {
            const same = (underWay.get(body) ?? 0) + 1;
            underWay.set(body, same);
            most = Math.max(most, same);
            together = Math.max(together, [...underWay.values()].filter((n) => n > 0).length);
            await sleep(60);
            underWay.set(body, (underWay.get(body) ?? 0) - 1);
            seen.push(body);
          }),
        );
        return { batchItemFailures: [] };
      },
    });
    const Entries = ['a', 'b', 'a', 'c', 'a'].map((MessageBody, index) => ({
      ...{ Id: String(index), MessageBody },
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'a' }));
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(6);
    expect(seen.toSorted()).toEqual(['a', 'a', 'a', 'a', 'b', 'c']);
    expect(most).toBe(1);
    expect(together).toBeGreaterThan(1);
  });
});
