import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WorkQueue } from '../../../ports/queue.ts';
import { createBatcher } from './batcher.ts';
import { callService, ServiceError } from './service-error.ts';
import { writeWorkBody } from './work-body.ts';

export interface SqsQueueOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/** SQS's own limit; what should wait longer comes back through the sweeper. */
const MAX_DELAY_SECONDS = 900;

/** SQS's own limit on one call. */
const MOST = 10;
const AT_ONCE = 8;

interface Entry {
  readonly id: string;
  readonly delay: number;
}

/** A queue of ids; those that are queued together go in few calls. @throws ServiceError */
export function createSqsQueue({ sqs, queueUrl }: SqsQueueOptions): WorkQueue {
  async function sendOne({ id, delay }: Entry): Promise<void> {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: writeWorkBody(id),
      DelaySeconds: delay,
    });
    await callService('sqs', 'SendMessage', () => sqs.send(command));
  }

  /** @returns for each: whether SQS took it */
  async function sendMany(entries: readonly Entry[]): Promise<readonly boolean[]> {
    const command = new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: entries.map(({ id, delay }, index) => ({
        Id: String(index),
        MessageBody: writeWorkBody(id),
        DelaySeconds: delay,
      })),
    });
    const answer = await callService('sqs', 'SendMessageBatch', () => sqs.send(command));
    const taken = new Set((answer.Successful ?? []).map(({ Id }) => Id));
    return entries.map((_, index) => taken.has(String(index)));
  }

  const send = createBatcher<Entry, boolean>({
    most: MOST,
    atOnce: AT_ONCE,
    async ask(entries) {
      const [only] = entries;
      if (entries.length > 1 || only === undefined) return await sendMany(entries);
      await sendOne(only);
      return [true];
    },
  });
  return {
    async enqueue(id, delaySeconds = 0) {
      const delay = Math.min(Math.max(Math.ceil(delaySeconds), 0), MAX_DELAY_SECONDS);
      if (!(await send({ id, delay }))) {
        throw new ServiceError('sqs', 'SendMessageBatch', 'NotTaken');
      }
    },
  };
}
