import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import type { Office } from '../config/people.ts';
import type { FunctionName, Names, WorkQueueName } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Access } from './access.ts';
import { allow } from './statements.ts';

/** What offices are granted besides what functions are. */
export interface OfficePowers {
  readonly access: Access;
  readonly data: DataStack;
  readonly names: Names;
  /** ARN of one route of the operations API; `*` for what follows. */
  readonly route: (method: string, path: string) => string;
}

type Route = readonly [method: 'GET' | 'POST' | '*', path: string];

const READ_LEDGER: readonly Route[] = [
  ['GET', 'v1/decisions'],
  ['GET', 'v1/ledger/*'],
];
const READ_REGISTRIES: readonly Route[] = [['GET', 'v1/admin/*']];
/** Deliveries, destinations that were disabled, and pick-up links; replaying, enabling, taking back. */
const OPERATE_DELIVERIES: readonly Route[] = (['GET', 'POST'] as const).flatMap((method) =>
  // The list is the path without more.
  ['v1/deliveries*', 'v1/destinations/*', 'v1/portal/*'].map((path): Route => [method, path]),
);
/** What is held, of either lane: to see and to settle. */
const REVIEW: readonly Route[] = [
  ['GET', 'v1/quarantine*'],
  ['POST', 'v1/quarantine/*'],
];
/** Vendors, sources, destinations, keys, holds, templates, policy; to see and to change. */
const KEEP_REGISTRIES: readonly Route[] = [['*', 'v1/admin/*']];
const DISPOSE: readonly Route[] = [['POST', 'v1/disposals']];

/** The routes of the operations API that each office may call. */
const ROUTES: Readonly<Record<Office, readonly Route[]>> = {
  'marketing-operator': [],
  'clinical-operator': OPERATE_DELIVERIES,
  'privacy-officer': [
    ...[...READ_LEDGER, ...KEEP_REGISTRIES, ...OPERATE_DELIVERIES],
    ...[...REVIEW, ...DISPOSE],
  ],
  auditor: [...READ_LEDGER, ...READ_REGISTRIES, ['GET', 'v1/quarantine*']],
  // Nothing of an emergency is solved by disposing of records.
  'break-glass': [...READ_LEDGER, ...KEEP_REGISTRIES, ...OPERATE_DELIVERIES, ...REVIEW],
};

/** What each lane's operator looks after. */
const LANE_FUNCTIONS = {
  clinical: [
    ...(['webhook-accept', 'inbound-worker', 'clinical-send', 'clinical-deliver'] as const),
    ...(['clinical-messages', 'token-reveal', 'portal', 'opt-outs', 'mail-feedback'] as const),
  ],
  marketing: ['marketing-send', 'marketing-deliver', 'marketing-messages'],
} as const satisfies Record<Lane, readonly FunctionName[]>;

const OFFICE_QUEUES: Readonly<Partial<Record<Office, readonly WorkQueueName[]>>> = {
  'clinical-operator': ['inbound', 'deliver-clinical'],
  'marketing-operator': ['deliver-marketing'],
  'break-glass': ['inbound', 'deliver-clinical', 'deliver-marketing'],
};

/** The queues whose dead letters an office moves back: they hold ids and nothing else. */
export function officeQueues(office: Office): readonly WorkQueueName[] {
  return OFFICE_QUEUES[office] ?? [];
}

/** What each office may do, and nothing else: this is its policy, and its boundary allows no more. */
export function officeAllows(office: Office, powers: OfficePowers): PolicyStatement[] {
  const { access, names } = powers;
  return [
    ...callRoutes(office, powers),
    ...access.readSecrets(`person/${office}`),
    ...seeFigures(powers),
    ...moveDeadLetters(officeQueues(office), powers),
    ...own(),
  ];

  function own(): PolicyStatement[] {
    switch (office) {
      case 'marketing-operator':
        return [readLogs(powers, LANE_FUNCTIONS.marketing)];
      case 'clinical-operator':
        return [readLogs(powers, LANE_FUNCTIONS.clinical)];
      case 'privacy-officer':
        return [];
      case 'auditor':
        return [...verifyLedger(powers), ...readWalls(powers)];
      case 'break-glass':
        return [readLogs(powers, ['*']), clearFailedRuns(powers), ...stopAndStart(powers)];
    }
  }

  function callRoutes(of: Office, { route }: OfficePowers): PolicyStatement[] {
    const routes = ROUTES[of].map(([method, path]) => route(method, path));
    return routes.length === 0 ? [] : [allow('CallRoutes', ['execute-api:Invoke'], routes)];
  }

  /** Logs of functions hold no content. */
  function readLogs({ data }: OfficePowers, functions: readonly string[]): PolicyStatement {
    return allow(
      'ReadLogs',
      ['logs:FilterLogEvents', 'logs:GetLogEvents'],
      functions.map((name) => logGroup(data, `/${names.prefix}/functions/${name}`)),
    );
  }
}

