import { type PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Aws } from 'aws-cdk-lib';
import type { Names } from '../names.ts';
import { allow, deny } from './statements.ts';

/** What AWS's own policy for functions in a VPC holds (AWSLambdaVPCAccessExecutionRole), besides logs. */
const INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
] as const;

/** Lambda connects a function to the VPC by the function's own role. EC2 asks for all resources: interfaces have no names before. */
export function useNetwork(): PolicyStatement {
  return allow('LambdaConnectsToTheVpc', INTERFACES, ['*']);
}

/**
 * That power is Lambda's and not the code's: requests from within a function carry the function's ARN, and those that Lambda
 * makes to EC2 for it do not.
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export function neverUsesNetwork(): PolicyStatement {
  return deny('CodeNeverConnects', INTERFACES, ['*'], {
    Null: { 'lambda:SourceFunctionArn': 'false' },
  });
}

/** VPC Flow Logs, for this account's own flow logs alone (the confused deputy). */
export function flowLogsTrust(names: Names): ServicePrincipal {
  return new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: {
        'aws:SourceArn': `arn:${Aws.PARTITION}:ec2:${names.region}:${Aws.ACCOUNT_ID}:vpc-flow-log/*`,
      },
    },
  });
}

/** @param logGroupArn with `:*` at its end, for the streams in it */
export function writeFlowLogs(logGroupArn: string): PolicyStatement {
  return allow(
    'WriteFlowLogs',
    ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    [logGroupArn],
  );
}
