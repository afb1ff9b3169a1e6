import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import fc from '../../../support/properties.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqsDepth } from '../../../../lambdas/adapters/aws/shared/sqs-depth.ts';
import { createSqsQueue } from '../../../../lambdas/adapters/aws/shared/sqs-queue.ts';
import { readWorkBody, writeWorkBody } from '../../../../lambdas/adapters/aws/shared/work-body.ts';
import { startSqs, type SqsEndpoint } from '../../../../local/sqs.ts';
import { countCalls, run, type Running } from '../endpoints.ts';

describe('a queue in SQS', () => {
  let running: Running & { readonly services: { readonly sqs: SqsEndpoint } };
  const urlOf = (name: string) => running.services.sqs.queueUrls.get(name)!;
  const receive = async (QueueUrl: string) => {
    const { Messages } = await running.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return (Messages ?? []).map(({ Body }) => readWorkBody(Body ?? ''));
  };

  beforeAll(async () => {
    running = await run(async () => ({
      sqs: await startSqs({
        queues: ['now', 'later', 'long', 'many'],
        visibilityTimeoutSeconds: 30,
      }),
    }));
  });
  afterAll(() => running.close());

  it('hands out the id and nothing else', async () => {
    const queueUrl = urlOf('now');
    const queue = createSqsQueue({ sqs: running.clients.sqs, queueUrl });
    await queue.enqueue('intake-form~0123');
    expect(await receive(queueUrl)).toEqual(['intake-form~0123']);
  });

  it('takes many at once in few calls, each with its delay', async () => {
    const queueUrl = urlOf('many');
    const queue = createSqsQueue({ sqs: running.clients.sqs, queueUrl });
    const calls = countCalls(running.clients.sqs);
    const ids = Array.from({ length: 25 }, (_, n) => `id-${String(n)}`);
    await Promise.all(ids.map((id, n) => queue.enqueue(id, n < 20 ? 0 : 900)));
    calls.stop();
    expect(calls.count('SendMessageBatch')).toBe(3);
    const received = [...(await receive(queueUrl)), ...(await receive(queueUrl))];
    expect(new Set(received)).toEqual(new Set(ids.slice(0, 20)));
    expect(received).toHaveLength(20);
  });

  it('hands out nothing before the delay is over, and takes any delay', async () => {
    const queueUrl = urlOf('later');
    const queue = createSqsQueue({ sqs: running.clients.sqs, queueUrl });
    for (const delay of [1, 899.2, 900, 100_000]) await queue.enqueue('x', delay);
    expect(await receive(queueUrl)).toEqual([]);
    await queue.enqueue('y', -5);
    expect(await receive(queueUrl)).toEqual(['y']);
  });

  it('tells how many wait, without those under way and those that are not due', async () => {
    const queueUrl = urlOf('long');
    const queue = createSqsQueue({ sqs: running.clients.sqs, queueUrl });
    const depth = createSqsDepth({ sqs: running.clients.sqs, queueUrl });
    expect(await depth.waiting()).toBe(0);
    for (const id of ['a', 'b', 'c']) await queue.enqueue(id);
    await queue.enqueue('d', 900);
    expect(await depth.waiting()).toBe(3);
    expect(await receive(queueUrl)).toHaveLength(3);
    expect(await depth.waiting()).toBe(0);
  });

  it('reads every id that it wrote', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 128, unit: 'binary' }), (id) => {
        expect(readWorkBody(writeWorkBody(id))).toBe(id);
      }),
    );
  });

  it.each([
    '',
    'x',
    '{}',
    'null',
    '{"id":""}',
    '{"id":1}',
    '{"id":"a","body":"b"}',
    `{"id":"${'a'.repeat(600)}"}`,
  ])('takes %j for no work of its own', (body) => {
    expect(readWorkBody(body)).toBeUndefined();
  });
});
