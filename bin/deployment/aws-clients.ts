import { ACMClient } from '@aws-sdk/client-acm';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** Clients that look at an account; each takes the credentials and the endpoint of the environment, like any AWS tool. */
export interface AwsClients {
  readonly acm: ACMClient;
  readonly apiGateway: APIGatewayClient;
  readonly cloudTrail: CloudTrailClient;
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
  readonly ses: SESv2Client;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  destroy(): void;
}

/** Somebody waits at a terminal: what does not answer is said to be unknown. */
const PATIENCE = {
  maxAttempts: 2,
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  },
} as const;

export function createAwsClients(region: string): AwsClients {
  const config = { region, ...PATIENCE };
  const clients = {
    acm: new ACMClient(config),
    apiGateway: new APIGatewayClient(config),
    cloudTrail: new CloudTrailClient(config),
    dynamodb: new DynamoDBClient(config),
    lambda: new LambdaClient(config),
    secrets: new SecretsManagerClient(config),
    ses: new SESv2Client(config),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
  };
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
