import { SESv2Client } from '@aws-sdk/client-sesv2';
import { clientOptions, type ClientConfig } from './client-config.ts';

export function createSesClient(config: ClientConfig): SESv2Client {
  return new SESv2Client(clientOptions(config, 'ses'));
}
