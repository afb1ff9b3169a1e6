import { SESv2Client } from '@aws-sdk/client-sesv2';
import { type ClientConfig, sendOnceOptions } from './client-config.ts';

/** A mail that is sent twice arrives twice. */
export function createSesClient(config: ClientConfig): SESv2Client {
  return new SESv2Client(sendOnceOptions(config, 'ses'));
}
