import type { CfnTemplateResource, StackName } from './synthesize.ts';

type Json = Record<string, unknown>;

/** Somebody makes the stack weaker, by hand or by mistake. */
export interface Weakening {
  /** What becomes of it. */
  readonly what: string;
  readonly stack: StackName;
  /** The first resource of this type, or the one whose logical id begins with `named`, that no other weakening took. */
  readonly type: string;
  readonly named?: string;
  /** Properties, or the whole resource. */
  readonly weaken: (properties: Json, resource: Json) => void;
  /** The Guard rule that says so. */
  readonly rule: string;
}

const properties = (value: unknown): Json => value as Json;
const first = (value: unknown): Json => (value as Json[])[0] ?? {};

export const WEAKENINGS: readonly Weakening[] = [
  {
    what: 'a table without a key of ours',
    ...{ stack: 'Data', type: 'AWS::DynamoDB::Table', named: 'Recordsvault' },
    weaken: (table) => {
      delete properties(table['SSESpecification'])['KMSMasterKeyId'];
    },
    rule: 'TABLES_ARE_ENCRYPTED',
  },
  {
    what: 'a table without point-in-time recovery',
    ...{ stack: 'Data', type: 'AWS::DynamoDB::Table', named: 'Recordsdecisions' },
    weaken: (table) => {
      properties(table['PointInTimeRecoverySpecification'])['PointInTimeRecoveryEnabled'] = false;
    },
    rule: 'TABLES_CAN_BE_RECOVERED',
  },
  {
    what: 'a table that can be deleted',
    ...{ stack: 'Data', type: 'AWS::DynamoDB::Table', named: 'Recordstokens' },
    weaken: (table) => {
      table['DeletionProtectionEnabled'] = false;
    },
    rule: 'TABLES_CANNOT_BE_DELETED',
  },
  {
    what: 'a table that goes with its stack',
    ...{ stack: 'Data', type: 'AWS::DynamoDB::Table', named: 'Recordspeople' },
    weaken: (_table, resource) => {
      resource['DeletionPolicy'] = 'Delete';
    },
    rule: 'DATA_OUTLIVES_ITS_STACK',
  },
  {
    what: 'a queue that is not encrypted',
    ...{ stack: 'Data', type: 'AWS::SQS::Queue', named: 'inboundqueueQueue' },
    weaken: (queue) => {
      delete queue['KmsMasterKeyId'];
    },
    rule: 'QUEUES_ARE_ENCRYPTED',
  },
  {
    what: 'a queue that forgets after an hour',
    ...{ stack: 'Data', type: 'AWS::SQS::Queue', named: 'inboundqueueDead' },
    weaken: (queue) => {
      queue['MessageRetentionPeriod'] = 3600;
    },
    rule: 'QUEUES_KEEP_MESSAGES',
  },
  {
    what: 'a queue without dead letters',
    ...{ stack: 'Data', type: 'AWS::SQS::Queue', named: 'deliverclinicalqueueQueue' },
    weaken: (queue) => {
      delete queue['RedrivePolicy'];
    },
    rule: 'WORKING_QUEUES_HAVE_DEAD_LETTERS',
  },
  {
    what: 'a topic that is not encrypted',
    ...{ stack: 'Data', type: 'AWS::SNS::Topic' },
    weaken: (topic) => {
      delete topic['KmsMasterKeyId'];
    },
    rule: 'TOPICS_ARE_ENCRYPTED',
  },
  {
    what: 'a bucket that is not encrypted',
    ...{ stack: 'Data', type: 'AWS::S3::Bucket', named: 'Marketing' },
    weaken: (bucket) => {
      delete bucket['BucketEncryption'];
    },
    rule: 'BUCKETS_ARE_ENCRYPTED',
  },
  {
    what: 'a public bucket',
    ...{ stack: 'Data', type: 'AWS::S3::Bucket', named: 'Vault' },
    weaken: (bucket) => {
      properties(bucket['PublicAccessBlockConfiguration'])['BlockPublicPolicy'] = false;
    },
    rule: 'BUCKETS_ARE_PRIVATE',
  },
  {
    what: 'a bucket in which an object can be overwritten for good',
    ...{ stack: 'Data', type: 'AWS::S3::Bucket', named: 'AccessLogs' },
    weaken: (bucket) => {
      bucket['VersioningConfiguration'] = { Status: 'Suspended' };
    },
    rule: 'BUCKETS_KEEP_VERSIONS',
  },
  {
    what: 'a ledger that an administrator may unlock',
    ...{ stack: 'Data', type: 'AWS::S3::Bucket', named: 'Ledger' },
    weaken: (bucket) => {
      const rule = properties(properties(bucket['ObjectLockConfiguration'])['Rule']);
      properties(rule['DefaultRetention'])['Mode'] = 'GOVERNANCE';
    },
    rule: 'LOCKED_BUCKETS_KEEP_SIX_YEARS',
  },
  {
    what: 'a key that is never rotated',
    ...{ stack: 'Data', type: 'AWS::KMS::Key', named: 'phikey' },
    weaken: (key) => {
      key['EnableKeyRotation'] = false;
    },
    rule: 'KEYS_ARE_ROTATED',
  },
  {
    what: 'a key with which the account may do everything',
    ...{ stack: 'Data', type: 'AWS::KMS::Key', named: 'tableskey' },
    weaken: (key) => {
      first(properties(key['KeyPolicy'])['Statement'])['Action'] = 'kms:*';
    },
    rule: 'KEYS_GIVE_NOBODY_EVERYTHING',
  },
  {
    what: 'a log that is not encrypted',
    ...{ stack: 'Clinical', type: 'AWS::Logs::LogGroup', named: 'clinicalsend' },
    weaken: (group) => {
      delete group['KmsKeyId'];
    },
    rule: 'LOGS_ARE_ENCRYPTED',
  },
  {
    what: 'a log without an end',
    ...{ stack: 'Clinical', type: 'AWS::Logs::LogGroup', named: 'clinicaldeliver' },
    weaken: (group) => {
      delete group['RetentionInDays'];
    },
    rule: 'LOGS_HAVE_AN_END',
  },
  {
    what: 'a function that is not traced',
    ...{ stack: 'Clinical', type: 'AWS::Lambda::Function', named: 'clinicalsend' },
    weaken: (fn) => {
      delete fn['TracingConfig'];
    },
    rule: 'FUNCTIONS_ARE_WATCHED',
  },
  {
    what: 'a function that takes the share of all others',
    ...{ stack: 'Clinical', type: 'AWS::Lambda::Function', named: 'clinicaldeliver' },
    weaken: (fn) => {
      delete fn['ReservedConcurrentExecutions'];
    },
    rule: 'FUNCTIONS_HAVE_A_SHARE',
  },
  {
    what: 'a runtime that is not supported any more',
    ...{ stack: 'Clinical', type: 'AWS::Lambda::Function', named: 'mailfeedback' },
    weaken: (fn) => {
      fn['Runtime'] = 'nodejs18.x';
    },
    rule: 'FUNCTIONS_RUN_WHAT_IS_SUPPORTED',
  },
  {
    what: 'a function that the APIs of anybody may invoke',
    ...{ stack: 'Clinical', type: 'AWS::Lambda::Permission' },
    weaken: (permission) => {
      delete permission['SourceArn'];
    },
    rule: 'INVOKERS_ARE_NAMED',
  },
  {
    what: 'a function whose failed runs are forgotten',
    ...{ stack: 'Operations', type: 'AWS::Lambda::Function', named: 'ledgersealer' },
    weaken: (fn) => {
      delete fn['DeadLetterConfig'];
    },
    rule: 'SCHEDULED_FUNCTIONS_KEEP_FAILED_RUNS',
  },
  {
    what: 'a schedule that forgets what it could not hand over',
    ...{ stack: 'Operations', type: 'AWS::Events::Rule', named: 'EveryDay' },
    weaken: (rule) => {
      delete first(rule['Targets'])['DeadLetterConfig'];
    },
    rule: 'SCHEDULES_KEEP_FAILED_RUNS',
  },
  {
    what: 'a role without a boundary',
    ...{ stack: 'Clinical', type: 'AWS::IAM::Role', named: 'clinicalsend' },
    weaken: (role) => {
      delete role['PermissionsBoundary'];
    },
    rule: 'FUNCTION_ROLES_ARE_BOUNDED',
  },
  {
    what: 'a role that anybody may assume',
    ...{ stack: 'Clinical', type: 'AWS::IAM::Role', named: 'clinicaldeliver' },
    weaken: (role) => {
      first(properties(role['AssumeRolePolicyDocument'])['Statement'])['Principal'] = { AWS: '*' };
    },
    rule: 'ROLES_TRUST_SOMEBODY',
  },
  {
    what: 'a grant of all that KMS does',
    ...{ stack: 'Clinical', type: 'AWS::IAM::ManagedPolicy', named: 'clinicalsendAllows' },
    weaken: (policy) => {
      const statements = properties(policy['PolicyDocument'])['Statement'] as Json[];
      statements.push({ Effect: 'Allow', Action: 'kms:*', Resource: '*' });
    },
    rule: 'GRANTS_NAME_ACTIONS',
  },
  {
    what: 'an API that takes TLS 1.0',
    ...{ stack: 'Clinical', type: 'AWS::ApiGateway::RestApi' },
    weaken: (api) => {
      api['SecurityPolicy'] = 'TLS_1_0';
    },
    rule: 'APIS_WANT_TLS',
  },
  {
    what: 'a log of bodies',
    ...{ stack: 'Clinical', type: 'AWS::ApiGateway::Stage' },
    weaken: (stage) => {
      first(stage['MethodSettings'])['DataTraceEnabled'] = true;
    },
    rule: 'APIS_LOG_NO_CONTENT',
  },
  {
    what: 'a log of addresses with the secrets in them',
    ...{ stack: 'Inbound', type: 'AWS::ApiGateway::Stage', named: 'PortalDoor' },
    weaken: (stage) => {
      properties(stage['AccessLogSetting'])['Format'] = '{"path":"$context.path"}';
    },
    rule: 'APIS_LOG_NO_CONTENT',
  },
  {
    what: 'an API that keeps no log',
    ...{ stack: 'Marketing', type: 'AWS::ApiGateway::Stage' },
    weaken: (stage) => {
      delete stage['AccessLogSetting'];
    },
    rule: 'APIS_ARE_LOGGED',
  },
  {
    what: 'an API without limits',
    ...{ stack: 'Operations', type: 'AWS::ApiGateway::Stage' },
    weaken: (stage) => {
      delete first(stage['MethodSettings'])['ThrottlingRateLimit'];
    },
    rule: 'APIS_ARE_THROTTLED',
  },
  {
    what: 'a firewall that keeps samples of requests',
    ...{ stack: 'Clinical', type: 'AWS::WAFv2::WebACL' },
    weaken: (acl) => {
      properties(first(acl['Rules'])['VisibilityConfig'])['SampledRequestsEnabled'] = true;
    },
    rule: 'FIREWALLS_KEEP_NO_CONTENT',
  },
  {
    what: 'a firewall that lets anybody guess as often as he likes',
    ...{ stack: 'Inbound', type: 'AWS::WAFv2::WebACL' },
    weaken: (acl) => {
      (acl['Rules'] as Json[]).shift();
    },
    rule: 'FIREWALLS_LIMIT_RATES',
  },
  {
    what: 'a log of the firewall that holds pick-up links',
    ...{ stack: 'Inbound', type: 'AWS::WAFv2::LoggingConfiguration', named: 'PortalDoor' },
    weaken: (logging) => {
      logging['RedactedFields'] = [{ QueryString: {} }];
    },
    rule: 'FIREWALL_LOGS_HIDE_ADDRESSES',
  },
  {
    what: 'clinical mail in the clear',
    ...{ stack: 'Clinical', type: 'AWS::SES::ConfigurationSet', named: 'MailConfigurationSet' },
    weaken: (set) => {
      properties(set['DeliveryOptions'])['TlsPolicy'] = 'OPTIONAL';
    },
    rule: 'CLINICAL_MAIL_WANTS_TLS',
  },
  {
    what: 'mail that comes in in the clear',
    ...{ stack: 'Inbound', type: 'AWS::SES::ReceiptRule', named: 'MailRulelabmail' },
    weaken: (rule) => {
      properties(rule['Rule'])['TlsPolicy'] = 'Optional';
    },
    rule: 'RECEIVED_MAIL_WANTS_TLS',
  },
  {
    what: 'mail that comes in without a look for viruses',
    ...{ stack: 'Inbound', type: 'AWS::SES::ReceiptRule', named: 'MailRulelabmail' },
    weaken: (rule) => {
      properties(rule['Rule'])['ScanEnabled'] = false;
    },
    rule: 'RECEIVED_MAIL_IS_SCANNED',
  },
  {
    what: 'mail to whatever address of the domains',
    ...{ stack: 'Inbound', type: 'AWS::SES::ReceiptRule', named: 'MailRulelabmail' },
    weaken: (rule) => {
      delete properties(rule['Rule'])['Recipients'];
    },
    rule: 'RECEIVED_MAIL_HAS_ADDRESSES',
  },
  {
    what: 'mail that goes somewhere besides its bucket',
    ...{ stack: 'Inbound', type: 'AWS::SES::ReceiptRule', named: 'MailRulepatientmail' },
    weaken: (rule) => {
      const inner = properties(rule['Rule']);
      inner['Actions'] = [
        ...(inner['Actions'] as Json[]),
        { SNSAction: { TopicArn: 'arn:aws:sns:us-east-1:111122223333:elsewhere' } },
      ];
    },
    rule: 'RECEIVED_MAIL_GOES_TO_ITS_BUCKET',
  },
  {
    what: 'a bucket of mail that came in which anybody may open',
    ...{ stack: 'Inbound', type: 'AWS::S3::Bucket', named: 'MailBucket' },
    weaken: (bucket) => {
      properties(bucket['PublicAccessBlockConfiguration'])['BlockPublicPolicy'] = false;
    },
    rule: 'BUCKETS_ARE_PRIVATE',
  },
  {
    what: 'mail that tells who opened it',
    ...{ stack: 'Clinical', type: 'AWS::SES::ConfigurationSet', named: 'MailNotices' },
    weaken: (set) => {
      set['TrackingOptions'] = { CustomRedirectDomain: 'clicks.example.com' };
    },
    rule: 'MAIL_IS_NOT_TRACKED',
  },
  {
    what: 'mail to those who complained',
    ...{ stack: 'Clinical', type: 'AWS::SES::ConfigurationSet', named: 'MailNotices' },
    weaken: (set) => {
      set['SuppressionOptions'] = { SuppressedReasons: ['BOUNCE'] };
    },
    rule: 'MAIL_IS_SUPPRESSED',
  },
  {
    what: 'mail that is not signed',
    ...{ stack: 'Clinical', type: 'AWS::SES::EmailIdentity' },
    weaken: (identity) => {
      identity['DkimAttributes'] = { SigningEnabled: false };
    },
    rule: 'MAIL_IS_SIGNED',
  },
  {
    what: 'a way to the internet',
    ...{ stack: 'Network', type: 'AWS::EC2::RouteTable' },
    weaken: (_table, resource) => {
      resource['Type'] = 'AWS::EC2::NatGateway';
    },
    rule: 'NETWORKS_HAVE_NO_WAY_OUT',
  },
  {
    what: 'an endpoint that is a way to the buckets of everybody',
    ...{ stack: 'Network', type: 'AWS::EC2::VPCEndpoint', named: 's3' },
    weaken: (endpoint) => {
      delete endpoint['PolicyDocument'];
    },
    rule: 'ENDPOINTS_NAME_WHOM',
  },
  {
    what: 'an endpoint for the credentials of anybody',
    ...{ stack: 'Network', type: 'AWS::EC2::VPCEndpoint', named: 'kms' },
    weaken: (endpoint) => {
      delete first(properties(endpoint['PolicyDocument'])['Statement'])['Condition'];
    },
    rule: 'ENDPOINTS_NAME_WHOM',
  },
  {
    what: 'functions that the network may call',
    ...{ stack: 'Network', type: 'AWS::EC2::SecurityGroup', named: 'Functions' },
    weaken: (group) => {
      group['SecurityGroupIngress'] = [{ IpProtocol: '-1', CidrIp: '10.0.0.0/8' }];
    },
    rule: 'GROUPS_LET_NOTHING_IN',
  },
  {
    what: 'endpoints that anybody in the network may call',
    ...{ stack: 'Network', type: 'AWS::EC2::SecurityGroupIngress' },
    weaken: (way) => {
      delete way['SourceSecurityGroupId'];
      way['CidrIp'] = '10.0.0.0/24';
    },
    rule: 'WAYS_IN_ARE_FROM_GROUPS',
  },
  {
    what: 'a security group that lets everything out',
    ...{ stack: 'Network', type: 'AWS::EC2::SecurityGroup', named: 'Endpoints' },
    weaken: (group) => {
      delete group['SecurityGroupEgress'];
    },
    rule: 'GROUPS_LET_OUT_TO_ENDPOINTS',
  },
  {
    what: 'a rule that lets functions out to everywhere',
    ...{ stack: 'Network', type: 'AWS::EC2::SecurityGroupEgress' },
    weaken: (way) => {
      delete way['DestinationSecurityGroupId'];
      way['CidrIp'] = '0.0.0.0/0';
    },
    rule: 'WAYS_OUT_ARE_TO_GROUPS',
  },
  {
    what: 'a subnet that gives out public addresses',
    ...{ stack: 'Network', type: 'AWS::EC2::Subnet' },
    weaken: (subnet) => {
      subnet['MapPublicIpOnLaunch'] = true;
    },
    rule: 'SUBNETS_ARE_PRIVATE',
  },
  {
    what: 'a network that logs what was let through alone',
    ...{ stack: 'Network', type: 'AWS::EC2::FlowLog' },
    weaken: (log) => {
      log['TrafficType'] = 'ACCEPT';
    },
    rule: 'FLOWS_ARE_LOGGED',
  },
  {
    what: 'a network that resolves every name',
    ...{ stack: 'Network', type: 'AWS::Route53Resolver::FirewallRuleGroup' },
    weaken: (rules) => {
      (rules['FirewallRules'] as Json[]).pop();
    },
    rule: 'OTHER_NAMES_ARE_NOT_RESOLVED',
  },
];

/** Plants it. @returns the logical id of what it made weaker. @throws if there is no such resource */
export function plant(
  { what, type, named = '', weaken }: Weakening,
  resources: Readonly<Record<string, CfnTemplateResource>>,
): string {
  const found = Object.entries(resources).find(
    ([logicalId, { Type }]) => Type === type && logicalId.startsWith(named),
  );
  if (found === undefined) throw new TypeError(`nothing to weaken for ${what}`);
  const [logicalId, resource] = found;
  weaken(resource.Properties as Json, resource as unknown as Json);
  return logicalId;
}
