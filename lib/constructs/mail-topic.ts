import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { WorkQueue } from './work-queue.ts';

export interface MailTopicProps {
  readonly topicName: string;
  readonly key: IKey;
  /** Statements for the topic's own policy, in the place of SNS's default, which lets the account do everything. */
  readonly policy: readonly PolicyStatement[];
  /** Where everything goes that is published; its own policy must let the topic send. */
  readonly queue: WorkQueue;
}

/**
 * Where SES publishes what it has to say of mail: SES has no way straight into a queue. The queue keeps it until it is
 * heard, which SNS does not: to SNS an event is delivered when Lambda has accepted it, whatever the function does. What
 * SNS itself cannot deliver is in the same dead-letter queue as what could not be heard.
 */
export class MailTopic extends Topic {
  constructor(scope: Construct, id: string, props: MailTopicProps) {
    super(scope, id, {
      topicName: props.topicName,
      masterKey: props.key,
      enforceSSL: true,
    });
    for (const statement of props.policy) this.addToResourcePolicy(statement);
    new Subscription(this, 'Queue', {
      topic: this,
      protocol: SubscriptionProtocol.SQS,
      endpoint: props.queue.queue.queueArn,
      // As SES wrote it, without SNS's envelope around it.
      rawMessageDelivery: true,
      deadLetterQueue: props.queue.deadLetters,
    });
  }
}
