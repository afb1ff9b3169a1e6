import type { CfnResource } from 'aws-cdk-lib';
import { SCHEDULED } from '../names.ts';

/** A finding of a rule about one resource. */
export interface PackFinding {
  /** The rule's id, without what of the resource it is about. */
  readonly rule: string;
  /** What of the resource, where the rule says so: `Resource::*`. */
  readonly detail?: string;
  readonly resource: CfnResource;
}

/** A finding of a rule pack that stays, and why. */
export interface Acknowledgement {
  /** The rule's id in the pack. */
  readonly rule: string;
  /** The type of the resources it concerns. */
  readonly resourceType: string;
  /** Narrows it to what the rule says in brackets: a resource that a grant names. Absent: whatever it says. */
  readonly detail?: RegExp;
  /** Narrows it to resources whose construct path holds this. Absent: all of the type. */
  readonly pathHas?: string;
  /** Narrows it to resources whose construct path holds none of these. Absent: all of the type. */
  readonly pathLacks?: readonly string[];
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
      'A VPC is an option of the config. Without it functions reach AWS over TLS, by roles, and nothing private. With it those stay outside that call the internet, which a NAT would let all of them do: lib/config/vpc.ts names each and what for.',
  },
  {
    rule: 'HIPAA.Security-VPCDefaultSecurityGroupClosed',
    resourceType: 'AWS::EC2::VPC',
    reason:
      'CloudFormation takes no rule out of the default group, and what CDK offers instead is a function that may change security groups. Nothing is in it: functions and endpoints name their own. docs/deploy.md has the command that empties it.',
  },
  {
    rule: 'HIPAA.Security-LambdaDLQ',
    resourceType: 'AWS::Lambda::Function',
    // Schedules call asynchronously.
    pathLacks: SCHEDULED.map((name) => `/${name}/`),
    reason:
      "A function's own dead-letter queue serves asynchronous calls only. These are called by APIs, another function or SES, which wait for the answer and see the failure, or by queues with dead-letter queues of their own.",
  },
  {
    rule: 'AwsSolutions-SQS3',
    resourceType: 'AWS::SQS::Queue',
    pathHas: '/FailedRuns/',
    reason:
      'It holds dead letters, of functions and schedules and not of another queue, which is all that the rule knows of. Nothing reads it but people.',
  },
  {
    rule: 'HIPAA.Security-DynamoDBInBackupPlan',
    resourceType: 'AWS::DynamoDB::Table',
    reason:
      'Point-in-time recovery of each table covers 35 days, with deletion protection; docs/operations.md restores one by it. A plan needs a vault, which should be in an account of its own: docs/hipaa-controls.md leaves it to the company.',
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
  {
    rule: 'AwsSolutions-IAM5',
    resourceType: 'AWS::IAM::ManagedPolicy',
    detail: /^Resource::\*$/,
    reason:
      'Only for actions that have no resource to name: writing traces to X-Ray, and connecting functions to a VPC, which is denied to their code. test/lib/least-privilege.test.ts refuses any other.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resourceType: 'AWS::IAM::ManagedPolicy',
    detail:
      /^Resource::(?:<\w+\.Arn>|[a-z0-9-]+:ExportsOutputFnGetAtt\w+|arn:<AWS::Partition>:s3:::[^*/]+)\/(?:[a-z]+\/)?\*$/,
    reason:
      'Objects are named by a hash when they are written. The bucket, and below it the group of a function, are named; bucket policies repeat who may read.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resourceType: 'AWS::IAM::ManagedPolicy',
    detail: /^Resource::arn:[^*]+:secret:[a-z0-9-]+\/[a-z/-]+\/\*$/,
    reason:
      'Secrets of sources, destinations, upstreams and people are added while it runs, each under the name of its group; a role is granted its group alone.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resourceType: 'AWS::IAM::ManagedPolicy',
    pathHas: 'People/',
    detail: /^Resource::arn:[^*]+:(?:execute-api|cloudwatch|logs|iam|lambda):/,
    reason:
      'Routes end in ids, and logs in streams, that are made while it runs; what goes before is named. What each office may do, and may not, is in docs/access-matrix.md, each cell checked.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resourceType: 'AWS::IAM::ManagedPolicy',
    detail: /^Resource::arn:aws[a-z-]*:sns:[^*]+:endpoint\/[A-Z_]+\/[^*/]+\/\*$/,
    reason:
      'Devices register while it runs, each below its application. The application is named, by the config, for one lane; the other is denied it.',
  },
  {
    rule: 'AwsSolutions-IAM4',
    resourceType: 'AWS::IAM::Role',
    pathHas: '/ApiGatewayLogs/',
    reason:
      'The one policy with which API Gateway writes its logs is managed by AWS, and API Gateway documents no other that it accepts.',
  },
  {
    rule: 'AwsSolutions-APIG2',
    resourceType: 'AWS::ApiGateway::RestApi',
    reason:
      'Signatures are over the bytes as they came, in formats that vendors define. The functions bound and validate every request themselves, and refuse in the shape its client reads.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    resourceType: 'AWS::ApiGateway::Method',
    reason:
      "The functions authenticate each request: webhooks by their vendor's signature, senders and officers by keys that are kept as HMACs, recipients by link and code.",
  },
  {
    rule: 'AwsSolutions-COG4',
    resourceType: 'AWS::ApiGateway::Method',
    reason:
      'No caller is a user of a pool: vendors sign what they post, applications have keys, recipients have a link and a code for one message.',
  },
];

/** Whether this is the reason why that finding stays. */
export function answers(
  { rule, resourceType, pathHas, pathLacks = [], detail }: Acknowledgement,
  finding: PackFinding,
): boolean {
  return (
    finding.rule === rule &&
    finding.resource.cfnResourceType === resourceType &&
    (pathHas === undefined || finding.resource.node.path.includes(pathHas)) &&
    !pathLacks.some((part) => finding.resource.node.path.includes(part)) &&
    (detail === undefined || detail.test(finding.detail ?? ''))
  );
}
