import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TABLE_NAMES } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import { trailKeyPolicy } from '../policies/keys.ts';
import { allow } from '../policies/statements.ts';
import { LEDGER_RETENTION } from '../stacks/data.ts';
import type { FunctionContext } from './cordon-function.ts';
import { accessLogsBucket, PrivateBucket } from './private-bucket.ts';
import { ProtectedKey } from './protected-key.ts';

/**
 * Who touched what, by CloudTrail: every management event of the region, and every read and write of items and objects
 * (45 CFR 164.312(b)), whoever made it. Its files are validated, under a key of their own, and locked for six years.
 */
export class DataTrail extends Construct {
  constructor(scope: Construct, id: string, { data, deployment, names }: FunctionContext) {
    super(scope, id);
    const { retain } = deployment.protection;
    const trailName = `${names.prefix}-data`;
    const arn = `arn:${Aws.PARTITION}:cloudtrail:${names.region}:${Aws.ACCOUNT_ID}:trail/${trailName}`;
    const key = new ProtectedKey(this, 'Key', {
      alias: `alias/${names.prefix}-trail`,
      description: 'Cordon: who touched what',
      policy: trailKeyPolicy(arn),
      retain,
    });
    const accessLogs = accessLogsBucket(this, retain);
    const bucket = new PrivateBucket(this, 'Files', {
      ...{ retain, encryption: { key }, accessLogs },
      ...(retain ? { lockedFor: LEDGER_RETENTION } : {}),
    });
    const cloudTrail = (sid: string, action: string, resource: string, conditions: object) =>
      bucket.addToResourcePolicy(
        new PolicyStatement({
          sid,
          principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
          actions: [action],
          resources: [resource],
          conditions: { StringEquals: { 'aws:SourceArn': arn, ...conditions } },
        }),
      );
    cloudTrail('TrailChecksAcl', 's3:GetBucketAcl', bucket.bucketArn, {});
    cloudTrail('TrailWrites', 's3:PutObject', `${bucket.bucketArn}/AWSLogs/${Aws.ACCOUNT_ID}/*`, {
      's3:x-amz-acl': 'bucket-owner-full-control',
    });

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${names.prefix}/trail`,
      retention: deployment.logRetentionDays,
      encryptionKey: data.keys.logs,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const writer = new Role(this, 'Writer', {
      description: 'CloudTrail writes its events to a log group',
      assumedBy: new ServicePrincipal('cloudtrail.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceArn': arn } },
      }),
      managedPolicies: [
        new ManagedPolicy(this, 'Writes', {
          statements: [
            allow(
              'WriteTrail',
              ['logs:CreateLogStream', 'logs:PutLogEvents'],
              [logGroup.logGroupArn],
            ),
          ],
        }),
      ],
    });
    const trail = new CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      enableLogFileValidation: true,
      isMultiRegionTrail: false,
      includeGlobalServiceEvents: true,
      s3BucketName: bucket.bucketName,
      kmsKeyId: key.keyArn,
      cloudWatchLogsLogGroupArn: logGroup.logGroupArn,
      cloudWatchLogsRoleArn: writer.roleArn,
      advancedEventSelectors: [
        select('Management', {}),
        select('Data', {
          'resources.type': { equalTo: ['AWS::S3::Object'] },
          'resources.ARN': {
            startsWith: [data.vaultBucket, data.ledgerBucket].map((one) => `${one.bucketArn}/`),
          },
        }),
        select('Data', {
          'resources.type': { equalTo: ['AWS::DynamoDB::Table'] },
          'resources.ARN': { equalTo: TABLE_NAMES.map((name) => data.tables[name].tableArn) },
        }),
      ],
    });
    // CloudTrail tries whether it may write before it is made.
    trail.node.addDependency(bucket, writer);
  }
}

type Selector = Omit<CfnTrail.AdvancedFieldSelectorProperty, 'field'>;

function select(
  category: 'Management' | 'Data',
  fields: Readonly<Record<string, Selector>>,
): CfnTrail.AdvancedEventSelectorProperty {
  const all = { eventCategory: { equalTo: [category] }, ...fields };
  return {
    fieldSelectors: Object.entries(all).map(([field, selector]) => ({ field, ...selector })),
  };
}
