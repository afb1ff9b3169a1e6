import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { KeptQueue } from './kept-queue.ts';

/** Attempts before a message goes to the dead-letter queue. */
export const MAX_RECEIVE_COUNT = 8;

export interface WorkQueueProps {
  readonly queueName: string;
  readonly key: IKey;
  /** The time limit of the function that reads it; a message stays hidden for six of them (Lambda's advice). */
  readonly functionTimeout: Duration;
  readonly retain: boolean;
  /** Statements for the queue's own policy. */
  readonly walls?: readonly PolicyStatement[];
}

/** A queue with a dead-letter queue of its own. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const common = { key: props.key, retain: props.retain };
    this.deadLetters = new KeptQueue(this, 'DeadLetters', {
      ...common,
      queueName: `${props.queueName}-dead-letters`,
    });
    this.queue = new KeptQueue(this, 'Queue', {
      ...common,
      queueName: props.queueName,
      visibilityTimeout: Duration.seconds(props.functionTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
      walls: props.walls ?? [],
    });
  }
}
