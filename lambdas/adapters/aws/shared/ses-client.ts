import { SESv2Client } from '@aws-sdk/client-sesv2';
import { clientOptions, type ClientConfig } from './client-config.ts';

/**
 * A mail that is sent twice arrives twice: no call is repeated by the client, and none goes over a connection that may
 * have been closed meanwhile. The outbox tries again, and knows that it does.
 */
export function createSesClient(config: ClientConfig): SESv2Client {
  return new SESv2Client({
    ...clientOptions(config, 'ses', { keepAlive: false }),
    maxAttempts: 1,
  });
}