/** Figures, alarms and the dashboard. They hold counts and no content. */
function seeFigures({ names, data }: OfficePowers): PolicyStatement[] {
  return [
    // Metrics are no resources that could be named.
    allow('SeeFigures', ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'], ['*']),
    allow(
      'SeeAlarms',
      ['cloudwatch:DescribeAlarms'],
      [data.formatArn({ service: 'cloudwatch', resource: 'alarm:*' })],
    ),
    allow(
      'SeeDashboard',
      ['cloudwatch:GetDashboard'],
      [
        data.formatArn({
          service: 'cloudwatch',
          region: '',
          resource: `dashboard/${names.prefix}`,
        }),
      ],
    ),
  ];
}

/**
 * Moving a dead letter back is receiving, sending and deleting it; people know queues by their names alone.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
function moveDeadLetters(
  queues: readonly WorkQueueName[],
  { names, access }: OfficePowers,
): PolicyStatement[] {
  if (queues.length === 0) return [];
  return [
    allow(
      'MoveDeadLetters',
      [
        ...['sqs:CancelMessageMoveTask', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        ...['sqs:GetQueueUrl', 'sqs:ListMessageMoveTasks', 'sqs:ReceiveMessage'],
        'sqs:StartMessageMoveTask',
      ],
      queues.map((queue) => names.deadLettersArn(queue)),
    ),
    allow(
      'FindQueues',
      ['sqs:GetQueueUrl'],
      queues.map((queue) => names.queueArn(queue)),
    ),
    ...access.enqueue(...queues),
    access.measure(...queues),
  ];
}

/** Runs that failed are looked at and cleared away, and never moved back: the next run makes up for them. */
function clearFailedRuns({ names }: OfficePowers): PolicyStatement {
  return allow(
    'ClearFailedRuns',
    ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:PurgeQueue', 'sqs:ReceiveMessage'],
    [names.failedRunsArn],
  );
}

/** Seals as they lie in the bucket, and the key that proves them: an audit rests on no function of Cordon's. */
function verifyLedger({ access }: OfficePowers): PolicyStatement[] {
  return [
    access.getObjects('ledger'),
    access.listObjects('ledger'),
    access.objectsKey('read'),
    access.readLedgerPublicKey(),
  ];
}

/** The policies by which all of this holds, who called what, and who knocked. */
function readWalls({ names, data }: OfficePowers): PolicyStatement[] {
  const buckets = [data.vaultBucket, data.marketingBucket, data.ledgerBucket];
  return [
    allow(
      'ReadRoles',
      ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
      [names.anyRoleArn],
    ),
    allow(
      'ReadPolicies',
      ['iam:GetPolicy', 'iam:GetPolicyVersion'],
      [data.formatArn({ service: 'iam', region: '', resource: 'policy', resourceName: '*' })],
    ),
    allow(
      'ReadTablePolicies',
      ['dynamodb:DescribeTable', 'dynamodb:GetResourcePolicy'],
      Object.values(data.tables).map(({ tableArn }) => tableArn),
    ),
    allow(
      'ReadBucketPolicies',
      ['s3:GetBucketObjectLockConfiguration', 's3:GetBucketPolicy'],
      buckets.map(({ bucketArn }) => bucketArn),
    ),
    // CloudTrail's own history has no resource to name.
    allow('ReadTrail', ['cloudtrail:LookupEvents'], ['*']),
    allow(
      'ReadAccessLogs',
      ['logs:FilterLogEvents', 'logs:GetLogEvents'],
      [logGroup(data, `/${names.prefix}/access/*`)],
    ),
  ];
}

/** To contain an incident: a function or a lane's mail is stopped at once, and started again. */
function stopAndStart({ names, data }: OfficePowers): PolicyStatement[] {
  const name = `${names.prefix}-*`;
  return [
    allow(
      'StopFunctions',
      ['lambda:DeleteFunctionConcurrency', 'lambda:PutFunctionConcurrency'],
      [data.formatArn({ service: 'lambda', resource: `function:${name}` })],
    ),
    allow(
      'StopMail',
      ['ses:PutConfigurationSetSendingOptions'],
      [
        ...[names.configurationSetArn('clinical'), names.configurationSetArn('marketing')],
        names.noticesSetArn,
      ],
    ),
  ];
}

function logGroup(data: DataStack, name: string): string {
  return data.formatArn({ service: 'logs', resource: `log-group:${name}:*` });
}
