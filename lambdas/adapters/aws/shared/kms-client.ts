import { KMSClient } from '@aws-sdk/client-kms';
import { clientOptions, type ClientConfig } from './client-config.ts';

export function createKmsClient(config: ClientConfig): KMSClient {
  return new KMSClient(clientOptions(config, 'kms'));
}
