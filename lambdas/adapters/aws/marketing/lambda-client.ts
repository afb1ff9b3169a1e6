import { LambdaClient } from '@aws-sdk/client-lambda';
import { clientOptions, type ClientConfig } from '../shared/client-config.ts';

export function createLambdaClient(config: ClientConfig): LambdaClient {
  return new LambdaClient(clientOptions(config, 'lambda'));
}
