import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../../../ports/queue.ts';
import { callService, StoredItemError } from './service-error.ts';
import type { SqsQueueOptions } from './sqs-queue.ts';

const WAITING = 'ApproximateNumberOfMessages';

/** How long a queue is, as SQS tells it. @throws ServiceError, StoredItemError */
export function createSqsDepth({ sqs, queueUrl }: SqsQueueOptions): QueueDepth {
  return {
    async waiting() {
      const command = new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: [WAITING],
      });
      const { Attributes = {} } = await callService('sqs', 'GetQueueAttributes', () =>
        sqs.send(command),
      );
      const waiting = Number(Attributes[WAITING] ?? 'NaN');
      if (Number.isNaN(waiting)) throw new StoredItemError('a queue does not tell its length');
      return waiting;
    },
  };
}
