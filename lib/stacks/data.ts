import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { TableName } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import type { Deployment } from '../config/schema.ts';
import { ApiGatewayLogRole } from '../constructs/api-gateway-log-role.ts';
import { MailTopic } from '../constructs/mail-topic.ts';
import { KeptQueue } from '../constructs/kept-queue.ts';
import { accessLogsBucket, PrivateBucket } from '../constructs/private-bucket.ts';
import { ProtectedKey } from '../constructs/protected-key.ts';
import { Records } from '../constructs/records.ts';
import { SigningKey } from '../constructs/signing-key.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { QUEUE_CONSUMERS, TIMEOUTS } from '../functions.ts';
import { type Names, QUEUE_NAMES, type QueueName } from '../names.ts';
import { failedRunsQueuePolicy, queuesKeyPolicy } from '../policies/failed-runs.ts';
import {
  ledgerKeyPolicy,
  logsKeyPolicy,
  optOutKeyPolicy,
  sendersKeyPolicy,
  peopleIndexKeyPolicy,
  peopleKeyPolicy,
  phiKeyPolicy,
  serviceKeyPolicy,
} from '../policies/keys.ts';
import {
  mailFeedbackKeyPolicy,
  mailFeedbackQueuePolicy,
  mailFeedbackTopicPolicy,
} from '../policies/mail-feedback.ts';
import { clinicalQueueWall, ledgerBucketWall, vaultBucketWall } from '../policies/resources.ts';

export interface DataStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly names: Names;
}

/** Six years and a leap day or two (45 CFR 164.316(b)(2)(i)). */
export const LEDGER_RETENTION = Duration.days(6 * 365 + 2);

/** What each key is for. */
export interface DataKeys {
  /** Sealed content, by envelope encryption in Cordon's own code. */
  readonly phi: ProtectedKey;
  /** Authenticates rather than encrypts: the blind index of people's addresses. */
  readonly 'people-index': ProtectedKey;
  /** Seals what says who a person is. */
  readonly people: ProtectedKey;
  /** Computes the secrets that requests are signed with. */
  readonly senders: ProtectedKey;
  /** Encrypts what an unsubscribe link stands for. */
  readonly 'opt-out': ProtectedKey;
  readonly tables: ProtectedKey;
  readonly objects: ProtectedKey;
  readonly queues: ProtectedKey;
  /** What SES says of mail: its topic and queue hold addresses. */
  readonly 'mail-feedback': ProtectedKey;
  readonly secrets: ProtectedKey;
  readonly logs: ProtectedKey;
  /** Signs the ledger's seals. */
  readonly ledger: SigningKey;
}

/**
 * Everything that must outlive a deployment: keys, tables, buckets, and queues with work in them. Kept
 * when the stack is deleted; the logical ids are pinned by a test, because a changed id is a new, empty
 * resource.
 */
export class DataStack extends Stack {
  readonly keys: DataKeys;
  readonly tables: Readonly<Record<TableName, Table>>;
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
  /** Runs of scheduled functions that failed for good, or reached no function: when and which, and no content. */
  readonly failedRuns: KeptQueue;
  /** Sealed bodies too large for an item. */
  readonly vaultBucket: Bucket;
  /** Bodies for the marketing lane, sanitized or found clean, too large for an item. */
  readonly marketingBucket: Bucket;
  /** Seals of the ledger. */
  readonly ledgerBucket: Bucket;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { deployment, names } = props;
    const { retain } = deployment.protection;

