import { readProgram } from './program.ts';
import { PROJECT_ROOT } from '../../../lib/bundling.ts';
import type { PolicyDocument } from './access.ts';
import { Evaluator } from './evaluate.ts';
import type { Call } from './sdk-call.ts';

/** What a role may do: one action of one statement on one resource. KMS through another service is `kms:Decrypt via s3`. */
export interface Grant {
  readonly sid: string;
  readonly action: string;
  readonly resource: string;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

/** What the policies of a role allow, without what they deny. */
export function grantsOf(policies: readonly PolicyDocument[]): readonly Grant[] {
  const statements = policies.flatMap(({ Statement }) => Statement as unknown as Statement[]);
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Sid: sid, Action, Resource, Condition }) => {
      const via = [Condition?.['StringEquals']?.['kms:ViaService'] ?? []].flat() as string[];
      const services = via.map((host) => ` via ${host.split('.')[0] ?? ''}`);
      return [Action]
        .flat()
        .flatMap((action) =>
          (services.length === 0 ? [''] : services).flatMap((service) =>
            [Resource].flat().map((resource) => ({ sid, action: action + service, resource })),
          ),
        );
    });
}

/** The prefix of the actions that a package of the SDK calls. */
const SERVICES: Readonly<Record<string, string>> = {
  'lib-dynamodb': 'dynamodb',
  'client-comprehendmedical': 'comprehendmedical',
  'client-kms': 'kms',
  'client-lambda': 'lambda',
  'client-pinpoint-sms-voice-v2': 'sms-voice',
  'client-s3': 's3',
  'client-secrets-manager': 'secretsmanager',
  'client-sesv2': 'ses',
  'client-sns': 'sns',
  'client-socialmessaging': 'social-messaging',
  'client-sqs': 'sqs',
};

/** Commands whose action has another name. */
const RENAMED: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'sqs:SendMessageBatch': 'sqs:SendMessage',
};

/** The action that a call of the SDK asks IAM for. @throws TypeError of a package that nobody has listed */
export function actionOf({ package: name, command }: Call): string {
  const service = SERVICES[name];
  if (service === undefined) throw new TypeError(`which actions does ${name} ask for?`);
  const operation = command.replace(/Command$/, '');
  // The document client drops a word of each operation's name.
  const whole = service === 'dynamodb' && operation !== 'Query' ? `${operation}Item` : operation;
  return RENAMED[`${service}:${whole}`] ?? `${service}:${whole}`;
}

/** What a call brings with it, beyond its own action. */
interface Implied {
  readonly action: string;
  /** Actions of which any one brings it; none: every function has it. */
  readonly by?: RegExp;
  /** On what; absent: on whatever. `key`: the key of what that is on. */
  readonly on?: 'same' | 'key';
  /** Only useful: without it the function works all the same. */
  readonly optional?: true;
  readonly because: string;
}

const POLLS = /^\(polls\)$/;
const INSIDE = /^\(is inside\)$/;
const KEEPS_RUNS = /^\(keeps failed runs\)$/;

/** What is asked of a role although no code of the function asks: by Lambda, and by services on the caller's behalf. */
export const IMPLIED: readonly Implied[] = [
  ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    action,
    because: 'Lambda writes the log of a function by its role',
  })),
  ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'].map((action) => ({
    action,
    because: 'Lambda traces an active function by its role',
  })),
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  ...['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'].map((action) => ({
    action,
    by: POLLS,
    on: 'same' as const,
    because: 'Lambda polls the queue of an event source by the role of its function',
  })),
  ...[
    ...['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DescribeSubnets'],
    ...['ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces'],
    'ec2:UnassignPrivateIpAddresses',
  ].map((action) => ({
    action,
    by: INSIDE,
    because:
      'Lambda connects a function to a VPC by its role; the code of the function is denied it',
  })),
  {
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    action: 'sqs:SendMessage',
    by: KEEPS_RUNS,
    on: 'same',
    because:
      'Lambda keeps a run that failed by the role of its function; the code of the function is denied it',
  },
  {
    action: 'kms:Decrypt via dynamodb',
    on: 'key',
    by: /^dynamodb:/,
    because: 'DynamoDB opens the key of a table for whoever calls it',
  },
  {
    action: 'kms:Decrypt via s3',
    on: 'key',
    by: /^s3:GetObject$/,
    because: 'S3 opens an object under the key of its bucket for whoever reads it',
  },
  {
    action: 'kms:GenerateDataKey via s3',
    on: 'key',
    by: /^s3:PutObject$/,
    because: 'S3 makes a data key for whoever writes an object',
  },
  {
    action: 'kms:Decrypt via sqs',
    on: 'key',
    by: /^sqs:SendMessage$|^\(polls\)$|^\(keeps failed runs\)$/,
    because: 'SQS opens the data key of a queue for whoever sends or receives',
  },
  {
    action: 'kms:GenerateDataKey via sqs',
    on: 'key',
    by: /^sqs:SendMessage$|^\(keeps failed runs\)$/,
    because: 'SQS makes a data key for whoever sends',
  },
  {
    action: 'kms:Decrypt via secretsmanager',
    by: /^secretsmanager:GetSecretValue$/,
    because: 'Secrets Manager opens a secret for whoever reads it',
  },
  {
    action: 'ses:SendRawEmail',
    by: /^ses:SendEmail$/,
    because: 'SES checks it for a raw message under either version of its API',
  },
  {
    action: 's3:ListBucket',
    on: 'same',
    by: /^s3:GetObject$/,
    optional: true,
    because: 'without it S3 answers that an object is not there with a refusal',
  },
];

