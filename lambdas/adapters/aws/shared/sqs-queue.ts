import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WorkQueue } from '../../../ports/queue.ts';
import { callService } from './service-error.ts';
import { writeWorkBody } from './work-body.ts';

export interface SqsQueueOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/** SQS's own limit; what should wait longer comes back through the sweeper. */
const MAX_DELAY_SECONDS = 900;

/** A queue of ids. @throws ServiceError */
export function createSqsQueue({ sqs, queueUrl }: SqsQueueOptions): WorkQueue {
  return {
    async enqueue(id, delaySeconds = 0) {
      const delay = Math.min(Math.max(Math.ceil(delaySeconds), 0), MAX_DELAY_SECONDS);
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: writeWorkBody(id),
        DelaySeconds: delay,
      });
      await callService('sqs', 'SendMessage', () => sqs.send(command));
    },
  };
}
