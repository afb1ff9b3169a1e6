import { type Conditions, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { Aws } from 'aws-cdk-lib';
import { TEXT_CHANNELS } from '../config/texts.ts';
import type { Deployment } from '../config/schema.ts';
import { isInside } from '../config/vpc.ts';
import { functionsOf } from '../functions.ts';
import type { Names } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import { nameReceiving } from './mail-receiving.ts';

/** A service of AWS that functions in the VPC call, and what they may ask it for. */
export interface ServiceEndpoint {
  /** As endpoints are named: `com.amazonaws.REGION.{service}`. */
  readonly service: string;
  /** Names under which functions call it, without the region; the VPC resolves these and no others. */
  readonly hosts: readonly string[];
  /** Everything that functions inside ask of it, and nothing else goes through the endpoint. */
  readonly actions: readonly string[];
}

/** Routes to the service's own addresses; they cost nothing. */
export const GATEWAYS = {
  s3: {
    service: 's3',
    hosts: ['s3', '*.s3'],
    actions: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
  },
  dynamodb: {
    service: 'dynamodb',
    // The SDK calls tables under the account's own name where it knows the account.
    hosts: ['dynamodb', '*.ddb'],
    actions: [
      ...['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      ...['dynamodb:Query', 'dynamodb:UpdateItem'],
    ],
  },
} as const satisfies Readonly<Record<string, ServiceEndpoint>>;

const TAKE_MAIL = ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket'];

const endpoint = (service: string, hosts: string[], ...actions: string[]): ServiceEndpoint => ({
  ...{ service, hosts, actions },
});

const ALWAYS: readonly ServiceEndpoint[] = [
  endpoint(
    'kms',
    ['kms'],
    ...['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateMac'],
    ...['kms:GetPublicKey', 'kms:Sign'],
  ),
  // Lambda itself reads the queues, from outside.
  endpoint('sqs', ['sqs'], 'sqs:GetQueueAttributes', 'sqs:SendMessage'),
  // The marketing lane asks `permission-check`.
  endpoint('lambda', ['lambda'], 'lambda:InvokeFunction'),
];
const SECRETS = endpoint('secretsmanager', ['secretsmanager'], 'secretsmanager:GetSecretValue');
/** SES's API; mail by SMTP has another. */
const MAIL = endpoint('email', ['email'], 'ses:SendEmail', 'ses:SendRawEmail');
const TEXTS = {
  sms: endpoint('pinpoint-sms-voice-v2', ['sms-voice'], 'sms-voice:SendTextMessage'),
  whatsapp: endpoint(
    'social-messaging',
    ['social-messaging'],
    'social-messaging:SendWhatsAppMessage',
  ),
  push: endpoint('sns', ['sns'], 'sns:Publish'),
};
const SECOND_OPINION = endpoint(
  'comprehendmedical',
  ['comprehendmedical'],
  'comprehendmedical:DetectPHI',
);

/** Interface endpoints that the functions inside need, and no others: each costs by the zone and hour. */
export function interfacesOf(deployment: Deployment): readonly ServiceEndpoint[] {
  const { vpc, secondOpinion } = deployment;
  const lanes = (['clinical', 'marketing'] as const).filter((lane) =>
    isInside(`${lane}-deliver`, vpc),
  );
  const texts = TEXT_CHANNELS.filter((channel) =>
    lanes.some((lane) => deployment[lane].texts[channel]?.kind === 'aws'),
  );
  return [
    ...ALWAYS,
    ...(lanes.length > 0 || isInside('webhook-accept', vpc) ? [SECRETS] : []),
    ...(lanes.length > 0 ? [MAIL] : []),
    ...texts.map((channel) => TEXTS[channel]),
    ...(secondOpinion === 'comprehend-medical' ? [SECOND_OPINION] : []),
  ];
}

/**
 * Whose requests an endpoint lets through, and to what: functions of this deployment that are inside, to this account. With
 * credentials of somebody else, or to a bucket, table, key or queue of another account, nothing leaves by it, whatever a
 * role may do. No bucket of AWS's own is needed: Lambda brings a function's code from outside the VPC.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export function endpointPolicy(
  { service, actions }: ServiceEndpoint,
  context: EndpointContext,
): PolicyStatement[] {
  if (service === GATEWAYS.s3.service) return bucketStatements(context);
  // Comprehend Medical keeps nothing and has no resources to name.
  const anything = service === SECOND_OPINION.service ? '*' : undefined;
  const [prefix = service] = (actions[0] ?? service).split(':');
  const resource = anything ?? context.names.anythingOf(prefix);
  return [ownFunctions('OwnFunctionsOwnAccount', actions, [resource], context)];
}

/** Buckets one by one, for their ARNs hold no account: a name that was given up could become somebody else's. */
function bucketStatements(context: EndpointContext): PolicyStatement[] {
  const { data, names, deployment } = context;
  const own = { StringEquals: { 'aws:ResourceAccount': deployment.account ?? Aws.ACCOUNT_ID } };
  const through = (sid: string, actions: readonly string[], arns: readonly string[]) => {
    const resources = arns.flatMap((arn) => [arn, `${arn}/*`]);
    return ownFunctions(sid, actions, resources, context, own);
  };
  const kept = [data.vaultBucket, data.marketingBucket, data.ledgerBucket];
  return [
    through(
      'OwnFunctionsOwnBuckets',
      GATEWAYS.s3.actions,
      kept.map(({ bucketArn }) => bucketArn),
    ),
    // Mail that came in is taken out of its bucket.
    ...(deployment.clinical.receiving === undefined
      ? []
      : [through('TakeMail', TAKE_MAIL, [nameReceiving(names).bucketArn])]),
  ];
}

function ownFunctions(
  sid: string,
  actions: readonly string[],
  resources: string[],
  { names, deployment }: EndpointContext,
  conditions: Conditions = {},
): PolicyStatement {
  const roles = functionsOf(deployment).filter((name) => isInside(name, deployment.vpc));
  return new PolicyStatement({
    sid,
    // A gateway endpoint takes no roles as principals; the condition names them.
    principals: [new StarPrincipal()],
    actions: [...actions],
    resources,
    conditions: {
      ArnEquals: { 'aws:PrincipalArn': roles.map((name) => names.roleArn(name)) },
      ...conditions,
    },
  });
}

export interface EndpointContext {
  readonly data: DataStack;
  readonly names: Names;
  readonly deployment: Deployment;
}
