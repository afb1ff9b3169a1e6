import { Aws, CfnOutput } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnReceiptRule, CfnReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import type { Construct as Child } from 'constructs';
import { Construct } from 'constructs';
import type { ReceivingConfig } from '../config/schema.ts';
import { TIMEOUTS } from '../functions.ts';
import { accessTo } from '../policies/access.ts';
import {
  mailAcceptPolicy,
  mailKeeperStatements,
  nameReceiving,
  receivingBucketPolicy,
  receivingKeyPolicy,
  receivingQueuePolicy,
  receivingTopicPolicy,
  ruleConditions,
  type ReceivingNames,
} from '../policies/mail-receiving.ts';
import { CordonFunction, type FunctionContext } from './cordon-function.ts';
import { MailTopic } from './mail-topic.ts';
import { accessLogsBucket, PrivateBucket } from './private-bucket.ts';
import { ProtectedKey } from './protected-key.ts';
import { WorkQueue } from './work-queue.ts';

export interface MailReceivingProps extends FunctionContext {
  readonly config: ReceivingConfig;
}

/** Days for which mail stays that could not be taken in, as long as its dead letter. */
const KEPT_DAYS = 14;
/** One mail each holds in memory. */
const BATCH_SIZE = 3;

/**
 * Mail in: a receipt rule of SES for each source puts mail that came over TLS into a bucket, with what its scans found, and
 * tells of it by a topic; behind the topic is a queue, and behind that a function, which seals the mail as an inbound message
 * and can open nothing.
 */
export class MailReceiving extends Construct {
  readonly function: CordonFunction;
  /** What SES told and nobody has taken in yet. */
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: MailReceivingProps) {
    super(scope, id);
    const { config, deployment, names } = props;
    const { retain } = deployment.protection;
    const own = nameReceiving(names);
    const key = new ProtectedKey(this, 'Key', {
      alias: `alias/${own.base}`,
      description: 'Cordon: mail that came in and is not sealed yet',
      policy: receivingKeyPolicy(names, own),
      retain,
    });
    const queue = new WorkQueue(this, 'Queue', {
      ...{ queueName: own.base, key, functionTimeout: TIMEOUTS['mail-accept'], retain },
      walls: receivingQueuePolicy(names, own),
    });
    this.queue = queue;
    const topic = new MailTopic(this, 'Topic', {
      ...{ topicName: own.base, key, queue },
      policy: receivingTopicPolicy(own),
    });
    const bucket = new PrivateBucket(this, 'Bucket', {
      ...{ retain, encryption: { key }, expireAfterDays: KEPT_DAYS },
      accessLogs: accessLogsBucket(this, retain),
    });
    // Named by the policies of roles that exist before it.
    (bucket.node.defaultChild as CfnBucket).bucketName = own.bucket;
    for (const wall of receivingBucketPolicy(names, own)) bucket.addToResourcePolicy(wall);

    this.function = this.accept(props, own, key.keyArn, queue);
    const ruleSet = config.ruleSet ?? own.ruleSet;
    const keeps = new ManagedPolicy(this, 'Keeps', {
      statements: mailKeeperStatements(names, own, key.keyArn),
    });
    const keeper = new Role(this, 'Keeper', {
      roleName: own.keeperRole,
      description: 'SES puts mail down that came in, and tells of it',
      assumedBy: new ServicePrincipal('ses.amazonaws.com', {
        conditions: ruleConditions(names, ruleSet),
      }),
      permissionsBoundary: keeps,
      managedPolicies: [keeps],
    });
    this.rules(props, own, keeper, [bucket, topic, keeps]);
    new CfnOutput(this, 'RuleSet', { value: ruleSet });
    new CfnOutput(this, 'MailExchanger', {
      value: `inbound-smtp.${Aws.REGION}.amazonaws.com`,
    });
  }

  /** A mail to two sources is put down twice, and is a message of each. */
  private rules(
    { config, names }: MailReceivingProps,
    own: ReceivingNames,
    keeper: Role,
    before: readonly Child[],
  ): void {
    const { sources, ruleSet } = config;
    const set =
      ruleSet === undefined
        ? new CfnReceiptRuleSet(this, 'Rules', { ruleSetName: own.ruleSet })
        : undefined;
    for (const [source, recipients] of Object.entries(sources)) {
      const rule = new CfnReceiptRule(this, `Rule-${source}`, {
        ruleSetName: ruleSet ?? own.ruleSet,
        rule: {
          name: `${names.prefix}-${source}`,
          enabled: true,
          recipients: [...recipients],
          // 45 CFR 164.312(e)(1): whoever cannot do TLS is refused in the dialogue.
          tlsPolicy: 'Require',
          scanEnabled: true,
          actions: [
            {
              s3Action: {
                bucketName: own.bucket,
                objectKeyPrefix: `${source}/`,
                topicArn: own.topicArn,
                iamRoleArn: keeper.roleArn,
              },
            },
          ],
        },
      });
      rule.node.addDependency(...before, ...(set === undefined ? [] : [set]));
    }
  }

  private accept(
    { data, deployment, names, network }: MailReceivingProps,
    own: ReceivingNames,
    keyArn: string,
    { queue }: WorkQueue,
  ): CordonFunction {
    const access = accessTo(data, names, deployment);
    const accept = new CordonFunction(this, {
      ...{ data, deployment, names, network },
      name: 'mail-accept',
      description: 'Seals and records mail that came in; cannot open it',
      policy: mailAcceptPolicy(access, data, names, keyArn),
      needs: {
        tables: ['registry', 'messages', 'vault'],
        queues: ['inbound'],
        vaultBucket: true,
        phiKey: true,
      },
    });
    accept.function.addEnvironment('CORDON_BUCKET_MAIL', own.bucket);
    new EventSourceMapping(this, 'Reads', {
      target: accept.function,
      eventSourceArn: queue.queueArn,
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
      maxConcurrency: deployment.concurrency['mail-accept'],
    });
    return accept;
  }
}
