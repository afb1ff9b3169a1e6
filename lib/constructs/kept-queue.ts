import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface KeptQueueProps extends Pick<
  QueueProps,
  'deadLetterQueue' | 'redriveAllowPolicy' | 'visibilityTimeout'
> {
  readonly queueName: string;
  readonly key: IKey;
  readonly retain: boolean;
  /** Statements for the queue's own policy. */
  readonly walls?: readonly PolicyStatement[];
}

/** A queue under a key of the deployment, over TLS alone, that keeps messages for 14 days, SQS's longest. */
export class KeptQueue extends Queue {
  constructor(scope: Construct, id: string, props: KeptQueueProps) {
    const { key, retain, walls = [], ...own } = props;
    super(scope, id, {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      dataKeyReuse: Duration.minutes(5),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...own,
    });
    for (const wall of walls) this.addToResourcePolicy(wall);
  }
}
