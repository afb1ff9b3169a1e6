import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnFlowLog, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EndpointContext } from '../policies/endpoints.ts';
import { flowLogsTrust, writeFlowLogs } from '../policies/network.ts';

/** Who connected to whom in the VPC, or tried to: addresses, ports and sizes, never content (45 CFR 164.312(b)). */
export class FlowLogs extends Construct {
  constructor(scope: Construct, vpc: IVpc, { data, names, deployment }: EndpointContext) {
    super(scope, 'FlowLogs');
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${names.prefix}/network`,
      retention: deployment.logRetentionDays,
      encryptionKey: data.keys.logs,
      removalPolicy: deployment.protection.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const writes = new ManagedPolicy(this, 'Writes', {
      statements: [writeFlowLogs(logGroup.logGroupArn)],
    });
    const writer = new Role(this, 'Writer', {
      description: 'VPC Flow Logs writes to a log group',
      assumedBy: flowLogsTrust(names),
      permissionsBoundary: writes,
      managedPolicies: [writes],
    });
    new CfnFlowLog(this, 'Flows', {
      resourceType: 'VPC',
      resourceId: vpc.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: logGroup.logGroupName,
      deliverLogsPermissionArn: writer.roleArn,
    });
  }
}
