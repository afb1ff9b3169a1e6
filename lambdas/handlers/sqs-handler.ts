import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readWorkBody } from '../adapters/aws/shared/work-body.ts';
import { errorClass, type Log } from '../ports/log.ts';

export type SqsHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** One unit of work; throwing hands it out again. */
export interface Work {
  /** Names the work in the log. */
  readonly name: string;
  /** What is worked on, from a message's body; absent: the id that Cordon's own queues carry. */
  readonly read?: (body: string) => string | undefined;
  run(id: string): Promise<void>;
  /** Called instead of failing once more, on the last attempt; absent: the dead-letter queue has it. */
  giveUp?(id: string): Promise<void>;
}

/** The queues' own `maxReceiveCount`; the last attempt is ours to end well. */
export const MAX_RECEIVES = 8;

/**
 * A queue consumer with partial batch responses: what failed comes again after its visibility timeout,
 * what succeeded does not.
 */
export function createSqsHandler(work: Work, log: Log): SqsHandler {
  return async (event) => {
    const outcomes = await Promise.all(
      event.Records.map(async (record) => {
        const attempt = Number(record.attributes.ApproximateReceiveCount);
        const read = work.read ?? readWorkBody;
        const done = await runOne(work, read(record.body), attempt, log);
        return done ? undefined : { itemIdentifier: record.messageId };
      }),
    );
    return { batchItemFailures: outcomes.filter((failure) => failure !== undefined) };
  };
}

async function runOne(
  work: Work,
  id: string | undefined,
  attempt: number,
  log: Log,
): Promise<boolean> {
  try {
    // Not something a queue of ours was given: the dead-letter queue keeps it for a person.
    if (id === undefined) throw new TypeError('the queue message is not a work item');
    await work.run(id);
    return true;
  } catch (error) {
    log.write({ event: 'work.failed', work: work.name, errorClass: errorClass(error), attempt });
    const last = attempt >= MAX_RECEIVES;
    if (id === undefined || work.giveUp === undefined || !last) return false;
  }
  try {
    await work.giveUp(id);
    return true;
  } catch (error) {
    const name = `${work.name}-give-up`;
    log.write({ event: 'work.failed', work: name, errorClass: errorClass(error), attempt });
    return false;
  }
}
