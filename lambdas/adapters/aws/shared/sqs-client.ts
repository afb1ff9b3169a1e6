import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, type ClientConfig } from './client-config.ts';

export function createSqsClient(config: ClientConfig): SQSClient {
  return new SQSClient(clientOptions(config, 'sqs'));
}
