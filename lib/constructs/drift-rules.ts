import { CfnConfigRule } from 'aws-cdk-lib/aws-config';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { DRIFT_RULE } from '../alarms/drift.ts';
import type { FunctionContext } from './cordon-function.ts';

interface Managed {
  /** Of AWS's list: https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html */
  readonly identifier: string;
  readonly keeps: string;
  /** Looks at changes of these resources; absent: at the whole account, once a day. */
  readonly types?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What the stacks set and somebody could change by hand. */
const MANAGED: readonly Managed[] = [
  {
    identifier: 'S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED',
    keeps: 'no bucket is public',
    types: ['AWS::S3::Bucket'],
  },
  {
    identifier: 'S3_BUCKET_SSL_REQUESTS_ONLY',
    keeps: 'buckets answer over TLS alone',
    types: ['AWS::S3::Bucket'],
  },
  {
    identifier: 'S3_BUCKET_VERSIONING_ENABLED',
    keeps: 'nothing is overwritten without a trace',
    types: ['AWS::S3::Bucket'],
  },
  { identifier: 'CMK_BACKING_KEY_ROTATION_ENABLED', keeps: 'keys are rotated each year' },
  {
    identifier: 'KMS_CMK_NOT_SCHEDULED_FOR_DELETION',
    keeps: 'no key is about to be deleted, and with it what it sealed',
  },
  { identifier: 'DYNAMODB_PITR_ENABLED', keeps: 'tables can be restored to any second of 35 days' },
  {
    identifier: 'DYNAMODB_TABLE_DELETION_PROTECTION_ENABLED',
    keeps: 'no table can be deleted by one call',
    types: ['AWS::DynamoDB::Table'],
  },
  {
    identifier: 'LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED',
    keeps: 'no function can be called by anybody but its API and its schedule',
    types: ['AWS::Lambda::Function'],
  },
  {
    identifier: 'SNS_ENCRYPTED_KMS',
    keeps: 'topics are encrypted',
    types: ['AWS::SNS::Topic'],
  },
];

/** The bucket of seals, by itself: nobody may take the lock off. */
const LOCKED: Managed = {
  identifier: 'S3_BUCKET_DEFAULT_LOCK_ENABLED',
  keeps: 'seals cannot be changed for six years',
  parameters: { mode: 'COMPLIANCE' },
};

/**
 * AWS Config looks whether what the stacks set still holds, and says so where it does not any more. The account's
 * recorder must be on. Rules that look at changes look at this deployment's resources, by their tag.
 */
export class DriftRules extends Construct {
  constructor(scope: Construct, id: string, props: FunctionContext) {
    super(scope, id);
    const { data, deployment, names } = props;
    const { prefix } = names;
    for (const managed of MANAGED) {
      this.rule(prefix, managed, {
        ...(managed.types === undefined
          ? {}
          : { scope: { tagKey: 'cordon:deployment', tagValue: prefix } }),
      });
    }
    // A deployment that is meant to go away again has no lock.
    if (deployment.protection.retain) {
      this.rule(prefix, LOCKED, {
        scope: {
          complianceResourceTypes: ['AWS::S3::Bucket'],
          complianceResourceId: data.ledgerBucket.bucketName,
        },
      });
    }
    // Without a target: that it heard something is the figure that the alarm looks at.
    new Rule(this, 'Drifted', {
      ruleName: `${prefix}-${DRIFT_RULE}`,
      description: 'Cordon: something that the stacks set does not hold any more',
      eventPattern: {
        source: ['aws.config'],
        detailType: ['Config Rules Compliance Change'],
        detail: {
          configRuleName: [{ prefix: `${prefix}-` }],
          newEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
        },
      },
    });
  }

  private rule(
    prefix: string,
    { identifier, keeps, parameters }: Managed,
    scope: { readonly scope?: CfnConfigRule.ScopeProperty },
  ): void {
    new CfnConfigRule(this, identifier, {
      configRuleName: `${prefix}-${identifier.toLowerCase().replaceAll('_', '-')}`,
      description: `Cordon: ${keeps}`,
      source: { owner: 'AWS', sourceIdentifier: identifier },
      ...(parameters === undefined ? {} : { inputParameters: { ...parameters } }),
      ...scope,
    });
  }
}
