import { GetAccountCommand as GetApiGatewayAccountCommand } from '@aws-sdk/client-api-gateway';
import { DescribeTrailsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { GetParameterCommand, GetParametersCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { copiesReserved } from '../../../lib/config/copies.ts';
import { type AccountCheck, ok, problem, unknown, warning } from '../finding.ts';

/** That the credentials are of the account which the config names. */
export const caller: AccountCheck = {
  name: 'credentials',
  actions: ['sts:GetCallerIdentity'],
  examine: async ({ deployment: { account } }, { sts }) => {
    const { Account: actual } = await sts.send(new GetCallerIdentityCommand({}));
    if (account === undefined || account === actual) {
      return [ok(`Of account ${String(actual)}.`)];
    }
    return [
      problem(
        `Of account ${String(actual)}, and the config names ${account}.`,
        'Use credentials of that account.',
      ),
    ];
  },
};

/** As AWS lists them by region: public parameters below /aws/service/global-infrastructure. */
const SERVICES = [
  ...['apigateway', 'dynamodb', 'kms', 'lambda', 's3', 'secretsmanager', 'ses', 'sns', 'sqs'],
  'xray',
] as const;

/** That the region has what Cordon is made of. */
export const services: AccountCheck = {
  name: 'region',
  actions: ['ssm:GetParameters'],
  examine: async ({ deployment: { region } }, { ssm }) => {
    const path = `/aws/service/global-infrastructure/regions/${region}/services/`;
    const { InvalidParameters: missing = [], Parameters: found = [] } = await ssm.send(
      new GetParametersCommand({ Names: SERVICES.map((service) => `${path}${service}`) }),
    );
    if (found.length === 0) {
      return [unknown(`AWS lists nothing for ${region}.`, 'See that the region exists.')];
    }
    if (missing.length === 0) return [ok(`${region} has every service that is used.`)];
    const names = missing.map((name) => name.slice(path.length)).join(', ');
    return [problem(`${region} has no ${names}.`, 'Choose another region.')];
  },
};

/** What `cdk bootstrap` leaves, under the qualifier that it uses by itself. */
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';
/** The first that can publish assets as this version of the CDK does. */
const BOOTSTRAP_VERSION = 6;

/** That the CDK can deploy there. */
export const bootstrap: AccountCheck = {
  name: 'bootstrap',
  actions: ['ssm:GetParameter'],
  examine: async ({ deployment: { account, region } }, { ssm }) => {
    const remedy = `npx cdk bootstrap aws://${account ?? 'ACCOUNT'}/${region}`;
    try {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP }));
      const version = Number(Parameter?.Value);
      if (version >= BOOTSTRAP_VERSION) return [ok(`Version ${String(version)}.`)];
      return [problem(`Version ${String(version)} is too old.`, remedy)];
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
      return [problem('The CDK has not been bootstrapped in this account and region.', remedy)];
    }
  },
};

/** Lambda keeps so many of the account's quota for functions without a reservation. */
const UNRESERVED = 100;

/** That Lambda can reserve what the config asks for. */
export const concurrency: AccountCheck = {
  name: 'concurrency',
  actions: ['lambda:GetAccountSettings'],
  examine: async ({ deployment }, { lambda }) => {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const quota = AccountLimit?.ConcurrentExecutions;
    if (quota === undefined) {
      return [unknown('Lambda does not say its quota.', 'Look in Service Quotas.')];
    }
    const reserved = copiesReserved(deployment);
    const needed = reserved + UNRESERVED;
    const figures = `${String(reserved)} reserved and ${String(UNRESERVED)} left, of ${String(quota)}`;
    if (needed <= quota) return [ok(`${figures}.`)];
    return [
      problem(
        `The quota is too small: ${figures}.`,
        `Ask for ${String(needed)} "Concurrent executions" in Service Quotas, or lower "concurrency".`,
      ),
    ];
  },
};

/** That this deployment neither needs another's role for the logs of APIs, nor replaces it. */
export const apiGatewayLogRole: AccountCheck = {
  name: 'API Gateway logs',
  actions: ['apigateway:GET'],
  examine: async ({ deployment: { apiGatewayLogRole: which, prefix } }, { apiGateway }) => {
    const { cloudwatchRoleArn: role } = await apiGateway.send(new GetApiGatewayAccountCommand({}));
    if (which === 'existing') {
      return role === undefined
        ? [problem('The account has no role for them.', 'Write "apiGatewayLogRole": "create".')]
        : [ok('The account has a role for them.')];
    }
    if (role === undefined) return [ok('This deployment sets the role of the account.')];
    // Its own, from an earlier deployment, begins with its prefix or its stack's name.
    return role.split('/').pop()?.startsWith(`${prefix}-`) === true
      ? [ok('This deployment has set the role of the account.')]
      : [
          warning(
            'The account has a role for them that this deployment would replace.',
            'Write "apiGatewayLogRole": "existing".',
          ),
        ];
  },
};

/** That what administrators do is on record (45 CFR 164.312(b)): Cordon's walls do not hold against them. */
export const trail: AccountCheck = {
  name: 'CloudTrail',
  actions: ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus'],
  examine: async (_examined, { cloudTrail }) => {
    const { trailList = [] } = await cloudTrail.send(new DescribeTrailsCommand({}));
    const everywhere = trailList.filter(({ IsMultiRegionTrail: all }) => all === true);
    const logging = await Promise.all(
      everywhere.map(async ({ TrailARN: Name }) => {
        const { IsLogging } = await cloudTrail.send(new GetTrailStatusCommand({ Name }));
        return IsLogging === true;
      }),
    );
    const on = everywhere.filter((_trail, index) => logging[index]);
    const remedy =
      'Keep a trail of all regions, in an account that its administrators cannot change.';
    if (on.length === 0) return [problem('No trail of all regions is being written.', remedy)];
    if (on.every(({ LogFileValidationEnabled: valid }) => valid !== true)) {
      return [warning('No trail validates its files: they could be changed unseen.', remedy)];
    }
    return [ok('A trail of all regions is being written, with validated files.')];
  },
};
