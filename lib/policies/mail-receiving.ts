import { Aws } from 'aws-cdk-lib';
import {
  type Conditions,
  Effect,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Names } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Access } from './access.ts';
import { cannotChangeDecisions, cannotKnowPeople, cannotOpen, cannotSendAs } from './denies.ts';
import { administration, noFunctionAdministers, noSideDoors, THIS_KEY } from './keys.ts';
import {
  allow,
  delegateToAccount,
  denyAllBut,
  denyEverybody,
  type FunctionPolicy,
} from './statements.ts';

/** Names of what takes mail in; they do not depend on the stack, so that policies can use them. */
export interface ReceivingNames {
  /** Of the queue, the topic and the key's alias. */
  readonly base: string;
  readonly queueArn: string;
  readonly topicArn: string;
  readonly bucket: string;
  readonly bucketArn: string;
  readonly keeperRole: string;
  readonly keeperRoleArn: string;
  readonly acceptRoleArn: string;
  /** The rule set that the deployment makes, unless its config names another. */
  readonly ruleSet: string;
}

export function nameReceiving(names: Names): ReceivingNames {
  const { prefix, region } = names;
  const base = `${prefix}-mail-in`;
  const bucket = `${base}-${Aws.ACCOUNT_ID}-${region}`;
  const keeperRole = `${prefix}-${region}-mail-keeper`;
  const regional = (service: string) =>
    `arn:${Aws.PARTITION}:${service}:${region}:${Aws.ACCOUNT_ID}:${base}`;
  return {
    ...{ base, bucket, bucketArn: `arn:${Aws.PARTITION}:s3:::${bucket}` },
    ...{ queueArn: regional('sqs'), topicArn: regional('sns') },
    keeperRole,
    keeperRoleArn: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${keeperRole}`,
    acceptRoleArn: names.roleArn('mail-accept'),
    ruleSet: base,
  };
}

/** The rules of one rule set of this account, on whose behalf SES takes the role: the service is the same for everybody. */
export function ruleConditions({ region }: Names, ruleSet: string): Conditions {
  const set = `arn:${Aws.PARTITION}:ses:${region}:${Aws.ACCOUNT_ID}:receipt-rule-set/${ruleSet}`;
  return {
    StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    ArnLike: { 'aws:SourceArn': `${set}:receipt-rule/*` },
  };
}

/** SNS, for the one topic. */
function byTopic(own: ReceivingNames, sid: string, actions: string[], resource: string) {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    sid,
    principals: [new ServicePrincipal('sns.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { ArnEquals: { 'aws:SourceArn': own.topicArn } },
  });
}

/**
 * The key of mail that nobody has looked at yet, and of what tells of it. SES writes and tells, by a role of its own; SNS
 * delivers; one function reads. Whoever moves dead letters back does so through SQS alone.
 */
export function receivingKeyPolicy(names: Names, own: ReceivingNames): PolicyDocument {
  const [resource] = THIS_KEY;
  const both = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const through = (...services: Parameters<Names['viaService']>[0][]) => ({
    'kms:ViaService': services.map((service) => names.viaService(service)),
  });
  return new PolicyDocument({
    statements: [
      administration(),
      delegateToAccount({
        sid: 'KeepMail',
        actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.keeperRoleArn },
          StringEquals: through('s3'),
        },
      }),
      delegateToAccount({
        sid: 'TellOfMail',
        actions: both,
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.keeperRoleArn },
          StringEquals: through('sns'),
        },
      }),
      byTopic(own, 'DeliverNotices', both, resource),
      delegateToAccount({
        sid: 'TakeMail',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.acceptRoleArn },
          StringEquals: through('s3', 'sqs'),
        },
      }),
      delegateToAccount({
        sid: 'MoveDeadLetters',
        actions: both,
        resources: THIS_KEY,
        conditions: { StringEquals: through('sqs') },
      }),
      denyEverybody({
        sid: 'NoOtherFunctionOpens',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
          ArnNotEquals: { 'aws:PrincipalArn': [own.acceptRoleArn, own.keeperRoleArn] },
        },
      }),
      denyEverybody({
        sid: 'SesOpensNoMail',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.keeperRoleArn },
          StringNotEquals: through('sns'),
        },
      }),
      noFunctionAdministers(names),
      noSideDoors(),
    ],
  });
}

/** On the topic: SES alone publishes, by its role, and the queue alone is subscribed, whoever asks: notices hold subjects and addresses. */
export function receivingTopicPolicy(own: ReceivingNames): PolicyStatement[] {
  const resources = [own.topicArn];
  return [
    denyAllBut([own.keeperRoleArn], {
      ...{ sid: 'OnlySesPublishes', actions: ['sns:Publish'], resources },
    }),
    denyEverybody({
      sid: 'OnlyTheQueueSubscribes',
      actions: ['sns:Subscribe'],
      resources,
      conditions: { StringNotEquals: { 'sns:Endpoint': own.queueArn } },
    }),
  ];
}

