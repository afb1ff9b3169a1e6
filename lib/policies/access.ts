import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  HEARD_ATTRIBUTES,
  HEARD_OF_ATTRIBUTES,
  INTAKE_ATTRIBUTES,
  LINK_ATTRIBUTES,
  PROGRESS_ATTRIBUTES,
  RECALL_ATTRIBUTES,
  REVIEW_ATTRIBUTES,
  SETTLE_ATTRIBUTES,
  type TableName,
} from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import {
  CANARY,
  KEY_PREFIXES,
  LEFT_IN_PORTAL,
  TOLD_TO_SENDER,
  type Lane,
} from '../../lambdas/core/vocabulary.ts';
import type { SealingContext } from '../../lambdas/core/protect/sealing-context.ts';
import type { Deployment } from '../config/schema.ts';
import type { FunctionName, Names, QueueName, SecretGroup, WorkQueueName } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import { allow } from './statements.ts';

type BucketName = 'vault' | 'marketing' | 'ledger';

/** Grants, one power each, in the words of the flow. A lane's file composes them. */
export interface Access {
  /** Items of one table: `Get`, `Put`, `Update` by DynamoDB's own names. */
  items(
    table: TableName,
    ...actions: ('BatchGetItem' | 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem')[]
  ): PolicyStatement;
  /** Of an inbound message that is there, whether it is the one that was just written, and nothing else of it. */
  seeWhichMessage(): PolicyStatement;
  /** The registry's items `keyuse#ID`, and no entry: when a key was used last. */
  noteKeyUse(): PolicyStatement;
  /** Of the table `requests`, what is of this lane's keys and messages. */
  requestsOf(lane: Lane): PolicyStatement;
  /** What was decided about this lane's messages, and how their deliveries do: no body, and no recipient. */
  followMessages(lane: Lane): PolicyStatement[];
  /** Of this lane's deliveries what the mail service told: no body, and no recipient. */
  hearOfMail(lane: Lane): PolicyStatement[];
  /** Queues for the clinical deliverer that it leaves a delivery in the portal, and nothing else (`ID~portal`). */
  leaveInPortal(): PolicyStatement;
  /** Queues what tells this lane's senders what became of a message, and nothing else (`ID~message.EVENT~DESTINATION`). */
  tellSenders(lane: Lane): PolicyStatement;
  /**
   * Pick-up links, but for the half of the content's key that is beside each.
   *
   * @param more attributes besides those of a recall
   */
  closeLinks(...more: string[]): PolicyStatement[];
  /** What is held, but for where it is and for its key. */
  reviewHeld(): PolicyStatement[];
  /** One index alone, not the table. */
  queryIndex(table: TableName, index: string): PolicyStatement;
  queryTable(table: TableName): PolicyStatement;
  /** What every caller of a table under a customer's key needs besides: the key, through DynamoDB alone. */
  tablesKey(): PolicyStatement;
  /** A new data key, for these purposes of the encryption context alone. */
  seal(...purposes: SealingContext['purpose'][]): PolicyStatement;
  open(...purposes: SealingContext['purpose'][]): PolicyStatement;
  putObjects(bucket: BucketName): PolicyStatement;
  getObjects(bucket: BucketName): PolicyStatement;
  /** Large sets of tokens, of what the vault's bucket holds. */
  getTokenObjects(): PolicyStatement;
  /** What waits in the portal, of all that the vault holds: its records are named so. */
  readPortalRecords(): PolicyStatement;
  /** Large ones of those. */
  getPortalObjects(): PolicyStatement;
  /** Learns which objects there are: without it, S3 answers a question for one that is not there with a refusal. */
  listObjects(bucket: BucketName): PolicyStatement;
  /** With the ledger's key. */
  sign(): PolicyStatement;
  readLedgerPublicKey(): PolicyStatement;
  /** The buckets' key, through S3 alone. */
  objectsKey(...use: ('read' | 'write')[]): PolicyStatement;
  readSecrets(...groups: SecretGroup[]): PolicyStatement[];
  /** The canary's own secret, of all the sources'. */
  readCanarySecret(): PolicyStatement[];
  /** Whether the canary's own decisions are on record: their keys, and of no others. */
  findCanaryDecisions(): PolicyStatement;
  enqueue(...queues: WorkQueueName[]): PolicyStatement[];
  /** How long the queues are. */
  measure(...queues: WorkQueueName[]): PolicyStatement;
  /** Without the queues' key: every reader also enqueues, and has it from there. */
  consume(queue: QueueName): PolicyStatement;
  /** The key of what SES says of mail, through SQS alone. */
  mailFeedbackKey(): PolicyStatement;
  /** Nothing unless the deployment asks for a second opinion. */
  askSecondOpinion(): PolicyStatement[];
  /** A data key for what says who a person is. */
  sealPerson(): PolicyStatement;
  openPerson(): PolicyStatement;
  makeUnsubscribeLinks(): PolicyStatement;
  readUnsubscribeLinks(): PolicyStatement;
  /** Looks an address up: the clinical side alone. */
  computeIndex(): PolicyStatement;
  /** What requests of senders are signed with. */
  computeSenderSecrets(): PolicyStatement;
  invoke(name: FunctionName): PolicyStatement;
  /** By the lane's identity and configuration set, from an address of its domain. */
  sendMail(lane: Lane): PolicyStatement;
}

/** What unsubscribe links are encrypted for (adapters/aws/shared/kms-unsubscribe-links.ts). */
const UNSUBSCRIBING = { StringEquals: { 'kms:EncryptionContext:purpose': 'unsubscribe' } };

/** These attributes of an item and no others. */
const only = (attributes: readonly string[]) => ({
  'ForAllValues:StringEquals': { 'dynamodb:Attributes': [...attributes] },
  // A request that names no attributes gets all of them.
  Null: { 'dynamodb:Attributes': 'false' },
});

/** Items whose keys are like one of these. */
const leading = (...keys: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
  // Of a request without keys everything would hold for all of them.
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

const HEARD = Object.values(HEARD_ATTRIBUTES);

const SID_BREAK = /(?:^|-)([a-z])/g;
/** `deliver-clinical` becomes `DeliverClinical`; a Sid takes letters and digits only. */
const sidPart = (name: string) =>
  name.replace(SID_BREAK, (_, letter: string) => letter.toUpperCase());

export function accessTo(data: DataStack, names: Names, deployment: Deployment): Access {
  const through = (service: Parameters<Names['viaService']>[0]) => ({
    StringEquals: { 'kms:ViaService': names.viaService(service) },
  });
  const forPurposes = (purposes: readonly SealingContext['purpose'][]) => ({
    StringEquals: { 'kms:EncryptionContext:purpose': purposes },
  });
  const buckets: Readonly<Record<BucketName, string>> = {
    vault: data.vaultBucket.bucketArn,
    marketing: data.marketingBucket.bucketArn,
    ledger: data.ledgerBucket.bucketArn,
  };
  const bucketArn = (bucket: BucketName) => buckets[bucket];
  // SQS asks senders for both; a reader needs only the second.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  const queuesKey = (actions: readonly string[]) =>
    allow('UseQueuesKeyThroughSqs', actions, [data.keys.queues.keyArn], through('sqs'));

  return {
    items: (table, ...actions) =>
      allow(
        `${sidPart(table)}Items`,
        actions.map((action) => `dynamodb:${action}`),
        [data.tables[table].tableArn],
      ),
    seeWhichMessage: () =>
      allow(
        'SeeWhichMessage',
        ['dynamodb:GetItem'],
        [data.tables.messages.tableArn],
        only(INTAKE_ATTRIBUTES),
      ),
    noteKeyUse: () =>
      allow(
        'NoteKeyUse',
        ['dynamodb:UpdateItem'],
        [data.tables.registry.tableArn],
        leading('keyuse#*'),
      ),
    requestsOf: (lane) =>
      allow(
        'RequestsOfTheLane',
        ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        [data.tables.requests.tableArn],
        {
          'ForAllValues:StringLike': {
            'dynamodb:LeadingKeys': [
              `rate#${KEY_PREFIXES[lane]}_*`,
              `once#${KEY_PREFIXES[lane]}_*`,
              `message#${lane}#*`,
            ],
          },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      ),
    followMessages: (lane) => {
      const outbox = [data.tables[`outbox-${lane}`].tableArn];
      const changed = only([...PROGRESS_ATTRIBUTES, ...RECALL_ATTRIBUTES]);
      return [
        allow(
          'ReadDecidedMessages',
          ['dynamodb:GetItem'],
          [data.tables.requests.tableArn],
          leading(`message#${lane}#*`),
        ),
        allow('ReadProgress', ['dynamodb:GetItem'], outbox, {
          ...only([...PROGRESS_ATTRIBUTES, ...HEARD, 'deliveryId']),
        }),
        allow('RecallDeliveries', ['dynamodb:UpdateItem'], outbox, {
          ...changed,
          // Without this, what was there before would come back with it.
          StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
        }),
      ];
    },
    hearOfMail: (lane) => {
      const outbox = [data.tables[`outbox-${lane}`].tableArn];
      const lanes = sidPart(`-${lane}`);
      return [
        allow(`FindMailOf${lanes}`, ['dynamodb:GetItem'], outbox, {
          ...only([...HEARD_OF_ATTRIBUTES, ...HEARD]),
        }),
        allow(`NoteWhatBecameOf${lanes}`, ['dynamodb:UpdateItem'], outbox, {
          ...only(['deliveryId', ...HEARD]),
          // Without this, what was there before would come back with it.
          StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
        }),
      ];
    },
    leaveInPortal: () =>
      allow(
        'LeaveInPortal',
        ['dynamodb:PutItem'],
        [data.tables['outbox-clinical'].tableArn],
        leading(`*${LEFT_IN_PORTAL}`),
      ),
    tellSenders: (lane) =>
      allow(
        `TellSendersOf${sidPart(`-${lane}`)}`,
        ['dynamodb:PutItem'],
        [data.tables[`outbox-${lane}`].tableArn],
        leading(`*${TOLD_TO_SENDER}*`),
      ),
    closeLinks: (...more) => {
      const links = [data.tables.portal.tableArn];
      const attributes = {
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': [...LINK_ATTRIBUTES, ...more],
        },
        // A request that names no attributes gets all of them.
        Null: { 'dynamodb:Attributes': 'false' },
      };
      return [
        allow('ReadLinks', ['dynamodb:GetItem'], links, attributes),
        allow('CloseLinks', ['dynamodb:UpdateItem'], links, {
          ...attributes,
          // Without this, what was there before would come back with it.
          StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
        }),
      ];
    },
    reviewHeld: () => {
      const held = [data.tables.quarantine.tableArn];
      return [
        allow('ReadHeld', ['dynamodb:GetItem'], held, only(REVIEW_ATTRIBUTES)),
        allow('SettleHeld', ['dynamodb:UpdateItem'], held, {
          ...only(SETTLE_ATTRIBUTES),
          // Without this, what was there before would come back with it.
          StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
        }),
      ];
    },
    queryIndex: (table, index) =>
      allow(
        `Query${sidPart(table)}${sidPart(index)}`,
        ['dynamodb:Query'],
        [`${data.tables[table].tableArn}/index/${index}`],
      ),
    queryTable: (table) =>
      allow(`Query${sidPart(table)}`, ['dynamodb:Query'], [data.tables[table].tableArn]),
    tablesKey: () =>
      allow(
        'UseTablesKeyThroughDynamoDb',
        ['kms:Decrypt'],
        [data.keys.tables.keyArn],
        through('dynamodb'),
      ),
    seal: (...purposes) =>
      allow('Seal', ['kms:GenerateDataKey'], [data.keys.phi.keyArn], forPurposes(purposes)),
    open: (...purposes) =>
      allow('Open', ['kms:Decrypt'], [data.keys.phi.keyArn], forPurposes(purposes)),
    putObjects: (bucket) =>
      allow(`Put${sidPart(bucket)}Objects`, ['s3:PutObject'], [`${bucketArn(bucket)}/*`]),
    getObjects: (bucket) =>
      allow(`Get${sidPart(bucket)}Objects`, ['s3:GetObject'], [`${bucketArn(bucket)}/*`]),
    getTokenObjects: () =>
      allow('GetTokenObjects', ['s3:GetObject'], [`${bucketArn('vault')}/tokens/*`]),
    getPortalObjects: () =>
      allow('GetPortalObjects', ['s3:GetObject'], [`${bucketArn('vault')}/portal/*`]),
    readPortalRecords: () =>
      allow(
        'ReadPortalRecords',
        ['dynamodb:GetItem'],
        [data.tables.vault.tableArn],
        leading('portal~*'),
      ),
    listObjects: (bucket) =>
      allow(`List${sidPart(bucket)}Objects`, ['s3:ListBucket'], [bucketArn(bucket)]),
    sign: () => allow('SignSeals', ['kms:Sign'], [data.keys.ledger.keyArn]),
    readLedgerPublicKey: () =>
      allow('ReadLedgerPublicKey', ['kms:GetPublicKey'], [data.keys.ledger.keyArn]),
    objectsKey: (...use) =>
      allow(
        'UseObjectsKeyThroughS3',
        use.map((kind) => (kind === 'read' ? 'kms:Decrypt' : 'kms:GenerateDataKey')),
        [data.keys.objects.keyArn],
        through('s3'),
      ),
    readSecrets: (...groups) => [
      allow(
        'ReadSecrets',
        ['secretsmanager:GetSecretValue'],
        groups.map((group) => names.secretArnPattern(group)),
      ),
      allow('UseSecretsKeyThroughSecretsManager', ['kms:Decrypt'], [data.keys.secrets.keyArn], {
        ...through('secretsmanager'),
        // Secrets Manager binds a secret's ciphertext to its ARN.
        StringLike: {
          'kms:EncryptionContext:SecretARN': groups.map((group) => names.secretArnPattern(group)),
        },
      }),
    ],
    readCanarySecret: () => [
      allow('ReadCanarySecret', ['secretsmanager:GetSecretValue'], [names.canarySecretArn]),
      allow('UseSecretsKeyThroughSecretsManager', ['kms:Decrypt'], [data.keys.secrets.keyArn], {
        ...through('secretsmanager'),
        StringLike: { 'kms:EncryptionContext:SecretARN': [names.canarySecretArn] },
      }),
    ],
    findCanaryDecisions: () =>
      allow(
        'FindCanaryDecisions',
        ['dynamodb:Query'],
        [`${data.tables.decisions.tableArn}/index/by-id`],
        {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`*~${CANARY}`] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      ),
    enqueue: (...queues) => [
      allow(
        'Enqueue',
        ['sqs:SendMessage'],
        queues.map((queue) => data.queues[queue].queue.queueArn),
      ),
      queuesKey(['kms:Decrypt', 'kms:GenerateDataKey']),
    ],
    measure: (...queues) =>
      allow(
        'MeasureQueues',
        ['sqs:GetQueueAttributes'],
        queues.map((queue) => data.queues[queue].queue.queueArn),
      ),
    consume: (queue) =>
      allow(
        'Consume',
        ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        [data.queues[queue].queue.queueArn],
      ),
    mailFeedbackKey: () =>
      allow(
        'UseMailFeedbackKeyThroughSqs',
        ['kms:Decrypt'],
        [data.keys['mail-feedback'].keyArn],
        through('sqs'),
      ),
    askSecondOpinion: () =>
      deployment.secondOpinion === 'comprehend-medical'
        ? // Comprehend Medical has no resources to name.
          [allow('AskComprehendMedical', ['comprehendmedical:DetectPHI'], ['*'])]
        : [],
    sealPerson: () =>
      allow(
        'SealPerson',
        ['kms:GenerateDataKey'],
        [data.keys.people.keyArn],
        forPurposes(['person']),
      ),
    openPerson: () =>
      allow('OpenPerson', ['kms:Decrypt'], [data.keys.people.keyArn], forPurposes(['person'])),
    makeUnsubscribeLinks: () =>
      allow('MakeLinks', ['kms:Encrypt'], [data.keys['opt-out'].keyArn], UNSUBSCRIBING),
    readUnsubscribeLinks: () =>
      allow('ReadLinks', ['kms:Decrypt'], [data.keys['opt-out'].keyArn], UNSUBSCRIBING),
    computeIndex: () =>
      allow('ComputeBlindIndex', ['kms:GenerateMac'], [data.keys['people-index'].keyArn]),
    computeSenderSecrets: () =>
      allow('ComputeSenderSecrets', ['kms:GenerateMac'], [data.keys.senders.keyArn]),
    invoke: (name) => allow('Invoke', ['lambda:InvokeFunction'], [names.functionArn(name)]),
    sendMail: (lane) =>
      allow(
        'SendMail',
        // SES checks the second for a raw message, under either version of its API.
        ['ses:SendEmail', 'ses:SendRawEmail'],
        [
          ...[names.identityArn(lane), names.configurationSetArn(lane)],
          ...(lane === 'clinical' ? [names.noticesSetArn] : []),
        ],
        // Senders keep an address of their own, of the lane's domain.
        { StringLike: { 'ses:FromAddress': `*@${deployment[lane].mail.domain}` } },
      ),
  };
}