    this.keys = this.createKeys(names, retain);
    this.tables = new Records(this, 'Records', { deployment, names, key: this.keys.tables }).tables;
    this.queues = this.createQueues(names, retain);
    this.failedRuns = new KeptQueue(this, 'FailedRuns', {
      ...{ queueName: names.failedRunsName, key: this.keys.queues, retain },
      walls: failedRunsQueuePolicy(names),
      // SQS moves dead letters without asking a queue's policy: of another queue, they could be content.
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
    new MailTopic(this, 'MailFeedback', {
      topicName: names.mailFeedbackTopicName,
      key: this.keys['mail-feedback'],
      policy: mailFeedbackTopicPolicy(names),
      queue: this.queues['mail-feedback'],
    });

    const accessLogs = accessLogsBucket(this, retain);
    const encryption = { key: this.keys.objects };
    this.vaultBucket = new PrivateBucket(this, 'Vault', { retain, encryption, accessLogs });
    for (const wall of vaultBucketWall(names, this.vaultBucket.bucketArn)) {
      this.vaultBucket.addToResourcePolicy(wall);
    }
    this.marketingBucket = new PrivateBucket(this, 'Marketing', { retain, encryption, accessLogs });
    this.ledgerBucket = new PrivateBucket(this, 'Ledger', {
      retain,
      encryption,
      accessLogs,
      // A deployment that is meant to go away again must not leave a bucket that nobody can empty.
      ...(retain ? { lockedFor: LEDGER_RETENTION } : {}),
    });
    for (const wall of ledgerBucketWall(names, this.ledgerBucket.bucketArn)) {
      this.ledgerBucket.addToResourcePolicy(wall);
    }

    if (deployment.apiGatewayLogRole === 'create') new ApiGatewayLogRole(this, 'ApiGatewayLogs');
  }

  private createKeys(names: Names, retain: boolean): DataKeys {
    const key = (
      purpose: Exclude<keyof DataKeys, 'ledger'>,
      description: string,
      policy: ReturnType<typeof phiKeyPolicy>,
      kind: { readonly mac?: true } = {},
    ) =>
      new ProtectedKey(this, `${purpose}-key`, {
        alias: `alias/${names.prefix}-${purpose}`,
        description: `Cordon: ${description}`,
        policy,
        retain,
        ...kind,
      });
    return {
      phi: key('phi', 'seals protected health information', phiKeyPolicy(names)),
      people: key('people', 'seals addresses and authorizations', peopleKeyPolicy(names)),
      'opt-out': key('opt-out', 'encrypts unsubscribe links', optOutKeyPolicy(names)),
      'people-index': key(
        'people-index',
        "looks people's addresses up without storing them",
        peopleIndexKeyPolicy(names),
        { mac: true },
      ),
      senders: key(
        'senders',
        'computes what requests of senders are signed with',
        sendersKeyPolicy(names),
        { mac: true },
      ),
      tables: key(
        'tables',
        'tables at rest',
        serviceKeyPolicy(names, 'dynamodb', { grants: true }),
      ),
      objects: key('objects', 'buckets at rest', serviceKeyPolicy(names, 's3')),
      queues: key('queues', 'queues at rest', queuesKeyPolicy(names)),
      'mail-feedback': key(
        'mail-feedback',
        'complaints and bounces, on their way',
        mailFeedbackKeyPolicy(names),
      ),
      secrets: key('secrets', 'signing secrets at rest', serviceKeyPolicy(names, 'secretsmanager')),
      logs: key('logs', 'log groups at rest', logsKeyPolicy(names)),
      ledger: new SigningKey(this, 'ledger-key', {
        alias: `alias/${names.prefix}-ledger`,
        description: "Cordon: signs the ledger's seals",
        policy: ledgerKeyPolicy(names),
        retain,
      }),
    };
  }

  private createQueues(names: Names, retain: boolean): Record<QueueName, WorkQueue> {
    const walls: Partial<Record<QueueName, PolicyStatement[]>> = {
      'deliver-clinical': [clinicalQueueWall(names)],
      'mail-feedback': mailFeedbackQueuePolicy(names),
    };
    return Object.fromEntries(
      QUEUE_NAMES.map((name) => [
        name,
        new WorkQueue(this, `${name}-queue`, {
          queueName: names.queueName(name),
          key: name === 'mail-feedback' ? this.keys['mail-feedback'] : this.keys.queues,
          functionTimeout: TIMEOUTS[QUEUE_CONSUMERS[name]],
          retain,
          walls: walls[name] ?? [],
        }),
      ]),
    ) as Record<QueueName, WorkQueue>;
  }
}
