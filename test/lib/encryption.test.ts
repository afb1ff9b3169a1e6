import { describe, expect, it } from 'vitest';
import { allResources, synthesize } from './support/synthesize.ts';

const resources = allResources(synthesize());
type Resource = (typeof resources)[number];

/** How each type of resource that keeps data says which key encrypts it. */
const KEY_OF: Readonly<Record<string, (properties: Readonly<Record<string, unknown>>) => unknown>> =
  {
    'AWS::DynamoDB::Table': (p) =>
      (p['SSESpecification'] as Record<string, unknown>)['KMSMasterKeyId'],
    'AWS::S3::Bucket': (p) => {
      const encryption = p['BucketEncryption'] as {
        ServerSideEncryptionConfiguration: {
          ServerSideEncryptionByDefault: { SSEAlgorithm: string; KMSMasterKeyID?: unknown };
        }[];
      };
      return encryption.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault
        .KMSMasterKeyID;
    },
    'AWS::SQS::Queue': (p) => p['KmsMasterKeyId'],
    'AWS::SNS::Topic': (p) => p['KmsMasterKeyId'],
    'AWS::Logs::LogGroup': (p) => p['KmsKeyId'],
  };

/** Types that keep no data, or none that is not public. Anything else must say which key it uses. */
const KEEPS_NOTHING = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  // Code without secrets, and an environment of names.
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SES::EmailIdentity',
  // What it delivers lies in the topic and in the queue.
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
]);

const isAccessLogBucket = ({ Type, logicalId }: Resource) =>
  Type === 'AWS::S3::Bucket' && logicalId.startsWith('AccessLogs');

describe('encryption', () => {
  it('every type of resource is known to keep data under a key, or to keep none', () => {
    const unknown = resources.filter(({ Type }) => !(Type in KEY_OF) && !KEEPS_NOTHING.has(Type));
    expect(unknown.map(({ Type }) => Type)).toEqual([]);
  });

  it('everything that keeps data keeps it under a customer-managed key of this deployment', () => {
    const keeping = resources.filter(({ Type }) => Type in KEY_OF);
    expect(keeping.length).toBeGreaterThan(30);
    const without = keeping
      .filter((resource) => !isAccessLogBucket(resource))
      .filter(({ Type, Properties = {} }) => !isKeyOfDeployment(KEY_OF[Type]?.(Properties)));
    expect(without.map(({ logicalId }) => logicalId)).toEqual([]);
  });

  it('the one exception is the bucket of access logs, which S3 cannot write under such a key', () => {
    const exceptions = resources.filter(isAccessLogBucket);
    expect(exceptions.map(({ stack }) => stack)).toEqual(['Data']);
  });

  it('what is sealed, tables, objects, queues, secrets and logs have keys of their own', () => {
    const aliases = resources
      .filter(({ Type }) => Type === 'AWS::KMS::Alias')
      .map(({ Properties }) => String(Properties?.['AliasName']));
    expect(aliases.toSorted()).toEqual(
      [
        'alarms',
        'ledger',
        'logs',
        'mail-feedback',
        'objects',
        'opt-out',
        'people',
        'people-index',
        'phi',
        'queues',
        'secrets',
        'senders',
        'tables',
      ].map((purpose) => `alias/cordon-${purpose}`),
    );
  });

  it.each(resources.filter(({ Type }) => Type === 'AWS::KMS::Key'))(
    '$logicalId is rotated if it can be, kept, and gives nobody everything',
    ({ Properties, DeletionPolicy }) => {
      // KMS rotates no asymmetric keys and none of message authentication codes.
      const isFixed = ['HMAC_256', 'ECC_NIST_P256'].includes(String(Properties?.['KeySpec']));
      expect(Properties?.['EnableKeyRotation']).toBe(isFixed ? undefined : true);
      expect(DeletionPolicy).toBe('Retain');
      const policy = Properties?.['KeyPolicy'] as {
        Statement: { Effect: string; Action: string | string[] }[];
      };
      const allowed = policy.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(
        ({ Action }) => Action,
      );
      expect(allowed).not.toContain('kms:*');
      expect(allowed).not.toContain('*');
    },
  );

  it('queues and buckets refuse requests without TLS', () => {
    const policies = resources.filter(({ Type }) =>
      ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].includes(Type),
    );
    const guarded = resources.filter(({ Type }) =>
      ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::SNS::Topic'].includes(Type),
    );
    expect(policies).toHaveLength(guarded.length);
    for (const { Properties, logicalId } of policies) {
      expect(JSON.stringify(Properties), logicalId).toContain(
        '"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"',
      );
    }
  });
});

/** A reference to a key in the same stack, or an import of one from the data stack. */
function isKeyOfDeployment(reference: unknown): boolean {
  const text = JSON.stringify(reference);
  return /"Fn::GetAtt":\["[A-Za-z]*[kK]ey[0-9A-F]{8}","Arn"\]|"Fn::ImportValue":"[^"]*key[0-9A-F]{8}Arn/.test(
    text,
  );
}
