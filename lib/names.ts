import { Aws } from 'aws-cdk-lib';
import type { TableName } from '../lambdas/adapters/aws/shared/table-definitions.ts';
import { CANARY, type Lane } from '../lambdas/core/vocabulary.ts';
import type { Office } from './config/people.ts';
import type { Deployment } from './config/schema.ts';
import { awsSendersOf, type TextChannel } from './config/texts.ts';

export const FUNCTION_NAMES = [
  'webhook-accept',
  'inbound-worker',
  'clinical-send',
  'clinical-deliver',
  'marketing-send',
  'marketing-deliver',
  'decisions-read',
  'registry-admin',
  'sweeper',
  'permission-check',
  'opt-outs',
  'mail-feedback',
  'mail-accept',
  'people-admin',
  'ledger-sealer',
  'ledger-dispose',
  'deliveries-admin',
  'token-reveal',
  'clinical-messages',
  'marketing-messages',
  'portal',
  'canary',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** May open what is sealed: decrypt with the PHI key, read the vault. Nothing else ever may. */
export const OPENERS = ['inbound-worker', 'clinical-deliver'] as const satisfies FunctionName[];

/** May open tokens alone, and of sealed records nothing else. */
export const TOKEN_OPENERS = ['token-reveal'] as const satisfies FunctionName[];

/** May open what waits in the portal, and of sealed records nothing else. */
export const PORTAL_OPENERS = ['portal'] as const satisfies FunctionName[];

/** Make pick-up links. */
export const LINK_CREATORS = [
  'clinical-send',
  'clinical-deliver',
] as const satisfies FunctionName[];

/** Read and change pick-up links. */
export const PORTAL_KEEPERS = ['portal', 'deliveries-admin'] as const satisfies FunctionName[];

/** Take links back, of messages that are recalled or may not leave any more; the key of the content they neither see nor change. */
export const PORTAL_CLOSERS = [
  'clinical-messages',
  'clinical-deliver',
] as const satisfies FunctionName[];

/** Lists what is held, and notes that it was reviewed; what it says and the key it is closed under it never has. */
export const REVIEWERS = ['deliveries-admin'] as const satisfies FunctionName[];

/** May seal: generate a data key of the PHI key, write the vault. */
export const SEALERS = [
  'webhook-accept',
  'mail-accept',
  'inbound-worker',
  'clinical-send',
  'marketing-send',
  // Replies, and messages that carry codes.
  'portal',
  // What found no TLS, for the portal.
  'clinical-deliver',
] as const satisfies FunctionName[];

/** May decide. */
export const DECIDERS = [
  'inbound-worker',
  'clinical-send',
  'marketing-send',
  // Once more, what is scheduled, when it is due.
  'clinical-deliver',
  'marketing-deliver',
  // Asks whether what is replayed may still go.
  'deliveries-admin',
] as const satisfies FunctionName[];

/** The clinical side of people: may compute the blind index and read the `people` table. */
export const KNOWERS = [
  'clinical-send',
  // What a recipient has chosen since a message was scheduled.
  'clinical-deliver',
  'permission-check',
  'opt-outs',
  'mail-feedback',
  'people-admin',
] as const satisfies FunctionName[];

/** May seal what says who a person is. */
export const PERSON_SEALERS = [
  'opt-outs',
  'mail-feedback',
  'people-admin',
] as const satisfies FunctionName[];

/** May open it: an officer is shown whom he looks after. */
export const PERSON_OPENERS = ['people-admin'] as const satisfies FunctionName[];

/** Compute what requests of senders are signed with. */
export const SIGNATURE_CHECKERS = [
  'clinical-send',
  'marketing-send',
  'registry-admin',
] as const satisfies FunctionName[];

/** Make unsubscribe links, which they cannot read. */
export const LINK_MAKERS = [
  'clinical-deliver',
  'marketing-deliver',
] as const satisfies FunctionName[];

/** May append to the ledger: decisions, and changes of what decisions rest on. */
export const RECORDERS = [
  ...DECIDERS,
  'registry-admin',
  'opt-outs',
  'mail-feedback',
  'people-admin',
  'ledger-dispose',
  'token-reveal',
  // That a message was recalled.
  'clinical-messages',
  'marketing-messages',
  'portal',
] as const satisfies FunctionName[];

/** Run by schedules, and so asynchronously: nobody waits to hear what became of a run. */
export const SCHEDULED = ['sweeper', 'ledger-sealer', 'canary'] as const satisfies FunctionName[];
export type ScheduledName = (typeof SCHEDULED)[number];

/** What runs them; a rule of EventBridge is named so after the prefix and a hyphen. */
export const SCHEDULES = ['every-minute', 'every-five-minutes', 'every-hour', 'every-day'] as const;
export type ScheduleName = (typeof SCHEDULES)[number];

/** Of these the first three carry ids of work; the last, what SES says of mail, with addresses. */
export const QUEUE_NAMES = [
  'inbound',
  'deliver-clinical',
  'deliver-marketing',
  'mail-feedback',
] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** The queues that Cordon itself fills, with ids and nothing else. */
export type WorkQueueName = Exclude<QueueName, 'mail-feedback'>;

/** Secrets are named `{prefix}/{group}/{anything}`, so that a group can be granted by name. */
export type SecretGroup =
  | 'source'
  | `destination/${Lane}`
  | `upstream/${Lane}`
  /** Cordon's keys of the people who hold an office. */
  | `person/${Office}`;

/**
 * Names and ARNs that do not depend on a stack. Roles have fixed names because the data stack's keys,
 * tables and buckets name them in their own policies, and those exist before the roles do.
 */
export interface Names {
  readonly prefix: string;
  readonly region: string;
  functionName(name: FunctionName): string;
  functionArn(name: FunctionName): string;
  /** At most 64 characters (IAM's limit); with the region, because IAM is global. */
  roleName(name: FunctionName): string;
  roleArn(name: FunctionName): string;
  /** Matches every role of this deployment, people's too. */
  readonly anyRoleArn: string;
  /** The role of an office; its policies have the same name, and one with `-boundary`. */
  officeName(office: Office): string;
  officeRoleArn(office: Office): string;
  deadLettersArn(name: QueueName): string;
  /** The queue of runs that failed for good. */
  readonly failedRunsName: string;
  readonly failedRunsArn: string;
  scheduleName(name: ScheduleName): string;
  scheduleArn(name: ScheduleName): string;
  readonly alarmTopicArn: string;
  tableName(name: TableName): string;
  tableArn(name: TableName): string;
  queueName(name: QueueName): string;
  queueArn(name: QueueName): string;
  /** Where SES publishes complaints and bounces. */
  readonly mailFeedbackTopicName: string;
  readonly mailFeedbackTopicArn: string;
  secretArnPattern(group: SecretGroup): string;
  /** The one secret that the canary signs with. */
  readonly canarySecretArn: string;
  identityArn(lane: Lane): string;
  /** Matches single addresses of the lane's domain that were verified by themselves. */
  addressIdentityArns(lane: Lane): string;
  configurationSetArn(lane: Lane): string;
  /** The clinical lane's other one, for notices of the portal, which say nothing and may go without TLS. */
  readonly noticesSetName: string;
  readonly noticesSetArn: string;
  /** What of AWS sends the lane's texts: of applications, the devices that they reach. None where AWS sends none. */
  textSenderArns(lane: Lane, channel: TextChannel): readonly string[];
  /** Everything of a service in this account and region, whoever made it. */
  anythingOf(service: string): string;
  /** Host under which an AWS service calls KMS on a caller's behalf (`kms:ViaService`). */
  viaService(service: 'dynamodb' | 's3' | 'secretsmanager' | 'sqs' | 'sns'): string;
}

export function nameResources(deployment: Deployment): Names {
  const { prefix, region } = deployment;
  const account = deployment.account ?? Aws.ACCOUNT_ID;
  const arn = (service: string, regional: string, resource: string) =>
    `arn:${Aws.PARTITION}:${service}:${regional}:${account}:${resource}`;
  const roleName = (name: FunctionName) => `${prefix}-${region}-${name}`;
  const officeName = (office: Office) => `${prefix}-${region}-people-${office}`;
  const tableName = (name: TableName) => `${prefix}-${name}`;
  const queueName = (name: QueueName) => `${prefix}-${name}`;
  return {
    prefix,
    region,
    functionName: (name) => `${prefix}-${name}`,
    functionArn: (name) => arn('lambda', region, `function:${prefix}-${name}`),
    roleName,
    roleArn: (name) => arn('iam', '', `role/${roleName(name)}`),
    anyRoleArn: arn('iam', '', `role/${prefix}-${region}-*`),
    officeName,
    officeRoleArn: (office) => arn('iam', '', `role/${officeName(office)}`),
    deadLettersArn: (name) => arn('sqs', region, `${queueName(name)}-dead-letters`),
    failedRunsName: `${prefix}-failed-runs`,
    failedRunsArn: arn('sqs', region, `${prefix}-failed-runs`),
    scheduleName: (name) => `${prefix}-${name}`,
    scheduleArn: (name) => arn('events', region, `rule/${prefix}-${name}`),
    alarmTopicArn: arn('sns', region, `${prefix}-alarms`),
    tableName,
    tableArn: (name) => arn('dynamodb', region, `table/${tableName(name)}`),
    queueName,
    queueArn: (name) => arn('sqs', region, queueName(name)),
    mailFeedbackTopicName: `${prefix}-mail-feedback`,
    mailFeedbackTopicArn: arn('sns', region, `${prefix}-mail-feedback`),
    secretArnPattern: (group) => arn('secretsmanager', region, `secret:${prefix}/${group}/*`),
    // Secrets Manager adds a hyphen and six characters.
    canarySecretArn: arn('secretsmanager', region, `secret:${prefix}/source/${CANARY}-??????`),
    identityArn: (lane) => arn('ses', region, `identity/${deployment[lane].mail.domain}`),
    addressIdentityArns: (lane) => arn('ses', region, `identity/*@${deployment[lane].mail.domain}`),
    configurationSetArn: (lane) =>
      arn('ses', region, `configuration-set/${deployment[lane].mail.configurationSetName}`),
    noticesSetName: `${prefix}-notices`,
    noticesSetArn: arn('ses', region, `configuration-set/${prefix}-notices`),
    textSenderArns: (lane, channel) =>
      awsSendersOf(deployment[lane].texts, channel).map((sender) =>
        channel === 'push' ? `${sender.replace(':app/', ':endpoint/')}/*` : sender,
      ),
    anythingOf: (service) => arn(service, region, '*'),
    viaService: (service) => `${service}.${region}.amazonaws.com`,
  };
}