/** On whoever moves dead letters back into the queue, for as long as that takes. Its value is the name of the queue. */
const MOVER_TAG = 'cordon-dead-letters';

/**
 * On the queue: the topic fills it, and no other function of this deployment touches it. What is written there is believed about
 * viruses and authors, so that nobody else sends, either. Moving dead letters back is sending in the name of whoever does it
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html):
 * a tag on the role, which is on record, opens it for that.
 */
export function receivingQueuePolicy(names: Names, own: ReceivingNames): PolicyStatement[] {
  return [
    byTopic(own, 'DeliverNotices', ['sqs:SendMessage'], own.queueArn),
    denyEverybody({
      sid: 'OnlyTheTopicSends',
      actions: ['sqs:SendMessage'],
      resources: [own.queueArn],
      // A negated operator also matches a request without the key. Services alone have a source.
      conditions: {
        ArnNotEquals: { 'aws:SourceArn': own.topicArn },
        StringNotEquals: { [`aws:PrincipalTag/${MOVER_TAG}`]: own.base },
      },
    }),
    denyEverybody({
      sid: 'NoOtherFunction',
      actions: ['sqs:*'],
      resources: [own.queueArn],
      conditions: {
        ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
        ArnNotEquals: { 'aws:PrincipalArn': own.acceptRoleArn },
      },
    }),
  ];
}

/**
 * On the bucket: SES alone puts mail there, and the one function alone reads, lists and removes it, whoever else may do what.
 * What expires S3 removes by itself, and asks no policy. Listing is closed to roles of this deployment alone: it is a right to the
 * bucket, which CloudFormation needs to look after it, and names are ids.
 */
export function receivingBucketPolicy(names: Names, own: ReceivingNames): PolicyStatement[] {
  const resources = [`${own.bucketArn}/*`];
  const lists = ['s3:ListBucket', 's3:ListBucketVersions'];
  return [
    denyAllBut([own.keeperRoleArn], {
      ...{ sid: 'OnlySesPuts', actions: ['s3:PutObject'], resources },
    }),
    denyAllBut([own.acceptRoleArn], {
      ...{ sid: 'OnlyTheFunctionReads', actions: ['s3:GetObject*'], resources },
    }),
    denyAllBut([own.acceptRoleArn], {
      ...{ sid: 'OnlyTheFunctionRemoves', actions: ['s3:DeleteObject*'], resources },
    }),
    denyAllBut([own.acceptRoleArn], {
      ...{ sid: 'NoOtherFunctionLists', actions: lists, resources: [own.bucketArn] },
      conditions: { ArnLike: { 'aws:PrincipalArn': names.anyRoleArn } },
    }),
    denyEverybody({
      ...{ sid: 'NobodyReplicatesInto', actions: ['s3:Replicate*'], resources },
    }),
  ];
}

/** SES, by its rules: puts mail down and tells of it. It can neither read nor list any. */
export function mailKeeperStatements(
  names: Names,
  own: ReceivingNames,
  keyArn: string,
): PolicyStatement[] {
  return [
    allow('PutMail', ['s3:PutObject'], [`${own.bucketArn}/*`]),
    allow('UnderItsKey', ['kms:Encrypt', 'kms:GenerateDataKey'], [keyArn], {
      StringEquals: { 'kms:ViaService': names.viaService('s3') },
    }),
    allow('TellOfMail', ['sns:Publish'], [own.topicArn]),
    // SNS asks publishers for both.
    allow('TellUnderItsKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [keyArn], {
      StringEquals: { 'kms:ViaService': names.viaService('sns') },
    }),
  ];
}

/** Faces what anybody may send: seals, records, queues. Cannot open what it sealed, and reaches no other mail. */
export function mailAcceptPolicy(
  access: Access,
  data: DataStack,
  names: Names,
  keyArn: string,
): FunctionPolicy {
  const own = nameReceiving(names);
  return {
    allows: [
      allow(
        'HearOfMail',
        ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        [own.queueArn],
      ),
      allow('TakeMail', ['s3:DeleteObject', 's3:GetObject'], [`${own.bucketArn}/*`]),
      // Without it, S3 answers a question for mail that is gone with a refusal.
      allow('SeeWhatIsGone', ['s3:ListBucket'], [own.bucketArn]),
      allow('OpenMail', ['kms:Decrypt'], [keyArn], {
        StringEquals: { 'kms:ViaService': [names.viaService('s3'), names.viaService('sqs')] },
      }),
      access.items('registry', 'GetItem'),
      access.items('messages', 'GetItem', 'PutItem'),
      access.items('vault', 'PutItem'),
      access.tablesKey(),
      access.putObjects('vault'),
      access.objectsKey('write'),
      access.seal('webhook'),
      ...access.enqueue('inbound'),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpen(data, names),
      ...cannotSendAs('clinical', names),
      ...cannotSendAs('marketing', names),
    ],
  };
}
