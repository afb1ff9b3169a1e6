import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Office } from '../config/people.ts';
import type { Names } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import { officeQueues } from './people.ts';
import { READ_OBJECTS, REMOVE_OBJECTS } from './resources.ts';
import { deny } from './statements.ts';

/** Every way to read, write or remove an item. */
const ITEMS = [
  ...['dynamodb:*Item', 'dynamodb:BatchGet*', 'dynamodb:BatchWrite*', 'dynamodb:PartiQL*'],
  ...['dynamodb:Query', 'dynamodb:Scan', 'dynamodb:ExportTable*', 'dynamodb:RestoreTable*'],
];

/** What changes who may do what, or the code that does it. Whoever deploys does that, by a role of his own. */
const WALLS = [
  ...['sts:AssumeRole', 'dynamodb:Delete*', 'dynamodb:PutResourcePolicy'],
  ...['secretsmanager:PutResourcePolicy', 'lambda:AddPermission', 'lambda:CreateFunction'],
  ...['lambda:Invoke*', 'lambda:UpdateFunction*', 'apigateway:*', 'cloudformation:*', 'wafv2:*'],
  ...['cloudtrail:Delete*', 'cloudtrail:Put*', 'cloudtrail:StopLogging', 'cloudtrail:UpdateTrail'],
];
const CHANGE_ROLES = [
  ...['iam:Add*', 'iam:Attach*', 'iam:Create*', 'iam:Delete*', 'iam:Detach*', 'iam:PassRole'],
  ...['iam:Put*', 'iam:Remove*', 'iam:Set*', 'iam:Tag*', 'iam:Untag*', 'iam:Update*'],
];

/**
 * What no office may do, whatever else is attached to its role. People see what Cordon shows them, on record: they read and
 * write no item of any table, open and sign nothing, send nothing, and neither write nor remove an object of the ledger.
 * A boundary is at most 6144 characters long, so that this says what is left rather than each thing that is not.
 */
export function officeDenies(office: Office, data: DataStack, names: Names): PolicyStatement[] {
  const tables = names.tableArn('registry').replace(/registry$/, '*');
  return [
    deny('NeverItems', ITEMS, [tables]),
    ...onlyOwnKeys(office, data),
    ...(office === 'auditor' ? onlyTheLedger(data) : [deny('NeverObjects', ['s3:*'], ['*'])]),
    // Neither lane, by nothing: people answer to what they are sent, and it would be on no record.
    deny(
      'NeverSend',
      ['ses:Send*', 'sms-voice:Send*', 'sns:Publish', 'social-messaging:Send*'],
      ['*'],
    ),
    denyAllElse('NeverOtherSecrets', 'secretsmanager:*GetSecretValue', [
      names.secretArnPattern(`person/${office}`),
    ]),
    ...onlyOwnQueues(office, names),
    deny('NeverTheWalls', [...WALLS, ...(office === 'auditor' ? CHANGE_ROLES : ['iam:*'])], ['*']),
    ...(office === 'marketing-operator'
      ? [deny('NeverCallTheApis', ['execute-api:Invoke'], ['*'])]
      : []),
  ];
}

/** None by which content, people or links are opened, or seals are signed. */
function onlyOwnKeys(office: Office, { keys }: DataStack): PolicyStatement[] {
  const own = [
    keys.secrets,
    ...(officeQueues(office).length > 0 ? [keys.queues] : []),
    ...(office === 'auditor' ? [keys.objects, keys.ledger] : []),
  ];
  return [
    denyAllElse(
      'NeverOtherKeys',
      'kms:*',
      own.map(({ keyArn }) => keyArn),
    ),
    ...(office === 'auditor' ? [deny('NeverSign', ['kms:Sign'], [keys.ledger.keyArn])] : []),
  ];
}

/** Of the buckets the ledger's is read; content is not, and nothing is written or taken away. */
function onlyTheLedger({ vaultBucket, marketingBucket, ledgerBucket }: DataStack) {
  const objects = [vaultBucket, marketingBucket].map(({ bucketArn }) => `${bucketArn}/*`);
  const change = ['s3:DeleteBucket*', 's3:PutBucket*', 's3:PutLifecycleConfiguration'];
  return [
    deny('NeverContent', READ_OBJECTS, objects),
    deny(
      'NeverRemove',
      [...REMOVE_OBJECTS, 's3:PutObject'],
      [...objects, `${ledgerBucket.bucketArn}/*`],
    ),
    deny('NeverTheBuckets', change, ['*']),
  ];
}

/** The wall between the lanes' work: what waits in the other's queues, and died there. */
function onlyOwnQueues(office: Office, names: Names): PolicyStatement[] {
  const queues = officeQueues(office);
  if (queues.length === 0) return [deny('NeverQueues', ['sqs:*'], ['*'])];
  const own = [
    // And its dead letters, whose name begins so: two names each would not fit into a boundary.
    ...queues.map((queue) => `${names.queueArn(queue)}*`),
    ...(office === 'break-glass' ? [names.failedRunsArn] : []),
  ];
  return [denyAllElse('NeverOtherQueues', 'sqs:*', own)];
}

function denyAllElse(sid: string, action: string, notResources: string[]): PolicyStatement {
  return new PolicyStatement({ effect: Effect.DENY, sid, actions: [action], notResources });
}
