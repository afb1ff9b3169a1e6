import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOptions, type ClientConfig } from './client-config.ts';

export function createSecretsManagerClient(config: ClientConfig): SecretsManagerClient {
  return new SecretsManagerClient(clientOptions(config, 'secretsManager'));
}
