import { PROJECT_ROOT } from '../../../lib/bundling.ts';
import type { PolicyDocument } from './access.ts';
import { callsOf, readProgram, type Call } from './reach.ts';

/** What a role may do, one action of one statement. KMS through another service is `kms:Decrypt via s3`. */
export interface Grant {
  readonly sid: string;
  readonly action: string;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

/** What the policies of a role allow, without what they deny. */
export function grantsOf(policies: readonly PolicyDocument[]): readonly Grant[] {
  const statements = policies.flatMap(({ Statement }) => Statement as unknown as Statement[]);
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Sid: sid, Action, Condition }) => {
      const via = [Condition?.['StringEquals']?.['kms:ViaService'] ?? []].flat() as string[];
      return [Action].flat().flatMap((action) =>
        via.length === 0
          ? [{ sid, action }]
          : via.map((host) => {
              const service = host.split('.')[0] ?? '';
              return { sid, action: `${action} via ${service}` };
            }),
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
  /** Only useful: without it the function works all the same. */
  readonly optional?: true;
  readonly because: string;
}

const POLLS = /^\(polls\)$/;
const INSIDE = /^\(is inside\)$/;

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
    action: 'kms:Decrypt via dynamodb',
    by: /^dynamodb:/,
    because: 'DynamoDB opens the key of a table for whoever calls it',
  },
  {
    action: 'kms:Decrypt via s3',
    by: /^s3:GetObject$/,
    because: 'S3 opens an object under the key of its bucket for whoever reads it',
  },
  {
    action: 'kms:GenerateDataKey via s3',
    by: /^s3:PutObject$/,
    because: 'S3 makes a data key for whoever writes an object',
  },
  {
    action: 'kms:Decrypt via sqs',
    by: /^sqs:SendMessage$|^\(polls\)$/,
    because: 'SQS opens the data key of a queue for whoever sends or receives',
  },
  {
    action: 'kms:GenerateDataKey via sqs',
    by: /^sqs:SendMessage$/,
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
    by: /^s3:GetObject$/,
    optional: true,
    because: 'without it S3 answers that an object is not there with a refusal',
  },
];

/** What code can call by the types and never does, as it is wired: for a function, an action, and why. */
export type Unwired = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a function needs: what its code calls, and what that brings with it. */
export interface Needs {
  readonly required: ReadonlySet<string>;
  readonly useful: ReadonlySet<string>;
}

export function needsOf(
  calls: readonly Call[],
  {
    polls,
    inside = false,
    unwired = {},
  }: { readonly polls: boolean; readonly inside?: boolean; readonly unwired?: Unwired[string] },
): Needs {
  const called = [...new Set(calls.map(actionOf))].filter((action) => !(action in unwired));
  const causes = [...called, ...(polls ? ['(polls)'] : []), ...(inside ? ['(is inside)'] : [])];
  const implied = IMPLIED.filter(
    ({ by }) => by === undefined || causes.some((cause) => by.test(cause)),
  );
  const of = (these: readonly Implied[]) => these.map(({ action }) => action);
  return {
    required: new Set([...called, ...of(implied.filter(({ optional }) => optional !== true))]),
    useful: new Set(of(implied.filter(({ optional }) => optional === true))),
  };
}

/** Sentences, each of a grant that nothing needs or of a need that is not granted. */
export function mismatches(name: string, grants: readonly Grant[], needs: Needs): string[] {
  const granted = new Set(grants.map(({ action }) => action));
  return [
    ...grants
      .filter(({ action }) => !needs.required.has(action) && !needs.useful.has(action))
      .map(({ action, sid }) => `${name} may ${action} (${sid}), which no code of it calls`),
    ...[...needs.required]
      .filter((action) => !granted.has(action))
      .map((action) => `${name} calls ${action} and may not`),
  ];
}

/** What the code of each function calls, by the function's name. */
export function readCalls(functions: readonly string[]): ReadonlyMap<string, readonly Call[]> {
  const entry = (name: string) => `lambdas/handlers/${name}/handler.ts`;
  const program = readProgram(PROJECT_ROOT, functions.map(entry));
  return new Map(functions.map((name) => [name, callsOf(program, PROJECT_ROOT, entry(name))]));
}