/** One thing that a function must be let do; without a resource where code does not tell on what. */
export interface Need {
  readonly action: string;
  readonly resource?: string;
  /** Only useful. */
  readonly optional?: true;
}

/** What of a deployment the code of a function is about. */
export interface Deployed {
  /** The ARN of what an environment variable of it names; undefined where it has none of the name. */
  resourceOf(variable: string): string | undefined;
  /** The key that a table, a queue or a bucket is encrypted under. */
  keyOf(resource: string): string | undefined;
  /** Queues that Lambda polls for it. */
  readonly polls: readonly string[];
  /** The queue into which Lambda puts runs of it that failed; undefined where there is none. */
  readonly keepsRunsIn: string | undefined;
  /** Whether it is connected to a VPC. */
  readonly inside: boolean;
}

/** What a function needs: what its code calls, and what that brings with it. */
export function needsOf(calls: readonly Call[], deployed: Deployed): readonly Need[] {
  const called = calls.flatMap((call): Need[] => {
    const action = actionOf(call);
    if (call.target === undefined) return [{ action }];
    const [variable = '', index] = call.target.split('/');
    const resource = deployed.resourceOf(variable);
    // What its environment has not, it is not for.
    if (resource === undefined) return [];
    return [{ action, resource: index === undefined ? resource : `${resource}/index/${index}` }];
  });
  const causes: Need[] = [
    ...called,
    ...deployed.polls.map((resource) => ({ action: '(polls)', resource })),
    ...(deployed.keepsRunsIn === undefined
      ? []
      : [{ action: '(keeps failed runs)', resource: deployed.keepsRunsIn }]),
    ...(deployed.inside ? [{ action: '(is inside)' }] : []),
  ];
  const implied = IMPLIED.flatMap(({ action, by, on, optional }): Need[] => {
    const ask = (resource: string | undefined): Need => ({
      action,
      ...(resource === undefined ? {} : { resource }),
      ...(optional === true && { optional }),
    });
    if (by === undefined) return [ask(undefined)];
    return causes
      .filter((cause) => by.test(cause.action))
      .map(({ resource }) => {
        if (resource === undefined || on === undefined) return ask(undefined);
        return ask(on === 'same' ? resource : deployed.keyOf(ownerOf(resource)));
      });
  });
  return [...called, ...implied];
}

/** Sentences, each of a grant that nothing needs or of a need that is not granted. */
export function mismatches(
  name: string,
  grants: readonly Grant[],
  needs: readonly Need[],
): readonly string[] {
  const isFor = (grant: Grant, { action, resource }: Need) =>
    grant.action === action && (resource === undefined || sameResource(grant.resource, resource));
  const unused = grants.filter((grant) => !needs.some((need) => isFor(grant, need)));
  const refused = needs.filter(
    (need) => need.optional !== true && !grants.some((grant) => isFor(grant, need)),
  );
  const sentences = [
    ...unused.map(
      ({ action, sid, resource }) =>
        `${name} may ${action} on ${lastOf(resource)} (${sid}), which no code of it calls`,
    ),
    ...refused.map(
      ({ action, resource }) =>
        `${name} calls ${action}${resource === undefined ? '' : ` on ${lastOf(resource)}`} and may not`,
    ),
  ];
  return [...new Set(sentences)];
}

/** A policy may name some of a bucket's objects; code says the bucket. */
function sameResource(granted: string, needed: string): boolean {
  const isOfS3 = granted.startsWith('arn:aws:s3:::');
  return isOfS3 ? ownerOf(granted) === ownerOf(needed) : granted === needed;
}

/** The table of an index, the bucket of an object. */
function ownerOf(arn: string): string {
  if (arn.startsWith('arn:aws:s3:::')) return arn.split('/')[0] ?? arn;
  return arn.replace(/\/index\/[^/]+$/, '');
}

const lastOf = (arn: string): string => arn.split(':').slice(5).join(':') || arn;

/** What the code of each function calls, by the function's name. */
export function readCalls(functions: readonly string[]): ReadonlyMap<string, readonly Call[]> {
  const entry = (name: string) => `${PROJECT_ROOT}/lambdas/handlers/${name}/handler.ts`;
  const program = readProgram(functions.map(entry));
  return new Map(
    functions.map((name) => [name, new Evaluator(program, PROJECT_ROOT).from(entry(name))]),
  );
}
