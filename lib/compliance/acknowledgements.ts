import type { CfnResource } from 'aws-cdk-lib';

/** A finding of a rule pack that stays, and why. */
export interface Acknowledgement {
  /** The rule's id in the pack. */
  readonly rule: string;
  /** The type of the resources it concerns. */
  readonly resourceType: string;
  /** Narrows it to resources whose construct path holds this. Absent: all of the type. */
  readonly pathHas?: string;
  readonly reason: string;
}

/**
 * Every finding that is accepted. A test fails when one of these is no longer needed, so that none
 * outlives its reason.
 */
export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    rule: 'HIPAA.Security-LambdaInsideVPC',
    resourceType: 'AWS::Lambda::Function',
    reason:
      'The functions reach nothing private: AWS APIs over TLS, by roles, and destinations on the internet. A VPC would add a NAT with the same reach.',
  },
  {
    rule: 'HIPAA.Security-LambdaDLQ',
    resourceType: 'AWS::Lambda::Function',
    reason:
      "A function's own dead-letter queue serves asynchronous calls only. These are called by APIs, whose callers see the failure, or by queues with dead-letter queues of their own; the sweeper's next run repeats a failed one.",
  },
  {
    rule: 'HIPAA.Security-DynamoDBInBackupPlan',
    resourceType: 'AWS::DynamoDB::Table',
    reason:
      'Point-in-time recovery covers 35 days, with deletion protection. A backup plan comes with the restore drill that proves it.',
  },
  {
    rule: 'HIPAA.Security-S3BucketReplicationEnabled',
    resourceType: 'AWS::S3::Bucket',
    reason:
      'One deployment keeps its data in one region, which its data residency terms may require. Objects are versioned.',
  },
  {
    rule: 'HIPAA.Security-S3DefaultEncryptionKMS',
    resourceType: 'AWS::S3::Bucket',
    pathHas: '/AccessLogs/',
    reason:
      'S3 cannot deliver access logs to a bucket whose default encryption is by a KMS key. Object names are hashes, so the logs hold no content.',
  },
  {
    rule: 'HIPAA.Security-APIGWCacheEnabledAndEncrypted',
    resourceType: 'AWS::ApiGateway::Stage',
    reason:
      'Nothing may be cached: a cache would be one more place that holds content, and no answer may be given twice.',
  },
  {
    rule: 'HIPAA.Security-APIGWXrayEnabled',
    resourceType: 'AWS::ApiGateway::Stage',
    reason:
      "A stage's trace segments hold the address as called: the secret of a pick-up link, and query strings. Access logs tell routes and times; the functions behind the stages are traced.",
  },
  {
    rule: 'HIPAA.Security-APIGWSSLEnabled',
    resourceType: 'AWS::ApiGateway::Stage',
    reason:
      'A client certificate authenticates API Gateway to an HTTP server behind it. Behind these stages are functions, which API Gateway calls by IAM.',
  },
];

export function concerns(acknowledgement: Acknowledgement, resource: CfnResource): boolean {
  return (
    resource.cfnResourceType === acknowledgement.resourceType &&
    (acknowledgement.pathHas === undefined || resource.node.path.includes(acknowledgement.pathHas))
  );
}
