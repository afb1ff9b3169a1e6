import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import type { SmtpConfig } from '../config/schema.ts';
import type { Names } from '../names.ts';
import { administration, noFunctionAdministers, noSideDoors, THIS_KEY } from './keys.ts';
import { allow, delegateToAccount, denyEverybody } from './statements.ts';

/** Names of what takes one lane's mail by SMTP; they do not depend on the stack, so that policies can use them. */
export interface SmtpNames {
  readonly base: string;
  readonly relayRole: string;
  readonly relayRoleArn: string;
  readonly keeperRole: string;
  readonly keeperRoleArn: string;
  readonly bucket: string;
  readonly bucketArn: string;
  /** Of the function that hands mail on, which SES tells first whom it goes to. */
  readonly relayArn: string;
  /** Any rule set of this account and region: a role is made before the rule set that uses it. */
  readonly ruleSetArns: string;
}

export function nameSmtp({ prefix, region }: Names, lane: Lane): SmtpNames {
  const base = `${prefix}-smtp-${lane}`;
  const role = (purpose: string) => `${prefix}-${region}-smtp-${lane}${purpose}`;
  const roleArn = (purpose: string) =>
    `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${role(purpose)}`;
  const bucket = `${base}-${Aws.ACCOUNT_ID}-${region}`;
  return {
    ...{ base, bucket, bucketArn: `arn:${Aws.PARTITION}:s3:::${bucket}` },
    relayArn: `arn:${Aws.PARTITION}:lambda:${region}:${Aws.ACCOUNT_ID}:function:${base}`,
    ...{ relayRole: role(''), relayRoleArn: roleArn('') },
    ...{ keeperRole: role('-keeper'), keeperRoleArn: roleArn('-keeper') },
    ruleSetArns: `arn:${Aws.PARTITION}:ses:${region}:${Aws.ACCOUNT_ID}:mailmanager-rule-set/*`,
  };
}

/**
 * The key of mail that nobody has decided about yet, of its envelopes, and of the queue that tells of it. SES writes under
 * it, by a role of its own; one function reads, and writes envelopes; S3 fills the queue. Whoever looks after the account moves dead letters through SQS alone.
 */
export function smtpKeyPolicy(names: Names, own: SmtpNames): PolicyDocument {
  return new PolicyDocument({
    statements: [
      administration(),
      delegateToAccount({
        sid: 'KeepMail',
        actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.keeperRoleArn },
          StringEquals: { 'kms:ViaService': names.viaService('s3') },
        },
      }),
      delegateToAccount({
        sid: 'KeepEnvelopes',
        actions: ['kms:GenerateDataKey'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.relayRoleArn },
          StringEquals: { 'kms:ViaService': names.viaService('s3') },
        },
      }),
      delegateToAccount({
        sid: 'TakeMail',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.relayRoleArn },
          StringEquals: { 'kms:ViaService': [names.viaService('s3'), names.viaService('sqs')] },
        },
      }),
      delegateToAccount({
        sid: 'MoveDeadLetters',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: THIS_KEY,
        conditions: { StringEquals: { 'kms:ViaService': names.viaService('sqs') } },
      }),
      new PolicyStatement({
        effect: Effect.ALLOW,
        sid: 'TellOfMail',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [...THIS_KEY],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnEquals: { 'aws:SourceArn': own.bucketArn },
        },
      }),
      denyEverybody({
        sid: 'NoOtherFunctionOpens',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
          ArnNotEquals: { 'aws:PrincipalArn': own.relayRoleArn },
        },
      }),
      noFunctionAdministers(names),
      noSideDoors(),
    ],
  });
}

/** On the queue: S3 tells it of the one bucket, and no other function of this deployment touches it. */
export function smtpQueuePolicy(
  names: Names,
  own: SmtpNames,
  queueArn: string,
): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      effect: Effect.ALLOW,
      sid: 'TellOfMail',
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queueArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnEquals: { 'aws:SourceArn': own.bucketArn },
      },
    }),
    denyEverybody({
      sid: 'NoOtherFunction',
      actions: ['sqs:*'],
      resources: [queueArn],
      conditions: {
        ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
        ArnNotEquals: { 'aws:PrincipalArn': own.relayRoleArn },
      },
    }),
  ];
}

/** SES, by the rule set: tells whom a mail goes to, and puts it down. It can neither read nor list any. */
export function keeperStatements(own: SmtpNames, keyArn: string): PolicyStatement[] {
  return [
    allow('TellEnvelope', ['lambda:InvokeFunction'], [own.relayArn]),
    allow('PutMail', ['s3:PutObject'], [`${own.bucketArn}/*`]),
    allow('UnderItsKey', ['kms:Encrypt', 'kms:GenerateDataKey'], [keyArn]),
  ];
}

/** The function: puts envelopes down, takes mail out, reads the one secret, and has neither tables nor any other key. */
export function relayStatements(
  names: Names,
  own: SmtpNames,
  { keyArn, queueArn, config }: { keyArn: string; queueArn: string; config: SmtpConfig },
): PolicyStatement[] {
  return [
    allow('TakeMail', ['s3:DeleteObject', 's3:GetObject'], [`${own.bucketArn}/*`]),
    // Without it, S3 answers a question for mail that is gone with a refusal.
    allow('SeeWhatIsGone', ['s3:ListBucket'], [own.bucketArn]),
    allow('KeepEnvelopes', ['s3:PutObject'], [`${own.bucketArn}/envelopes/*`]),
    allow('OpenMail', ['kms:Decrypt'], [keyArn], {
      StringEquals: { 'kms:ViaService': [names.viaService('s3'), names.viaService('sqs')] },
    }),
    allow('SealEnvelopes', ['kms:GenerateDataKey'], [keyArn], {
      StringEquals: { 'kms:ViaService': names.viaService('s3') },
    }),
    allow(
      'ConsumeQueue',
      ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      [queueArn],
    ),
    allow('ReadSenderKey', ['secretsmanager:GetSecretValue'], [config.passwordSecretArn]),
    allow('OpenSenderKey', ['kms:Decrypt'], [config.passwordKeyArn], {
      StringEquals: { 'kms:ViaService': names.viaService('secretsmanager') },
    }),
  ];
}
