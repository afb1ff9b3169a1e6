import { LANES } from '../../../lambdas/core/vocabulary.ts';
import { OFFICES } from '../../../lib/config/people.ts';
import { QUEUE_NAMES } from '../../../lib/names.ts';
import type { AccessModel } from './access.ts';
import type { AddProbe } from './probe.ts';
import { ACCOUNT, REGION } from './resolve.ts';

const arn = (service: string, resource: string, region = REGION) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
const role = (name: string) => arn('iam', `role/cordon-${REGION}-${name}`, '');

/** What is asked of the operations API, as `method path`. */
const ROUTES = [
  ...['GET v1/decisions', 'GET v1/ledger/status', 'POST v1/disposals'],
  ...['GET v1/deliveries', 'GET v1/deliveries/dlv_1', 'POST v1/deliveries/dlv_1/replay'],
  ...['GET v1/quarantine', 'GET v1/quarantine/msg_1', 'POST v1/quarantine/msg_1/settle'],
  ...['GET v1/portal/links', 'POST v1/portal/links/lnk_1/wipe', 'POST v1/destinations/ehr/enable'],
  ...['GET v1/admin/vendors', 'PUT v1/admin/vendors/acme', 'POST v1/admin/keys'],
  ...['DELETE v1/admin/vendors/acme', 'PUT v1/admin/holds/case', 'PUT v1/admin/policy'],
];

/** What is worth asking of people above all, and of functions too: routes, logs, and the walls themselves. */
export function addWallProbes(
  model: AccessModel,
  add: AddProbe,
  begin: (section: string) => void,
): void {
  const api = (stack: 'Operations' | 'Clinical') => model.idOf(stack, 'AWS::ApiGateway::RestApi');
  const route = (id: string, asked: string) => {
    const [method = '', path = ''] = asked.split(' ');
    return arn('execute-api', `${id}/live/${method}/${path}`);
  };
  begin('Routes of the operations API');
  for (const asked of ROUTES) add(asked, 'execute-api:Invoke', route(api('Operations'), asked));
  add('any other route', 'execute-api:Invoke', route(api('Operations'), 'POST v1/anything'));
  add('another API', 'execute-api:Invoke', route(api('Clinical'), 'POST v1/messages'));

  begin('Looking after it');
  add('see the dashboard', 'cloudwatch:GetDashboard', arn('cloudwatch', 'dashboard/cordon', ''));
  add('see alarms', 'cloudwatch:DescribeAlarms', arn('cloudwatch', 'alarm:cordon-errors'));
  add('silence alarms', 'cloudwatch:DisableAlarmActions', arn('cloudwatch', 'alarm:cordon-errors'));
  for (const name of ['marketing-send', 'clinical-send', 'ledger-sealer']) {
    const logs = arn('logs', `log-group:/cordon/functions/${name}:any`);
    add(`read the log of ${name}`, 'logs:FilterLogEvents', logs);
    add(`delete the log of ${name}`, 'logs:DeleteLogGroup', logs);
  }
  add(
    'read who called',
    'logs:FilterLogEvents',
    arn('logs', 'log-group:/cordon/access/inbound:any'),
  );
  add('look up the trail', 'cloudtrail:LookupEvents', '*');
  add('read a role', 'iam:GetRole', role('clinical-deliver'));
  add('read a policy', 'iam:GetPolicyVersion', arn('iam', 'policy/any', ''));
  for (const queue of QUEUE_NAMES) {
    const letters = arn('sqs', `cordon-${queue}-dead-letters`);
    add(`find dead letters of ${queue}`, 'sqs:GetQueueUrl', letters);
    add(`read dead letters of ${queue}`, 'sqs:ReceiveMessage', letters);
    add(`move dead letters of ${queue}`, 'sqs:StartMessageMoveTask', letters);
    add(`purge dead letters of ${queue}`, 'sqs:PurgeQueue', letters);
  }
  add(
    'stop a function',
    'lambda:PutFunctionConcurrency',
    arn('lambda', 'function:cordon-marketing-send'),
  );
  for (const lane of LANES) {
    const set = arn('ses', `configuration-set/cordon-${lane}`);
    add(`stop mail of ${lane}`, 'ses:PutConfigurationSetSendingOptions', set);
  }

  begin('The ledger');
  const decisions = arn('dynamodb', 'table/cordon-decisions');
  for (const action of ['BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete']) {
    add(`${action} decisions`, `dynamodb:${action}`, decisions);
  }
  add('delete the table of decisions', 'dynamodb:DeleteTable', decisions);
  const ledger = model.arnOf('Data', 'Ledger', 'AWS::S3::Bucket');
  add('hold or free a seal', 's3:PutObjectLegalHold', `${ledger}/any/object`);
  add('loosen the lock of the ledger', 's3:PutBucketObjectLockConfiguration', ledger);
  add('delete the bucket of the ledger', 's3:DeleteBucket', ledger);

  begin('The network, for code that runs by a role');
  const ec2 = (resource: string) => arn('ec2', resource);
  add('make a network interface', 'ec2:CreateNetworkInterface', ec2('network-interface/eni-0'));
  add('remove a network interface', 'ec2:DeleteNetworkInterface', ec2('network-interface/eni-0'));
  add('list network interfaces', 'ec2:DescribeNetworkInterfaces', '*');
  add('widen a security group', 'ec2:AuthorizeSecurityGroupEgress', ec2('security-group/sg-0'));
  add('add a route', 'ec2:CreateRoute', ec2('route-table/rtb-0'));
  add('attach a gateway', 'ec2:AttachInternetGateway', ec2('internet-gateway/igw-0'));
  add('widen an endpoint', 'ec2:ModifyVpcEndpoint', ec2('vpc-endpoint/vpce-0'));
  add('stop flow logs', 'ec2:DeleteFlowLogs', ec2('vpc-flow-log/fl-0'));

  begin('Roles, policies and code');
  for (const name of ['clinical-deliver', ...OFFICES.map((office) => `people-${office}`)]) {
    add(`take the role ${name}`, 'sts:AssumeRole', role(name));
  }
  const deliverer = role('clinical-deliver');
  add('pass a role', 'iam:PassRole', deliverer);
  add('attach a policy to a role', 'iam:AttachRolePolicy', deliverer);
  add('write a policy into a role', 'iam:PutRolePolicy', deliverer);
  add('take the boundary of a role away', 'iam:DeleteRolePermissionsBoundary', deliverer);
  add('say who may take a role', 'iam:UpdateAssumeRolePolicy', deliverer);
  add('change a policy', 'iam:CreatePolicyVersion', arn('iam', 'policy/any', ''));
  add('change the policy of a table', 'dynamodb:PutResourcePolicy', decisions);
  add('change the policy of a bucket', 's3:PutBucketPolicy', ledger);
  add('change the policy of a queue', 'sqs:SetQueueAttributes', arn('sqs', 'cordon-inbound'));
  const sender = arn('lambda', 'function:cordon-marketing-send');
  add('change the code of a function', 'lambda:UpdateFunctionCode', sender);
  add('change the variables of a function', 'lambda:UpdateFunctionConfiguration', sender);
  add('let others call a function', 'lambda:AddPermission', sender);
  const firewall = arn('wafv2', 'regional/webacl/cordon-inbound/id');
  add('change the firewall', 'wafv2:UpdateWebACL', firewall);
  add('take the firewall away', 'wafv2:DeleteWebACL', firewall);
  add('stop the trail', 'cloudtrail:StopLogging', arn('cloudtrail', 'trail/any'));
}
