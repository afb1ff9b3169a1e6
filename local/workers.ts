import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { SqsHandler } from '../lambdas/handlers/sqs-handler.ts';
import { errorClass, type Log } from '../lambdas/ports/log.ts';

/** Does for the embedded runtime what Lambda's event source does in AWS: polls, calls, deletes. */
export interface WorkerOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly handler: SqsHandler;
  /** Batches under way at once. */
  readonly concurrency: number;
  readonly log: Log;
}

const BATCH = 10;
const WAIT_SECONDS = 10;
const PAUSE_AFTER_FAILURE_MS = 500;

/**
 * One poll at a time, whatever is under way: several would all be woken by one message, and all but one come back with
 * nothing.
 *
 * @returns a function that stops polling and waits for the batches under way.
 */
export function startWorkers(options: WorkerOptions): () => Promise<void> {
  const stopping = new AbortController();
  const polling = poll(options, stopping.signal);
  return async () => {
    stopping.abort();
    await polling;
  };
}

async function poll(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { sqs, queueUrl, concurrency, log } = options;
  const underWay = new Set<Promise<void>>();
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    if (underWay.size >= concurrency) await Promise.race(underWay);
    try {
      const received = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: BATCH,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
        { abortSignal: signal },
      );
      const messages = received.Messages ?? [];
      if (messages.length === 0) continue;
      const batch = runBatch(messages, options)
        .catch((error: unknown) => note(error, log))
        .finally(() => underWay.delete(batch));
      underWay.add(batch);
    } catch (error) {
      if (stopped()) break;
      note(error, log);
      await new Promise((resume) => setTimeout(resume, PAUSE_AFTER_FAILURE_MS));
    }
  }
  await Promise.all(underWay);
}

function note(error: unknown, log: Log): void {
  log.write({ event: 'work.failed', work: 'poll', errorClass: errorClass(error), attempt: 1 });
}

async function runBatch(messages: readonly Message[], options: WorkerOptions): Promise<void> {
  const response = await options.handler({ Records: messages.map(toRecord) });
  const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''));
  if (done.length === 0) return;
  await options.sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: options.queueUrl,
      Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    }),
  );
}

/** The members of Lambda's event that handlers read; the rest is filled so that the type holds. */
function toRecord(message: Message): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? '1',
      SentTimestamp: '',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
    },
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
}
